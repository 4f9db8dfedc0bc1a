"""The small files of runs, written in a process of its own where there are many.

A thread gives the interpreter away at each call of the system and waits to get it back, and the files of a stage take
some forty calls: with many runs at once, threads that wrote files took half of the processor's time and made everything
else wait. So where writes overlap a helper is started (`disk`, as a program) and does them; what is large, and what
comes while there is no helper, is written by a thread.
"""

from __future__ import annotations

import asyncio
import marshal
import os
import socket
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import Executor
from pathlib import Path
from typing import cast

import structlog

from devserver import disk
from devserver.disk import LENGTH, Fault, Step

log = structlog.get_logger(__name__)

OVERLAPPING = 3
"""Writes at once above which a helper is worth its memory (8 MB)."""
LARGE = 256 * 1024
"""Bytes above which a thread writes: sending them costs as much."""
STARTS = 5
"""How often a helper is started before it is given up: one that ends by itself will do so again."""
STOP_SECONDS = 10.0


class HelperGone(OSError):
    """The helper ended before it answered: whether the steps were done is not known."""


def write(folder: Path, files: Iterable[tuple[str, bytes]], *, synced: bool = True) -> Step:
    """Return the step that writes files into a folder, each whole or not at all."""
    return "write", str(folder), tuple(files), synced


def create(folder: Path, files: Iterable[tuple[str, bytes]], *, synced: bool = True) -> Step:
    """Return the step that writes files into a folder where none of these names is; FileExistsError tells of one."""
    return "create", str(folder), tuple(files), synced


def append(path: Path, data: bytes, *, synced: bool = True) -> Step:
    """Return the step that appends to a file."""
    return "append", str(path), data, synced


class Filing:
    """Writes files for one engine, which closes it."""

    def __init__(self, pool: Executor) -> None:
        self._pool = pool
        self._busy = 0
        self._starts = 0
        self._helper: _Helper | None = None
        self._starting: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def helper(self) -> int | None:
        """Return the process id of the helper, None where there is none."""
        return self._helper.process.pid if self._helper else None

    async def do(self, *steps: Step) -> None:
        """Do steps, one after the other; raises OSError, and then the rest is not done.

        Raises HelperGone where the steps may be done or not and cannot just be done again.
        """
        self._busy += 1
        try:
            if self._busy > OVERLAPPING:
                self._start()
            if self._helper is None or _size(steps) > LARGE or not await self._helped(self._helper, steps):
                await asyncio.get_running_loop().run_in_executor(self._pool, disk.do, steps)
        finally:
            self._busy -= 1

    async def _helped(self, helper: _Helper, steps: tuple[Step, ...]) -> bool:
        """Let the helper do steps; False where it ended meanwhile and they can just be done again."""
        try:
            await helper.do(steps)
        except HelperGone:
            self._gone(helper)
            if any(kind == "append" for kind, *_rest in steps):
                raise
            return False
        return True

    def _start(self) -> None:
        if self._helper is None and self._starting is None and not self._closed and self._starts < STARTS:
            self._starts += 1
            self._starting = asyncio.create_task(self._started())
            self._starting.add_done_callback(self._forget)

    def _forget(self, _task: asyncio.Task[None]) -> None:
        self._starting = None

    async def _started(self) -> None:
        try:
            helper = await _Helper.start(self._pool)
        except OSError as error:
            log.warning("file_helper_not_started", reason=error.strerror or str(error))
            return
        helper.lost.add_done_callback(lambda _lost: self._gone(helper))
        self._helper = helper

    def _gone(self, helper: _Helper) -> None:
        if self._helper is helper:
            self._helper = None
            log.warning("file_helper_gone", starts=self._starts)
            self._pool.submit(helper.process.wait)

    async def close(self) -> None:
        """Let the helper end when all is written; nothing must be asked any more."""
        self._closed = True
        if self._starting is not None:
            await asyncio.wait([self._starting])
        helper, self._helper = self._helper, None
        if helper is not None:
            await helper.close(self._pool)


class _Helper(asyncio.Protocol):
    """A helper process and the socket to it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._asked: dict[int, asyncio.Future[Fault | None]] = {}
        self._number = 0
        self._came = bytearray()
        self._transport: asyncio.WriteTransport | None = None

    @classmethod
    async def start(cls, pool: Executor) -> _Helper:
        """Start a helper; raises OSError."""
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-I", "-S", disk.__file__, str(os.getpid())]
        try:
            with theirs:
                process = await loop.run_in_executor(pool, _spawn, command, theirs)
        except BaseException:
            ours.close()
            raise
        _transport, helper = await loop.create_unix_connection(lambda: cls(process), sock=ours)
        return helper

    async def do(self, steps: tuple[Step, ...]) -> None:
        """Let it do steps; raises OSError as it was raised there, RuntimeError for a defect, and HelperGone."""
        if self._transport is None or self.lost.done():
            raise HelperGone
        self._number += 1
        number, answer = self._number, asyncio.get_running_loop().create_future()
        self._asked[number] = answer
        self._transport.write(disk.frame((number, steps)))
        fault = await answer
        if fault is not None and fault[0] == 0:
            raise RuntimeError(fault[1])
        if fault is not None:
            raise OSError(*fault)

    async def close(self, pool: Executor) -> None:
        """Close the socket, upon which it ends, and wait for that."""
        if self._transport is not None:
            self._transport.close()
        ended = asyncio.get_running_loop().run_in_executor(pool, self.process.wait)
        if not (await asyncio.wait([ended], timeout=STOP_SECONDS))[0]:
            log.warning("file_helper_killed", seconds=STOP_SECONDS)
            self.process.kill()
            await ended

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to it."""
        self._transport = cast(asyncio.WriteTransport, transport)

    def data_received(self, data: bytes) -> None:
        """Hand on what it answers."""
        self._came += data
        while len(self._came) >= LENGTH:
            end = LENGTH + int.from_bytes(self._came[:LENGTH])
            if len(self._came) < end:
                return
            number, fault = marshal.loads(self._came[LENGTH:end])  # noqa: S302 - from our own process
            del self._came[:end]
            asked = self._asked.pop(number)
            if not asked.done():
                asked.set_result(fault)

    def connection_lost(self, _error: Exception | None) -> None:
        """Tell everybody who waits."""
        asked, self._asked = self._asked, {}
        for answer in asked.values():
            if not answer.done():
                answer.set_exception(HelperGone())
        if not self.lost.done():
            self.lost.set_result(None)


def _spawn(command: list[str], channel: socket.socket) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdin=channel.fileno(), stdout=subprocess.DEVNULL)  # noqa: S603 - our own program


def _size(steps: Iterable[Step]) -> int:
    return sum(len(what) if kind == "append" else sum(len(data) for _name, data in what) for kind, _, what, _ in steps)
