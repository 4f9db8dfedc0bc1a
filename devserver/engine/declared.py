"""The declarations in force: loaded and cross-checked at the start, and again when a file changes.

A run never reads them: it reads the snapshot that was made of them when it was accepted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import structlog

from devserver.declarations.library import Library, load
from devserver.declarations.loading import Files
from devserver.declarations.watching import watch
from devserver.engine.snapshots import Checks, freeze

log = structlog.get_logger(__name__)


class Declarations:
    """Holds the library that is in force; `library` is replaced as a whole, never changed."""

    def __init__(
        self,
        layers: Sequence[Path],
        models: Mapping[str, str],
        checks: Checks,
        backends: frozenset[str],
    ) -> None:
        self.layers = tuple(layers)
        self.models = dict(models)
        self.checks = checks
        self._backends = backends
        self._files = Files()
        self._snapshots: dict[tuple[str, ...], bytes] = {}
        self.library = load(self.layers, aliases=self.models, backends=self._backends, files=self._files)
        _tell(self.library)

    def snapshot(self, configs: Sequence[str]) -> bytes:
        """Return the snapshot for an attempt that uses these configs."""
        names = tuple(configs)
        if names not in self._snapshots:
            self._snapshots[names] = freeze(self.library, self.models, self.checks, names)
        return self._snapshots[names]

    async def replace(self, library: Library) -> None:
        """Put another library in force; what is broken is reported in it."""
        self.library = library
        self._snapshots = {}
        log.info("declarations_loaded", configs=len(library.configs))
        _tell(library)

    async def follow(self) -> None:
        """Load again whenever a file changes, until cancelled."""
        await watch(self.layers, self.replace, aliases=self.models, backends=self._backends, files=self._files)


def _tell(library: Library) -> None:
    """Log what keeps a declaration from working."""
    for report in library.reports:
        if report.severity == "error":
            log.warning("declaration_fault", report=str(report))
