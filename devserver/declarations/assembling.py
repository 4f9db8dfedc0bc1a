"""From files to one set of declarations: layers laid over each other, duplicates found, everything cross-checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devserver.declarations.checks.configs import check_config
from devserver.declarations.checks.references import Known, check_chunk, check_pipeline
from devserver.declarations.kinds import kind_of
from devserver.declarations.layers import Layer, candidates
from devserver.declarations.loading import Files, Source
from devserver.declarations.reports import Finding, Report
from devserver.models.chunk import Chunk
from devserver.models.config import Config
from devserver.models.pipeline import Pipeline


@dataclass(frozen=True)
class DeclaredFile:
    """A file that was found: of which kind and id, in which layer, and whether it is what is served under its id."""

    kind: str
    id: str
    path: Path
    layer: Layer
    served: bool


_GRAVITY = {"error": 0, "warning": 1, "notice": 2}


class Assembly:
    """The work of one load; `chunks`, `pipelines`, `configs`, `unavailable` and `reports()` are its result."""

    def __init__(self, aliases: Collection[str], backends: Collection[str]) -> None:
        self.aliases, self.backends = frozenset(aliases), frozenset(backends)
        self.chunks: dict[str, Chunk] = {}
        self.pipelines: dict[str, Pipeline] = {}
        self.configs: dict[str, Config] = {}
        self.unavailable: dict[str, str] = {}
        self._served: dict[str, dict[str, Source]] = {"chunk": {}, "pipeline": {}, "config": {}}
        self._broken: dict[str, set[str]] = defaultdict(set)
        self._reports: list[Report] = []
        self._sources: list[Source] = []

    def read(self, layers: Iterable[Layer], files: Files) -> None:
        """Read all layers; a later one replaces what an earlier one declares under the same id."""
        seen = []
        for layer in dict.fromkeys(layers):
            found = list(candidates(layer))
            seen += found
            sources = [files.read(candidate) for candidate in found]
            self._sources += sources
            self._lay(sources)
        files.keep(seen)

    def check(self) -> None:
        """Cross-check chunks, then pipelines, then configs; what has an error is left out."""
        self._check_chunks()
        self._check_pipelines()
        self._check_configs()

    def reports(self) -> list[Report]:
        """Return all reports by file, the gravest first within a file's place."""
        return sorted(self._reports, key=lambda r: (r.path, r.line, r.column, _GRAVITY[r.severity], r.code))

    def files(self) -> tuple[DeclaredFile, ...]:
        """Return every file that was found, layer by layer in the order of names."""
        return tuple(map(self._file, self._sources))

    def _file(self, source: Source) -> DeclaredFile:
        candidate = source.candidate
        works: dict[str, Any] = {"chunk": self.chunks, "pipeline": self.pipelines, "config": self.configs}
        chosen = self._served.get(candidate.kind, {}).get(source.id) is source
        served = chosen and source.id in works[candidate.kind]
        return DeclaredFile(candidate.kind, source.id, candidate.path, candidate.layer, served)

    def _lay(self, sources: list[Source]) -> None:
        by_id: dict[tuple[str, str], list[Source]] = defaultdict(list)
        for source in sources:
            self._reports.extend(source.reports())
            if source.declaration:
                by_id[source.candidate.kind, source.id].append(source)
            else:
                self._broken[source.candidate.kind].add(source.id)
        for (kind, id), declared in by_id.items():
            chosen = self._chosen(declared)
            if chosen:
                self._serve(kind, id, chosen)

    def _chosen(self, declared: list[Source]) -> Source | None:
        """Return which of the files of one layer that declare an id is served: none of two equal ones."""
        files = [source for source in declared if not source.candidate.is_python] or declared
        for source in declared:
            if source not in files:
                reason = "chunks in Python do not run here; the JSON file of the same name is taken"
                self._reports.append(source.report(Finding("no_such_backend", "", reason)))
        if len(files) == 1:
            return files[0]
        for source in files:
            others = ", ".join(str(other.candidate.path) for other in files if other is not source)
            reason = f"the id {source.id!r} is declared twice: here and in {others}"
            self._reports.append(source.report(Finding("duplicate_id", "/name", reason)))
        self._broken[files[0].candidate.kind].add(files[0].id)
        return None

    def _serve(self, kind: str, id: str, source: Source) -> None:
        earlier = self._served[kind].get(id)
        if earlier:
            reason = f"this replaces the {kind} {id!r} of {earlier.candidate.path}"
            self._reports.append(source.report(Finding("replaced", "", reason)))
        self._served[kind][id] = source

    def _accept(self, kind: str, source: Source, findings: Iterable[Finding]) -> Any:
        found = list(findings)
        self._reports.extend(map(source.report, found))
        if any(finding.gravity == "error" for finding in found):
            self._broken[kind].add(source.id)
            return None
        return source.declaration

    def _known(self, chunks: Mapping[str, Chunk]) -> Known:
        broken = frozenset(self._broken["chunk"]), frozenset(self._broken["pipeline"])
        return Known(chunks, self.pipelines, self.aliases, self.backends, *broken)

    def _check_chunks(self) -> None:
        served = self._served["chunk"]
        every: dict[str, Any] = {id: source.declaration for id, source in served.items()}
        known = self._known(every)
        for id, source in served.items():
            found = list(check_chunk(every[id], known))
            if self._accept("chunk", source, found):
                self.chunks[id] = every[id]
                if any(finding.code == "no_such_backend" for finding in found):
                    self.unavailable[id] = every[id].backend_type

    def _check_pipelines(self) -> None:
        known = self._known(self.chunks)
        for id, source in self._served["pipeline"].items():
            declared: Any = source.declaration
            if self._accept("pipeline", source, check_pipeline(declared, known)):
                self.pipelines[id] = declared

    def _check_configs(self) -> None:
        known = self._known(self.chunks)
        placeholders = {id: source.placeholders for id, source in self._served["chunk"].items()}
        for id, source in self._served["config"].items():
            config: Any = source.declaration
            makes_media = kind_of(config, self.pipelines.get(config.pipeline)) == "output"
            if self._accept("config", source, check_config(config, known, placeholders, makes_media=makes_media)):
                self.configs[id] = config
