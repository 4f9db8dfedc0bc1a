"""`devserver reindex`: the database made again from the folders of runs."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from rich.console import Console

from devserver.commands import exits
from devserver.engine.database import create_engine, default_url
from devserver.engine.migrate import upgrade
from devserver.engine.processes import Process
from devserver.engine.reindex import reindex
from devserver.engine.store.shelf import open_shelf
from devserver.settings import Settings


def rebuild(settings: Settings) -> int:
    """Make the rows of every run again, print what was found, and return the exit code."""
    data = settings.data.resolve()
    if not data.is_dir():
        sys.stderr.write(f"{data} is no folder: name the data folder whose runs are to be indexed, as --data FOLDER\n")
        return exits.USAGE
    engine = create_engine(settings.database_url or default_url(data), writer=True)
    process = Process(data)
    try:
        upgrade(engine)
        with ThreadPoolExecutor(1) as pool, closing(open_shelf(settings.media_store, data, pool)) as shelf:
            found = reindex(engine, data, process, lambda _run_id: None, shelf)
    finally:
        process.close()
        engine.dispose()
    console = Console(soft_wrap=True)
    for path, reason in found.faults:
        console.print(f"{path}: {reason}", markup=False, highlight=False)
    console.print(f"{found.indexed} run(s) indexed, {found.left} at work and left alone, {len(found.faults)} fault(s)")
    return exits.FAILED if found.faults else exits.DONE
