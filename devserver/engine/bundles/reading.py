"""A bundle is opened by somebody who does not know who made it: nothing is unpacked that is not what it says.

Only names that a bundle has are taken, each once, as a plain file; what comes out is counted and compared with the
manifest while it is written into a folder of its own, so that whatever is wrong leaves no run behind.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from devserver.disk import sync_folder
from devserver.engine.bundles.layout import (
    EVENTS,
    FOLDER,
    FORMAT,
    KIND,
    MANIFEST,
    MOST_BYTES,
    MOST_FILES,
    MOST_RATIO,
    MOST_TEXT,
    PAGE,
    RECORD,
    SNAPSHOT,
    Manifest,
    Part,
    is_known,
)
from devserver.errors import BadRequest, TooLarge

PIECE = 512 * 1024
_SPARE = 2**20
_ENCRYPTED = 0x1
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, EOFError, zlib.error, RuntimeError, ValueError)
"""What reading a zip raises that is none, a broken one, or packed or encrypted in a way that is not read here."""

Entries = Mapping[str, zipfile.ZipInfo]


@dataclass(frozen=True)
class Unpacked:
    """A bundle in a folder of its own: the folder of the run, the snapshots by SHA-256, what the manifest says."""

    run: Path
    snapshots: Mapping[str, Path]
    manifest: Manifest
    sha256: str

    @property
    def entities(self) -> dict[str, Part]:
        """Return the files of entities."""
        others = {PAGE, RECORD, EVENTS}
        return {name: part for name, part in self.manifest.files.items() if name not in others and "/" not in name}


def unpack(bundle: Path, staging: Path) -> Unpacked:
    """Unpack a bundle into a folder and return what it holds; raises BadRequest, TooLarge, and OSError of the disk."""
    try:
        with zipfile.ZipFile(bundle) as archive:
            run_id, entries = _entries(archive)
            _check_sizes(entries, bundle.stat().st_size)
            manifest = _manifest(archive, entries, run_id)
            run = staging / run_id
            (staging / "declarations").mkdir(parents=True)
            run.mkdir()
            for name, part in manifest.files.items():
                _write(archive, entries[name], part, _target(staging, run, name))
    except _BROKEN as error:
        raise BadRequest("bundle_unreadable", file=bundle.name, reason=str(error) or type(error).__name__) from None
    for folder in (staging / "declarations", run):
        sync_folder(folder)
    snapshots = {path.stem: path for path in (staging / "declarations").iterdir()}
    return Unpacked(run, snapshots, manifest, _sha256(bundle))


def _entries(archive: zipfile.ZipFile) -> tuple[str, Entries]:
    """Return the run that a bundle is of, and its files by their names below its folder."""
    infos = archive.infolist()
    if len(infos) > MOST_FILES:
        raise TooLarge("bundle_too_large", files=len(infos), bytes=sum(info.file_size for info in infos))
    found: dict[str, zipfile.ZipInfo] = {}
    folders = set()
    for info in infos:
        folder = FOLDER.match(info.filename)
        name = info.filename[folder.end() :] if folder else info.filename
        if folder and name in {"", "declarations/"}:
            continue  # a folder of its own entry, as other programs write them
        if folder is None or name in found or not _is_plain(info) or not is_known(name):
            raise BadRequest("bundle_entry_wrong", name=info.orig_filename[:200])
        folders.add(folder.group().rstrip("/"))
        found[name] = info
    if len(folders) != 1:
        raise BadRequest("bundle_file_missing", name=MANIFEST)
    return folders.pop(), found


def _is_plain(info: zipfile.ZipInfo) -> bool:
    kind = stat.S_IFMT(info.external_attr >> 16)
    plain = kind in {0, stat.S_IFREG} and info.filename == info.orig_filename
    return plain and not info.flag_bits & _ENCRYPTED and info.compress_type in _PACKED


def _check_sizes(entries: Entries, packed: int) -> None:
    whole = sum(info.file_size for info in entries.values())
    texts = (RECORD, EVENTS, PAGE, MANIFEST)
    large = any(i.file_size > MOST_TEXT for name, i in entries.items() if name in texts or SNAPSHOT.fullmatch(name))
    if large or whole > MOST_BYTES or whole > packed * MOST_RATIO + _SPARE:
        raise TooLarge("bundle_too_large", files=len(entries), bytes=whole)


def _manifest(archive: zipfile.ZipFile, entries: Entries, run_id: str) -> Manifest:
    if MANIFEST not in entries:
        raise BadRequest("bundle_file_missing", name=MANIFEST)
    content = archive.read(entries[MANIFEST])
    try:
        value = json.loads(content)
        known = value["format"]
        if known != FORMAT:
            raise BadRequest("bundle_format_unknown", format=str(known)[:40], known=FORMAT)
        manifest = Manifest.model_validate(value)
    except (ValidationError, KeyError, TypeError, ValueError, RecursionError):
        raise BadRequest("bundle_record_wrong", reason=f"{MANIFEST} is not readable") from None
    if manifest.kind != KIND or manifest.run_id != run_id:
        raise BadRequest("bundle_record_wrong", reason=f"{MANIFEST} is of another run, or of none")
    for name in _lacking(manifest, entries):
        raise BadRequest("bundle_file_missing", name=name[:200])
    return manifest


def _lacking(manifest: Manifest, entries: Entries) -> Iterator[str]:
    there, said = entries.keys() - {MANIFEST}, manifest.files.keys()
    yield from sorted(({RECORD, EVENTS} | said) - there)
    for name in sorted(there - said):
        raise BadRequest("bundle_entry_wrong", name=name)


def _target(staging: Path, run: Path, name: str) -> Path | None:
    """Return where a file goes; None for the page, which is only compared, for any bundle makes it anew."""
    if name == PAGE:
        return None
    return staging / name if SNAPSHOT.fullmatch(name) else run / name


def _write(archive: zipfile.ZipFile, info: zipfile.ZipInfo, part: Part, target: Path | None) -> None:
    with archive.open(info) as source:
        if target is None:
            same = _copied(source, part, None)
        else:
            with target.open("xb") as file:
                same = _copied(source, part, file)
                file.flush()
                os.fsync(file.fileno())
    if not same:
        raise BadRequest("bundle_file_differs", name=info.filename.partition("/")[2])


def _copied(source: IO[bytes], part: Part, file: IO[bytes] | None) -> bool:
    """Copy as many bytes as there may be, and tell whether they are those that the manifest names."""
    counted, size = hashlib.sha256(), 0
    while piece := source.read(min(PIECE, part.bytes - size + 1)):
        size += len(piece)
        if size > part.bytes:
            return False
        counted.update(piece)
        if file is not None:
            file.write(piece)
    return size == part.bytes and counted.hexdigest() == part.sha256


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
