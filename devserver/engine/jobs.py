"""Jobs: the work of runs, as tasks of this process.

One job is one attempt of one run. Whoever starts a job says what continues it, and learns here when it has ended.
Nothing else makes tasks for runs; which process works on which run stands in the rows (`durable`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger(__name__)

Continue = Callable[[str], Awaitable[None]]


class Jobs:
    """The jobs of this process; opened and closed by the engine."""

    def __init__(self, continue_run: Continue) -> None:
        self._continue_run = continue_run
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._ending: set[asyncio.Future[None]] = set()
        self._hurried = asyncio.Event()

    def start(self, run_id: str) -> None:
        """Let a run go on in the background; does nothing where it does so already."""
        if run_id not in self._tasks:
            task = asyncio.get_running_loop().create_task(self._work(run_id), name=run_id)
            self._tasks[run_id] = task
            task.add_done_callback(lambda _task: self._tasks.pop(run_id, None))

    async def _work(self, run_id: str) -> None:
        try:
            await self._continue_run(run_id)
        except Exception:  # the top of the task: nobody else would hear of it
            log.exception("job_defect", run_id=run_id)

    def is_running(self, run_id: str) -> bool:
        """Tell whether a run is being worked on here."""
        return run_id in self._tasks

    async def wait(self, run_id: str) -> None:
        """Return when nothing works on the run any more; cancelling the wait cancels nothing else."""
        task = self._tasks.get(run_id)
        if task is not None:
            await asyncio.wait([task])

    async def cancel(self, run_id: str) -> bool:
        """End the work on a run and wait until it has ended; False where there was none."""
        task = self._tasks.get(run_id)
        if task is None:
            return False
        await _end([task])
        return True

    def stop(self, run_id: str) -> None:
        """Begin to end the work on a run, and do not wait for it."""
        task = self._tasks.get(run_id)
        if task is not None:
            ending = asyncio.ensure_future(_end([task]))
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)

    def hurry(self) -> None:
        """End every wait for jobs that end by themselves, now and later."""
        self._hurried.set()

    async def let_end(self, grace: float) -> None:
        """Let jobs end by themselves for some seconds."""
        if self._tasks and not self._hurried.is_set():
            hurried = asyncio.ensure_future(self._hurried.wait())
            all_ended = asyncio.ensure_future(asyncio.wait(list(self._tasks.values())))
            await asyncio.wait([all_ended, hurried], timeout=grace, return_when=asyncio.FIRST_COMPLETED)
            for waiting in (hurried, all_ended):
                waiting.cancel()

    async def close(self) -> None:
        """End every job and wait for it."""
        await _end(list(self._tasks.values()))


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    """Cancel tasks and wait for them, after each has begun: one that has not would never write how its run ended."""
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)
