"""Up to where the files of runs hold what a process wrote: its mark, a file of its own in `<data>/processes/`.

A mark is a cursor of the log. Whatever the process wrote up to there, of runs that rest by now, stands in their folders
too. It is made before the first commit, follows the work, and goes when the process ends in order. Of one that died it
stays until somebody has looked from there on, however late that is and however many die before they come to it. It is a
cursor and no time, because clocks differ, go back, and stand in rows that were written late.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from devserver.disk import sync_folder

SUFFIX = ".mark"
_WIDTH = 20


@dataclass(frozen=True)
class Place:
    """Where a mark stands, and when it came there by the clock of the data folder."""

    cursor: int
    moved_at: datetime


class Mark:
    """The mark of one process."""

    def __init__(self, data: Path, process_id: str) -> None:
        self.path = data / "processes" / f"{process_id}{SUFFIX}"

    def make(self, cursor: int) -> None:
        """Write it and sync it with its folder; raises OSError."""
        self.move(cursor)
        with self.path.open("rb") as file:
            os.fsync(file.fileno())
        sync_folder(self.path.parent)

    def move(self, cursor: int) -> None:
        """Write where it stands; in place, so that there is no moment without it. Raises OSError."""
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o666)
        try:
            os.pwrite(handle, b"%0*d" % (_WIDTH, cursor), 0)
        finally:
            os.close(handle)

    @property
    def is_there(self) -> bool:
        """Tell whether nobody has removed it, having taken this process for dead."""
        return self.path.exists()

    def remove(self) -> None:
        """Remove it: all is in the files."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)


def left(data: Path) -> Iterator[tuple[str, Place]]:
    """Yield the processes that have marks, living or dead, with their places; one that cannot be read is the first."""
    for path in sorted((data / "processes").glob(f"*{SUFFIX}")):
        with suppress(FileNotFoundError):
            moved_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            written = path.read_bytes()
            yield path.stem, Place(int(written) if written.isdigit() else 0, moved_at)
