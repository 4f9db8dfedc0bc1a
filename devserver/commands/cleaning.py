"""`devserver clean`: old runs and leftovers removed from the data folder, beside a server or without one."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import typer
from rich.console import Console

from devserver.commands import exits
from devserver.commands.opening import data_folder, opened
from devserver.engine import reserve
from devserver.engine.retention import Cleaned, Retention, Wanted, deletion
from devserver.engine.uploads import Uploads
from devserver.engine.vacuum import Vacuumed, give_back
from devserver.models.frozen import Frozen
from devserver.settings import Settings

UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_DURATION = re.compile(r"([1-9][0-9]{0,4})([hdw])", re.ASCII)
_ROOM = {
    "done": "",
    "in_use": " The database keeps its size and uses the room again. To make it smaller, stop the server and clean once"
    " more; from then on that is not needed.",
    "no_room": " The database keeps its size: making it smaller takes twice its size on the disk.",
}


class Report(Frozen):
    """What was removed, and what became of the database; nothing did where it was only looked at."""

    removed: Cleaned
    database: Vacuumed | None
    dry_run: bool


@dataclass(frozen=True)
class Options:
    """What is to be removed, whether that is settled, and how it is told."""

    wanted: Wanted
    yes: bool = False
    as_json: bool = False


def duration(text: str) -> timedelta:
    """Read `90d`, `12h` or `8w`; raises ValueError for anything else."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no duration: write 12h, 90d or 8w, for hours, days or weeks")
    return int(found[1]) * UNITS[found[2]]


async def clean(settings: Settings, options: Options) -> int:
    """Remove what is old, say what that was, and return the exit code; asks first where it was not told `--yes`."""
    if (data := data_folder(settings)) is None:
        return exits.USAGE
    with reserve.given(data):
        return await _clean(settings, data, options)


async def _clean(settings: Settings, data: Path, options: Options) -> int:
    wanted = options.wanted
    async with opened(settings, data) as place:
        retention = Retention(
            place.recorder, Uploads(place.recorder.shelf, place.database, place.pool), deletion(place.recorder)
        )
        alone = not place.database.shared and place.process.is_alone()
        if not wanted.dry_run and not options.yes:
            would = await retention.clean(replace(wanted, dry_run=True, rests=False))
            if not _settled(would):
                return exits.USAGE
        removed = await retention.clean(replace(wanted, rests=not alone and not wanted.dry_run))
        room = None if wanted.dry_run else await give_back(place.database, place.url, alone=alone)
    _print(Report(removed=removed, database=room, dry_run=wanted.dry_run), as_json=options.as_json)
    return exits.DONE


def _settled(would: Cleaned) -> bool:
    """Ask a person whether to go on; without one the answer is no."""
    said = f"{sentence(would, dry_run=True)}\n"
    if not sys.stdin.isatty():
        sys.stderr.write(f"{said}Nothing was removed: say --yes to remove it, or --dry-run to look only.\n")
        return False
    sys.stderr.write(said)
    return typer.confirm("Remove that? It cannot be taken back.", err=True)


def _print(report: Report, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(report.model_dump_json(indent=2) + "\n")
        return
    told = sentence(report.removed, dry_run=report.dry_run)
    if report.database is not None:
        freed = report.database.bytes
        told += f" The database gave back {size(freed)}." if freed else _ROOM[report.database.state]
    Console(soft_wrap=True, highlight=False).print(told, markup=False)


def sentence(cleaned: Cleaned, *, dry_run: bool) -> str:
    """Say what was removed, or what would be."""
    parts = [
        f"{cleaned.runs} run(s) with {size(cleaned.run_bytes)}",
        f"{cleaned.uploads} upload(s) with {size(cleaned.upload_bytes)}",
        f"{cleaned.leftovers} leftover(s) with {size(cleaned.leftover_bytes)}",
        f"{cleaned.snapshots} snapshot(s) of declarations with {size(cleaned.snapshot_bytes)}",
        f"{cleaned.folders} empty folder(s) and {cleaned.keys} old request key(s)",
    ]
    return f"{'Would remove' if dry_run else 'Removed'} {', '.join(parts)}."


def size(count: int) -> str:
    """Write a number of bytes for people."""
    for unit, bytes_of in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= bytes_of:
            return f"{count / bytes_of:.1f} {unit}"
    return f"{count} bytes"
