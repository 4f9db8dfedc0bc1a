from __future__ import annotations

import asyncio
import hashlib
import threading
from datetime import timedelta
from typing import Any

import pytest

from devserver import ids
from devserver.engine import tables
from devserver.engine.accepting import REPEAT_WINDOW, Asked
from devserver.engine.additions import Change
from devserver.engine.files import entity_name
from devserver.engine.searching import called
from devserver.errors import Conflict, InvalidInput, NotFound
from devserver.models.outcomes import Failed
from devserver.models.runs import Origin, now
from tests.fakes.engine_site import Site
from tests.fakes.scripted import obliging
from tests.postgres import BOTH

pytestmark = [pytest.mark.anyio, BOTH]

RUN = {"input_text": "A boat", "config": "attitude", "output_config": "painting"}


def kinds(record: Any) -> list[str]:
    return [entity.type for entity in record.entities if entity.mime == "text/plain"]


async def test_without_an_id_an_action_makes_a_run(site: Site) -> None:
    record = await site.do("interception", input_text="A boat", config="attitude", owner="anna", language="de")
    row = (await site.load(record.run_id)).row
    assert (row.owner, row.language, row.config, row.attempt) == ("anna", "de", "attitude", 1)
    assert (row.parent_run_id, row.title, row.pinned, row.shared) == (None, None, False, False)


async def test_what_is_not_sent_falls_back_to_the_run(site: Site) -> None:
    record = await site.do("interception", input_text="A boat", config="attitude")
    record = await site.do("optimization", run_id=record.run_id, output_config="painting")
    assert site.part.calls[-1].prompt.input == "manipulate[A boat]"
    record = await site.do("generation", run_id=record.run_id)
    assert site.part.calls[-1].prompt == "optimize[manipulate[A boat]]"
    assert (record.row.state, record.row.attempt) == ("completed", 3)
    assert kinds(record) == ["input", "interception", "optimization"]


async def test_generation_falls_back_to_the_interception_where_nothing_was_optimized(site: Site) -> None:
    record = await site.do("interception", input_text="A boat", config="attitude")
    await site.do("generation", run_id=record.run_id, output_config="painting")
    assert site.part.calls[-1].prompt == "manipulate[A boat]"


async def test_repeating_a_stage_appends_an_attempt_and_overwrites_nothing(site: Site) -> None:
    record = await site.do("interception", input_text="A boat", config="attitude")
    first = site.bytes_of(record, record.entities[-1])
    site.part.script = lambda call: [obliging(call)[0].model_copy(update={"text": "Another"})]  # type: ignore[index, union-attr]
    again = await site.do("interception", run_id=record.run_id)
    assert again.run_id == record.run_id
    assert [(e.type, e.attempt) for e in again.entities if e.type == "interception"] == [
        ("interception", 1),
        ("interception", 2),
    ]
    assert site.bytes_of(again, record.entities[-1]) == first
    assert await site.text(again, "interception") == "Another"
    assert again.context.attempt == 2
    assert len(again.earlier) == 1


EDITS = {
    "an input that is changed is an input": ("interception", {"input_text": "A ship"}, ["input"]),
    "an input that is the same is not kept twice": ("interception", {"input_text": "A boat"}, []),
    "an edited interception": ("optimization", {"input_text": "A heron"}, ["interception_edit"]),
    "the interception as it is": ("optimization", {"input_text": "manipulate[A boat]"}, []),
    "a prompt that is changed": ("generation", {"prompt": "A heron"}, ["interception_edit"]),
    "a prompt with one more line feed": ("generation", {"prompt": "manipulate[A boat]\n"}, ["interception_edit"]),
}


@pytest.mark.parametrize(("action", "given", "more"), EDITS.values(), ids=EDITS.keys())
async def test_a_text_that_differs_is_an_edit(site: Site, action: str, given: dict[str, str], more: list[str]) -> None:
    before = await site.do("interception", input_text="A boat", config="attitude")
    about = {} if action == "interception" else {"output_config": "painting"}
    after = await site.do(action, run_id=before.run_id, **given, **about)
    new = [e.type for e in after.entities[len(before.entities) :] if e.producer == "person"]
    assert new == more
    for kind in new:
        assert await site.text(after, kind) == next(iter(given.values()))


