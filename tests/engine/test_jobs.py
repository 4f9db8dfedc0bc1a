from __future__ import annotations

import asyncio

import pytest

from devserver.engine.jobs import Jobs

pytestmark = pytest.mark.anyio


class Work:
    """Work that waits to be let go, and remembers how each run ended."""

    def __init__(self) -> None:
        self.go, self.ended, self.begun = asyncio.Event(), dict[str, str](), list[str]()

    async def __call__(self, run_id: str) -> None:
        self.begun.append(run_id)
        try:
            await self.go.wait()
            if run_id == "broken":
                raise KeyError
            self.ended[run_id] = "done"
        except asyncio.CancelledError:
            self.ended[run_id] = "cancelled"
            raise


async def test_a_run_is_worked_on_once_at_a_time() -> None:
    work = Work()
    jobs = Jobs(work)
    jobs.start("a")
    jobs.start("a")
    assert jobs.is_running("a")
    work.go.set()
    await jobs.wait("a")
    assert (work.begun, work.ended, jobs.is_running("a")) == (["a"], {"a": "done"}, False)
    await jobs.wait("a")


async def test_work_that_is_cancelled_before_it_began_begins_first() -> None:
    work = Work()
    jobs = Jobs(work)
    jobs.start("a")
    assert await jobs.cancel("a")
    assert (work.begun, work.ended) == (["a"], {"a": "cancelled"})
    assert not await jobs.cancel("a")


async def test_who_stops_waiting_stops_nothing() -> None:
    work = Work()
    jobs = Jobs(work)
    jobs.start("a")
    waiting = asyncio.create_task(jobs.wait("a"))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])
    work.go.set()
    await jobs.wait("a")
    assert work.ended == {"a": "done"}


async def test_a_defect_ends_its_own_work_only() -> None:
    work = Work()
    jobs = Jobs(work)
    for run_id in ("broken", "whole"):
        jobs.start(run_id)
    work.go.set()
    await jobs.wait("broken")
    await jobs.wait("whole")
    assert work.ended == {"whole": "done"}
    assert not jobs.is_running("broken")


@pytest.mark.parametrize(("grace", "end"), [(5.0, "done"), (0.0, "cancelled")])
async def test_closing_lets_work_end_for_a_while(grace: float, end: str) -> None:
    work = Work()
    jobs = Jobs(work)
    for run_id in ("a", "b"):
        jobs.start(run_id)
    asyncio.get_running_loop().call_later(0.02, work.go.set)
    await jobs.let_end(grace)
    await jobs.close()
    assert work.ended == {"a": end, "b": end}
    await jobs.let_end(grace)
    await jobs.close()


async def test_a_hurry_ends_the_wait_and_every_later_one() -> None:
    work = Work()
    jobs = Jobs(work)
    jobs.start("a")
    asyncio.get_running_loop().call_later(0.02, jobs.hurry)
    async with asyncio.timeout(30):
        await jobs.let_end(60.0)
        await jobs.let_end(60.0)
    assert jobs.is_running("a")
    await jobs.close()
    assert work.ended == {"a": "cancelled"}


async def test_work_can_be_stopped_without_waiting_for_it() -> None:
    work = Work()
    jobs = Jobs(work)
    jobs.stop("a")
    jobs.start("a")
    jobs.stop("a")
    assert jobs.is_running("a")
    await jobs.wait("a")
    assert (work.begun, work.ended) == (["a"], {"a": "cancelled"})
