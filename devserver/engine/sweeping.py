"""Temporary files that a process left that was killed in the middle of writing.

They lie beside the file that they were to become, as `.<name>.tmp`. Who writes needs one for a moment only. So where no
other process uses the data folder they are all dead at the start, and elsewhere after an hour. Looked at are
snapshots and the newest days that there are: after a crash nothing newer was made.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from devserver.engine.leftovers import TEMPORARY

DAYS = 2
"""The newest days of runs that are looked at."""


def sweep(data: Path, *, alone: bool, since: float) -> int:
    """Remove temporary files that nobody writes any more; return how many there were.

    `alone` tells that no other process uses the folder, so that all from before `since` (seconds since 1970), when this
    one began, are dead.
    """
    before = since if alone else time.time() - TEMPORARY.total_seconds()
    return sum(_removed(path, before) for folder in _folders(data) for path in folder.glob(".*.tmp"))


def _folders(data: Path) -> Iterator[Path]:
    yield data / "declarations"
    for day in sorted((data / "runs").glob("[0-9]*/[0-9]*/[0-9]*"))[-DAYS:]:
        yield from day.iterdir()


def _removed(path: Path, before: float) -> bool:
    with suppress(FileNotFoundError):
        if path.stat().st_mtime < before:
            path.unlink()
            return True
    return False