async def test_an_edit_of_an_optimized_text_is_kept_before_it_is_used(site: Site) -> None:
    record = await site.do("interception", input_text="A boat", config="attitude")
    record = await site.do("optimization", run_id=record.run_id, output_config="painting")
    seen: list[Any] = []

    async def look() -> None:
        seen.extend(site.rows(f"SELECT type FROM entities WHERE run_id = '{record.run_id}' AND type LIKE '%_edit'"))

    site.part.script = lambda call: [look, *obliging(call)]
    record = await site.do("generation", run_id=record.run_id, prompt="My own")
    assert seen == [("optimization_edit",)]
    assert await site.text(record, "optimization_edit") == "My own"


async def test_a_newer_interception_counts_for_more_than_an_edit_of_the_older_one(site: Site) -> None:
    record = await site.do("interception", input_text="A boat", config="attitude")
    record = await site.do("optimization", run_id=record.run_id, input_text="My edit", output_config="painting")
    record = await site.do("interception", run_id=record.run_id, input_text="A ship")
    await site.do("optimization", run_id=record.run_id)
    assert site.part.calls[-1].prompt.input == "manipulate[A ship]"


async def test_going_back_to_the_text_before_an_edit_is_kept_as_an_edit(site: Site) -> None:
    record = await site.do("interception", input_text="A boat", config="attitude")
    record = await site.do("optimization", run_id=record.run_id, input_text="My edit", output_config="painting")
    record = await site.do("optimization", run_id=record.run_id, input_text="manipulate[A boat]")
    assert await site.text(record, "interception_edit") == "manipulate[A boat]"


ENDED = ["completed", "failed", "refused", "cancelled"]


@pytest.mark.parametrize("state", ENDED)
async def test_a_run_that_ended_has_a_child(site: Site, state: str) -> None:
    if state == "cancelled":
        before = await site.do("interception", input_text="A boat", config="attitude")
        before = await site.engine.runs.cancel(before.run_id)
    else:
        text = "heil hitler" if state == "refused" else "A boat"
        site.part.script = (lambda _call: [Failed(reason="x")]) if state == "failed" else obliging
        before = await site.do("run", **{**RUN, "input_text": text})
    assert before.row.state == state
    site.part.reset()
    child = await site.do("generation", run_id=before.run_id, prompt="A heron", output_config="painting", owner="bo")
    assert child.run_id != before.run_id
    assert (child.row.parent_run_id, child.row.attempt, child.row.owner) == (before.run_id, 1, "bo")
    assert (await site.load(before.run_id)).row == before.row
    assert kinds(child) == ["input"]


async def test_a_second_picture_is_a_child_run_that_falls_back_to_the_first_ones_text(site: Site) -> None:
    first = await site.do("run", **RUN)
    second = await site.do("generation", run_id=first.run_id)
    assert second.row.parent_run_id == first.run_id
    assert site.part.calls[-1].prompt == site.part.calls[-2].prompt == "optimize[manipulate[A boat]]"


async def test_beside_a_run_that_is_at_work_another_begins_that_is_called_by_the_same_words(site: Site) -> None:
    first = await site.do("interception", input_text="A boat", config="attitude")
    hold = threading.Event()
    site.part.script = lambda call: [hold, *obliging(call)]
    making = await site.start("generation", run_id=first.run_id, prompt="a boat", output_config="painting")
    site.part.reset()
    asked = {"input_text": "manipulate[A boat]", "output_config": "painting"}
    beside = await site.do("optimization", parent_run_id=first.run_id, **asked)
    hold.set()
    assert (beside.row.parent_run_id, beside.row.state) == (first.run_id, "open")
    assert (await site.engine.runs.ended(making)).row.state == "completed"
    words = await site.engine.database.read(lambda connection: called(connection, beside.run_id))
    assert words == "A boat"


