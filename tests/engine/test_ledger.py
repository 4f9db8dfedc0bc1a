from __future__ import annotations

import asyncio
import json
from contextlib import nullcontext, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from devserver.engine.ledger import call_key
from devserver.engine.spending import cost_of
from devserver.models.calls import call_hash
from devserver.models.outcomes import (
    FREE,
    Empty,
    Failed,
    Invalid,
    Ok,
    OutOfCredit,
    RateLimited,
    Refused,
    Submitted,
    TextDelta,
    TimeoutUnknown,
    Unavailable,
    Usage,
)
from devserver.models.runs import now
from tests.engine.running import until_ended
from tests.fakes.engine_crashes import photographed
from tests.fakes.engine_site import CHECKED, Site, open_site, rows, write_layer
from tests.fakes.scripted import PAID, Call, ScriptedBackend, Step, free, obliging, picture
from tests.postgres import BOTH, on_sqlite

pytestmark = [pytest.mark.anyio, BOTH]

RUN = {"input_text": "A boat", "config": "from_german", "output_config": "english_painting"}


async def test_a_row_is_committed_before_the_first_byte_leaves(site: Site) -> None:
    seen: list[tuple[Any, ...]] = []

    async def look() -> None:
        seen.extend(
            site.rows("SELECT state, outcome, chunk, cost_usd, cost_source FROM calls ORDER BY sent_at DESC LIMIT 1")
        )

    site.part.script = lambda call: [look, *obliging(call)]
    await site.do("run", input_text="A boat", config="attitude", output_config="painting")
    assert seen == [("sent", None, chunk, None, "unknown") for chunk in ("manipulate", "optimize", "picture")]


async def test_the_row_holds_the_request_exactly_as_it_was_sent(site: Site) -> None:
    record = await site.do("run", input_text="{{A}}\n\nboat", config="attitude", output_config="painting", seed=7)
    stored = {call["chunk"]: call for (call,) in _requests(site, record.run_id)}
    assert [stored[call.chunk] for call in site.part.calls] == [
        call.model_dump(mode="json", exclude_none=True) for call in site.part.calls
    ]
    for call in site.part.calls:
        stage = {"manipulate": "interception", "optimize": "optimization", "picture": "media"}[call.chunk]
        assert call_key(record.run_id, stage, 1, call) in record.calls


def _requests(site: Site, run_id: str) -> list[tuple[Any]]:
    found = site.rows(f"SELECT CAST(request AS TEXT) FROM calls WHERE run_id = '{run_id}' ORDER BY sent_at")
    return [(json.loads(text),) for (text,) in found]


COSTS: dict[str, tuple[Any, float | None, str]] = {
    "a reported cost": (Ok(text="x", usage=PAID), 0.25, "reported"),
    "a cost that nobody knows": (Ok(text="x"), None, "unknown"),
    "a cost of nothing": (Ok(text="x", usage=FREE), 0.0, "listed"),
    "a refusal that was paid": (Refused(reason="no", usage=PAID), 0.25, "reported"),
    "nothing that was paid": (Empty(usage=PAID), 0.25, "reported"),
    "an estimate": (Ok(text="x", usage=Usage(cost_usd=0.1, cost_source="estimated")), 0.1, "estimated"),
    "an error": (Failed(reason="x"), None, "unknown"),
    "a timeout that may have been paid": (TimeoutUnknown(seconds=1), None, "unknown"),
}


@pytest.mark.parametrize(("outcome", "usd", "source"), COSTS.values(), ids=COSTS.keys())
async def test_what_a_call_cost_and_where_that_comes_from(
    site: Site, outcome: Any, usd: float | None, source: str
) -> None:
    site.part.script = lambda _call: [outcome]
    record = await site.do("interception", input_text="A boat", config="attitude")
    stored = site.rows(f"SELECT cost_usd, cost_source, state FROM calls WHERE run_id = '{record.run_id}'")
    assert stored == [(usd, source, "answered")]
    told = [event.data for event in await site.events(record.run_id) if event.type == "cost_update"]
    assert [(data.get("cost_usd"), data["cost_source"]) for data in told] == [(usd, source)]
    cost = cost_of(record.calls.values())
    assert (cost.source, cost.complete, cost.calls) == (source, usd is not None, 1)
    assert cost.usd == usd


