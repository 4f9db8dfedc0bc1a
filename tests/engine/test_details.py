"""A job in detail, while it works, while it waits, and after its end."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from devserver.engine import details
from devserver.engine.details import LINES, JobDetail, timings
from devserver.errors import Conflict, NotFound
from devserver.events import Event
from devserver.models.outcomes import Ok, Progress, Queued, Usage
from tests.fakes.engine_site import Site, open_site
from tests.fakes.scripted import ScriptedBackend, obliging

pytestmark = pytest.mark.anyio

RUN = {"input_text": "A boat", "config": "attitude", "output_config": "painting"}
NONE = "run_01ARZ3NDEKTSV4RRFFQ69G5FAV"


async def detail(site: Site, run_id: str) -> JobDetail:
    return await details.job_detail(site.engine, run_id, "en")


async def until(site: Site, run_id: str, kind: str) -> None:
    async with asyncio.timeout(30):
        while not [e for e in await site.events(run_id) if e.type == kind]:
            await asyncio.sleep(0.002)


async def test_a_completed_job_tells_its_stages_in_order(site: Site) -> None:
    record = await site.do("run", **RUN)
    told = await detail(site, record.run_id)
    assert (told.job_id, told.status, told.progress, told.queue) == (record.run_id, "completed", None, None)
    assert [(one.stage, one.status) for one in told.stages][-1] == ("media", "completed")
    assert [one.started_at for one in told.stages] == sorted(one.started_at for one in told.stages)
    assert all(one.seconds is not None and one.seconds >= 0 for one in told.stages)
    assert told.generation_seconds is not None
    assert [line.seq for line in told.log] == list(range(1, told.last_seq + 1))[-LINES:]
    assert told.log[-1].text.startswith("state=completed")
    assert [medium.type for medium in told.media] == ["image"]


async def test_progress_is_told_while_a_stage_works(site: Site) -> None:
    def half(call: Any) -> Any:
        return [Progress(fraction=0.5, note="step 5 of 10"), 60.0] if call.type == "media" else obliging(call)

    site.part.script = half
    accepted = await site.start("run", **RUN)
    await until(site, accepted.run_id, "progress_update")
    told = await detail(site, accepted.run_id)
    assert told.progress is not None
    assert (told.progress.stage, told.progress.fraction, told.progress.note) == ("media", 0.5, "step 5 of 10")
    assert (told.stages[-1].status, told.stages[-1].seconds) == ("started", None)
    cancelled = await details.cancel_job(site.engine, accepted.run_id, "en")
    assert (cancelled.status, cancelled.progress) == ("cancelled", None)
    assert cancelled.cost.unknown == 1


async def test_a_job_that_waits_tells_its_place(site: Site) -> None:
    site.part.script = lambda _call: [Queued(position=3, estimated_seconds=12.0, reason="busy"), 60.0]
    accepted = await site.start("run", **RUN)
    await until(site, accepted.run_id, "queued")
    told = await detail(site, accepted.run_id)
    assert told.queue is not None
    assert told.queue.model_dump() == {
        "backend": "scripted",
        "position": 3,
        "estimated_seconds": 12.0,
        "reason": "busy",
    }
    await site.engine.runs.cancel(accepted.run_id)


async def test_a_job_waits_for_its_place_at_a_backend_that_is_full(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", backend=lambda part: ScriptedBackend(part, concurrency=1)) as own:
        own.part.script = lambda _call: [60.0]
        first = await own.start("run", **RUN)
        while not own.part.calls:
            await asyncio.sleep(0.002)
        second = await own.start("run", **RUN)
        await until(own, second.run_id, "queued")
        assert (await detail(own, first.run_id)).queue is None
        waiting = (await detail(own, second.run_id)).queue
        assert waiting is not None and waiting.position == 0
        for accepted in (second, first):
            await own.engine.runs.cancel(accepted.run_id)


async def test_tokens_are_added_up_and_what_nobody_knows_is_counted(site: Site) -> None:
    usages = iter([Usage(prompt_tokens=7, completion_tokens=3), Usage()])
    site.part.script = lambda call: [Ok(text="done", usage=next(usages))] if call.type == "text" else obliging(call)
    record = await site.do("interception", input_text="A boat", config="in_two")
    told = await detail(site, record.run_id)
    assert (told.tokens.prompt, told.tokens.completion, told.tokens.unknown) == (7, 3, 1)


async def test_what_is_no_job_and_what_has_ended(site: Site) -> None:
    with pytest.raises(NotFound):
        await detail(site, NONE)
    with pytest.raises(NotFound):
        await details.cancel_job(site.engine, NONE, "en")
    record = await site.do("run", **RUN)
    with pytest.raises(Conflict) as caught:
        await details.cancel_job(site.engine, record.run_id, "en")
    assert caught.value.params == {"run_id": record.run_id, "state": "completed"}


def test_a_stage_without_seconds_is_measured_by_its_events() -> None:
    start = datetime(2026, 1, 2, tzinfo=UTC)

    def event(seq: int, status: str, after: int, **more: Any) -> Event:
        data = {"stage": "interception", "status": status, "attempt": 1, **more}
        moment = start + timedelta(seconds=after)
        return Event(run_id=NONE, seq=seq, at=moment, type="pipeline_stage_update", data=data)

    [measured] = timings([event(1, "started", 0), event(2, "completed", 4)])
    assert (measured.seconds, measured.started_at) == (4.0, start)
    [said] = timings([event(1, "started", 0), event(2, "completed", 4, seconds=3.5)])
    assert said.seconds == 3.5


async def test_a_stage_that_was_done_before_is_told_as_reused(site: Site) -> None:
    parent = await site.do("run", **RUN)
    told = await detail(site, (await site.again(parent.run_id, "media")).run_id)
    assert [(one.stage, one.status) for one in told.stages] == [
        ("interception", "reused"),
        ("optimization", "reused"),
        ("output_check", "completed"),
        ("media", "completed"),
    ]
