"""Bundles of a test: one of a run, taken apart, and put together again as somebody might who means harm."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from devserver.engine.bundles.writing import open_bundle
from tests.fakes.engine_site import Site

RUN = {"input_text": "A boat", "config": "attitude", "output_config": "painting", "seed": 7}
Files = dict[str, bytes]
Values = dict[str, Any]


async def bundled(site: Site, run_id: str) -> bytes:
    """Return the bundle of a run."""
    return b"".join([piece async for piece in await open_bundle(site.engine, await site.load(run_id))])


def taken_apart(bundle: bytes) -> tuple[str, Files]:
    """Return the run of a bundle, and its files by their names below its folder."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        names = archive.namelist()
        return names[0].partition("/")[0], {name.partition("/")[2]: archive.read(name) for name in names}


def put_together(path: Path, run_id: str, files: Files, *, again: bool = True) -> Path:
    """Write files as a bundle; its manifest says what they are, unless it is to stay as it was."""
    if again:
        told = json.loads(files["bundle.json"])
        others = {name: data for name, data in files.items() if name != "bundle.json"}
        told["files"] = {
            name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in others.items()
        }
        files = {**others, "bundle.json": json.dumps(told).encode()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(f"{run_id}/{name}", data)
    return path


def changed(files: Files, name: str, change: Callable[[Values], None]) -> Files:
    """Return files of which one, which is JSON, was changed."""
    value = json.loads(files[name])
    change(value)
    return {**files, name: json.dumps(value).encode()}
