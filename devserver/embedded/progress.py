"""How an embedded generator tells how far it is."""

from __future__ import annotations

from typing import Protocol


class Step(Protocol):
    """Take the share that is done (0 to 1) and, where there is one, a small JPEG preview.

    A generator calls it at least every 0.2 s of work. What it raises ends the work: that is how a run is cancelled.
    """

    def __call__(self, fraction: float, preview: bytes | None = None) -> None: ...  # noqa: D102


def silent(fraction: float, preview: bytes | None = None) -> None:
    """Take progress and do nothing with it."""
