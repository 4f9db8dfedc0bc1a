"""The background work: what goes on beside the runs for as long as the engine is open.

Each piece is a function that goes on until it is cancelled and takes only the parts that it needs. `in_background`
begins all of them, and ends them before any of those parts is closed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import structlog

from devserver.engine import reserve
from devserver.engine.deciding import Decisions
from devserver.engine.ending import providers
from devserver.engine.eventlog import EventLog
from devserver.engine.late import LateEnds
from devserver.engine.recorder import Recorder
from devserver.engine.setups import Setups
from devserver.engine.snapshots import Declared
from devserver.engine.sweeping import sweep
from devserver.engine.upkeep import Upkeep
from devserver.engine.uploads import Uploads
from devserver.engine.wallclock import WallClock
from devserver.errors import DevServerError

log = structlog.get_logger(__name__)

LOOK_AFTER, LOOK_EVERY = 30.0, 1800.0
"""Seconds after the start and between two looks at the providers' lists of models."""
LATE_EVERY = 5.0
"""Seconds between two trials to write what could not be written."""
EXPIRE_EVERY = 5.0
"""Seconds between two looks for gates whose deadline is over."""
BESIDE_EVERY = 1.0
"""Seconds between two looks at what other processes wrote, while anybody follows."""
ROOM_EVERY = 60.0
"""Seconds between two looks whether there is a reserve of room on the disk."""
TIDY_EVERY = 3600.0
"""Seconds between two looks for what can be closed or forgotten."""
AGAIN_AFTER = 5.0
"""Seconds before background work that broke is begun again."""

BackgroundWork = Callable[[], Awaitable[None]]


@asynccontextmanager
async def in_background(works: Mapping[str, BackgroundWork]) -> AsyncIterator[None]:
    """Do background work, each under its name, until the block is left."""
    async with AsyncExitStack() as stack:
        for name, work in works.items():
            stack.push_async_callback(_cancel, asyncio.create_task(_for_ever(name, work)))
        yield


async def write_late(late: LateEnds) -> None:
    """Write the ends of runs that could not be written when they came, and tell where the clock was set back."""
    clock = WallClock()
    while True:
        await asyncio.sleep(LATE_EVERY)
        if seconds := clock.set_back():
            log.warning("clock_set_back", seconds=seconds)
        await late.go_on()


async def look_beside(log: EventLog) -> None:
    """Let who follows see what other processes write beside this one, where nobody tells of it."""
    while True:
        await asyncio.sleep(BESIDE_EVERY)
        await log.look_beside()


async def keep_room(recorder: Recorder) -> None:
    """Keep room on the disk for who removes runs when it is full, from the first minute on."""
    while True:
        await asyncio.sleep(ROOM_EVERY)
        await recorder.off_loop(lambda: reserve.keep(recorder.data))


async def expire(decisions: Decisions) -> None:
    """Fail the runs for which nobody decided in time."""
    while True:
        await decisions.expire()
        await asyncio.sleep(EXPIRE_EVERY)


async def look_at_models(setups: Setups, declared: Callable[[], Declared]) -> None:
    """Keep the providers' lists of models new, so that the end of a model is known though nobody looks at lists."""
    await asyncio.sleep(LOOK_AFTER)
    while True:
        with setups.use() as setup:
            await setup.router.look(providers(declared()))
        await asyncio.sleep(LOOK_EVERY)


async def tidy(upkeep: Upkeep, uploads: Uploads) -> None:
    """Close what is forgotten, and remove what deleted runs and old uploads left."""
    while True:
        await upkeep.close_forgotten()
        await upkeep.clear_deleted()
        await uploads.forget_old()
        await asyncio.sleep(TIDY_EVERY)


async def sweep_temporary(recorder: Recorder, alone: Callable[[], bool]) -> None:
    """Remove what killed processes left half written; `alone` tells that no other process works here."""
    began = time.time() - 0.1  # the clock of a file system may be a tick behind
    while True:
        await recorder.off_loop(lambda: sweep(recorder.data, alone=alone(), since=began))
        await asyncio.sleep(TIDY_EVERY)


async def _for_ever(name: str, work: BackgroundWork) -> None:
    """Do background work until cancelled; what breaks it is logged, and it is begun again."""
    while True:
        try:
            await work()
        except DevServerError as error:  # it says itself what is the matter
            log.error("background_work_failed", work=name, reason=str(error))
        except Exception:  # the top of a task: the server goes on without this work for a while
            log.exception("background_work_failed", work=name)
        await asyncio.sleep(AGAIN_AFTER)


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