async def test_a_run_in_flight_takes_nothing_else(site: Site) -> None:
    site.part.script = lambda call: [0.05, *obliging(call)]
    accepted = await site.start("interception", input_text="A boat", config="attitude")
    with pytest.raises(Conflict) as caught:
        await site.start("optimization", run_id=accepted.run_id, output_config="painting")
    assert (caught.value.status, caught.value.params["run_id"]) == (409, accepted.run_id)
    assert (await site.engine.runs.ended(accepted)).row.state == "open"


@pytest.mark.parametrize("round_", range(6))
async def test_of_those_who_continue_at_once_exactly_one_wins(site: Site, round_: int) -> None:
    before = await site.do("interception", input_text="A boat", config="attitude")
    site.part.script = lambda call: [0.01, *obliging(call)]
    asked = [
        site.start("optimization", run_id=before.run_id, input_text=f"Edit {n}", output_config="painting")
        for n in range(6)
    ]
    done = await asyncio.gather(*asked, return_exceptions=True)
    (winner,) = [one for one in done if not isinstance(one, BaseException)]
    assert all(isinstance(one, Conflict) for one in done if one is not winner)
    record = await site.engine.runs.ended(winner)
    assert (record.row.state, record.row.attempt) == ("open", 2)
    edit = await site.text(record, "interception_edit")
    assert await site.text(record, "optimization") == f"optimize[{edit}]"
    for entity in record.entities:
        assert hashlib.sha256(site.bytes_of(record, entity)).hexdigest() == entity.sha256
    assert len(list(site.folder(record).glob("*_interception_edit.txt"))) == 1


async def test_a_claim_that_cannot_begin_gives_the_run_back(site: Site) -> None:
    before = await site.do("interception", input_text="A boat", config="attitude")
    in_the_way = site.folder(before) / entity_name(before.next_n, "interception_edit", "txt")
    in_the_way.mkdir()
    with pytest.raises(OSError, match="directory"):
        await site.do("optimization", run_id=before.run_id, input_text="Edit", output_config="painting", key="k-back")
    in_the_way.rmdir()
    row = (await site.load(before.run_id)).row
    assert (row.state, row.attempt, row.process) == ("open", 1, None)
    after = await site.do(
        "optimization", run_id=before.run_id, input_text="Edit", output_config="painting", key="k-back"
    )
    assert (after.row.state, after.row.attempt) == ("open", 2)


async def test_a_continued_run_is_owned_by_its_process_from_the_claim_on(site: Site) -> None:
    before = await site.do("interception", input_text="A boat", config="attitude")
    seen: list[Any] = []
    begin = site.engine.recorder.commit

    async def look(*given: Any, **more: Any) -> None:
        seen.extend(site.rows(f"SELECT state, process FROM runs WHERE id = '{before.run_id}'"))
        await begin(*given, **more)

    recorder = site.engine.recorder
    recorder.commit = look  # type: ignore[method-assign]
    try:
        await site.do("optimization", run_id=before.run_id, output_config="painting")
    finally:
        del recorder.commit
    assert seen[0][0] == "running"
    assert seen[0][1] == site.engine.recorder.process


async def test_the_same_key_and_body_give_the_same_run(site: Site) -> None:
    one = await site.start("run", **RUN, key="k1", body_sha256="a" * 64)
    await site.engine.runs.ended(one)
    calls = len(site.part.calls)
    other = await site.start("run", **RUN, key="k1", body_sha256="a" * 64)
    assert (other.run_id, other.replayed, one.replayed) == (one.run_id, True, False)
    record = await site.engine.runs.ended(other)
    assert record.row.state == "completed"
    assert len(site.part.calls) == calls


