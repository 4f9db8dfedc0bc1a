"""Faults that an earlier system of this kind had, one test each; the id of a test says what was seen there.

What belongs to HTTP alone (answers under load, sessions) is tested beside the routes.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import random
from collections.abc import Awaitable, Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
import structlog

from devserver import logs, stored
from devserver.engine.configuring import change
from devserver.engine.inputs import find_media
from devserver.engine.views import run_view
from devserver.errors import Forbidden, InvalidInput, NotFound
from devserver.media_types import MEDIA_TYPES
from devserver.models.outcomes import FREE, Ok
from devserver.routes.flask_app import create_flask
from devserver.server import listen
from devserver.settings import Settings
from tests.fakes.engine_calls import INPUT, LANGUAGES, SEED, needed_inputs, open_shipped, steady
from tests.fakes.engine_site import Site, open_site
from tests.fakes.scripted import Call, Step, obliging, picture
from tests.fakes.site import running
from tests.golden import FOLDER

pytestmark = pytest.mark.anyio

RUN = {"input_text": "A boat", "config": "attitude", "output_config": "painting"}


def golden_calls(kind: str) -> dict[str, dict[str, list[dict[str, Any]]]]:
    return {path.stem: json.loads(path.read_bytes()) for path in sorted((FOLDER / "calls" / kind).glob("*.json"))}


async def shared_config(folder: Path) -> None:
    """Two hundred runs at once, each with another config, send exactly what each of them sends alone."""
    attitudes, outputs = golden_calls("interception"), golden_calls("output")
    chance = random.Random(1)
    picked = [
        (list(attitudes)[n % len(attitudes)], list(outputs)[n % len(outputs)], LANGUAGES[n % 2]) for n in range(200)
    ]
    chance.shuffle(picked)
    models = {"stage2_interception_model": "scripted/writer", "stage2_optimization_model": "scripted/refiner"}
    async with open_shipped(folder, **models) as site:
        inputs = await needed_inputs(site)
        about = [
            {"config": config, "output_config": output, "language": language, "inputs": inputs(output)}
            for config, output, language in picked
        ]
        accepted = await asyncio.gather(*(site.start("run", input_text=INPUT, seed=SEED, **given) for given in about))
        records = await asyncio.gather(*(site.engine.runs.ended(one) for one in accepted))
        assert {record.row.state for record in records} == {"completed"}
        stored = site.rows("SELECT run_id, stage, request FROM calls")
    of_runs: dict[str, dict[str, Any]] = {}
    for run_id, stage, request in stored:
        of_runs.setdefault(run_id, {})[stage] = steady(json.loads(request))
    for record, (config, output, language) in zip(records, picked, strict=True):
        expected = attitudes[config][language] + outputs[output][language]
        made = of_runs[record.run_id]
        assert [made[stage] for stage in ("interception", "optimization", "media") if stage in made] == expected


async def edited_rules(site: Site) -> None:
    before = site.engine.declared.library.config("attitude").json_data()
    mine, theirs = await asyncio.gather(
        site.do("interception", input_text="A boat", config="attitude", context_prompt="Mine alone."),
        site.do("interception", input_text="A boat", config="attitude"),
    )
    assert next(iter(mine.calls.values())).request["prompt"]["context"] == "Mine alone."
    assert next(iter(theirs.calls.values())).request["prompt"]["context"] == "See it like a bird."
    assert site.engine.declared.library.config("attitude").json_data() == before
    await site.do("interception", input_text="A boat", config="attitude")
    assert site.part.calls[-1].prompt.context == "See it like a bird."


async def lost_paragraphs(site: Site) -> None:
    text = "One.\n\nTwo.\n\nContext:\nThree.\n\n\nFour."
    await site.do("interception", input_text=text, config="attitude", context_prompt=text)
    (call,) = site.part.calls
    assert call.prompt.text.endswith(f"Context:\n{text}\n\nInput:\n{text}")
    task = site.engine.declared.library.chunk("manipulate").meta["task_instruction"]["en"]
    assert call.prompt.text.startswith(f"Task:\n{task}\n\n")


async def lost_parameters(site: Site) -> None:
    await site.do("interception", input_text="A boat", config="same_letter")
    declared = site.engine.declared.library
    chunk, config = declared.chunk("manipulate"), declared.config("same_letter")
    assert site.part.calls[0].parameters == {**chunk.parameters, **config.parameters}
    assert site.part.calls[0].parameters == {"temperature": 0.9, "top_p": 0.95, "max_tokens": 4000}


async def ignored_context(site: Site) -> None:
    for config in ("attitude", "in_two"):
        await site.do("interception", input_text="A boat", config=config)
    assert all(call.prompt.context and call.prompt.context in call.prompt.text for call in site.part.calls)


async def success_without_media(site: Site) -> None:
    lies = [
        Ok(usage=FREE),
        Ok(text="done: file.png", usage=FREE),
        picture(b""),
        picture(b"\xff\xfb\x90\x00" + bytes(64)),
        picture(b"<html>error</html>"),
        picture(format="exe"),
        picture(b"\x89PNG\r\n\x1a\n" + bytes(9), format="jpg"),
    ]
    for lie in lies:
        site.part.script = lambda _call, lie=lie: [lie]  # type: ignore[misc]
        record = await site.do("generation", prompt="A boat", output_config="sketching")
        view = run_view(await site.load(record.run_id))
        assert (view.status, view.media, record.media()) == ("failed", (), []), lie
        assert view.problem is not None
        assert view.problem.message == "media_unusable"
        told = [event.type for event in await site.events(record.run_id)]
        assert "generation_complete" not in told


async def media_lost_after_a_restart(folder: Path) -> None:
    async with open_site(folder / "data") as site:
        record = await site.do("run", **RUN)
        image = find_media(record, "image")
        data = site.bytes_of(record, image)
    async with open_site(folder / "data") as site:
        again = await site.load(record.run_id)
        assert find_media(again, "image") == image
        assert await site.engine.recorder.content(record.run_id, find_media(again, "image", 0)) == data
        assert hashlib.sha256(data).hexdigest() == image.sha256
        assert run_view(again).media == run_view(record).media


async def checks_skipped(site: Site) -> None:
    for given in ({"prompt": "heil hitler"}, {"prompt": "A boat", "parameters": {"negative_prompt": "heil hitler"}}):
        record = await site.do("generation", output_config="painting", **given)
        assert record.row.state == "refused"
        assert site.part.calls == []
        with pytest.raises(NotFound):
            find_media(record, "image")


async def ids_as_paths(site: Site) -> None:
    before = sorted(path.name for path in site.data.parent.iterdir())
    bad = ["../../../../TRAVERSAL", "run_../../../x", "/etc/passwd", "run_01ARZ3NDEKTSV4RRFFQ69G5FAV/.."]
    for text in bad:
        with pytest.raises(NotFound):
            await site.start("optimization", run_id=text, output_config="painting")
        with pytest.raises(NotFound):
            await site.start("run", **{**RUN, "config": text})
        with pytest.raises(NotFound):
            await site.engine.uploads.read(text)
        with pytest.raises(InvalidInput):
            await site.start("generation", prompt="x", output_config="painting", parameters={"input_image": text})
        record = await site.do("generation", prompt="x", output_config="painting", owner=text, key=text)
        assert record.row.state == "completed"
        assert site.folder(record).is_relative_to(site.data / "runs")
    assert sorted(path.name for path in site.data.parent.iterdir()) == before


async def few_threads(site: Site) -> None:
    go = asyncio.Event()
    site.part.script = lambda call: [go.wait, *obliging(call)]
    accepted = [await site.start("run", **RUN) for _ in range(40)]
    while len(site.part.calls) < 40:
        await asyncio.sleep(0.001)
    assert (await site.do("interception", input_text="A boat", config="nothing")).row.state == "open"
    go.set()
    records = await asyncio.gather(*(site.engine.runs.ended(one) for one in accepted))
    assert {record.row.state for record in records} == {"completed"}


async def outputs_that_cannot_work(site: Site) -> None:
    library = site.engine.declared.library
    outputs = [config for config in library.configs.values() if library.kind(config) == "output"]
    for config in outputs:
        chunk = library.output_chunk(config)
        assert library.media_type(config) is not None, config.id
        needs = any(target.required for target in chunk.mappings.get("input_image", ()))
        assert chunk.template is not None or "prompt" in chunk.mappings or needs, config.id
    site.part.script = lambda call: [Ok(text="function setup() {}")] if call.type == "text" else obliging(call)
    record = await site.do("generation", prompt="A boat", output_config="programming")
    assert record.row.state == "completed"
    code = find_media(record, "p5")
    assert (site.bytes_of(record, code), code.mime) == (b"function setup() {}", "text/javascript")


async def prompts_in_the_log(site: Site) -> None:
    secret = "a very private heron"
    written = io.StringIO()
    kept = structlog.get_config()
    with redirect_stderr(written), redirect_stdout(written):
        structlog.configure(
            processors=[structlog.processors.add_log_level, structlog.processors.JSONRenderer()],
            wrapper_class=structlog.make_filtering_bound_logger(logs.LEVELS["info"]),
            logger_factory=structlog.PrintLoggerFactory(written),
        )
        try:
            await site.do("run", **{**RUN, "input_text": secret}, context_prompt=f"See {secret}")
            await site.do("generation", prompt=f"{secret} heil hitler", output_config="painting")
            site.part.script = lambda call: [RuntimeError("broken")]
            await site.do("generation", prompt=secret, output_config="painting", parameters={"negative_prompt": secret})
        finally:
            structlog.configure(**kept)
    assert "heron" not in written.getvalue()
    assert len(written.getvalue()) < 20_000


async def work_after_disconnect(site: Site) -> None:
    """Here leaving cancels nothing, and what is made meanwhile can be fetched; cancelling ends the work."""
    site.part.script = lambda call: [0.01, *obliging(call)]
    accepted = await site.start("run", **RUN)
    stream = site.engine.log.follow(accepted.run_id, 0)
    await anext(stream)
    await stream.aclose()
    record = await site.engine.runs.ended(accepted)
    assert record.row.state == "completed"
    assert find_media(await site.load(accepted.run_id), "image").bytes > 0
    accepted = await site.start("run", **RUN)
    await site.engine.runs.cancel(accepted.run_id)
    calls = len(site.part.calls)
    await asyncio.sleep(0.05)
    assert len(site.part.calls) == calls


async def settings_of_whoever(folder: Path) -> None:
    """No address but this machine's is listened on, so that the name in a request opens nothing to others."""
    for host in ("0.0.0.0", "::", "192.168.1.7", "localhost.evil.example"):
        with pytest.raises(Forbidden):
            listen(Settings(host=host, port=0, data=folder))
    async with running(folder / "data", create_flask) as site:
        for headers in ({"Host": "evil.example"}, {"Host": "localhost", "Origin": "http://evil.example"}):
            answer = await site.client.patch("/api/settings", json={"safety_level": "research"}, headers=headers)
            assert answer.status_code == 403
        assert site.engine.settings.safety_level == "youth"


