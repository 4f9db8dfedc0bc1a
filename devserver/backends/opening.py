"""What a backend gets when the engine opens it: settings, keys, the engine's threads, and where to leave its closing.

Clients are opened at the first call and closed with the engine, in reverse. When settings change while the server runs,
backends are opened again; what `kept` opened goes over as it is where the settings that it reads are the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from devserver.backends import Backend
from devserver.keys import Keys
from devserver.models.calls import InputMedia
from devserver.settings import Settings

Read = Callable[[InputMedia], Awaitable[bytes]]
"""Gives the bytes of a stored picture or sound; raises OSError where they are gone."""


class Shared(Protocol):
    """Places at servers that processes share."""

    async def at_once(self, name: str, places: int) -> Callable[[], None] | None:
        """Take one of so many places; return what gives it back, None where there is none."""


@dataclass(frozen=True, eq=False)
class Part:
    """Backends that were opened together: the values of the settings that they read, and what closes them."""

    values: tuple[Any, ...]
    stack: AsyncExitStack
    backends: tuple[Backend, ...]


Parts = Mapping[Callable[["Opening"], Iterable[Backend]], Part]
"""Parts by what opened them."""


@dataclass(frozen=True)
class Opening:
    """Handed to every backend of the list; `renderers` computes media, `pool` reads files.

    `before` are the parts that are open already, `parts` those of this opening. `stored` reads a file by its path below
    the data folder, where files may lie elsewhere too. `shared` are the places at servers where several processes work.
    """

    settings: Settings
    keys: Keys
    renderers: Executor
    pool: Executor
    stack: AsyncExitStack
    before: Parts = field(default_factory=dict)
    parts: dict[Callable[[Opening], Iterable[Backend]], Part] = field(default_factory=dict)
    stored: Callable[[str], Awaitable[bytes]] | None = None
    shared: Shared | None = None

    def kept(self, open_them: Callable[[Opening], Iterable[Backend]], *reads: str) -> Sequence[Backend]:
        """Return backends that read these settings: those that are open, where the settings are as before, else new."""
        values = tuple(getattr(self.settings, name) for name in reads)
        part = self.before.get(open_them)
        if part is None or part.values != values:
            stack = AsyncExitStack()
            part = Part(values, stack, tuple(open_them(replace(self, stack=stack))))
        self.parts[open_them] = part
        return part.backends

    async def read(self, media: InputMedia) -> bytes:
        """Return the bytes of an input, whose path is relative to the data folder; raises OSError."""
        whole = await asyncio.get_running_loop().run_in_executor(self.pool, _inside, self.settings.data, media.path)
        if self.stored is not None:
            return await self.stored(media.path)
        return await asyncio.get_running_loop().run_in_executor(self.pool, whole.read_bytes)


def _inside(data: Path, path: str) -> Path:
    whole = (data / path).resolve()
    if not whole.is_relative_to(data.resolve()):
        raise FileNotFoundError(path)
    return whole
