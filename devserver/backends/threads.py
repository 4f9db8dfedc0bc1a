"""Work that computes, done where nobody waits for it: here where there is little of it, else on a thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, TypeVar

T = TypeVar("T")

LARGE = 100_000
"""Bytes, or characters, from which on reading or writing JSON or base64 takes long enough for others to notice."""


async def off_loop(pool: Executor | None, size: int, work: Callable[..., T], *given: Any) -> T:
    """Return what `work` makes of `size` bytes; many of them are done on a thread of the pool."""
    if size < LARGE:
        return work(*given)
    return await asyncio.get_running_loop().run_in_executor(pool, work, *given)