NOT_DONE: dict[str, Any] = {
    "nobody there": Unavailable(reason="there is no key for it", missing=("A_KEY",)),
    "turned away": Invalid(reason="x"),
    "too much at once": RateLimited(retry_at=now() + timedelta(hours=1)),
    "no credit": OutOfCredit(),
}


@pytest.mark.parametrize("outcome", NOT_DONE.values(), ids=NOT_DONE.keys())
async def test_a_call_that_was_never_done_costs_nothing_and_counts_as_none(site: Site, outcome: Any) -> None:
    site.part.script = lambda _call: [outcome]
    record = await site.do("interception", input_text="A boat", config="attitude")
    [call] = record.calls.values()
    assert (call.state, call.cost_usd, call.cost_source) == ("answered", 0.0, "listed")
    assert [event.type for event in await site.events(record.run_id) if event.type == "cost_update"] == []
    cost = cost_of(record.calls.values())
    assert (cost.usd, cost.source, cost.complete, cost.calls, cost.unknown) == (0.0, "listed", True, 0, 0)


async def test_credit_that_ends_in_the_middle_of_an_answer_may_have_been_used(site: Site) -> None:
    site.part.script = lambda _call: [OutOfCredit(began=True)]
    record = await site.do("interception", input_text="A boat", config="attitude")
    cost = cost_of(record.calls.values())
    assert (cost.usd, cost.source, cost.complete, cost.unknown) == (None, "unknown", False, 1)


