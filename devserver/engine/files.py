"""The bytes of the record: `<data>/runs/YYYY/MM/DD/<run_id>/NN_<type>.<ext>`, dates in UTC, from the id's own time.

A file is written under a temporary name, fsynced and renamed, and its folder is fsynced: it is whole or not there.
Names are made here from validated ids and numbers; nothing that a client sent becomes part of a path.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from devserver import ids

_NAME = re.compile(r"[a-z0-9_]{1,60}\.[a-z0-9]{1,8}", re.ASCII)


@lru_cache(maxsize=4096)
def run_folder(data: Path, run_id: str) -> Path:
    """Return the folder of a run; raises ValueError for anything that is no run id."""
    if not ids.is_run_id(run_id):
        raise ValueError(f"not a run id: {run_id!r}")
    return data / "runs" / ids.made_at(run_id).strftime("%Y/%m/%d") / run_id


def entity_name(n: int, entity_type: str, extension: str) -> str:
    """Return the file name of the n-th entity; raises ValueError where it would not be a plain name."""
    name = f"{n:02d}_{entity_type}.{extension}"
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a file name: {name!r}")
    return name


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")  # two may write one snapshot at once
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def write_all(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files into a folder, each whole or not at all, and the folder's entries with them."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _sync_folder(folder.parent)
    for name, data in files:
        _write(folder / name, data)
    _sync_folder(folder)


def read_head(path: Path, most: int) -> bytes:
    """Return the first bytes of a file, at most so many."""
    with path.open("rb") as file:
        return file.read(most)


def mend_lines(path: Path) -> int:
    """Cut off a last line that a crash left unfinished; return how many whole lines there are, 0 without a file."""
    if not path.exists():
        return 0
    data = path.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole < len(data):
        os.truncate(path, whole)
    return data.count(b"\n")


def append(path: Path, data: bytes) -> None:
    """Append to a file and fsync it; its folder is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def write_snapshot(data: Path, content: bytes) -> str:
    """Keep a snapshot of declarations under its SHA-256 and return that; one that is there already is left."""
    digest = hashlib.sha256(content).hexdigest()
    path = snapshot_path(data, digest)
    if not path.exists():
        write_all(path.parent, [(path.name, content)])
    return digest


def snapshot_path(data: Path, digest: str) -> Path:
    """Return where the snapshot with this SHA-256 lies."""
    if not re.fullmatch(r"[0-9a-f]{64}", digest, re.ASCII):
        raise ValueError(f"not a SHA-256: {digest!r}")
    return data / "declarations" / f"{digest}.json"