async def settings_replaced_as_a_whole(folder: Path) -> None:
    """A change leaves alone what it does not name, and counts for who has read the settings before."""
    async with open_site(folder / "data") as site:
        await change(site.engine, {"language": "de"})
        await asyncio.gather(*(change(site.engine, {name: "a/b"}) for name in ("stage3_model", "coding_model")))
        assert stored.read(folder / "data") == {"language": "de", "stage3_model": "a/b", "coding_model": "a/b"}
        await change(site.engine, {"stage3_model": None, "text_limit": 3})
        with pytest.raises(InvalidInput):
            await site.start("run", **RUN)


async def types_without_a_place(site: Site) -> None:
    for name, kind in MEDIA_TYPES.items():
        assert kind.formats, name
        assert kind.player, name
        assert kind.falls_back_to in {None, *MEDIA_TYPES}, name


async def media_of_others(site: Site) -> None:
    """Two who ask at once each get the picture of their own prompt, also where the first takes longer."""

    def script(call: Call) -> list[Step]:
        data = picture().media[0].files[0].data + call.prompt.encode()  # type: ignore[union-attr]
        return [0.03 if "first" in call.prompt else 0.0, picture(data)]  # type: ignore[operator]

    site.part.script = script
    texts = [f"{word} boat {n}" for n in range(10) for word in ("first", "second")]
    records = await asyncio.gather(*(site.do("generation", prompt=text, output_config="sketching") for text in texts))
    for text, record in zip(texts, records, strict=True):
        assert site.bytes_of(record, find_media(record, "image")).endswith(text.encode())


