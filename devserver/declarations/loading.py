"""One file at a time: read, parsed, validated, named, and checked for all that needs no other file.

Identity: chunks and pipelines are called by `name`, else by the file's stem. Configs by `name` where it is a text, else
`u_<user>_<stem>` in `user_configs/<user>/`, else by the stem.

`Files` remembers what it read by path, times and size. While a file has a fault of its own, the last
version without one is served, together with the report; the id goes when the file goes, or says another name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from threading import Lock

from devserver.declarations.checks import chunk_text, file_checks
from devserver.declarations.layers import USED_UP, Candidate
from devserver.declarations.places import Places
from devserver.declarations.positions import START, JsonFault, decode, parse
from devserver.declarations.reports import Finding, Report, cut
from devserver.declarations.secrets import secret_findings, without_secrets
from devserver.declarations.validation import model, shape_findings
from devserver.models.chunk import Chunk
from devserver.models.declaration import Declaration, Json

MAX_BYTES = 4 * 1024 * 1024
MOST_FINDINGS = 50
MOST_TEXT = 500
PYTHON = "python"

_SNAKE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")


@dataclass(frozen=True)
class Source:
    """A file as it was read: what it declares, or None where an error stands in `findings`."""

    candidate: Candidate
    id: str
    declaration: Declaration | None
    findings: tuple[Finding, ...]
    places: Places = field(repr=False)
    placeholders: Mapping[str, str] = field(default_factory=dict)

    def report(self, finding: Finding) -> Report:
        """Return a finding with its place in this file."""
        place = finding.place or self.places.place(finding.pointer, key=finding.at_key)
        path = os.fsencode(self.candidate.path).decode("utf-8", "backslashreplace")
        said = (finding.gravity, finding.code, cut(finding.reason, MOST_TEXT), cut(finding.hint, MOST_TEXT))
        return Report(path, place.line, place.column, finding.pointer, *said)

    def reports(self) -> Iterator[Report]:
        """Yield what was found in the file alone."""
        return map(self.report, self.findings)


def read(candidate: Candidate) -> Source:
    """Read, parse and check one file; whatever is wrong with it becomes findings."""
    if candidate.fault:
        return _faulty(candidate, candidate.fault)
    if candidate.is_python:
        return _python_chunk(candidate)
    try:
        text = decode(_bytes(candidate.path))
        data = parse(text)
    except OSError as fault:
        if fault.errno in USED_UP:
            raise
        return _faulty(candidate, Finding("unreadable", "", f"the file cannot be read: {fault.strerror}"))
    except JsonFault as fault:
        return _faulty(candidate, Finding(fault.code, fault.pointer, fault.reason, place=fault.place))
    return _declared(candidate, data, Places(text))


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise JsonFault("too_large", f"the file is larger than {MAX_BYTES // 1024**2} MiB", START)
    return data


def _declared(candidate: Candidate, data: Json, places: Places) -> Source:
    id = identity(candidate, data)
    made: Declaration | Sequence[Finding] = _known_to_fit(candidate, data, id) or _first(
        shape_findings(candidate.kind, data)
    )
    if made == ():
        made = model(candidate.kind, without_secrets(data), id, candidate.folder)
    if not isinstance(made, Declaration):
        return Source(candidate, id, None, tuple(made), places)
    found = [
        *_name_findings(candidate, id, data),
        *secret_findings(data, shipped=candidate.layer.shipped),
        *file_checks(made, data),
    ]
    kept = None if any(finding.gravity == "error" for finding in found) else made
    return Source(candidate, id, kept, _first(found), places, chunk_text(made) if isinstance(made, Chunk) else {})


def _known_to_fit(candidate: Candidate, data: Json, id: str) -> Declaration | None:
    """Return the declaration of a file that we ship, whose schema a test has checked; that takes half of the time."""
    made = model(candidate.kind, data, id, candidate.folder) if candidate.layer.shipped else None
    return made if isinstance(made, Declaration) else None


def _first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return as many findings as a person wants to read of one file."""
    found = tuple(islice(findings, MOST_FINDINGS + 1))
    more = Finding("more_findings", "", f"only the first {MOST_FINDINGS} things are told of this file")
    return found if len(found) <= MOST_FINDINGS else (*found[:MOST_FINDINGS], more)


