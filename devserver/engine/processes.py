"""Which processes of this data folder are alive: each holds a lock on a file of its own while it lives.

The operating system lets a lock go when its process ends, however it ends, so that a run of a dead process can be
told from one of a process that works beside this one. The files lie in `<data>/processes/`.
"""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout
from ulid import ULID


class Process:
    """This process among those that use a data folder; opened and closed by the engine."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "processes"
        self._folder.mkdir(parents=True, exist_ok=True)
        self.id = f"process_{ULID()}"
        self._lock = FileLock(self._path(self.id))
        self._lock.acquire()

    def close(self) -> None:
        """Let go of the lock and remove its file."""
        self._lock.release()
        self._path(self.id).unlink(missing_ok=True)

    def _path(self, process_id: str) -> Path:
        return self._folder / f"{process_id}.lock"

    def is_dead(self, process_id: str | None) -> bool:
        """Tell whether a process that once used the folder is gone; what nobody owns counts as gone."""
        if process_id == self.id:
            return False
        if process_id is None or not self._path(process_id).exists():
            return True
        other = FileLock(self._path(process_id))
        try:
            other.acquire(blocking=False)
        except Timeout:
            return False
        other.release()
        self._path(process_id).unlink(missing_ok=True)
        return True
