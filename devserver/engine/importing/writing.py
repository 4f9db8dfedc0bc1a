"""Two files into a folder of declarations: both or none, and nothing that is there is lost.

Paths are made of a validated id and fixed names. A file is written under a hidden name, synced, and moved into place,
where readers see it whole; without leave to replace, a file that turned up meanwhile wins.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devserver.declarations.layers import configs_folder
from devserver.errors import Conflict, Fault, InvalidInput, Unavailable
from devserver.ids import DECLARED_ID

MOST_NAME = 60
_ID = re.compile(DECLARED_ID, re.ASCII)


@dataclass(frozen=True)
class NewFile:
    """A declaration to be written: its kind, id and content, and where it goes below the folder."""

    kind: str
    id: str
    below: str
    content: dict[str, Any]

    @property
    def data(self) -> bytes:
        """Return the bytes of the file."""
        return (json.dumps(self.content, ensure_ascii=False, indent=2) + "\n").encode()


def check_name(name: str) -> str:
    """Return a name that is an id of 60 characters at most; raises InvalidInput."""
    if len(name) > MOST_NAME:
        raise InvalidInput(Fault(pointer="/name", message="import_name"))
    return _id(name)


def _id(text: str) -> str:
    """Return an id, which can be part of a path: it has no dot, slash or capital letter."""
    if not _ID.fullmatch(text):
        raise InvalidInput(Fault(pointer="/name", message="import_name"))
    return text


def new_files(folder: Path, chunk: dict[str, Any], name: str, config: dict[str, Any]) -> tuple[NewFile, NewFile]:
    """Return the two files; the chunk comes first, because the config names it."""
    stem, configs = _id(str(chunk["name"])), configs_folder(folder)
    return (
        NewFile("chunk", stem, f"chunks/{stem}.json", chunk),
        NewFile("config", _id(name), f"{configs}/output/{name}.json", config),
    )


def write_both(folder: Path, files: Sequence[NewFile], *, replace: bool) -> None:
    """Write files into a folder; raises Conflict where one is there already, Unavailable where it cannot be done."""
    done: list[tuple[Path, bytes | None]] = []
    try:
        for file in files:
            path = folder / file.below
            path.parent.mkdir(parents=True, exist_ok=True)
            before = path.read_bytes() if replace and path.is_file() else None
            _place(path, file.data, replace=replace)
            done.append((path, before))
    except FileExistsError:
        _undo(done)
        raise Conflict("import_exists", kind=file.kind, id=file.id) from None
    except OSError as error:
        _undo(done)
        raise Unavailable("import_unwritable", folder=str(folder), reason=error.strerror or str(error)) from error


def _place(path: Path, data: bytes, *, replace: bool) -> None:
    handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)  # a declaration is no secret, and mkstemp makes files for their owner alone
        if replace:
            os.replace(name, path)
        else:
            _link(name, path)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)


def _link(name: str, path: Path) -> None:
    """Give a file its name unless that is taken; where a file system has no links, look and then move."""
    try:
        os.link(name, path)
    except FileExistsError:
        raise
    except OSError:
        if path.exists():
            raise FileExistsError(path) from None
        os.replace(name, path)


def _undo(done: Sequence[tuple[Path, bytes | None]]) -> None:
    for path, before in done:
        with suppress(OSError):
            if before is None:
                path.unlink()
            else:
                _place(path, before, replace=True)
