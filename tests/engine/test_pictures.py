"""Pictures that a model looks at before anybody else can."""

from __future__ import annotations

import asyncio
import base64
import io
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from devserver.backends.embedded import EmbeddedBackend
from devserver.backends.ollama import open_ollama
from devserver.commands.reindexing import rebuild
from devserver.engine.accepting import Asked
from devserver.engine.engine import Engine, open_engine
from devserver.engine.inputs import find_media
from devserver.engine.record import Record
from devserver.engine.verdicts import Refusal
from devserver.engine.work import Work
from devserver.errors import NotFound
from devserver.models.calls import MediaCall
from devserver.models.outcomes import Empty, Failed, MediaFile, MediaOutput, Ok, Outcome, Preview, Refused
from devserver.models.runs import InputRef, Request
from devserver.settings import Settings
from tests.fakes import ollama
from tests.fakes.engine_site import Site, open_site, prepare
from tests.fakes.holding import hold
from tests.fakes.http_server import HttpServer, running
from tests.fakes.scripted import PAID, PNG, Call, Step, picture

pytestmark = pytest.mark.anyio

EYES = {"vlm_safety_model": "scripted/eyes", "stage1_vision_model": "scripted/eyes"}
SAFE, UNSAFE = '{"safe": true, "reason": ""}', '{"safe": false, "reason": "There is blood."}'