def _faulty(candidate: Candidate, finding: Finding) -> Source:
    return Source(candidate, candidate.path.stem, None, (finding,), Places(""))


def _python_chunk(candidate: Candidate) -> Source:
    chunk = Chunk.declared({"type": "output_chunk", "backend_type": PYTHON}, candidate.path.stem)
    return Source(candidate, chunk.id, chunk, (), Places(""))


def identity(candidate: Candidate, data: Json) -> str:
    """Return the id of a file's declaration."""
    name = data.get("name") if isinstance(data, dict) else None
    return name if isinstance(name, str) and name.strip() else id_of_path(candidate)


def id_of_path(candidate: Candidate) -> str:
    """Return the id that a file's place gives, whatever it says itself."""
    first, _, user = candidate.folder.partition("/")
    stem = candidate.path.stem
    return f"u_{user.replace('/', '_')}_{stem}" if first == "user_configs" and user else stem


def _name_findings(candidate: Candidate, id: str, data: Json) -> Iterator[Finding]:
    shipped = candidate.layer.shipped
    if id != id_of_path(candidate):
        reason = f"the name {id!r} is the id, and differs from the file's name {candidate.path.name!r}"
        hint = f"call the file {id}.json" if "/" not in id else ""
        yield Finding("name_differs", "/name", reason, hint, severity="error" if shipped else None)
    if shipped and not _SNAKE.fullmatch(id):
        yield Finding("not_snake_case", "/name", f"the id {id!r} is not in snake_case")


class Files:
    """The files read so far, so that a change costs only the reading of what changed."""

    def __init__(self) -> None:
        self._read: dict[Path, tuple[tuple[int, ...], Source, Source | None]] = {}
        self.reading = Lock()
        """Held while a library is read: two threads may load at once."""

    def read(self, candidate: Candidate) -> Source:
        """Return a file's source, read again only where it changed; a faulty one keeps its last good declaration."""
        stamp = _stamp(candidate)
        known = self._read.get(candidate.path)
        if known and known[0] == stamp and known[1].candidate == candidate:
            return known[1]
        source = read(candidate)
        good = source if source.declaration else (known[2] if known else None)
        if good and not source.declaration:
            source = _still_served(source, good)
        self._read[candidate.path] = (stamp, source, good)
        return source

    def forget(self, paths: Collection[Path]) -> None:
        """Read these files anew next time, whatever their time and size say."""
        changed = {os.path.realpath(path) for path in paths}
        names = {path.name for path in paths} | {os.path.basename(path) for path in changed}
        for path, (_, source, good) in list(self._read.items()):
            if path.name in names and os.path.realpath(path) in changed:
                self._read[path] = ((), source, good)

    def keep(self, candidates: list[Candidate]) -> None:
        """Forget the files that are gone."""
        present = {candidate.path for candidate in candidates}
        self._read = {path: entry for path, entry in self._read.items() if path in present}


def _still_served(source: Source, good: Source) -> Source:
    def told(finding: Finding) -> Finding:
        hint = "; ".join(filter(None, (finding.hint, "its last good version is served until this is mended")))
        return replace(finding, hint=hint) if finding.gravity == "error" else finding

    found = tuple(map(told, source.findings))
    return replace(source, id=good.id, declaration=good.declaration, placeholders=good.placeholders, findings=found)


def _stamp(candidate: Candidate) -> tuple[int, ...]:
    try:
        stat = candidate.path.stat()
    except OSError:
        return ()
    return (stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino)
