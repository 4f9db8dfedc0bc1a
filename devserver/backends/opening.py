"""What a backend gets when the engine opens it: settings, keys, the engine's threads, and where to leave its closing.

Clients are opened at the first call and closed with the engine, in reverse.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from devserver.keys import Keys
from devserver.models.calls import InputMedia
from devserver.settings import Settings

Read = Callable[[InputMedia], Awaitable[bytes]]
"""Gives the bytes of a stored picture or sound; raises OSError where they are gone."""


@dataclass(frozen=True)
class Opening:
    """Handed to every backend of the list; `renderers` computes media, `pool` reads files."""

    settings: Settings
    keys: Keys
    renderers: Executor
    pool: Executor
    stack: AsyncExitStack

    async def read(self, media: InputMedia) -> bytes:
        """Return the bytes of an input, whose path is relative to the data folder; raises OSError."""
        return await asyncio.get_running_loop().run_in_executor(self.pool, _inside, self.settings.data, media.path)


def _inside(data: Path, path: str) -> bytes:
    whole = (data / path).resolve()
    if not whole.is_relative_to(data.resolve()):
        raise FileNotFoundError(path)
    return whole.read_bytes()
