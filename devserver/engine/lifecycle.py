"""Lifecycle: a model whose last day is known is told of before that day, and is asked for nothing after it.

The day comes from the provider's list of models, or from the declaration that names the model: `meta.shutdown_date`
(`2026-10-23`) and `meta.successor`, of the config before the chunk. The list goes first: it is newer. Days are UTC, and
on the last day itself the model is still asked, because providers name the day and not the hour. A declared day belongs
to the model that its own file names, never to one that takes its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from devserver.engine.builder import Model, served_model
from devserver.errors import sentence
from devserver.models.days import day_of
from devserver.models.declarations import Chunk, Config
from devserver.models.frozen import Frozen
from devserver.models.outcomes import Unavailable
from devserver.models.runs import now

WARN = timedelta(days=90)
"""How long before its last day a model is told of."""

Clock = Callable[[], datetime]
Listed = Callable[[str, str], date | None]
"""Gives the last day that the list of a provider names for a model, without asking for it."""


@dataclass(frozen=True)
class Shutdown:
    """The last day of a model, and what takes its place, where somebody said so."""

    day: date | None = None
    successor: str = ""
    source: Literal["declared", "listed"] = "declared"


NOTHING = Shutdown()


class Lifecycle(Frozen):
    """A model that ends soon, or has ended; `days_left` counts from today (UTC) and is negative after the last day."""

    model: str
    state: Literal["ends_soon", "ended"]
    shutdown_date: date
    days_left: int
    successor: str
    source: Literal["declared", "listed"]
    message: str


def declared_shutdown(chunk: Chunk, config: Config) -> Shutdown:
    """Return what config and chunk say of the end of the model that they name."""
    own = chunk.meta if config.meta.get("model_override") is None else {}
    for meta in (config.meta, own):
        if (day := day_of(meta.get("shutdown_date"))) is not None:
            successor = meta.get("successor")
            return Shutdown(day, successor if isinstance(successor, str) else "")
    return NOTHING


def named_model(chunk: Chunk, model: Model | None) -> Model:
    """Return the model of an output chunk, for people: the one it names in any place, else the chunk itself."""
    return served_model(chunk, model) or Model(chunk.backend_type or "", chunk.id)


@dataclass(frozen=True)
class Lifecycles:
    """Knows which models end; `clock` gives the time in UTC."""

    listed: Listed
    clock: Clock = now

    def of(self, model: Model, declared: Shutdown = NOTHING, language: str = "en") -> Lifecycle | None:
        """Return what is to be told of a model now, or None where it lives on for more than 90 days."""
        known = self._known(model, declared)
        if known.day is None:
            return None
        left = (known.day - self.clock().date()).days
        if left > WARN.days:
            return None
        said = {"model": str(model), "date": known.day.isoformat(), "days": left, "successor": known.successor}
        key = ("model_ended" if left < 0 else "model_ends") + ("_with_successor" if known.successor else "")
        return Lifecycle(
            model=str(model),
            state="ended" if left < 0 else "ends_soon",
            shutdown_date=known.day,
            days_left=left,
            successor=known.successor,
            source=known.source,
            message=sentence(key, said, language),
        )

    def refusal(self, model: Model, declared: Shutdown = NOTHING) -> Unavailable | None:
        """Return the outcome of a call to a model whose last day is over, or None for one that can be asked."""
        known = self._known(model, declared)
        if known.day is None or self.clock().date() <= known.day:
            return None
        reason = f"{model} was shut down after {known.day}"
        if known.successor:
            reason += f"; its successor is {known.successor}"
        return Unavailable(
            reason=reason, missing=(str(model),), shutdown_date=known.day, successor=known.successor or None
        )

    def _known(self, model: Model, declared: Shutdown) -> Shutdown:
        day = self.listed(model.provider, model.name)
        return declared if day is None else replace(declared, day=day, source="listed")


def told(found: Iterable[Lifecycle | None]) -> tuple[Lifecycle, ...]:
    """Return each model that is to be told of once, the one that ends first before the others."""
    known = {lifecycle.model: lifecycle for lifecycle in found if lifecycle is not None}
    return tuple(sorted(known.values(), key=lambda lifecycle: (lifecycle.shutdown_date, lifecycle.model)))
