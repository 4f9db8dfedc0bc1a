"""Runs over HTTP to a SwarmUI server that speaks the real protocol, up to a recorded picture."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from devserver.backends.shipped import shipped_backends
from devserver.backends.swarmui.catalogue import FAILURE_KNOWN_FOR
from devserver.commands.doctor import doctor
from devserver.routes.flask_app import create_flask
from devserver.settings import Settings
from tests.backends.comfyui.working import until
from tests.fakes.comfyui_nodes import png
from tests.fakes.engine_site import prepare
from tests.fakes.site import Site, running
from tests.fakes.swarmui import MODEL, FakeSwarm, open_fake

pytestmark = pytest.mark.anyio

RUN = {"input_text": "a ship in a storm", "config": "user_defined", "output_config": "image_swarmui"}
SOCKET = "generatetext2imagews"


@asynccontextmanager
async def opened(folder: Path, fake: FakeSwarm | None, **more: Any) -> AsyncIterator[Site]:
    """Run a server with the shipped backends and declarations, before a fake SwarmUI."""
    swarmui = {"swarmui": fake.url} if fake else {}
    async with running(prepare(folder / "data"), create_flask, shipped_backends, **swarmui, **more) as site:
        yield site


async def begin(site: Site, **more: Any) -> str:
    answer = await site.client.post("/api/runs", json={**RUN, **more})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["run_id"])


async def run_where(site: Site, run_id: str, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Return a run as soon as a condition holds."""
    async with asyncio.timeout(30):
        while True:
            run: dict[str, Any] = (await site.client.get(f"/api/runs/{run_id}")).json()
            if holds(run):
                return run
            await asyncio.sleep(0.01)


async def ended(site: Site, run_id: str) -> dict[str, Any]:
    return await run_where(site, run_id, lambda run: run["status"] not in {"pending", "running"})


async def test_a_sentence_becomes_a_picture_that_can_be_fetched(tmp_path: Path) -> None:
    async with open_fake() as fake, opened(tmp_path, fake) as site:
        run_id = await begin(site, seed=7, parameters={"steps": 4, "images": 2})
        run = await ended(site, run_id)
        pictures = [await site.client.get(f"/api/media/image/{run_id}/{index}") for index in (0, 1)]
        events = (await site.client.get(f"/api/runs/{run_id}/events")).json()["events"]
    assert run["status"] == "completed", run
    assert [picture.content for picture in pictures] == [png(), png()]
    assert pictures[0].headers["content-type"] == "image/png"
    [sent] = fake.bodies(SOCKET)
    assert {name: value for name, value in sent.items() if name != "session_id"} == {
        "donotsave": True,
        "cfgscale": 6.5,
        "height": 1024,
        "images": 2,
        "model": MODEL,
        "negativeprompt": "",
        "prompt": run["texts"]["optimization"],
        "seed": 7,
        "steps": 4,
        "width": 1024,
    }
    assert fake.skipped == []
    start = next(event["data"] for event in events if event["type"] == "generation_start")
    assert start["model"] == f"swarmui/{MODEL}"
    assert {"progress_update", "generation_complete"} <= {event["type"] for event in events}


async def test_a_picture_that_a_person_brings_is_where_it_starts(tmp_path: Path) -> None:
    async with open_fake() as fake, opened(tmp_path, fake) as site:
        upload = await site.client.post("/api/media/upload", files={"file": ("a.png", png(), "image/png")})
        inputs = {"input_image": {"upload_id": upload.json()["upload_id"]}}
        run = await ended(site, await begin(site, inputs=inputs, parameters={"denoise": 0.4}))
    assert run["status"] == "completed", run
    [sent] = fake.bodies(SOCKET)
    assert sent["initimage"].startswith("data:image/png;base64,")
    assert sent["initimagecreativity"] == 0.4


async def test_a_cancelled_run_is_interrupted_there_and_other_work_goes_on(tmp_path: Path) -> None:
    async with open_fake(step=0.02, backends=3) as fake, opened(tmp_path, fake) as site:
        theirs = await fake.somebody_elses(steps=50)
        other = await begin(site, parameters={"steps": 50})
        await until(lambda: len(fake.began) == 2)
        run_id = await begin(site, parameters={"steps": 150})
        await until(lambda: len(fake.began) == 3)
        await site.engine.runs.cancel(run_id)
        run = await ended(site, run_id)
        await until(lambda: fake.ended)
        assert fake.ended == [fake.began[2]]
        second = await ended(site, other)
        await until(lambda: theirs in fake.ended)
    assert (run["status"], second["status"]) == ("cancelled", "completed")
    assert {body["session_id"] for body in fake.bodies("interruptall")} == {fake.began[2]}


