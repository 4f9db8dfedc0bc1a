"""The router: it takes a call to its backend and brings back one normalised outcome.

| outcome          | retried here            | what becomes of the run                    |
| ---------------- | ----------------------- | ------------------------------------------ |
| ok               | no                      | goes on                                    |
| refused          | no                      | refused: a result that is shown            |
| rate_limited     | yes, when it says       | failed, 429, if it stays so                |
| unavailable      | yes, where it is passing| failed, 503, naming what is missing        |
| error            | before the first byte   | failed, 502                                |
| empty, invalid   | no                      | failed, 502                                |
| out_of_credit    | no                      | failed, 503                                |
| timeout_unknown  | no                      | it may have been done: see `doubts`        |
| cancelled        | no                      | cancelled                                  |

Each backend has its own limit of calls in flight; who waits for a place is told how many stand before: see `turns`.
Where processes share a database the limit holds for all of them together, but for what is done within a process: see
`leases`. A model that failed several times in a row rests: see `circuits`. One whose last day is over is sent nothing:
see `lifecycle`.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import structlog

from devserver.backends import NOBODY, Availability, Backend, Ticket
from devserver.backends.listing import Listing, listing_of
from devserver.backends.providers import unconfigured
from devserver.engine.builder import Model
from devserver.engine.circuits import Circuits, Resting
from devserver.engine.leases import Leases
from devserver.engine.lifecycle import Clock, Lifecycles
from devserver.engine.turns import Turns
from devserver.models.calls import MediaCall, TextCall
from devserver.models.frozen import Json
from devserver.models.outcomes import (
    OUTCOMES,
    Failed,
    Outcome,
    Queued,
    RateLimited,
    Signal,
    Submitted,
    TimeoutUnknown,
    Unavailable,
)
from devserver.models.runs import now

log = structlog.get_logger(__name__)

OnSignal = Callable[[Signal], None]
OnQueued = Callable[[str, Queued], None]
OnSubmitted = Callable[[Submitted], Awaitable[None]]

MaySend = Callable[[], Awaitable[None]]

ATTEMPTS = 3
LONGEST_WAIT = 30.0


async def _at_once() -> None:
    """Let a call be sent."""


class NotBegun(asyncio.CancelledError):
    """A call was cancelled while it waited for a place at its backend: nothing was sent."""


async def _unheard(_submitted: Submitted) -> None:
    """Take note of nothing."""


@dataclass
class _Place:
    backend: Backend
    turns: Turns
    circuits: Circuits = field(default_factory=Circuits)


class Router:
    """Knows every backend by its name; holds their limits.

    A backend that the router `before` has too keeps its limit, line and circuits: both count its calls together.
    """

    def __init__(
        self,
        backends: Iterable[Backend],
        first_wait: float = 0.5,
        before: Router | None = None,
        clock: Clock = now,
        leases: Leases | None = None,
    ) -> None:
        known = {id(place.backend): place for place in before._places.values()} if before else {}
        self._places: dict[str, _Place] = {
            b.name: known.get(id(b)) or _Place(b, Turns(b.concurrency)) for b in backends
        }
        self._first_wait = first_wait
        self._leases = leases
        self.lifecycles = Lifecycles(self._last_day, clock)

    @property
    def backends(self) -> list[Backend]:
        """Return every backend."""
        return [place.backend for place in self._places.values()]

    def charges(self, name: str) -> bool:
        """Tell whether a call to this backend may cost money; one that is not known does not."""
        return name in self._places and self._places[name].backend.charges

    def is_free(self, name: str) -> bool:
        """Tell whether a backend is known to cost nothing."""
        return name in self._places and not self._places[name].backend.charges

    def in_process(self, name: str) -> bool:
        """Tell whether calls to this backend are done within this process, by what it says of itself."""
        return name in self._places and getattr(self._places[name].backend, "in_process", False) is True

    async def abandon(self, name: str, key: str, remote: Mapping[str, Json] | None) -> None:
        """Stop a call that another process has handed in to a backend, where that can be done."""
        backend = self._places[name].backend if name in self._places else None
        if (stop := getattr(backend, "abandon", None)) is not None:
            await stop(key, remote)

    def resting(self, name: str) -> tuple[Resting, ...]:
        """Return the models of a backend that are left alone for a while."""
        return self._places[name].circuits.resting(name) if name in self._places else ()

    def listing(self, name: str) -> Listing | None:
        """Return the list of models of a provider, where it has one."""
        return listing_of(self._places[name].backend) if name in self._places else None

    async def look(self, names: Collection[str]) -> None:
        """Ask providers for their lists of models where those are too old, for who is about to show what there is."""
        found = filter(None, map(self.listing, names))
        await asyncio.gather(*(listing.models() for listing in found))

    def _last_day(self, name: str, model: str) -> date | None:
        listing = self.listing(name)
        entry = listing.entry(model) if listing else None
        return entry.shutdown_date if entry else None

    async def availability(
        self, name: str, model: str, media_type: str, workflow: Mapping[str, Any] | None = None
    ) -> Availability:
        """Tell whether a backend can do something now; `workflow` is that of the chunk, where it has one."""
        if name not in self._places:
            return unconfigured(name)
        if ended := self.lifecycles.refusal(Model(name, model)):
            return Availability(state="unavailable", reason=ended.reason, missing=ended.missing)
        place = self._places[name]
        resting = place.circuits.state(name, model)
        return resting or await place.backend.availability(model, media_type, workflow)

    async def execute(
        self,
        call: TextCall | MediaCall,
        on_signal: OnSignal,
        on_queued: OnQueued,
        ticket: Ticket = NOBODY,
        *,
        on_submitted: OnSubmitted = _unheard,
        may_send: MaySend = _at_once,
    ) -> Outcome:
        """Do a call, again where that is harmless, and return its outcome; `ticket` says whose it is.

        The backend goes on when `on_submitted`, which must not raise, has returned. `may_send` is waited for each time
        before the call is sent, and what it raises is raised.
        """
        place = self._places.get(call.backend)
        if place is None:
            return unconfigured(call.backend).outcome()
        if ended := self.lifecycles.refusal(Model(call.provider, call.model)):
            return ended
        if place.turns.taken:
            on_queued(call.backend, Queued(position=place.turns.before(ticket.owner, ticket.priority)))
        async with AsyncExitStack() as held:
            try:
                await place.turns.take(ticket.owner, ticket.priority)
                held.callback(place.turns.give_back)
                await held.enter_async_context(self._leased(place.backend))
            except asyncio.CancelledError:
                raise NotBegun from None
            resting = place.circuits.admit(call.backend, call.model)
            told = _Told(place.backend.name, on_signal, on_queued, on_submitted)
            outcome = resting or await self._with_retries(place.backend, call, ticket, told, may_send)
        if resting is None:
            place.circuits.note(call.backend, call.model, outcome)
        return outcome

    def _leased(self, backend: Backend) -> AbstractAsyncContextManager[None]:
        """Return what holds a place at a backend among all processes."""
        if self._leases is None or self.in_process(backend.name):
            return nullcontext()
        return self._leases.held(backend.name, backend.concurrency)

    async def _with_retries(
        self,
        backend: Backend,
        call: TextCall | MediaCall,
        ticket: Ticket,
        told: _Told,
        may_send: MaySend,
    ) -> Outcome:
        for attempt in range(1, ATTEMPTS + 1):
            await may_send()
            outcome, began = await _once(backend.execute(call, ticket), backend, told)
            wait = _wait(outcome, began, self._first_wait * 2 ** (attempt - 1))
            if wait is None or wait > LONGEST_WAIT or attempt == ATTEMPTS:
                break
            log.info("call_repeated", backend=backend.name, outcome=outcome.type, seconds=round(wait, 2))
            await asyncio.sleep(wait)
        return outcome


def _wait(outcome: Outcome, began: bool, step: float) -> float | None:
    """Return the seconds to wait before a call is repeated, or None where it must not be."""
    jittered = step * random.uniform(0.5, 1.0)  # noqa: S311 - spreads repeats, keeps no secret
    if began:
        return None
    if isinstance(outcome, RateLimited | Unavailable) and outcome.retryable:
        return _until(outcome.retry_at) + jittered
    if isinstance(outcome, Failed) and outcome.before_first_byte:
        return jittered
    return None


def _until(moment: datetime | None) -> float:
    return 0.0 if moment is None else max(0.0, (moment - now()).total_seconds())


@dataclass(frozen=True)
class _Told:
    """Who hears the signals of a call."""

    backend: str
    on_signal: OnSignal
    on_queued: OnQueued
    on_submitted: OnSubmitted

    async def hear(self, signal: Signal) -> bool:
        """Pass a signal on; return whether it is something of an answer."""
        if isinstance(signal, Submitted):
            await self.on_submitted(signal)
        elif isinstance(signal, Queued):
            self.on_queued(self.backend, signal)
        else:
            self.on_signal(signal)
        return not isinstance(signal, Submitted | Queued)


async def _once(stream: AsyncIterator[Signal | Outcome], backend: Backend, told: _Told) -> tuple[Outcome, bool]:
    """Follow a call to its end; return its outcome and whether anything of an answer had come before it."""
    began = False
    try:
        async with asyncio.timeout(backend.timeout):
            async for item in stream:
                if isinstance(item, OUTCOMES):
                    return item, began
                began = await told.hear(item) or began
    except TimeoutError:
        return TimeoutUnknown(seconds=backend.timeout), began
    except Exception as error:  # a defect of a backend ends its call, not the server
        log.exception("backend_defect", backend=backend.name)
        return Failed(reason=f"{backend.name}: {type(error).__name__}"), began
    finally:
        await _close(stream)
    return Failed(reason=f"{backend.name} ended without an outcome"), began


async def _close(stream: AsyncIterator[Signal | Outcome]) -> None:
    close = getattr(stream, "aclose", None)
    if close is not None:
        await close()