async def test_the_same_key_at_once_makes_one_run(site: Site) -> None:
    site.part.script = lambda call: [0.01, *obliging(call)]
    asked = [site.start("run", **RUN, key="k2", body_sha256="a" * 64) for _ in range(8)]
    accepted = await asyncio.gather(*asked)
    assert len({one.run_id for one in accepted}) == 1
    assert [one.replayed for one in accepted].count(False) == 1
    records = await asyncio.gather(*(site.engine.runs.ended(one) for one in accepted))
    assert {record.row.state for record in records} == {"completed"}
    assert site.part.chunks == ["manipulate", "optimize", "picture"]
    folders = list((site.data / "runs").glob(f"*/*/*/{accepted[0].run_id}"))
    assert len(folders) == 1
    orphans = [p for p in (site.data / "runs").glob("*/*/*/run_*") if p.is_dir() and not (p / "metadata.json").exists()]
    assert orphans == []


@pytest.mark.parametrize("round_", range(4))
async def test_the_same_key_at_once_on_a_run_that_goes_on(site: Site, round_: int) -> None:
    before = await site.do("interception", input_text="A boat", config="attitude")
    site.part.script = lambda call: [0.01, *obliging(call)]
    about = {"run_id": before.run_id, "output_config": "painting", "key": f"k3-{round_}", "body_sha256": "a" * 64}
    accepted = await asyncio.gather(*(site.start("optimization", **about) for _ in range(6)))
    assert {(one.run_id, one.attempt) for one in accepted} == {(before.run_id, 2)}
    await asyncio.gather(*(site.engine.runs.ended(one) for one in accepted))
    assert (await site.load(before.run_id)).row.attempt == 2


async def test_the_same_key_with_another_body_is_a_conflict(site: Site) -> None:
    one = await site.start("run", **RUN, key="k4", body_sha256="a" * 64)
    with pytest.raises(Conflict) as caught:
        await site.start("run", **{**RUN, "input_text": "Other"}, key="k4", body_sha256="c" * 64)
    assert (caught.value.message, caught.value.params["run_id"]) == ("key_of_other_body", one.run_id)
    await site.engine.runs.ended(one)


async def test_another_owner_has_keys_of_their_own(site: Site) -> None:
    one = await site.start("run", **RUN, key="k5", body_sha256="a" * 64, owner="anna")
    other = await site.start("run", **RUN, key="k5", body_sha256="c" * 64, owner="bo")
    assert one.run_id != other.run_id
    await asyncio.gather(site.engine.runs.ended(one), site.engine.runs.ended(other))


@pytest.mark.parametrize(("age", "same"), [(timedelta(hours=23, minutes=59), True), (timedelta(hours=24), False)])
async def test_a_key_stands_for_a_day(site: Site, age: timedelta, same: bool) -> None:
    assert timedelta(hours=24) == REPEAT_WINDOW
    about = {**RUN, "key": f"k6-{same}", "body_sha256": "a" * 64}
    one = await site.start("run", **about)
    await site.engine.runs.ended(one)
    update = tables.requests.update().where(tables.requests.c.key == about["key"]).values(created_at=now() - age)
    await site.engine.database.write(lambda connection: connection.execute(update))
    other = await site.start("run", **about)
    assert (other.run_id == one.run_id) == same
    await site.engine.runs.ended(other)
    again = await site.start("run", **about)
    assert again.run_id == other.run_id


async def test_what_was_refused_as_wrong_takes_no_key(site: Site) -> None:
    with pytest.raises(InvalidInput):
        await site.start("run", **{**RUN, "input_text": ""}, key="k7", body_sha256="a" * 64)
    one = await site.start("run", **RUN, key="k7", body_sha256="c" * 64)
    assert not one.replayed
    await site.engine.runs.ended(one)