async def test_a_text_with_a_tag_is_refused_with_a_sentence_and_sent_nowhere(tmp_path: Path) -> None:
    async with open_fake() as fake, opened(tmp_path, fake) as site:
        body = {"prompt": "a boat <wildcard:animals>", "output_config": "image_swarmui"}
        answer = await site.client.post("/api/schema/pipeline/generation", json=body)
        run = await ended(site, answer.json()["run_id"])
    assert run["status"] == "refused"
    assert "<wildcard" in json.dumps(run)
    assert fake.bodies(SOCKET) == []


LACKING: dict[str, tuple[dict[str, Any], str]] = {
    "a model that is not there": ({"parameters": {"model": "flux/dev"}}, "has no model 'flux/dev'"),
    "a LoRA that is not there": ({"parameters": {"loras": ["ink"]}}, "has no LoRA 'ink'"),
}


@pytest.mark.parametrize(("more", "words"), LACKING.values(), ids=LACKING.keys())
async def test_what_is_missing_is_named_and_nothing_is_made(tmp_path: Path, more: dict[str, Any], words: str) -> None:
    async with open_fake() as fake, opened(tmp_path, fake) as site:
        run = await ended(site, await begin(site, **more))
    assert run["status"] == "failed"
    assert words in json.dumps(run, ensure_ascii=False).replace("\\", "")
    assert fake.began == []


async def test_the_operator_sees_the_server_and_what_can_run(tmp_path: Path) -> None:
    async with open_fake(models=[]) as fake, opened(tmp_path, fake) as site:
        found = (await site.client.get("/api/system/backends")).json()
    backend = next(one for one in found["backends"] if one["name"] == "swarmui")
    config = next(one for one in found["configs"] if one["id"] == "image_swarmui")
    assert backend["availability"]["state"] == "ready"
    details = {"url": fake.url, "limit": 64, "headers": [], "version": "0.9.9.GIT-0a1b2c3d"}
    assert backend["details"] in ({**details}, {name: details[name] for name in ("url", "limit", "headers")})
    assert (config["availability"]["state"], config["availability"]["missing"]) == ("unavailable", [MODEL])


@pytest.mark.parametrize("there", [True, False], ids=["there", "not there"])
async def test_the_doctor_says_whether_it_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], there: bool
) -> None:
    async with open_fake() as fake:
        if not there:
            await fake.relay.die()
        await doctor(Settings(data=prepare(tmp_path / "data"), swarmui=fake.url), as_json=True)
    said = capsys.readouterr().out
    found = {finding["subject"]: finding for finding in json.loads(said[said.index("[\n") :])}
    states = found["swarmui"]["state"], found["output image_swarmui"]["state"]
    assert states == (("ok", "ok") if there else ("note", "note"))
    assert fake.url in found["swarmui"]["said"]


async def test_without_a_server_the_setting_is_named_and_the_transport_is_not_imported(tmp_path: Path) -> None:
    async with opened(tmp_path, None) as site:
        run = await ended(site, await begin(site))
    assert run["status"] == "failed"
    assert "set DEVSERVER_SWARMUI" in json.dumps(run)
    code = "import sys, devserver.engine.engine; sys.exit('devserver.backends.swarmui' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


async def test_a_server_that_starts_anew_in_the_middle_fails_the_run_and_takes_the_next(tmp_path: Path) -> None:
    async with open_fake(step=0.02) as fake, opened(tmp_path, fake) as site:
        run_id = await begin(site, parameters={"steps": 150})
        await until(lambda: fake.began)
        await asyncio.sleep(0.05)
        await fake.restart(after=0.02)
        run = await ended(site, run_id)
        again = await ended(site, await begin(site, parameters={"steps": 2}))
    assert run["status"] == "failed"
    assert "broke off in the middle" in json.dumps(run)
    assert again["status"] == "completed"


async def test_a_server_that_is_set_while_we_run_takes_the_next_run(tmp_path: Path) -> None:
    async with open_fake(token="abc.def.ghi0") as fake, opened(tmp_path, None) as site:
        assert (await site.client.patch("/api/settings", json={"swarmui": {"url": fake.url}})).status_code == 200
        first = await ended(site, await begin(site))
        key = {"value": "abc.def.ghi0"}
        assert (await site.client.put("/api/settings/keys/swarmui", json=key)).is_success
        await asyncio.sleep(FAILURE_KNOWN_FOR)
        asked = await site.client.post("/api/settings/test", json={"provider": "swarmui"})
        second = await ended(site, await begin(site))
    assert "make a token there" in json.dumps(first)
    assert asked.is_success
    assert second["status"] == "completed", second