@pytest.fixture(scope="module")
async def opened(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with open_site(tmp_path_factory.mktemp("pictures") / "data", **EYES) as site:
        yield site


@pytest.fixture
def watched(opened: Site) -> Site:
    opened.part.reset()
    return opened


def sees(verdict: str | Outcome, *made: Step) -> Any:
    """Return a script: the eyes say this, and a medium is this."""
    said = Ok(text=verdict, usage=PAID) if isinstance(verdict, str) else verdict
    return lambda call: (made or [picture()]) if isinstance(call, MediaCall) else [said]


GENERATION: dict[str, Any] = {"prompt": "a house", "output_config": "sketching", "seed": 1}


async def generated(site: Site, **more: Any) -> Record:
    record = await site.do("generation", **{**GENERATION, **more})
    return await site.load(record.run_id)


def media(record: Record) -> list[bool]:
    return [entity.blocked for entity in record.media()]


async def test_a_picture_that_passes_can_be_fetched(watched: Site) -> None:
    watched.part.script = sees(SAFE)
    record = await generated(watched)
    assert (record.row.state, media(record)) == ("completed", [False])
    verdict = record.entity("picture_check")
    assert verdict is not None
    assert (verdict.meta["passed"], verdict.producer) == (True, "scripted/eyes")
    assert verdict.meta["text_sha256"] == record.media()[0].sha256
    assert find_media(record, "image").sha256 == record.media()[0].sha256
    told = [event.type for event in await watched.events(record.run_id)]
    assert told.index("generation_complete") > told.index("generation_start")
    assert told[-1] == "run_state_change"


async def test_the_eyes_are_shown_the_picture_and_the_rules_of_the_level(watched: Site) -> None:
    watched.part.script = sees(SAFE)
    record = await generated(watched, safety_level="kids")
    [made, looked] = watched.part.calls
    assert isinstance(made, MediaCall)
    assert looked.chunk == "safety_check_picture"
    [shown] = looked.images
    assert (shown.sha256, shown.mime) == (record.media()[0].sha256, "image/png")
    assert "between eight and twelve" in looked.prompt.text  # type: ignore[union-attr]


async def test_a_picture_that_does_not_pass_is_kept_and_nobody_gets_it(watched: Site) -> None:
    watched.part.script = sees(UNSAFE)
    record = await generated(watched)
    assert (record.row.state, media(record)) == ("refused", [True])
    with pytest.raises(NotFound):
        find_media(record, "image")
    told = {event.type: event.data for event in await watched.events(record.run_id)}
    assert "generation_complete" not in told
    assert (told["blocked"]["stage"], told["blocked"]["reason"]) == ("picture_check", "There is blood.")
    call = next(call for call in record.calls.values() if call.stage == "media")
    assert (call.state, call.cost_usd) == ("answered", 0.25)


BROKEN: dict[str, str | Outcome] = {
    "an error": Failed(reason="broken"),
    "an answer that is no verdict": "It looks fine.",
    "a verdict without a yes or no": '{"safe": "yes", "reason": ""}',
    "nothing": Empty(),
    "a model that refuses to look": Refused(reason="I cannot look at this."),
}


@pytest.mark.parametrize("said", BROKEN.values(), ids=BROKEN.keys())
async def test_a_check_that_cannot_be_completed_lets_nothing_be_seen(watched: Site, said: str | Outcome) -> None:
    watched.part.script = sees(said)
    record = await generated(watched)
    assert (record.row.state, media(record)) == ("failed", [True])
    with pytest.raises(NotFound):
        find_media(record, "image")


async def test_of_several_pictures_none_is_shown_unless_all_pass(watched: Site) -> None:
    other = PNG + b"\1"
    two = Ok(media=tuple(MediaOutput(files=(MediaFile(data=data, format="png"),)) for data in (PNG, other)))

    def script(call: Call) -> Iterable[Step]:
        if isinstance(call, MediaCall):
            return [two]
        return [Ok(text=UNSAFE if len(watched.part.calls) == 3 else SAFE)]

    watched.part.script = script
    record = await generated(watched)
    assert (record.row.state, media(record)) == ("refused", [True, True])


async def test_what_is_forming_is_not_shown_either(watched: Site) -> None:
    watched.part.script = sees(SAFE, Preview(mime="image/png", data=b"half"), picture())
    accepted = await watched.start("generation", **GENERATION)
    seen = []
    with watched.engine.log.following(accepted.run_id, 0) as follower:
        async with aclosing(follower.events()) as events:
            async for event in events:
                if event is not None:
                    seen.append(event.type)
                    if event.type == "run_state_change" and '"completed"' in event.text:
                        break
    assert "preview" not in seen
    assert "generation_complete" in seen


async def test_a_picture_in_a_form_that_nobody_can_look_at_is_not_shown(watched: Site) -> None:
    drawing = Ok(
        media=(MediaOutput(files=(MediaFile(data=b"<svg xmlns='http://www.w3.org/2000/svg'/>", format="svg"),)),)
    )
    watched.part.script = sees(SAFE, drawing)
    record = await generated(watched)
    assert record.row.problem is not None
    assert record.row.problem.message in {"picture_unseen", "media_unusable"}
    assert False not in media(record)


async def test_films_and_sounds_are_not_held_back(watched: Site) -> None:
    watched.part.script = sees(UNSAFE, picture(b"\x1a\x45\xdf\xa3" + b"\x42\x82\x84webm" + bytes(20), "webm"))
    record = await generated(watched, output_config="filming")
    assert (record.row.state, media(record)) == ("completed", [False])


async def test_a_verdict_that_is_in_the_record_holds(watched: Site) -> None:
    watched.part.script = sees(SAFE)
    record = await generated(watched)
    await hold(watched.engine, record)
    work = Work(record, await watched.engine.recorder.snapshots.read(record.context.snapshot))
    [entity] = record.media()
    looked = next(call for call in watched.part.calls if call.images)
    watched.part.script = sees(UNSAFE)
    gate = watched.engine.setups.now.stages.gate
    await gate.check_picture(work, "picture_check", "picture_check", looked.images[0])
    assert len(watched.part.calls) == 2, "nobody looks twice at the same picture"
    other = looked.images[0].model_copy(update={"sha256": "0" * 64})
    with pytest.raises(Refusal):
        await gate.check_picture(work, "picture_check", "picture_check", other)
    assert entity.blocked is False


async def test_a_run_that_is_cancelled_while_somebody_looks_shows_nothing(watched: Site) -> None:
    looking = asyncio.Event()

    async def look() -> None:
        looking.set()
        await asyncio.Event().wait()

    watched.part.script = lambda call: [picture()] if isinstance(call, MediaCall) else [look]
    accepted = await watched.start("generation", **GENERATION)
    await looking.wait()
    before = await watched.load(accepted.run_id)
    with pytest.raises(NotFound):
        find_media(before, "image")
    await watched.engine.runs.cancel(accepted.run_id)
    record = await watched.load(accepted.run_id)
    assert (record.row.state, media(record)) == ("cancelled", [True])


@pytest.fixture
async def upload(watched: Site) -> str:
    content = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(content, "PNG")
    return (await watched.engine.uploads.keep(content.getvalue(), "local")).upload_id


@pytest.mark.parametrize(("verdict", "state", "blocked"), [(SAFE, "completed", False), (UNSAFE, "refused", True)])
async def test_a_picture_that_is_brought_is_looked_at_before_it_is_used(
    watched: Site, upload: str, verdict: str, state: str, blocked: bool
) -> None:
    def script(call: Call) -> Iterable[Step]:
        if isinstance(call, MediaCall):
            return [picture()]
        return [Ok(text=verdict if call.chunk == "safety_check_input_picture" else SAFE)]

    watched.part.script = script
    inputs = {"input_image": InputRef(upload_id=upload)}
    record = await generated(watched, output_config="painting", inputs=inputs)
    [given] = [entity for entity in record.entities if entity.type == "input_media"]
    assert (record.row.state, given.blocked) == (state, blocked)
    looked = next(call for call in watched.part.calls if call.chunk == "safety_check_input_picture")
    assert looked.images[0].sha256 == given.sha256
    made = [call for call in watched.part.calls if isinstance(call, MediaCall)]
    assert bool(made) is not blocked, "nothing is made of a picture that did not pass"


async def test_what_was_let_go_stays_so_when_the_rows_are_made_again(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", **EYES) as site:
        site.part.script = sees(SAFE)
        passed = await generated(site)
        site.part.script = sees(UNSAFE)
        stopped = await generated(site)
    (tmp_path / "data" / "devserver.db").unlink()
    await asyncio.to_thread(rebuild, Settings(data=tmp_path / "data"))
    async with open_site(tmp_path / "data", **EYES) as site:
        assert media(await site.load(passed.run_id)) == [False]
        assert media(await site.load(stopped.run_id)) == [True]


async def test_without_a_model_that_looks_nothing_is_held_back(site: Site) -> None:
    record = await site.do("generation", **GENERATION)
    assert (record.row.state, media(record)) == ("completed", [False])
    assert record.entity("picture_check") is None


@pytest.mark.parametrize(("said", "state"), [(SAFE, "completed"), (UNSAFE, "refused")])
async def test_an_ollama_with_eyes_gets_the_very_bytes(tmp_path: Path, said: str, state: str) -> None:
    async with running(HttpServer()) as server:
        server.plays(ollama.answer(said))
        settings: dict[str, Any] = {"ollama": server.url, "vlm_safety_model": "ollama/llava"}
        given = Settings(data=prepare(tmp_path / "data"), stop_grace_seconds=0.0, **settings)
        async with open_engine(given, lambda o: [EmbeddedBackend(pool=o.renderers), *open_ollama(o)]) as engine:
            record = await _made(engine)
            shown = await engine.recorder.content(record.run_id, record.media()[0])
    assert record.row.state == state
    body = json.loads(server.asked[-1].body)
    assert body["messages"][-1]["images"] == [base64.b64encode(shown).decode()]
    assert body["format"]["required"] == ["safe", "reason"]
    assert {entity.blocked for entity in record.media()} == {state == "refused"}


async def _made(engine: Engine) -> Record:
    request = Request(action="generation", prompt="a red house", output_config="image_embedded", seed=1)
    return await engine.runs.ended(await engine.runs.start(Asked(request)))
