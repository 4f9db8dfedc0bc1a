"""How soon a server answers after it was started, and what it holds when nobody asks."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

import httpx

from benchmarks.figures import Figure
from benchmarks.folders import new_folder
from benchmarks.server import Served


def figures() -> Iterator[Figure]:
    """Start the real command three times; the first start makes the database."""
    folder = new_folder()
    times = []
    for _ in range(3):
        began = time.monotonic()
        command = [sys.executable, "-m", "devserver", "serve", "--port", "0", "--data", f"{folder}/data"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            url = next(word for word in process.stdout.readline().split() if word.startswith("http"))
            httpx.get(f"{url.rstrip('/')}/api/system/health").raise_for_status()
            times.append(time.monotonic() - began)
            time.sleep(1.0)
            memory = Served(url, process.pid, folder).memory
        finally:
            process.terminate()
            process.wait(30)
    yield Figure("start to first answer, first start", times[0], "s", most=1.5)
    yield Figure("start to first answer, later starts", min(times[1:]), "s", most=1.5)
    yield Figure("memory when idle", memory, "MB", most=150)