async def seeds_of_others(site: Site) -> None:
    records = await asyncio.gather(
        *(site.do("generation", prompt="A boat", output_config="sketching", seed=n) for n in range(20))
    )
    assert [find_media(record, "image").seed for record in records] == list(range(20))
    assert sorted(call.seed or 0 for call in site.part.calls) == list(range(20))
    drawn = await asyncio.gather(*(site.do("generation", prompt="x", output_config="sketching") for _ in range(8)))
    assert len({record.context.seed for record in drawn}) == 8


ROWS: dict[str, Callable[[Site], Awaitable[None]]] = {
    "2: edited rules leak to everyone": edited_rules,
    "3: taking a prompt apart again drops a paragraph": lost_paragraphs,
    "4: parameters never reach the language model": lost_parameters,
    "5: some attitudes send an empty context": ignored_context,
    "6: success is reported and the media are lost": success_without_media,
    "8: safety has holes: one path skips the checks, what is blocked can be fetched": checks_skipped,
    "9: ids are parts of paths, and a path of a picture is taken as it comes": ids_as_paths,
    "11: eight threads are all there is, and a waiting generation blocks the settings": few_threads,
    "12: several outputs cannot work at all": outputs_that_cannot_work,
    "13: what a person wrote stands in the log": prompts_in_the_log,
    "14: leaving a stream stores a result that nobody sees": work_after_disconnect,
    "by reading: two people swap their media": media_of_others,
    "by reading: a seed is shared by the whole process": seeds_of_others,
    "by reading: a media type without a player or a route": types_without_a_place,
}


@pytest.fixture(scope="module")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> Any:
    async with open_site(tmp_path_factory.mktemp("faults") / "data") as site:
        yield site


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
async def test_it_cannot_be_here(shared: Site, row: Callable[[Site], Awaitable[None]]) -> None:
    shared.part.reset()
    await row(shared)


FOLDERS: dict[str, Callable[[Path], Awaitable[None]]] = {
    "1: one current config for everybody at once": shared_config,
    "7: media are gone after a restart": media_lost_after_a_restart,
    "10: settings are open to whoever calls the server localhost": settings_of_whoever,
    "by reading: a change replaces all settings, and does not count everywhere": settings_replaced_as_a_whole,
}


@pytest.mark.parametrize("row", FOLDERS.values(), ids=FOLDERS.keys())
async def test_it_cannot_be_here_either(tmp_path: Path, row: Callable[[Path], Awaitable[None]]) -> None:
    await row(tmp_path)
