"""Where the bytes of media lie: in the data folder, or in an object store behind it.

A key is the path of a file below the data folder, with slashes (`runs/2026/11/20/<run_id>/05_image.png`): the same in
both, so that files can be copied from the one to the other by any tool. Keys are made from validated ids and numbers.
Everything blocks. A file that is not there is a FileNotFoundError; a store that cannot be used is an OSError, of which
`storage` knows what it means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

__all__ = ["Content", "Opened", "Store", "StoreAway", "Stored"]

Content = bytes | Path
"""Bytes, or a file on the disk that has them."""


@dataclass(frozen=True)
class Stored:
    """A file as a list tells of it; `bytes` is its size, `changed` in UTC."""

    key: str
    bytes: int
    changed: datetime


class StoreAway(OSError):
    """A store cannot be reached, refuses, or did not keep what it was given; the text says why, without a key."""


class Opened(Protocol):
    """A file that is open for reading, by several threads at once; whoever opens it closes it."""

    @property
    def size(self) -> int:
        """Return how many bytes it has."""

    @property
    def piece(self) -> int:
        """Return how many bytes are best read at once."""

    def read(self, start: int, length: int) -> bytes:
        """Return bytes of it from a place on, fewer only at its end."""

    def close(self) -> None:
        """Read no more."""


class Store(Protocol):
    """Keeps files by key: each is whole or not there, and has the size of what was given."""

    def put(self, key: str, content: Content) -> None:
        """Keep a file under a key, in the place of one that is there."""

    def open(self, key: str) -> Opened:
        """Open a file; raises FileNotFoundError."""

    def remove(self, keys: Iterable[str]) -> None:
        """Remove files; those that are not there are none the less gone."""

    def list(self, folder: str) -> Iterator[Stored]:
        """Yield the files in and below a folder, in whatever order."""
