"""Setups: what the settings in force give to runs, the model settings, limits, and backends with what calls them.

A setup is never changed. Settings that change make another one, which is put in force as a whole. An attempt keeps the
setup that it was accepted with to its end, so that none sees half of a change. What two setups share, the backends
whose settings are the same, goes over as it is; the others are closed when nobody has a setup with them any more.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field

import structlog
from ulid import ULID

from devserver.backends.opening import Part, Parts
from devserver.engine.router import Router
from devserver.engine.snapshots import Checks
from devserver.engine.stages import Stages
from devserver.settings import Settings

log = structlog.get_logger(__name__)


@dataclass(frozen=True, eq=False)
class Setup:
    """What settings make. `parts` are its backends with what closes them, `stack` closes what it alone has."""

    settings: Settings
    router: Router
    stages: Stages
    parts: Parts
    stack: AsyncExitStack
    id: str = field(default_factory=lambda: str(ULID()))

    @property
    def models(self) -> Mapping[str, str]:
        """Return the model settings by the names that declarations use."""
        return self.settings.models

    @property
    def checks(self) -> Checks:
        """Return which configs check, translate and optimize."""
        given = self.settings
        return Checks(
            input=given.input_check,
            output=given.output_check,
            translation=given.translation,
            optimization=given.optimization,
            picture=given.picture_check,
            input_picture=given.input_picture_check,
        )


class Setups:
    """The setup that is in force, and those before it that somebody still has. Lives on one event loop."""

    def __init__(self, first: Setup) -> None:
        self.now = first
        self._taken: Counter[Setup] = Counter()
        self._known = [first]
        self._closing: set[asyncio.Task[None]] = set()

    def put(self, setup: Setup) -> None:
        """Put another setup in force for all that begins from here on."""
        self.now = setup
        self._known.append(setup)
        self._forget()

    def drop(self, setup: Setup) -> None:
        """Close what only a setup has that was not put in force."""
        self._close(setup, {part for known in self._known for part in known.parts.values()})

    def take(self) -> Setup:
        """Return the setup in force; whoever takes it gives it back."""
        return self.take_again(self.now)

    def take_again(self, setup: Setup) -> Setup:
        """Take a setup that somebody has, for somebody who gives it back later."""
        self._taken[setup] += 1
        return setup

    def give_back(self, setup: Setup) -> None:
        """Need a setup no more; what only it has is closed, unless it is in force."""
        self._taken[setup] -= 1
        self._forget()

    @contextmanager
    def use(self) -> Iterator[Setup]:
        """Take the setup in force for a while."""
        setup = self.take()
        try:
            yield setup
        finally:
            self.give_back(setup)

    async def close(self) -> None:
        """Close all backends of all setups."""
        closed: set[Part] = set()
        for setup in self._known:
            self._close(setup, closed)
            closed.update(setup.parts.values())
        self._known = []
        while self._closing:
            await asyncio.wait(set(self._closing))

    def _forget(self) -> None:
        """Close what only setups have that nobody has any more."""
        gone = [setup for setup in self._known if setup is not self.now and not self._taken[setup]]
        self._known = [setup for setup in self._known if setup not in gone]
        kept = {part for setup in self._known for part in setup.parts.values()}
        for setup in gone:
            del self._taken[setup]
            self._close(setup, kept)
            kept.update(setup.parts.values())

    def _close(self, setup: Setup, kept: set[Part]) -> None:
        stacks = [setup.stack, *(part.stack for part in reversed([*setup.parts.values()]) if part not in kept)]
        task = asyncio.create_task(_closed(stacks))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


async def _closed(stacks: list[AsyncExitStack]) -> None:
    for stack in stacks:
        try:
            await stack.aclose()
        except Exception:  # the top of a task: what cannot be closed keeps nothing else open
            log.exception("backend_not_closed")
