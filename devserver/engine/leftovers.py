"""Files in the data folder that nobody refers to: what a crash left between a file and its row, and empty folders.

Each is left alone until it is so old that whoever wrote it must be done. A run's folder counts as left over only
without a row and without `metadata.json`: from one that has it, `reindex` makes the rows again. Everything here blocks.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from devserver import ids
from devserver.models.runs import now

TEMPORARY = timedelta(hours=1)
"""How old a temporary file has to be: they live for seconds."""
UNKNOWN = timedelta(days=1)
"""How old a folder or an upload without a row has to be."""
_PLACES = (".", "declarations", "uploads", "keys", "schemas")

Known = Callable[[list[str]], set[str]]
"""Tells which of some ids have a row."""


@dataclass(frozen=True)
class Leftover:
    """A file or folder to be removed, and how many bytes it holds."""

    path: Path
    bytes: int


def days(data: Path) -> list[Path]:
    """Return the folders of the days on which runs were made, oldest first."""
    return sorted(path for path in (data / "runs").glob("[0-9]*/[0-9]*/[0-9]*") if path.is_dir())


def of_day(day: Path, known: Known) -> list[Leftover]:
    """Return what is left over in the folder of a day."""
    found = [one for path in day.glob("run_*/.*.tmp") for one in old(path, TEMPORARY)]
    bare = [path for path in day.glob("run_*") if ids.is_run_id(path.name) and not (path / "metadata.json").exists()]
    with_rows = known([path.name for path in bare]) if bare else set()
    return found + [one for path in bare if path.name not in with_rows for one in old(path, UNKNOWN)]


def elsewhere(data: Path, known_uploads: Known) -> list[Leftover]:
    """Return what is left over beside the runs: temporary files, uploads without a row, imports that never ended."""
    found = [one for place in _PLACES for path in (data / place).glob(".*.tmp") for one in old(path, TEMPORARY)]
    found += [one for path in (data / "imports").glob("*") for one in old(path, UNKNOWN)]
    uploads = [path for path in (data / "uploads").glob("upload_*") if ids.is_upload_id(path.stem)]
    with_rows = known_uploads([path.stem for path in uploads]) if uploads else set()
    return found + [one for path in uploads if path.stem not in with_rows for one in old(path, UNKNOWN)]


def empty_folders(data: Path) -> Iterator[Path]:
    """Yield the empty folders of days, months and years that are past, the inner ones first."""
    past = now() - 2 * UNKNOWN
    for pattern, depth in (("*/*/*", "%Y/%m/%d"), ("*/*", "%Y/%m"), ("*", "%Y")):
        for path in sorted((data / "runs").glob(pattern)):
            name = path.relative_to(data / "runs").as_posix()
            is_past = path.is_dir() and name.replace("/", "").isdigit() and name < past.strftime(depth)
            if is_past and not any(path.iterdir()):
                yield path


def remove(found: Iterable[Leftover]) -> list[Leftover]:
    """Remove what is left over, and return what is gone; what cannot be removed stays for a later pass."""
    gone = []
    for one in found:
        try:
            if one.path.is_dir():
                shutil.rmtree(one.path)
            else:
                one.path.unlink()
        except OSError:
            continue
        gone.append(one)
    return gone


def remove_empty(data: Path, *, dry_run: bool) -> int:
    """Remove the empty folders of the past, and return how many there were."""
    count = 0
    for path in empty_folders(data):
        try:
            if not dry_run:
                path.rmdir()
        except OSError:
            continue
        count += 1
    return count


def folder_bytes(folder: Path) -> int:
    """Return how many bytes the files of a folder hold; 0 for one that is not there."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:
            continue
    return total


def old(path: Path, least: timedelta) -> Iterator[Leftover]:
    """Yield a file or folder that is as old as that; nothing for one that is younger, or gone."""
    try:
        seen = path.stat()
    except OSError:
        return
    if now() - datetime.fromtimestamp(seen.st_mtime, UTC) >= least:
        yield Leftover(path, folder_bytes(path) if path.is_dir() else seen.st_size)