async def test_every_fault_is_told_at_once_with_its_pointer(site: Site) -> None:
    before = site.rows("SELECT count(*) FROM runs")
    with pytest.raises(InvalidInput) as caught:
        await site.start(
            "run",
            output_config="painting",
            input_text="a\0b",
            context_prompt="x" * 20_001,
            parameters={"width": 5, "widht": 9, "scale": "big", "seed": 1.5, "notes": {"a/b": ["\ud800"]}},
            inputs={"nothing": {"upload_id": "upload_x"}, "width": {"upload_id": "upload_x"}},
            seed=-7,
            safety_level="kid",
        )
    found = {(fault.pointer, fault.message) for fault in caught.value.faults}
    assert found == {
        ("/config", "value_missing"),
        ("/input_text", "text_nul"),
        ("/context_prompt", "text_too_long"),
        ("/parameters/width", "value_too_small"),
        ("/parameters/widht", "parameter_unknown"),
        ("/parameters/scale", "value_type"),
        ("/parameters/seed", "seed_wrong"),
        ("/parameters/notes/a~1b/0", "text_surrogate"),
        ("/inputs/nothing", "input_unknown"),
        ("/inputs/width", "input_unknown"),
        ("/seed", "seed_wrong"),
        ("/safety_level", "level_unknown"),
    }
    nearest = [fault.params for fault in caught.value.faults if fault.message == "parameter_unknown"]
    assert nearest[0]["nearest"][0] == "width"
    assert site.rows("SELECT count(*) FROM runs") == before


UNKNOWN = {
    "an interception config": ({"config": "attitud"}, "config_not_found", "attitude"),
    "an output config": ({"output_config": "paintin"}, "config_not_found", "painting"),
    "an output as the interception": ({"config": "painting"}, "config_of_other_kind", None),
    "a check as the output": ({"output_config": "input_check"}, "config_of_other_kind", None),
    "a path": ({"config": "../../etc/passwd"}, "config_not_found", None),
}


@pytest.mark.parametrize(("given", "message", "nearest"), UNKNOWN.values(), ids=UNKNOWN.keys())
async def test_an_unknown_config_is_not_found_with_the_nearest_names(
    site: Site, given: dict[str, str], message: str, nearest: str | None
) -> None:
    with pytest.raises(NotFound) as caught:
        await site.start("run", **{**RUN, **given})
    assert caught.value.message == message
    assert nearest is None or nearest in caught.value.params["nearest"]


@pytest.mark.parametrize(
    ("action", "given", "missing"),
    [
        pytest.param("interception", {}, ["/input_text", "/config"], id="interception"),
        pytest.param("optimization", {}, ["/input_text", "/output_config"], id="optimization"),
        pytest.param("generation", {}, ["/prompt", "/output_config"], id="generation"),
        pytest.param("run", {}, ["/input_text", "/config", "/output_config"], id="run"),
    ],
)
async def test_what_an_action_needs(site: Site, action: str, given: dict[str, str], missing: list[str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        await site.start(action, **given)
    assert [fault.pointer for fault in caught.value.faults] == missing


async def test_a_run_that_does_not_exist_cannot_be_continued(site: Site) -> None:
    for run_id in ("run_01ARZ3NDEKTSV4RRFFQ69G5FAV", "../../x", "run_x"):
        with pytest.raises(NotFound):
            await site.start("optimization", run_id=run_id, output_config="painting")


async def test_an_attempt_keeps_the_declarations_it_began_with(site: Site) -> None:
    declarations = site.engine.declarations
    library = declarations.library
    accepted = await site.start("run", **RUN)
    from dataclasses import replace

    await declarations.replace(replace(library, configs={}, chunks={}))
    try:
        record = await site.engine.runs.ended(accepted)
        assert record.row.state == "completed"
        with pytest.raises(NotFound):
            await site.start("run", **RUN)
    finally:
        await declarations.replace(library)
    assert (await site.do("run", **RUN)).row.state == "completed"


async def test_a_repetition_of_a_run_that_is_gone_by_now_is_not_recorded(site: Site) -> None:
    before = await site.do("run", **RUN)
    new = ids.new_run_id()
    gone = Origin(run_id="run_01ARZ3NDEKTSV4RRFFQ69G5FAV", attempt=1)
    context = before.context.model_copy(update={"run_id": new, "origin": gone})
    with pytest.raises(NotFound):
        await site.engine.runs.reception.begin(context, gone.run_id, Change(), Asked(before.context.request))
    assert site.rows(f"SELECT id FROM runs WHERE id = '{new}'") == []
