"""Files that only their owner may read: keys, and settings whose servers may hold secrets.

A file is written under a temporary name, synced and renamed: it is whole or as before. Its folder is made with 0700,
and it has 0600 from its first byte on.
"""

from __future__ import annotations

import os
from pathlib import Path

from ulid import ULID

from devserver.disk import sync_folder


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read; raises OSError, and then the file is as it was."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{ULID()}.tmp")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)
