"""Files in a folder: written under a temporary name, synced and renamed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from devserver.disk import sync_folder, write_all
from devserver.engine.store import Content, Stored

PIECE = 512 * 1024
"""Bytes that are read at once."""


@dataclass(frozen=True)
class OpenFile:
    """A file by its descriptor."""

    descriptor: int
    size: int
    piece: int = PIECE

    def read(self, start: int, length: int) -> bytes:
        """Return bytes from a place on."""
        return os.pread(self.descriptor, length, start)

    def close(self) -> None:
        """Close the descriptor."""
        os.close(self.descriptor)


@dataclass(frozen=True)
class Folder:
    """The data folder as a store."""

    root: Path

    def put(self, key: str, content: Content) -> None:
        """Keep a file under a key."""
        path = self.root / key
        if isinstance(content, bytes):
            write_all(path.parent, [(path.name, content)])
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            shutil.copyfile(content, temporary)
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        sync_folder(path.parent)

    def open(self, key: str) -> OpenFile:
        """Open a file; raises FileNotFoundError."""
        try:
            descriptor = os.open(self.root / key, os.O_RDONLY | os.O_CLOEXEC)
        except NotADirectoryError as error:
            raise FileNotFoundError(*error.args) from None
        return OpenFile(descriptor, os.fstat(descriptor).st_size)

    def remove(self, keys: Iterable[str]) -> None:
        """Remove files."""
        for key in keys:
            (self.root / key).unlink(missing_ok=True)

    def list(self, folder: str) -> Iterator[Stored]:
        """Yield the files in and below a folder, without those that are being written."""
        for path in (self.root / folder).rglob("*"):
            if path.name.startswith(".") or not path.is_file():
                continue
            seen = path.stat()
            changed = datetime.fromtimestamp(seen.st_mtime, UTC)
            yield Stored(path.relative_to(self.root).as_posix(), seen.st_size, changed)
