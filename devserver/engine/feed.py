"""What other processes write, as this one hears of it: their notifications, with the log as the truth.

A notification says no more than which run has something new. Whoever follows that run, or all runs, then reads the log
after its place; and where a run was left free, or something is wanted of one, this process is woken to look for that.
One that is missed costs time and nothing else: followers look at the log every `LOOK_SECONDS` too, and
whenever the connection was made anew. Only a database that processes share has a feed. Events that are not stored
(pieces of text, previews) stay in the process that works on their run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog

from devserver.engine.database import Database
from devserver.engine.eventlog import EventLog, transient
from devserver.errors import DevServerError
from devserver.events import RunDeleted
from devserver.ids import is_run_id

log = structlog.get_logger(__name__)

LOOK_SECONDS = 5.0
"""Seconds between two looks at the log for what nobody told of."""


class Feed:
    """Listens for one process; `wake` is called when others left a run free, or want something of one."""

    def __init__(self, database: Database, log: EventLog, wake: Callable[[], None] = lambda: None) -> None:
        self._database = database
        self._log = log
        self._wake = wake

    async def listen(self) -> None:
        """Listen until the connection is lost or this is cancelled; raises Unavailable where there is none."""
        loop = asyncio.get_running_loop()
        connection = await self._connected()
        lost = asyncio.Event()

        def hear() -> None:
            try:
                connection.pgconn.consume_input()
                while (told := connection.pgconn.notifies()) is not None:
                    self._heard(told.extra.decode(), own=told.be_pid == self._database.writing_as)
            except Exception as error:  # noqa: BLE001 - whatever it is, the connection is of no more use
                log.warning("feed_lost", reason=f"{type(error).__name__}: {error}".strip())
                lost.set()
                loop.remove_reader(descriptor)

        descriptor = connection.fileno()
        loop.add_reader(descriptor, hear)
        try:
            hear()
            while not lost.is_set():
                self._log.look()
                await _wait(lost, LOOK_SECONDS)
        finally:
            loop.remove_reader(descriptor)
            connection.close()
            self._log.look()

    async def _connected(self) -> Any:
        """Return a connection that listens; who is cancelled meanwhile leaves none open."""
        made = asyncio.ensure_future(self._database.listener())
        try:
            return await asyncio.shield(made)
        except asyncio.CancelledError:
            with suppress(DevServerError):
                (await made).close()
            raise

    def _heard(self, told: str, *, own: bool) -> None:
        """Let those look who follow a run of which others wrote; who follows all runs hears of our own here too."""
        run_id, _, what = told.partition(" ")
        if not is_run_id(run_id):
            return
        if what in {"free", "wanted"}:
            if not own:
                self._wake()
        elif what != "deleted":
            self._log.look(run_id, everybody=not own)
        elif not own:
            self._log.publish([transient(run_id, RunDeleted())])


async def _wait(event: asyncio.Event, seconds: float) -> Any:
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False
