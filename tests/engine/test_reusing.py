"""What one run has from another: which verdicts still count, what becomes of pictures, where costs stand."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from devserver.engine import rows, tables
from devserver.engine.record import Record
from devserver.engine.totals import read_costs
from devserver.engine.uploads import KEPT_FOR
from devserver.errors import Conflict, NotFound
from devserver.models.calls import MediaCall
from devserver.models.outcomes import Failed, Ok
from devserver.models.runs import InputRef, SafetyLevel, now
from tests.fakes.engine_site import CHECKED, Site, open_site
from tests.fakes.scripted import obliging, picture

pytestmark = pytest.mark.anyio

RUN = {"input_text": "A boat", "config": "attitude", "output_config": "painting"}
EYES = {"vlm_safety_model": "scripted/eyes", "stage1_vision_model": "scripted/eyes"}


@pytest.fixture
def opening(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Open engines one after the other over the same data, with the settings that a test gives."""
    data = tmp_path_factory.mktemp("reusing") / "data"
    return lambda **settings: open_site(data, **settings)


@pytest.fixture(scope="module")
async def opened(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with open_site(tmp_path_factory.mktemp("loose") / "data", safety_level="research", **CHECKED) as site:
        yield site


@pytest.fixture
def loose(opened: Site) -> Site:
    opened.part.reset()
    return opened


def judged(site: Site) -> list[str]:
    """Return the texts that the model of the checks was asked about."""
    return [call.prompt.input for call in site.part.calls if call.chunk.startswith("safety_check")]


async def made(site: Site, **given: Any) -> Record:
    record = await site.do("run", **{**RUN, **given})
    site.part.calls.clear()
    return record


TIGHTER: dict[str, tuple[str, list[str]]] = {
    "interception": ("interception", ["A boat", "optimize[manipulate[A boat]]"]),
    "optimization": ("optimization", ["manipulate[A boat]", "optimize[manipulate[A boat]]"]),
    "media": ("media", ["optimize[manipulate[A boat]]"]),
}


@pytest.mark.parametrize(("stage", "texts"), TIGHTER.values(), ids=TIGHTER.keys())
async def test_at_a_stricter_level_what_goes_on_is_checked_again(loose: Site, stage: Any, texts: list[str]) -> None:
    before = await made(loose)
    after = await loose.again(before.run_id, stage, safety_level="kids")
    assert (after.row.state, after.row.safety_level, judged(loose)) == ("completed", "kids", texts)
    levels = {e.meta["level"] for e in after.entities if e.type.endswith("_check")}
    assert levels == {"kids"}


@pytest.mark.parametrize("stage", ["interception", "optimization", "media"])
async def test_a_text_of_a_looser_run_is_stopped_at_the_level_of_the_new_one(loose: Site, stage: Any) -> None:
    before = await made(loose, input_text="A pistol", config="nothing", output_config="painting_plain")
    assert before.row.state == "completed"
    after = await loose.again(before.run_id, stage, safety_level="kids")
    assert (after.row.state, after.media(), loose.part.calls) == ("refused", [], [])


@pytest.mark.parametrize("stage", [None, "interception", "optimization", "media"])
async def test_the_level_of_a_server_that_became_stricter_holds(opening: Any, stage: Any) -> None:
    async with opening(safety_level="research") as site:
        before = await made(site, input_text="A pistol", config="nothing", output_config="painting_plain")
    async with opening(safety_level="kids") as site:
        after = await site.again(before.run_id, stage)
        assert (after.row.state, after.row.safety_level) == ("refused", "kids")


@pytest.mark.parametrize("level", ["kids", "youth"])
async def test_a_run_that_was_stricter_than_the_server_stays_so(loose: Site, level: SafetyLevel) -> None:
    before = await made(loose, safety_level=level)
    assert (await loose.again(before.run_id)).row.safety_level == level
    assert (await loose.again(before.run_id, "media")).row.safety_level == level


@pytest.mark.parametrize("stage", ["interception", "optimization", "media"])
async def test_an_edit_is_checked_whatever_was_passed_before(checked: Site, stage: Any) -> None:
    before = await made(checked)
    after = await checked.again(before.run_id, stage, text="heil hitler")
    assert (after.row.state, after.media()) == ("refused", [])
    assert checked.part.calls == []


async def test_a_verdict_of_a_model_that_checks_no_more_is_asked_for_again(opening: Any) -> None:
    async with opening(**CHECKED) as site:
        before = await made(site)
    async with opening(**{**CHECKED, "stage1_text_model": "scripted/other"}) as site:
        after = await site.again(before.run_id, "interception")
        assert [(c.chunk, c.model) for c in site.part.calls][0] == ("safety_check_input", "other")
        assert len([e for e in after.entities if e.type == "input_check"]) == 1


async def test_where_a_model_checks_by_now_the_verdict_of_word_index_is_not_enough(opening: Any) -> None:
    async with opening() as site:
        before = await made(site)
    async with opening(**CHECKED) as site:
        await site.again(before.run_id, "interception")
        assert judged(site)[0] == "A boat"


def small() -> bytes:
    from PIL import Image

    written = io.BytesIO()
    Image.new("RGB", (3, 2), "red").save(written, "PNG")
    return written.getvalue()


async def with_picture(site: Site, **more: Any) -> Record:
    upload = await site.engine.uploads.keep(small(), "anna")
    return await made(site, inputs={"input_image": InputRef(upload_id=upload.upload_id)}, **more)


@pytest.mark.parametrize("stage", [None, "input", "interception", "optimization", "media"])
async def test_uploads_are_kept_though_they_are_forgotten(site: Site, stage: Any) -> None:
    before = await with_picture(site)
    long_ago = tables.uploads.update().values(created_at=now() - KEPT_FOR - timedelta(seconds=1))
    await site.engine.database.write(lambda connection: connection.execute(long_ago))
    await site.engine.uploads.forget_old()
    assert site.rows("SELECT * FROM uploads") == []
    after = await site.again(before.run_id, stage)
    [picture] = site.part.calls[-1].images
    source = before.entity("input_media")
    assert source is not None
    assert picture.sha256 == source.sha256
    assert (site.data / picture.path).read_bytes() == small()
    assert after.run_id in picture.path


async def test_an_output_that_takes_no_picture_is_not_given_one(site: Site) -> None:
    before = await with_picture(site)
    after = await site.again(before.run_id, "media", output_config="sketching")
    assert (after.row.state, after.context.request.inputs, after.entity("input_media")) == ("completed", {}, None)


async def test_a_picture_that_was_looked_at_is_not_looked_at_again(opening: Any) -> None:
    async with opening(stage1_vision_model="scripted/eyes") as site:
        before = await with_picture(site)
        after = await site.again(before.run_id, "optimization")
        assert [call.chunk for call in site.part.calls] == ["optimize", "picture"]
        entity = after.entity("input_media")
        assert entity is not None and not entity.blocked
        await site.again(before.run_id, "optimization", safety_level="kids")
        assert "safety_check_input_picture" in site.part.chunks


@pytest.mark.parametrize("stage", [None, "interception"])
@pytest.mark.parametrize("eyes", ["scripted/eyes", ""], ids=["with eyes", "though nobody looks any more"])
async def test_a_picture_that_was_refused_stays_so(opening: Any, stage: Any, eyes: str) -> None:
    def script(call: Any) -> Any:
        if isinstance(call, MediaCall) or call.response_schema is None:
            return obliging(call)
        return [Ok(text='{"safe": false, "reason": "blood"}')]

    async with opening(stage1_vision_model="scripted/eyes") as site:
        site.part.script = script
        before = await with_picture(site)
        assert before.row.state == "refused"
    async with opening(stage1_vision_model=eyes) as site:
        site.part.script = script
        after = await site.again(before.run_id, stage)
        assert after.row.state == ("refused" if eyes else "failed")
        assert [e.blocked for e in after.entities if e.type == "input_media"] == [True]
        assert after.media() == []


async def test_a_picture_that_is_made_again_is_looked_at_again(opening: Any) -> None:
    async with opening(vlm_safety_model="scripted/eyes") as site:
        site.part.script = lambda call: (
            [picture()]
            if isinstance(call, MediaCall)
            else [Ok(text='{"safe": true, "reason": ""}')]
            if call.response_schema is not None
            else obliging(call)
        )
        before = await made(site)
        await site.again(before.run_id, "media")
        assert site.part.chunks == ["picture", "safety_check_picture"]


async def total(site: Site) -> tuple[float | None, int]:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    costs = await site.engine.database.read(lambda c: read_costs(c, start, now(), "run"))
    return costs.total.usd, costs.total.calls


async def test_no_cost_stands_in_two_places(opening: Any) -> None:
    async with opening() as site:
        before = await made(site)
        assert await total(site) == (0.75, 3)
        after = await site.again(before.run_id, "media")
        assert await total(site) == (1.0, 4)
        assert sum(call.cost_usd or 0 for call in after.calls.values()) == 0.25


async def test_calls_in_use_outlive_their_run(opening: Any) -> None:
    async with opening() as site:
        before = await made(site)
        first = await site.again(before.run_id, "media")
        await site.again(before.run_id, "media")
        heirs = await site.engine.database.write(lambda c: rows.hand_over(c, before.run_id))
        assert heirs == [first.run_id]
        held = await site.load(first.run_id)
        assert {call.stage for call in held.calls.values()} == {"interception", "optimization", "media"}
        assert {call.stage for call in (await site.load(before.run_id)).calls.values()} == {"media"}
        assert await site.engine.database.write(lambda c: rows.hand_over(c, before.run_id)) == []
        assert await total(site) == (1.25, 5)


async def test_a_call_without_an_answer_is_not_referred_to(site: Site) -> None:
    site.part.script = lambda call: [Failed(reason="x")] if call.chunk == "second_step" else obliging(call)
    before = await site.do("run", **{**RUN, "config": "in_two"})
    assert before.row.state == "failed"
    site.part.reset()
    with pytest.raises(Conflict):
        await site.again(before.run_id, "optimization")
    after = await site.again(before.run_id, "interception")
    assert after.origin is not None
    assert (after.origin.calls, site.part.chunks[:2]) == ((), ["first_step", "second_step"])


async def test_what_the_chunks_before_the_last_made_goes_along(site: Site) -> None:
    before = await made(site, config="in_two")
    after = await site.again(before.run_id, "optimization")
    assert [e.type for e in after.entities[:3]] == ["input", "interception_1", "interception"]
    assert after.origin is not None
    assert [call.stage for call in after.origin.calls] == ["interception_1", "interception"]


async def test_a_file_that_is_gone_is_told(site: Site) -> None:
    before = await made(site)
    entity = before.entity("interception")
    assert entity is not None
    site.engine.recorder.path(before.run_id, entity).unlink()
    with pytest.raises(NotFound) as caught:
        await site.again(before.run_id, "media")
    assert caught.value.message == "entity_missing"
