"""`devserver worker`: a process that only works on runs, beside servers that share its database."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from devserver.backends.shipped import MakeBackends, shipped_backends
from devserver.commands import exits
from devserver.engine.engine import open_engine
from devserver.errors import sentence
from devserver.settings import Settings


async def work(settings: Settings, backends: MakeBackends = shipped_backends, said: TextIO = sys.stdout) -> int:
    """Take runs and work on them until SIGTERM or SIGINT comes; a second one ends what is in hand at once.

    What does not end in the seconds of grace is handed over. Returns the exit code.
    """
    if not settings.database_url or settings.database_url.startswith("sqlite"):
        sys.stderr.write(sentence("worker_alone", {"data": str(settings.data)}, settings.language) + "\n")
        return exits.USAGE
    return await work_beside(settings, backends, said)


async def work_beside(settings: Settings, backends: MakeBackends, said: TextIO) -> int:
    """Work beside other processes on the same database."""
    stopped = asyncio.Event()
    async with open_engine(settings, backends, kind="worker") as engine:
        with _signals(stopped, engine.runs.hurry):
            said.write("DevServer works on runs\n")
            said.flush()
            await stopped.wait()
            await engine.runs.close(settings.stop_grace_seconds)
    return exits.DONE


@contextmanager
def _signals(stopped: asyncio.Event, hurry: Callable[[], None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()

    def stop() -> None:
        if stopped.is_set():
            hurry()
        stopped.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
