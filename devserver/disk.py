"""Files written whole, by whoever calls, or in a process of its own: this file, run as a program, does what it is told.

A file that may be there is written under a temporary name, fsynced and renamed, and its folder is fsynced: it is whole
or not there. One that must not be there is created under its own name, and whoever finds it there refuses. Steps of
work are plain tuples, so that they can be sent: see `do`. As a program it takes frames from the socket that is its
standard input (a length of four bytes, then a number and steps, marshalled) and answers each with its number and None,
or what an OSError says. It needs nothing but the standard library, and is ready at once.
"""

from __future__ import annotations

import errno
import itertools
import marshal
import os
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

Step = tuple[Any, ...]
"""`("write" or "create", folder, ((name, bytes), …), synced)` or `("append", path, bytes, synced)`; paths are text.

Without `synced` files are whole after a crash of the program, and after a failure of power only where the system has
written them by itself.
"""
Fault = tuple[int, str, str | None]
"""`errno`, `strerror` and `filename` of an OSError; of anything else 0 and what it is."""

LENGTH = 4
THREADS = 8


def do(steps: Iterable[Step]) -> None:
    """Do steps together; raises OSError, and FileExistsError where what is to be created is there.

    Then nothing of them is left but what was appended. All files are laid down before the first is synced, and synced
    before the first gets its name: a file system commits its journal for each sync that finds something new.
    """
    work = _Work()
    try:
        try:
            for step in steps:
                work.lay(*step)
            work.sync()
        finally:
            work.close()
        work.name()
    except BaseException:
        work.undo()
        raise
    work.sync_names()


class _Work:
    """What was laid down for some steps, as far as they have come."""

    def __init__(self) -> None:
        self._unsynced: list[int] = []
        self._laid: list[Path] = []
        self._names: list[tuple[Path, Path]] = []
        self._folders: dict[Path, None] = {}
        self._above: dict[Path, None] = {}

    def lay(self, kind: str, where: str, what: Any, synced: bool) -> None:
        """Write files, each under a name that nobody looks for yet, or under its own where it must be new."""
        if kind == "append":
            self._append(Path(where), what, synced=synced)
            return
        folder = Path(where)
        self._changed(folder, _made(folder), synced=synced)
        for name, data in what:
            handle = self._created(folder / name) if kind == "create" else self._beside(folder / name)
            self._fill(handle, data, synced=synced)

    def _created(self, path: Path) -> int:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._laid.append(path)
        return handle

    def _beside(self, path: Path) -> int:
        """Open a file under a name that no other thread or process uses."""
        temporary = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.tmp")
        self._names.append((temporary, path))
        self._laid.append(temporary)
        return os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)

    def _append(self, path: Path, data: bytes, *, synced: bool) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        try:
            handle = os.open(path, flags, 0o666)
        except FileNotFoundError:
            self._changed(path.parent, _made(path.parent), synced=synced)
            handle = os.open(path, flags, 0o666)
        self._fill(handle, data, synced=synced)

    def _changed(self, folder: Path, above: Iterable[Path], *, synced: bool) -> None:
        if synced:
            self._folders[folder] = None
            self._above |= dict.fromkeys(above)

    def _fill(self, handle: int, data: bytes, *, synced: bool) -> None:
        self._unsynced.append(handle)
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
        if not synced:
            os.close(self._unsynced.pop())

    def sync(self) -> None:
        """Return when the bytes are on the disk; the system begins with all before the first is waited for."""
        if hasattr(os, "posix_fadvise"):  # not on macOS
            for handle in self._unsynced:
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        for handle in self._unsynced:
            os.fsync(handle)

    def close(self) -> None:
        """Leave no file open."""
        while self._unsynced:
            os.close(self._unsynced.pop())

    def name(self) -> None:
        """Give the files their names."""
        for temporary, path in self._names:
            os.replace(temporary, path)
            self._laid.remove(temporary)

    def undo(self) -> None:
        """Remove what has no name yet, and what was created."""
        for path in self._laid:
            with suppress(OSError):
                path.unlink()

    def sync_names(self) -> None:
        """Return when the names are on the disk."""
        for folder in self._folders:
            sync_folder(folder)
        for folder in self._above:
            _turn_of(folder).sync()


def _made(folder: Path) -> list[Path]:
    """Make a folder and those above it where they are missing; return the folders that got a new entry."""
    try:
        folder.mkdir()
    except FileNotFoundError:
        return [*_made(folder.parent), *_made(folder)]
    except FileExistsError:
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder)) from None
        return []
    return [folder.parent]


class _Turn:
    """Syncs of a folder that many threads make entries in, as that of a day: who came before one began has it too."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._asked = itertools.count(1)
        self._newest = 0
        self._done = 0

    def sync(self) -> None:
        """Return when the entries that the folder has now outlast a failure of power; raises OSError."""
        mine = self._newest = next(self._asked)
        with self._lock:
            if self._done < mine:
                newest = self._newest
                sync_folder(self._folder)
                self._done = newest


@lru_cache(maxsize=64)
def _turn_of(folder: Path) -> _Turn:
    return _Turn(folder)


def write_all(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files into a folder, each whole or not at all, and the folder's entries with them."""
    do([("write", folder, files, True)])


def append(path: Path, data: bytes) -> None:
    """Append to a file and fsync it; its folder is made where it is missing."""
    do([("append", path, data, True)])


def sync_folder(folder: Path) -> None:
    """Let the names in a folder outlast a failure of power; raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def frame(content: Any) -> bytes:
    """Return what is sent of a content that marshal knows."""
    data = marshal.dumps(content)
    return len(data).to_bytes(LENGTH) + data


def serve(channel: socket.socket, parent: int) -> None:
    """Do what comes from a socket until it ends, or until the process that sends it is gone."""
    sending = threading.Lock()

    def answer(number: int, steps: tuple[Step, ...]) -> None:
        if os.getppid() != parent:  # what it began, another process may go on with
            os._exit(1)
        reply = frame((number, _fault_of(steps)))
        with sending:
            channel.sendall(reply)

    with channel.makefile("rb") as incoming, ThreadPoolExecutor(THREADS) as threads:
        while (content := _next(incoming)) is not None:
            threads.submit(answer, *content)


def _next(incoming: BinaryIO) -> Any:
    try:
        length = incoming.read(LENGTH)
        data = incoming.read(int.from_bytes(length)) if len(length) == LENGTH else b""
    except ConnectionResetError:  # who sends was killed, with answers unread
        return None
    return marshal.loads(data) if data and len(data) == int.from_bytes(length) else None  # noqa: S302 - from our parent


def _fault_of(steps: tuple[Step, ...]) -> Fault | None:
    try:
        do(steps)
    except OSError as error:
        return error.errno or errno.EIO, error.strerror or str(error), _text(error.filename)
    except Exception as error:  # noqa: BLE001 - the top of a thread: told to who asked, and not as a fault of the disk
        traceback.print_exc()
        return 0, f"{type(error).__name__}: {error}", None
    return None


def _text(name: Any) -> str | None:
    return None if name is None else os.fsdecode(name)


if __name__ == "__main__":
    # A terminal and a service manager tell both processes to end. This one ends with the other, when all is written.
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, signal.SIG_IGN)
    serve(socket.socket(fileno=sys.stdin.fileno()), int(sys.argv[1]))
