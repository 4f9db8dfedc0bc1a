"""A server with the scripted backend, in a process of its own: `python -m benchmarks.server DATA DELAY`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.folders import new_folder
from benchmarks.scripted import ScriptedBackend
from devserver import logs
from devserver.app import create_app
from devserver.server import serve
from devserver.settings import Settings

CHUNK = {
    "name": "output_scripted",
    "type": "output_chunk",
    "backend_type": "scripted",
    "media_type": "audio",
    "input_mappings": {
        "prompt": {"field": "prompt", "source": "{{PREVIOUS_OUTPUT}}"},
        "size": {"field": "size", "default": 100, "schema": {"type": "integer", "minimum": 0, "maximum": 100_000_000}},
        "seed": {"field": "seed", "default": "random"},
    },
    "output_mapping": {"output_type": "audio", "format": "wav"},
    "meta": {"optimization_instruction": {"en": "Say it in other words."}},
}
CONFIG = {
    "name": {"en": "Scripted"},
    "pipeline": "single_text_media_generation",
    "parameters": {"OUTPUT_CHUNK": "output_scripted"},
    "meta": {"stage": "output"},
}


@dataclass(frozen=True)
class Served:
    """A server that runs: its address, its process, its data folder."""

    url: str
    pid: int
    data: Path

    @property
    def memory(self) -> float:
        """Return the resident memory of the process in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1000

    @property
    def cpu_seconds(self) -> float:
        """Return the seconds of one core that the process and its helper have used."""
        tasks = Path(f"/proc/{self.pid}/task").glob("*/children")
        children = [int(pid) for task in tasks for pid in task.read_text().split()]
        return sum(_cpu_seconds(pid) for pid in (self.pid, *children))


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


@contextmanager
def server(delay: float = 0.0, interception: str = "scripted/text", check: str = "") -> Iterator[Served]:
    """Run a server for as long as the block lasts."""
    folder = new_folder()
    command = [sys.executable, "-m", "benchmarks.server", str(folder), str(delay), interception, check]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Served(process.stdout.readline().strip().rstrip("/"), process.pid, folder / "data")
    finally:
        process.terminate()
        process.wait(30)


def main() -> None:
    """Serve until terminated; the address is the first line of standard output."""
    folder, delay, interception, check = Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3], sys.argv[4]
    layer = folder / "declarations"
    for kind, name, content in (("chunks", "output_scripted", CHUNK), ("configs/output", "scripted", CONFIG)):
        (layer / kind).mkdir(parents=True)
        (layer / kind / f"{name}.json").write_text(json.dumps(content))
    settings = Settings(
        port=0,
        data=folder / "data",
        schemas=(layer,),
        stage1_text_model=check,
        stage2_interception_model=interception,
        stage2_optimization_model="scripted/text",
        log_level="warning",
    )
    logs.configure("warning")
    app = create_app(settings, lambda _pool: [ScriptedBackend(delay)])
    serve(settings, app, lambda url: print(url, flush=True))


if __name__ == "__main__":
    main()
