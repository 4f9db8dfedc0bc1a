"""Export of a long job: ten times the events in the memory that a tenth of them takes.

Each export is read in a process of its own, whose peak of resident memory is what counts beyond what it had before.
`python -m benchmarks.export FOLDER EVENTS` is such a process: it makes the job, then reads its export.
"""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.folders import new_folder
from devserver import events, logs
from devserver.engine import durable
from devserver.engine.accepting import Asked
from devserver.engine.additions import Change
from devserver.engine.engine import open_engine
from devserver.engine.exporting import FORMATS, export
from devserver.models.runs import Request
from devserver.settings import Settings

LONG = 10_000
AT_ONCE = 100


def figures(count: int = LONG) -> Iterator[Figure]:
    """Export a short and a long job in every format, and compare by how much the peak of memory grew."""
    tenth = count // 10
    short, long = _grown(tenth), _grown(count)
    for name in FORMATS:
        more = long[name] - short[name]
        yield Figure(f"export of {count} events as {name}, memory beyond {tenth}", max(more, 0.0), "MB", most=8)


def _grown(count: int) -> dict[str, float]:
    """Return by how many MB the peak grew with each format, one after the other."""
    command = [sys.executable, "-m", "benchmarks.export", str(new_folder()), str(count)]
    lines = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.split("\n")
    return {name: float(grown) for name, grown in (line.split() for line in lines if line)}


async def _export(folder: Path, count: int) -> None:
    async with open_engine(Settings(data=folder / "data", schemas=())) as engine:
        asked = Asked(
            Request(action="interception", input_text="A boat", config="user_defined", context_prompt="Sail.")
        )
        record = await engine.runs.ended(await engine.runs.start(asked))
        told = events.ProgressUpdate(stage="interception", attempt=1, fraction=0.5, note="x" * 500)
        take = partial(durable.claim_as_read, record=record, process=engine.recorder.process)
        await engine.recorder.commit(record, Change(events=[told]), take)
        for left in range(count - 1, 0, -AT_ONCE):
            await engine.recorder.commit(record, Change(events=[told] * min(AT_ONCE, left)))
        record = await engine.recorder.load(record.run_id)
        for name in FORMATS:
            before, size = _peak(), 0
            async for piece in export(engine, record, name):
                size += len(piece)
            if size < count * 500:
                raise RuntimeError(f"an export of {size} bytes cannot hold {count} events")
            print(name, _peak() - before)


def _peak() -> float:
    """Return the highest resident memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    logs.configure("error")
    asyncio.run(_export(Path(sys.argv[1]), int(sys.argv[2])))
