"""Other models for when one is unavailable: asked only then, one after the other, each with a row in the ledger.

No other outcome leads to another model: what was refused, invalid or empty, or may have been paid, stays as it is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from devserver.models.outcomes import Outcome, Unavailable

T = TypeVar("T")

REASON = "fallback_model"
"""The `reason` of the stage's events where another model than the first was asked."""


async def first_available(choices: Sequence[T], ask: Callable[[T], Awaitable[Outcome]]) -> tuple[Outcome, T]:
    """Ask one choice after the other until one is not unavailable; return its outcome and the choice.

    Where all are, return what the first said: it is the one that was wanted.
    """
    first: Outcome | None = None
    for choice in choices:
        outcome = await ask(choice)
        if not isinstance(outcome, Unavailable):
            return outcome, choice
        first = first or outcome
    if first is None:
        raise ValueError("there is nothing to ask")
    return first, choices[0]
