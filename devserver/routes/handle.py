"""The one way from a Flask view, on a thread, to the engine, on its event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from devserver.engine.engine import Engine

T = TypeVar("T")


@dataclass(frozen=True)
class Handle:
    """The open engine and the loop that it lives on."""

    engine: Engine
    loop: asyncio.AbstractEventLoop

    def call(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine of the engine and wait for its value on this thread; raises what it raises."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result()
