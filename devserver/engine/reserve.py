"""Room on the disk that is kept for who makes room: without any left, SQLite cannot even delete.

`<data>/reserve` holds nothing but its size. A server makes it within a minute. It goes while runs are removed from a
full disk, and is made again as soon as there is room for it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

NAME = "reserve"
BYTES = 8 * 1024 * 1024
"""More than the write-ahead log of SQLite grows to while a run of many events is deleted."""


def keep(data: Path) -> None:
    """Make the reserve of a data folder, unless it is there, or twice its size is not free."""
    path = data / NAME
    with suppress(OSError):
        if path.exists() or shutil.disk_usage(data).free < 2 * BYTES:
            return
        with path.open("xb") as file:
            try:
                _allocate(file.fileno())
            except OSError:
                path.unlink()


def _allocate(handle: int) -> None:
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(handle, 0, BYTES)
    else:
        os.write(handle, bytes(BYTES))


@contextmanager
def given(data: Path) -> Iterator[None]:
    """Give the reserve of a data folder back while something is removed there, if the disk is full."""
    path, gave = data / NAME, False
    with suppress(OSError):
        if shutil.disk_usage(data).free < BYTES:
            path.unlink()
            gave = True
    try:
        yield
    finally:
        if gave:
            keep(data)
