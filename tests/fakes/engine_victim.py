"""A process that begins runs which never end, says so on standard output, and waits to be killed.

`python -m tests.fakes.engine_victim DATA LAYER free|paid`: what its calls cost.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from devserver import logs
from devserver.models.outcomes import TextDelta
from tests.fakes.engine_site import open_site
from tests.fakes.scripted import Call, ScriptedBackend, Step, free, obliging


def hang(call: Call) -> list[Step]:
    return [TextDelta(text="be"), 3600.0] if call.chunk == "optimize" else list(obliging(call))


async def main(data: Path, layer: Path, kind: str) -> None:
    backend = free if kind == "free" else ScriptedBackend
    async with open_site(data, layer=layer, backend=backend) as site:
        opened = await site.do("interception", input_text="An open boat", config="attitude")
        site.part.script = hang
        started = await site.start("run", input_text="A lost boat", config="attitude", output_config="painting")
        while "optimize" not in site.part.chunks:
            await asyncio.sleep(0.01)
        print(opened.run_id, started.run_id, flush=True)
        await asyncio.sleep(3600)


if __name__ == "__main__":
    logs.configure("error")
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
