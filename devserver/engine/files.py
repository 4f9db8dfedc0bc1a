"""The bytes of the record: `<data>/runs/YYYY/MM/DD/<run_id>/NN_<type>.<ext>`, dates in UTC, from the id's own time.

How a file is written, so that it is whole or not there: see `disk`. Names are made here from validated ids and numbers;
nothing that a client sent becomes part of a path.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from functools import lru_cache
from pathlib import Path

from devserver import ids
from devserver.disk import write_all

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


def read_head(path: Path, most: int) -> bytes:
    """Return the first bytes of a file, at most so many."""
    with path.open("rb") as file:
        return file.read(most)


def read_whole(path: Path, sha256: str) -> bytes | None:
    """Return the bytes of a file, or None where they are not those that its SHA-256 was made of."""
    data = path.read_bytes()
    return data if hashlib.sha256(data).hexdigest() == sha256 else None


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def mend_events(path: Path) -> int:
    """Return the number up to which a file of events is whole, after a last line that a crash tore was cut off.

    A file whose last line does not have the number of lines as its own is emptied: events are missing in it, or stand
    twice, and the database has them all.
    """
    count = mend_lines(path)
    if not count:
        return 0
    try:
        last = json.loads(path.read_bytes().rsplit(b"\n", 2)[-2])["seq"]
    except (ValueError, KeyError, TypeError):
        last = None
    if last == count:
        return count
    os.truncate(path, 0)
    return 0


def mend_lines(path: Path) -> int:
    """Cut off a last line that a crash left unfinished; return how many whole lines there are, 0 without a file."""
    if not path.exists():
        return 0
    data = path.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole < len(data):
        os.truncate(path, whole)
    return data.count(b"\n")


def write_snapshot(data: Path, content: bytes) -> str:
    """Keep a snapshot of declarations under its SHA-256 and return that; one that is there already is only touched."""
    digest = hashlib.sha256(content).hexdigest()
    path = snapshot_path(data, digest)
    try:
        os.utime(path)
    except FileNotFoundError:
        write_all(path.parent, [(path.name, content)])
    except PermissionError:
        pass  # it is another user's, and can be read
    return digest


def read_snapshot(data: Path, digest: str) -> bytes | None:
    """Return the snapshot with this SHA-256, or None where its file is gone or has other bytes."""
    try:
        return read_whole(snapshot_path(data, digest), digest)
    except FileNotFoundError:
        return None


def snapshot_path(data: Path, digest: str) -> Path:
    """Return where the snapshot with this SHA-256 lies."""
    if not re.fullmatch(r"[0-9a-f]{64}", digest, re.ASCII):
        raise ValueError(f"not a SHA-256: {digest!r}")
    return data / "declarations" / f"{digest}.json"
