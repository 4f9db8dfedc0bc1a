"""Files written whole, by whoever calls, or in a process of its own: this file, run as a program, does what it is told.

A file is written under a temporary name, fsynced and renamed, and its folder is fsynced: it is whole or not there.
Steps of work are plain tuples, so that they can be sent: see `do`. As a program it takes frames from the socket that is
its standard input (a length of four bytes, then a number and steps, marshalled) and answers each with its number and
None, or what an OSError says. It needs nothing but the standard library, and is ready at once.
"""

from __future__ import annotations

import errno
import marshal
import os
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO

Step = tuple[Any, ...]
"""`("write", folder, ((name, bytes), …), synced)` or `("append", path, bytes, synced)`; paths are text."""
Fault = tuple[int, str, str | None]
"""`errno`, `strerror` and `filename` of an OSError; of anything else 0 and what it is."""

THREADS = 8
LENGTH = 4


def do(steps: Iterable[Step]) -> None:
    """Do steps, one after the other; raises OSError, and then the rest is not done."""
    for kind, where, what, synced in steps:
        if kind == "write":
            write_all(Path(where), what, synced=synced)
        else:
            append(Path(where), what, synced=synced)


def write_all(folder: Path, files: Iterable[tuple[str, bytes]], *, synced: bool = True) -> None:
    """Write files into a folder, each whole or not at all, and the folder's entries with them.

    All are synced before the first is renamed, and the folder once at the end: a file system commits its journal for
    each sync that finds something new. Without `synced` they are whole after a crash of the program, and after a
    failure of power only where the system has written them by itself.
    """
    new = not folder.is_dir()
    if new:
        folder.mkdir(parents=True, exist_ok=True)
    written: list[tuple[Path, Path]] = []
    handles: list[int] = []
    try:
        try:
            for name, data in files:
                _write(folder / name, data, written, handles)
            for handle in handles if synced else ():
                os.fsync(handle)
        finally:
            for handle in handles:
                os.close(handle)
        for temporary, path in written:
            os.replace(temporary, path)
    except OSError:
        for temporary, _path in written:
            temporary.unlink(missing_ok=True)
        raise
    if synced:
        sync_folder(folder)
        if new:
            sync_folder(folder.parent)


def _write(path: Path, data: bytes, written: list[tuple[Path, Path]], handles: list[int]) -> None:
    """Write a file under a name that no other thread or process uses, and leave its handle open."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.tmp")
    written.append((temporary, path))
    handles.append(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    _write_whole(handles[-1], data)


def append(path: Path, data: bytes, *, synced: bool = True) -> None:
    """Append to a file, and fsync it unless told otherwise; its folder is made where it is missing."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    try:
        handle = os.open(path, flags, 0o666)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, flags, 0o666)
    try:
        _write_whole(handle, data)
        if synced:
            os.fsync(handle)
    finally:
        os.close(handle)


def _write_whole(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


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
