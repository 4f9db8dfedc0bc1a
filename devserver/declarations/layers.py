"""The folders declarations lie in: `chunks/`, `pipelines/`, `configs/**` of each layer.

Only files whose name ends exactly in `.json` are declarations, and `.py` files in `chunks/`, which are Python chunks
that do not run here. Hidden files and everything else are left alone. `schema_data/` stands for `configs/` where there
is no `configs/`. A link must stay within its layer.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from devserver.declarations.reports import Finding
from devserver.declarations.schemas import SHIPPED_FOLDER

USED_UP = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM})
"""What keeps a file from being read and says nothing of it: whoever reads then goes on with what was read before."""


@dataclass(frozen=True)
class Layer:
    """A folder of declarations; the rules for ids and keys are stricter in the one that we ship."""

    folder: Path
    shipped: bool = False
    optional: bool = False
    """It may be missing or empty without a word."""

    @classmethod
    def of(cls, layer: Layer | Path | str) -> Layer:
        """Return the layer of a folder; the built-in folder is known by its path."""
        if isinstance(layer, Layer):
            return layer
        return cls(Path(layer), os.path.realpath(layer) == os.path.realpath(SHIPPED_FOLDER))


@dataclass(frozen=True)
class Candidate:
    """A file that declares something by its place and name, or what is wrong with it (`fault`)."""

    path: Path
    kind: str
    folder: str
    layer: Layer
    fault: Finding | None = None

    @property
    def is_python(self) -> bool:
        """Tell whether this is a chunk written in Python."""
        return self.path.suffix == ".py"


def candidates(layer: Layer) -> Iterator[Candidate]:
    """Yield the files of a layer, chunks first, each folder in the order of names."""
    found = 0
    named = ("chunk", "chunks"), ("pipeline", "pipelines"), ("config", configs_folder(layer.folder))
    for kind, name in named:
        folder = layer.folder / name
        if folder.is_dir():
            for candidate in _within(folder, Candidate(folder, kind, "", layer)):
                found += 1
                yield candidate
    if not found and not layer.optional:
        yield Candidate(layer.folder, "layer", "", layer, _nothing_in(layer.folder))


def configs_folder(folder: Path) -> str:
    """Return the name of the folder of configs in a layer: `configs`, unless there is only the older `schema_data`."""
    older = (folder / "schema_data").is_dir() and not (folder / "configs").is_dir()
    return "schema_data" if older else "configs"


def _nothing_in(folder: Path) -> Finding:
    if not folder.is_dir():
        return Finding("unreadable", "", "there is no such folder")
    return Finding("nothing_here", "", "no declarations: there are none in chunks/, pipelines/ or configs/ here")


def _within(folder: Path, here: Candidate) -> Iterator[Candidate]:
    try:
        with os.scandir(folder) as scanned:
            entries = sorted(scanned, key=lambda entry: entry.name)
    except OSError as fault:
        if fault.errno in USED_UP:
            raise
        yield _at(here, folder, Finding("unreadable", "", f"the folder cannot be read: {fault.strerror}"))
        return
    for entry in entries:
        if not entry.name.startswith("."):
            yield from _entry(entry, here)


def _entry(entry: os.DirEntry[str], here: Candidate) -> Iterator[Candidate]:
    path = Path(entry.path)
    if entry.is_dir(follow_symlinks=False) and not entry.name.endswith(".json"):
        if here.kind == "config":
            inner = Candidate(path, here.kind, f"{here.folder}/{entry.name}".lstrip("/"), here.layer)
            yield from _within(path, inner)
    elif _is_declaration(entry.name, here.kind):
        yield _at(here, path, _path_fault(entry, here.layer))
    elif here.kind == "config" and entry.is_symlink() and path.is_dir():
        yield _at(here, path, Finding("link_not_followed", "", "this link to a folder is not followed"))


def _is_declaration(name: str, kind: str) -> bool:
    return name.endswith(".json") or (kind == "chunk" and name.endswith(".py") and not name.startswith("_"))


def _at(here: Candidate, path: Path, fault: Finding | None) -> Candidate:
    return Candidate(path, here.kind, here.folder, here.layer, fault)


def _path_fault(entry: os.DirEntry[str], layer: Layer) -> Finding | None:
    try:
        entry.path.encode("utf-8")
        target = Path(entry.path).resolve(strict=True) if entry.is_symlink() else None
        if target and not target.is_relative_to(layer.folder.resolve()):
            return Finding("outside_folder", "", "this link leads out of the folder of declarations")
        return None if entry.is_file() else Finding("not_a_file", "", "this is no file")
    except UnicodeEncodeError:
        return Finding("unreadable", "", "the file's name is no UTF-8")
    except (OSError, RuntimeError):
        return Finding("unreadable", "", "this link leads nowhere")