async def test_a_call_that_is_cancelled_before_it_has_a_place_costs_nothing(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", backend=lambda part: ScriptedBackend(part, concurrency=1)) as own:
        go = asyncio.Event()
        own.part.script = lambda _call: [go.wait, Ok(text="x", usage=PAID)]
        first = await own.start("interception", input_text="A boat", config="attitude")
        second = await own.start("interception", input_text="A boat", config="attitude")
        while len(own.rows("SELECT key FROM calls")) < 2:
            await asyncio.sleep(0)
        cancelled = await own.engine.runs.cancel(second.run_id)
        go.set()
        await own.engine.runs.ended(first)
    [call] = cancelled.calls.values()
    assert (call.outcome, call.cost_usd) == ("cancelled", 0.0)
    assert len(own.part.calls) == 1


async def test_an_answer_that_is_discarded_and_says_that_nothing_was_done_costs_nothing(site: Site) -> None:
    async def deaf() -> None:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(60)

    site.part.script = lambda _call: [deaf, Unavailable(reason="it is off")]
    begun = await site.start("interception", input_text="A boat", config="attitude")
    while not site.part.calls:
        await asyncio.sleep(0)
    [call] = (await site.engine.runs.cancel(begun.run_id)).calls.values()
    assert (call.outcome, call.cost_usd) == ("cancelled", 0.0)


async def test_whenever_a_run_is_cancelled_no_call_is_left_that_looks_as_if_it_went_on(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as own:
        own.part.script = lambda _call: [60.0]
        for turns in range(60):
            begun = await own.start("interception", input_text="A boat", config="attitude")
            for _ in range(turns):
                await asyncio.sleep(0)
            ended = await own.engine.runs.cancel(begun.run_id)
            assert [call.state for call in ended.calls.values()] in ([], ["answered"])
            for call in ended.calls.values():
                assert call.outcome == "cancelled"
                assert call.cost_usd is None or (call.cost_usd == 0 and not own.part.calls)
            own.part.calls.clear()
        assert own.rows("SELECT count(*) FROM calls WHERE state = 'sent'") == [(0,)]


async def test_the_row_holds_usage_as_reported_how_long_it_took_and_which_prices(site: Site) -> None:
    raw = {"prompt_tokens": 7, "nested": {"of": ["theirs", 1.5]}}
    site.part.script = lambda _call: [Ok(text="x", usage=PAID.model_copy(update={"raw": raw}))]
    record = await site.do("interception", input_text="A boat", config="attitude")
    loaded = await site.load(record.run_id)
    for call in (*record.calls.values(), *loaded.calls.values()):
        assert (call.usage, call.price_version, call.estimate_usd) == (raw, None, None)
        assert call.seconds is not None
        assert "raw" not in (call.answer or {})["usage"], "it is kept once"


async def test_a_usage_without_end_is_not_kept(site: Site) -> None:
    usage = PAID.model_copy(update={"raw": {"x": "y" * 100_000}})
    site.part.script = lambda _call: [Ok(text="x", usage=usage)]
    [call] = (await site.do("interception", input_text="A boat", config="attitude")).calls.values()
    assert call.usage == {"left_out": "more than 20000 bytes"}
    assert call.cost_usd == 0.25


async def test_an_update_tells_what_the_run_has_cost_so_far(site: Site) -> None:
    usages = iter([PAID, Usage(), PAID])

    def script(call: Call) -> list[Step]:
        usage = next(usages)
        return [picture(usage=usage)] if call.type == "media" else [Ok(text="x", usage=usage)]

    site.part.script = script
    record = await site.do("run", input_text="A boat", config="attitude", output_config="painting")
    told = [event.data for event in await site.events(record.run_id) if event.type == "cost_update"]
    assert [(data["run_usd"], data["run_unknown"]) for data in told] == [(0.25, 0), (0.25, 1), (0.5, 1)]
    assert all("seconds" in data for data in told)


async def test_costs_add_up_and_the_least_certain_part_names_the_source(site: Site) -> None:
    usages = iter([PAID, Usage(cost_usd=0.5, cost_source="estimated"), Usage()])

    def script(call: Call) -> list[Step]:
        usage = next(usages)
        return [picture(usage=usage)] if call.type == "media" else [Ok(text="x", usage=usage)]

    site.part.script = script
    record = await site.do("run", input_text="A boat", config="attitude", output_config="painting")
    cost = cost_of(record.calls.values())
    assert (cost.usd, cost.source, cost.complete, cost.calls) == (0.75, "unknown", False, 3)


async def test_a_backend_that_charges_nothing_costs_nothing_whatever_it_says(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", backend=lambda part: ScriptedBackend(part, charges=False)) as own:
        own.part.script = lambda _call: [Ok(text="x")]
        record = await own.do("interception", input_text="A boat", config="attitude")
        assert [e.type for e in await own.events(record.run_id) if e.type == "cost_update"] == []
    (call,) = record.calls.values()
    assert (call.cost_usd, call.cost_source) == (0.0, "listed")


async def test_answer_cost_and_what_the_stage_makes_of_it_come_in_one_transaction(site: Site) -> None:
    seen: list[tuple[Any, ...]] = []
    query = """SELECT calls.state, count(entities.n), runs.stage FROM calls JOIN runs ON runs.id = calls.run_id
        LEFT JOIN entities ON entities.run_id = calls.run_id AND entities.type = 'interception'
        WHERE calls.run_id = '{}' GROUP BY calls.key, calls.state, runs.stage"""
    accepted = await site.start("interception", input_text="A boat", config="attitude")
    while not site.engine.runs._jobs.is_running(accepted.run_id):
        await asyncio.sleep(0)
    while site.engine.runs._jobs.is_running(accepted.run_id):
        seen += site.rows(query.format(accepted.run_id))
        await asyncio.sleep(0)
    seen += site.rows(query.format(accepted.run_id))
    assert set(seen) <= {("sent", 0, "input_check"), ("answered", 1, "interception")}
    assert seen[-1] == ("answered", 1, "interception")


async def test_a_second_attempt_with_the_same_words_is_a_call_of_its_own(site: Site) -> None:
    record = await site.do("interception", input_text="A boat", config="attitude", seed=1)
    record = await site.do("interception", run_id=record.run_id, seed=1)
    assert len(site.part.calls) == 2
    assert call_hash(site.part.calls[0]) == call_hash(site.part.calls[1])
    assert len(record.calls) == 2


async def test_a_run_that_goes_on_after_a_crash_at_any_commit_repeats_no_finished_call(
    tmp_path: Path, database_kind: str
) -> None:
    on_sqlite(database_kind)
    layer = write_layer(tmp_path / "layer")
    settings = {**CHECKED, "layer": layer, "backend": free}
    async with open_site(tmp_path / "data", **settings) as own:
        with photographed(own.engine, own.data, tmp_path / "photos") as photos:
            whole = await own.do("run", **RUN, seed=3)
        expected = _contents(own, whole)
        all_calls = [call_hash(call) for call in own.part.calls]
    assert whole.row.state == "completed"
    begun = [photo for photo in photos if rows(photo, "SELECT id FROM runs WHERE state = 'running'")]
    assert len(begun) == 2 * len(all_calls), "each call is committed twice, and the end of the run with the last one"
    for photo in begun:
        finished = {
            json.dumps(json.loads(text), sort_keys=True)
            for (text,) in rows(photo, "SELECT request FROM calls WHERE state = 'answered'")
        }
        async with open_site(photo, **settings) as again:
            record = await until_ended(again, whole.run_id)
            assert record.row.state == "completed", photo
            assert _contents(again, record) == expected
            repeated = [
                json.dumps(c.model_dump(mode="json", exclude_none=True), sort_keys=True) for c in again.part.calls
            ]
            assert finished.isdisjoint(repeated), "a finished call is never made again"
            assert len(finished) + len(repeated) == len(all_calls)
            assert _numbers(again, record) == list(range(1, record.row.last_seq + 1))
            assert [e.seq for e in await again.events(record.run_id)] == _numbers(again, record)


def _contents(site: Site, record: Any) -> list[tuple[str, bytes]]:
    return [(entity.file, site.bytes_of(record, entity)) for entity in record.entities]


def _numbers(site: Site, record: Any) -> list[int]:
    return [json.loads(line)["seq"] for line in (site.folder(record) / "events.ndjson").read_text().splitlines()]


async def test_a_paid_answer_survives_an_output_that_cannot_be_used(site: Site) -> None:
    site.part.script = lambda call: [picture(b"no picture")] if call.type == "media" else obliging(call)
    record = await site.do("generation", prompt="A boat", output_config="sketching")
    assert record.row.state == "failed"
    (call,) = record.calls.values()
    assert (call.state, call.outcome, call.cost_usd) == ("answered", "ok", 0.25)


async def test_signals_of_a_call_are_told_while_it_runs(site: Site) -> None:
    heard: list[str] = []
    go = asyncio.Event()
    site.part.script = lambda _call: [go.wait, TextDelta(text="a "), TextDelta(text="bird"), Ok(text="a bird")]
    accepted = await site.start("interception", input_text="A boat", config="attitude")
    log = site.engine.log

    async def follow() -> None:
        async for event in log.follow(accepted.run_id, 0):
            heard.append(event.text)
            if '"open"' in event.text:
                return

    following = asyncio.create_task(follow())
    while not log.has_followers(accepted.run_id):
        await asyncio.sleep(0)
    go.set()
    await following
    deltas = [json.loads(text)["data"] for text in heard if json.loads(text)["type"] == "text_delta"]
    assert [(delta["offset"], delta["text"]) for delta in deltas] == [(0, "a bird")]


class Local(ScriptedBackend):
    """A scripted backend that says that nothing leaves this process."""

    in_process = True


@pytest.mark.parametrize("followed", [False, True], ids=["nobody follows", "somebody follows"])
async def test_a_text_that_is_made_in_this_process_is_written_with_its_answer(tmp_path: Path, followed: bool) -> None:
    seen: list[list[tuple[Any, ...]]] = []
    async with open_site(tmp_path / "data", backend=lambda part: Local(part, charges=False)) as site:

        async def look() -> None:
            seen.append(site.rows("SELECT state FROM calls"))

        site.part.script = lambda call: [look, *obliging(call)]
        with site.engine.log.following(None, 0) if followed else nullcontext():
            record = await site.do("interception", input_text="A boat", config="attitude")
        assert seen == [[("sent",)] if followed else []]
        assert site.rows("SELECT state, outcome, cost_usd FROM calls") == [("answered", "ok", 0.0)]
        stored = await site.engine.log.stored(record.run_id, 0)
        told = [event.data["status"] for event in stored if event.type == "pipeline_stage_update"]
        assert told[-2:] == ["started", "completed"]


async def test_where_work_was_handed_in_is_committed_before_it_is_waited_for_and_stays(
    site: Site, database_kind: str
) -> None:
    on_sqlite(database_kind)  # it reads a part of a JSON column
    seen: list[tuple[Any, ...]] = []

    async def look() -> None:
        newest = "WHERE chunk = 'picture' ORDER BY sent_at DESC LIMIT 1"
        seen.extend(site.rows(f"SELECT state, json_extract(remote, '$.job') FROM calls {newest}"))

    def submitting(call: Call) -> list[Step]:
        given: list[Step] = [Submitted(remote={"job": "7"}), look] if call.chunk == "picture" else []
        return [*given, *obliging(call)]

    site.part.script = submitting
    record = await site.do("run", input_text="A boat", config="attitude", output_config="painting")
    await look()
    assert seen == [("sent", "7"), ("answered", "7")]
    assert [call.remote for call in record.calls.values() if call.remote] == [{"job": "7"}]
