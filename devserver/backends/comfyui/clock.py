"""The clock of the event loop, by which all waiting here is measured."""

from __future__ import annotations

import asyncio


def now() -> float:
    """Return the seconds of the running loop's clock, which only rises."""
    return asyncio.get_running_loop().time()
