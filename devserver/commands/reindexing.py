"""`devserver reindex`: the database made again from the folders of runs."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from rich.console import Console

from devserver.commands import exits
from devserver.commands.opening import data_folder, opened_rows
from devserver.engine.migrate import upgrade
from devserver.engine.processes import Process
from devserver.engine.reindex import reindex
from devserver.settings import Settings


def rebuild(settings: Settings) -> int:
    """Make the rows of every run again, print what was found, and return the exit code."""
    if (data := data_folder(settings)) is None:
        return exits.USAGE
    process = Process(data, "command")
    try:
        with opened_rows(settings, data, _empty_or_not) as (engine, shelf):
            found = reindex(engine, data, process, lambda _run_id: None, shelf)
    finally:
        process.close()
    console = Console(soft_wrap=True)
    for path, reason in found.faults:
        console.print(f"{path}: {reason}", markup=False, highlight=False)
    console.print(f"{found.indexed} run(s) indexed, {found.left} at work and left alone, {len(found.faults)} fault(s)")
    return exits.FAILED if found.faults else exits.DONE


def _empty_or_not(engine: sa.Engine, _data: Path) -> None:
    """Bring a database to the newest version, though it may hold nothing of the runs that lie beside it."""
    upgrade(engine)
