"""Server processes: started, killed, told to stop, frozen and thawed, always by the id of a process of our own."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
READY = "DevServer is ready at "
STARTS_WITHIN = 120.0
STOPS_WITHIN = 60.0
"""Seconds after which a process counts as hanging, on a machine that is busy with other things too."""


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a server, which keeps compiled modules: else each start takes three times as long."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("DEVSERVER_", "PYTHONDONTWRITE"))}
    return {**own, "PYTHONPATH": str(ROOT), **more}


@dataclass
class Process:
    """One process of the server at a time, at one place among several; `url` is empty while it does not answer."""

    place: int
    folder: Path
    environment: Mapping[str, str]
    url: str = ""
    frozen: bool = False
    starts: int = 0
    faults: list[str] = field(default_factory=list)
    _child: subprocess.Popen[bytes] | None = None
    _reading: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start it; `ready` tells when it answers."""
        self.starts += 1
        with self._log.open("wb") as log:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "devserver", "serve", "--port", "0"],
                cwd=ROOT,
                env=_environment(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        self._reading = asyncio.create_task(self._read(self._child))

    @property
    def _log(self) -> Path:
        return self.folder / f"server-{self.place}-{self.starts:03d}.log"

    async def _read(self, child: subprocess.Popen[bytes]) -> None:
        assert child.stdout is not None
        line = (await asyncio.to_thread(child.stdout.readline)).decode()
        if line.startswith(READY):
            self.url = line.removeprefix(READY).strip().rstrip("/")

    async def ready(self) -> None:
        """Wait until it answers; a process that ended by itself before is a fault."""
        assert self._reading is not None
        child = self._child
        async with asyncio.timeout(STARTS_WITHIN):
            await self._reading
        if not self.url and child is self._child:
            self._blame("did not start")

    async def kill(self) -> None:
        """End it at once."""
        await self._end(signal.SIGKILL, {-signal.SIGKILL})

    async def stop(self) -> None:
        """Tell it to stop, and wait until it has."""
        await self._end(signal.SIGTERM, {0, -signal.SIGTERM})

    def freeze(self) -> None:
        """Let it stand still."""
        self.frozen = True
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)
        self.frozen = False

    def _signal(self, number: signal.Signals) -> None:
        if self._child is not None:  # else it was ended while it stood still
            self._child.send_signal(number)

    async def _end(self, number: signal.Signals, expected: set[int]) -> None:
        child, self._child, self.url, self.frozen = self._child, None, "", False
        if child is None:
            return
        child.send_signal(number)
        try:
            code = await asyncio.to_thread(child.wait, STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self._blame("did not stop")
            child.kill()
            code = await asyncio.to_thread(child.wait)
        if code not in expected | {-signal.SIGKILL}:
            self._blame(f"ended with {code}")
        if self._reading is not None:
            await self._reading
        self.url = ""
        assert child.stdout is not None
        child.stdout.close()

    def _blame(self, what: str) -> None:
        self.faults.append(f"process {self._log.stem} {what}: {self._log.read_text(errors='replace')[-2000:]}")
