"""Two thousand declarations: read, validated and cross-checked; and one of them changed while a server runs."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.folders import new_folder
from devserver.declarations.library import Library, load
from devserver.declarations.loading import Files
from devserver.declarations.watching import watch
from devserver.settings import SHIPPED, Settings

COUNT = 2000


def figures(count: int = COUNT) -> Iterator[Figure]:
    """Lay half chunks, half configs over the shipped ones."""
    folder = new_folder()
    _write(folder, count)
    models, files = Settings().models, Files()
    began = time.monotonic()
    library = load((SHIPPED, folder), aliases=models, backends={"embedded"}, files=files)
    yield Figure(f"{count} declarations, validated and cross-checked", time.monotonic() - began, "s", most=3.0)
    if len(library.configs) < count // 2:
        raise RuntimeError("not every declaration was accepted")
    yield Figure("one changed file is live", asyncio.run(_change(folder, files)), "s", most=0.5)


def _write(folder: Path, count: int) -> None:
    chunk = json.loads((SHIPPED / "chunks" / "output_image_embedded.json").read_text())
    config = json.loads((SHIPPED / "configs" / "output" / "image_embedded.json").read_text())
    (folder / "chunks").mkdir()
    (folder / "configs" / "output").mkdir(parents=True)
    for number in range(count // 2):
        name = f"output_number_{number}"
        (folder / "chunks" / f"{name}.json").write_text(json.dumps({**chunk, "name": name}))
        own = {**config, "parameters": {**config["parameters"], "OUTPUT_CHUNK": name}}
        (folder / "configs" / "output" / f"number_{number}.json").write_text(json.dumps(own))


async def _change(folder: Path, files: Files) -> float:
    seen = asyncio.Event()
    path = folder / "configs" / "output" / "number_7.json"

    async def changed(library: Library) -> None:
        if library.configs["number_7"].display.order == 4711:
            seen.set()

    task = asyncio.create_task(
        watch((SHIPPED, folder), changed, aliases=Settings().models, backends={"embedded"}, files=files)
    )
    await asyncio.sleep(1.0)
    config = json.loads(path.read_text())
    began = time.monotonic()
    path.write_text(json.dumps({**config, "display": {**config["display"], "order": 4711}}))
    await asyncio.wait_for(seen.wait(), 10)
    seconds = time.monotonic() - began
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return seconds
