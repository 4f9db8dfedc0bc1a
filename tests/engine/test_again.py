"""A run is done from a stage on: what is called anew, what is not, and which runs are repeated at all."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Any

import pytest

from devserver.engine.again import Again
from devserver.errors import Conflict, NotFound
from devserver.models.outcomes import Failed
from tests.engine.repeating import ALL, RUN, made
from tests.fakes.engine_site import Site
from tests.fakes.scripted import obliging
from tests.postgres import BOTH

pytestmark = [pytest.mark.anyio, BOTH]

FROM = {
    "input": ALL,
    "interception": ALL[2:],
    "optimization": ALL[3:],
    "media": ALL[4:],
}


@pytest.mark.parametrize(("stage", "called"), FROM.items(), ids=FROM.keys())
async def test_nothing_before_the_stage_is_called_again(checked: Site, stage: str, called: list[str]) -> None:
    before = await made(checked)
    after = await checked.again(before.run_id, stage)
    assert checked.part.chunks == called
    assert (after.row.state, after.row.parent_run_id) == ("completed", before.run_id)
    assert {e.type for e in after.entities} == {e.type for e in before.entities}
    assert checked.bytes_of(after, after.media()[0]) == checked.bytes_of(before, before.media()[0])
    assert after.context.seed == before.context.seed
    assert (await checked.load(before.run_id)).row == before.row


@pytest.mark.parametrize("stage", FROM)
async def test_only_what_is_done_anew_is_paid(checked: Site, stage: str) -> None:
    before = await made(checked)
    after = await checked.load((await checked.again(before.run_id, stage)).run_id)
    assert len(after.calls) == len(FROM[stage])
    assert after.origin is not None
    keys = [call.key for call in before.calls.values()]
    assert [call.key for call in after.origin.calls] == keys[: len(ALL) - len(FROM[stage])]
    assert all(call.run_id == before.run_id for call in after.origin.calls)
    reused = checked.rows(f"SELECT key FROM reused_calls WHERE run_id = '{after.run_id}'")
    assert sorted(key for (key,) in reused) == sorted(call.key for call in after.origin.calls)


async def test_what_is_reused_names_where_it_is_from(checked: Site) -> None:
    before = await made(checked)
    after = await checked.again(before.run_id, "optimization")
    assert after.origin is not None
    for one in after.origin.entities:
        copy, source = after.entities[one.n - 1], before.entities[one.source_n - 1]
        kept = ("type", "stage", "sha256", "mime", "producer", "seed", "meta")
        assert [getattr(copy, name) for name in kept] == [getattr(source, name) for name in kept]
        assert checked.bytes_of(after, copy) == checked.bytes_of(before, source)
    assert len(after.origin.entities) == 4


async def test_the_first_event_names_parent_and_stage_and_the_next_what_is_reused(checked: Site) -> None:
    before = await made(checked)
    after = await checked.again(before.run_id, "optimization")
    first, *others = await checked.events(after.run_id)
    assert first.type == "run_state_change"
    assert (first.data["parent_run_id"], first.data["from_stage"]) == (before.run_id, "optimization")
    told = [(e.data["stage"], e.data["status"]) for e in others if e.type == "pipeline_stage_update"]
    assert told[:3] == [("input_check", "reused"), ("translation", "reused"), ("interception", "reused")]
    assert "reused" not in [status for _stage, status in told[3:]]


TEXTS = {
    "input": ("A ship", "A ship"),
    "interception": ("A ship", "A ship"),
    "optimization": ("My own", "optimize[My own]"),
    "media": ("My own", "My own"),
}


@pytest.mark.parametrize(("stage", "text", "sent"), [(k, *v) for k, v in TEXTS.items()], ids=TEXTS.keys())
async def test_a_text_that_is_changed_is_checked_and_used(checked: Site, stage: str, text: str, sent: str) -> None:
    before = await made(checked)
    after = await checked.again(before.run_id, stage, text=text)
    assert sent in checked.part.calls[-1].prompt
    judged = [call.prompt.input for call in checked.part.calls if call.chunk.startswith("safety_check")]
    assert text in judged[0]
    assert [e.producer for e in after.entities if checked.bytes_of(after, e) == text.encode()][0] == "person"


async def test_the_text_as_it_was_is_no_change(checked: Site) -> None:
    before = await made(checked)
    text = await checked.text(before, "interception")
    after = await checked.again(before.run_id, "optimization", text=text)
    assert after.entity("interception_edit") is None
    assert checked.part.chunks == FROM["optimization"]


CHANGES: dict[str, tuple[str, dict[str, Any], list[str]]] = {
    "an attitude that wants the same language": ("interception", {"config": "from_german"}, ALL[2:]),
    "an attitude that wants no translation": ("interception", {"config": "attitude"}, ALL[2:]),
    "an attitude in own words, which is checked": (
        "interception",
        {"context_prompt": "Like a fox."},
        [ALL[0], *ALL[2:]],
    ),
    "another output": ("optimization", {"output_config": "sketching"}, ["safety_check_output", "sketch"]),
    "another output of the same prompt": ("media", {"output_config": "sketching"}, ["safety_check_output", "sketch"]),
    "parameters": ("media", {"parameters": {"width": 32}}, ALL[4:]),
    "a seed": ("media", {"seed": 5}, ALL[4:]),
    "a language": ("optimization", {"language": "de"}, ALL[3:]),
}


@pytest.mark.parametrize(("stage", "changes", "called"), CHANGES.values(), ids=CHANGES.keys())
async def test_a_change_is_done(checked: Site, stage: str, changes: dict[str, Any], called: list[str]) -> None:
    before = await made(checked)
    after = await checked.again(before.run_id, stage, **changes)
    assert (after.row.state, checked.part.chunks) == ("completed", called)
    asked = {**after.context.request.model_dump(), "seed": after.context.seed, "language": after.context.language}
    assert {name: asked[name] for name in changes} == changes


async def test_a_seed_is_drawn_where_none_is_wanted(site: Site) -> None:
    before = await made(site, seed=3)
    drawn = {(await site.again(before.run_id, "media", seed=seed)).context.seed for seed in (None, -1)}
    assert len(drawn | {3}) == 3
    seeded = await site.again(before.run_id, "media", parameters={"seed": 8})
    assert (seeded.context.seed, site.part.calls[-1].seed) == (8, 8)


async def test_a_text_of_one_output_is_not_given_the_parameters_of_another(site: Site) -> None:
    before = await made(site, parameters={"width": 32, "notes": "x"})
    after = await site.again(before.run_id, "media", output_config="sketching")
    assert after.context.request.parameters == {}
    assert (await site.again(before.run_id, "media")).context.request.parameters == {"width": 32, "notes": "x"}


async def test_another_attitude_goes_without_the_words_that_stood_for_the_first(site: Site) -> None:
    before = await made(site, context_prompt="Like a fox.")
    await site.again(before.run_id, "interception")
    assert site.part.calls[0].prompt.context == "Like a fox."
    site.part.calls.clear()
    await site.again(before.run_id, "interception", config="attitude")
    assert site.part.calls[0].prompt.context == "See it like a bird."
    site.part.calls.clear()
    await site.again(before.run_id, "interception", context_prompt=None)
    assert site.part.calls[0].prompt.context == "English in."


async def test_a_stage_that_a_run_made_step_by_step_begins_with_what_counted_last(site: Site) -> None:
    first = await site.do("interception", input_text="A boat", config="attitude")
    await site.do("optimization", run_id=first.run_id, input_text="My edit", output_config="painting")
    open_run = await site.do("optimization", run_id=first.run_id)
    assert open_run.row.state == "open"
    site.part.calls.clear()
    after = await site.again(first.run_id, "optimization")
    assert site.part.calls[0].prompt.input == "My edit"
    assert [e.type for e in after.entities[:3]] == ["input", "interception", "interception_edit"]
    site.part.calls.clear()
    await site.again(first.run_id, "media")
    assert [call.prompt for call in site.part.calls] == ["optimize[My edit]"]


async def test_a_stage_that_a_person_left_out_is_not_needed(site: Site) -> None:
    first = await site.do("interception", input_text="A boat", config="attitude")
    site.part.script = lambda _call: [Failed(reason="x")]
    failed = await site.do("optimization", run_id=first.run_id, output_config="painting")
    site.part.reset()
    made = await site.do("generation", run_id=failed.run_id, output_config="painting")
    site.part.calls.clear()
    await site.again(made.run_id, "media")
    assert [call.prompt for call in site.part.calls] == ["manipulate[A boat]"]


async def test_a_prompt_without_stages_before_it_is_made_again(site: Site) -> None:
    before = await site.do("generation", prompt="A heron", output_config="painting")
    site.part.calls.clear()
    await site.again(before.run_id, "media")
    await site.again(before.run_id, "optimization")
    assert [call.chunk for call in site.part.calls] == ["picture", "optimize", "picture"]
    assert site.part.calls[0].prompt == "A heron"


async def test_a_fork_of_a_fork_refers_to_the_calls_where_they_were_paid(checked: Site) -> None:
    first = await made(checked)
    second = await checked.again(first.run_id, "optimization")
    checked.part.calls.clear()
    third = await checked.again(second.run_id, "media")
    assert checked.part.chunks == FROM["media"]
    assert third.origin is not None
    stages = {call.stage: call.run_id for call in third.origin.calls}
    assert stages == {
        "input_check": first.run_id,
        "translation": first.run_id,
        "interception": first.run_id,
        "optimization": second.run_id,
    }


async def test_an_edit_that_was_checked_is_not_checked_again(checked: Site) -> None:
    fork = await checked.again((await made(checked)).run_id, "optimization", text="My own")
    checked.part.calls.clear()
    await checked.again(fork.run_id, "optimization", seed=3)
    assert checked.part.chunks == FROM["optimization"]


async def test_a_run_that_failed_goes_on_from_the_stage_that_failed(site: Site) -> None:
    site.part.script = lambda call: [Failed(reason="x")] if call.chunk == "optimize" else obliging(call)
    before = await site.do("run", **RUN)
    assert before.row.state == "failed"
    site.part.reset()
    with pytest.raises(Conflict) as caught:
        await site.again(before.run_id, "media")
    assert (caught.value.message, caught.value.params["stage"]) == ("stage_not_reached", "media")
    after = await site.again(before.run_id, "optimization")
    assert (after.row.state, site.part.chunks) == ("completed", ["optimize", "picture"])


@pytest.mark.parametrize("stage", [None, "media"])
async def test_a_run_in_flight_is_not_repeated(site: Site, stage: Any) -> None:
    held = asyncio.Event()
    site.part.script = lambda call: [held.wait, *obliging(call)]
    accepted = await site.start("run", **RUN)
    with pytest.raises(Conflict) as caught:
        await site.again(accepted.run_id, stage)
    assert caught.value.params["state"] == "running"
    held.set()
    await site.engine.runs.ended(accepted)


async def test_an_open_run_is_not_retried(site: Site) -> None:
    record = await site.do("interception", input_text="A boat", config="attitude")
    with pytest.raises(Conflict) as caught:
        await site.again(record.run_id)
    assert (caught.value.message, caught.value.params["state"]) == ("run_not_retried", "open")


@pytest.mark.parametrize("stage", [None, "media"])
async def test_a_run_that_is_none_is_not_found(site: Site, stage: Any) -> None:
    with pytest.raises(NotFound):
        await site.again("run_01ARZ3NDEKTSV4RRFFQ69G5FAV", stage)


@pytest.mark.parametrize("stage", [None, "media"])
async def test_a_repeated_request_makes_one_run(site: Site, stage: Any) -> None:
    before = await made(site)
    first, second = [await site.again(before.run_id, stage, key=f"k{stage}", body_sha256="a") for _ in range(2)]
    assert first.run_id == second.run_id
    with pytest.raises(Conflict) as caught:
        await site.again(before.run_id, stage, key=f"k{stage}", body_sha256="b")
    assert caught.value.message == "key_of_other_body"


async def test_the_new_run_belongs_to_who_asked(site: Site) -> None:
    before = await made(site, owner="anna")
    assert (await site.again(before.run_id, owner="bo")).row.owner == "bo"
    assert (await site.again(before.run_id, "media", owner="cy")).row.owner == "cy"


def test_a_repetition_has_no_part_that_changes() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Again("run").run_id = "other"  # type: ignore[misc]
