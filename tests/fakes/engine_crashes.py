"""Photographs of a data folder at each moment at which a crash would matter.

One is taken as every transaction is about to be committed: files are written, the rows are not. What a crash leaves
is exactly what one of these holds.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from devserver.engine.engine import Engine


def photograph(data: Path, target: Path) -> None:
    """Copy what a data folder holds now: the files, and the database as it is committed."""
    target.mkdir(parents=True)
    for name in ("runs", "declarations"):
        if (data / name).exists():
            shutil.copytree(data / name, target / name, ignore=shutil.ignore_patterns(".*.tmp"))
    with (
        closing(sqlite3.connect(data / "devserver.db")) as live,
        closing(sqlite3.connect(target / "devserver.db")) as copy,
    ):
        live.backup(copy)


@contextmanager
def photographed(engine: Engine, data: Path, folder: Path) -> Iterator[list[Path]]:
    """Take a photograph of the data folder before every commit; yield the list that they are added to."""
    taken: list[Path] = []

    def take(_connection: Any) -> None:
        target = folder / f"{len(taken):02d}"
        photograph(data, target)
        taken.append(target)

    writer = engine.database._writer
    sa.event.listen(writer, "commit", take)
    try:
        yield taken
    finally:
        sa.event.remove(writer, "commit", take)
