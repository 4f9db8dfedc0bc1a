"""The declarations in force: loaded and cross-checked at the start, and again when a file changes.

A run never reads them: it reads the snapshot that was made of them when it was accepted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path

import structlog

from devserver.declarations.layers import Layer
from devserver.declarations.library import Library, load
from devserver.declarations.loading import Files
from devserver.declarations.watching import watch
from devserver.engine.snapshots import Checks, Declared, freeze
from devserver.settings import Settings

log = structlog.get_logger(__name__)

SNAPSHOTS = 128
"""Snapshots that are kept ready; one has 50 kB, and there may be one for each attitude with each output."""


def layers_of(settings: Settings) -> tuple[Layer, ...]:
    """Return the layers of the settings; the one for what is made here need not be there yet."""
    return tuple(Layer(f, optional=True) if f == settings.imported else Layer.of(f) for f in settings.layers)


class Declarations:
    """Holds the library that is in force; `library` is replaced as a whole, never changed."""

    def __init__(
        self,
        layers: Sequence[Layer | Path],
        aliases: Collection[str],
        backends: frozenset[str],
        pool: Executor | None = None,
    ) -> None:
        """Load them now, and from then on on threads of the pool."""
        self.layers = tuple(layers)
        self._aliases = tuple(aliases)
        self._backends = backends
        self._pool = pool
        self._files = Files()
        self._snapshots: dict[tuple[object, ...], bytes] = {}
        self._declared: Declared | None = None
        self._renamed = asyncio.Event()
        self.library = self._load()
        _tell(self.library)

    def _load(self) -> Library:
        return load(self.layers, aliases=self._aliases, backends=self._backends, files=self._files)

    def in_force(self, models: Mapping[str, str], checks: Checks) -> Declared:
        """Return what is declared now, with these settings: one value, with what it remembers, until any changes."""
        made, known = Declared(self.library, models, checks), self._declared
        if known is None or known.library is not self.library or known != made:
            self._declared = known = made
        return known

    def snapshot(self, declared: Declared, configs: Sequence[str]) -> bytes:
        """Return the snapshot for an attempt that uses these configs."""
        if declared.library is not self.library:
            return freeze(declared.library, declared.models, declared.checks, configs)
        key = (*configs, *declared.checks.ids, *declared.models.values())
        if key not in self._snapshots:
            if len(self._snapshots) >= SNAPSHOTS:
                self._snapshots.clear()
            self._snapshots[key] = freeze(declared.library, declared.models, declared.checks, configs)
        return self._snapshots[key]

    async def replace(self, library: Library) -> None:
        """Put another library in force; what is broken is reported in it."""
        self.library = library
        self._snapshots = {}
        log.info("declarations_loaded", configs=len(library.configs))
        _tell(library)

    async def rename(self, backends: frozenset[str]) -> None:
        """Look at all declarations again where other backends exist than before; returns when that is done."""
        if backends == self._backends:
            return
        self._backends = backends
        self._renamed.set()  # whoever follows does not put the old names in force again
        await self.reload()

    async def reload(self) -> None:
        """Load again now, what was changed by us just now included."""
        await self.replace(await asyncio.get_running_loop().run_in_executor(self._pool, self._load))

    async def follow(self) -> None:
        """Load again whenever a file changes, or other backends exist, until cancelled."""
        while True:
            self._renamed = asyncio.Event()
            await watch(
                self.layers,
                self.replace,
                aliases=self._aliases,
                backends=self._backends,
                files=self._files,
                stop=self._renamed,
            )


def _tell(library: Library) -> None:
    """Log what keeps a declaration from working."""
    for report in library.reports:
        if report.severity == "error":
            log.warning("declaration_fault", report=str(report))
