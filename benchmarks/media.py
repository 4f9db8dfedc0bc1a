"""A media file of 64 MB: how fast it comes, and what forty people who leave half-way do to everybody else."""

from __future__ import annotations

import http.client
import json
import threading
import time
import urllib.parse
from collections.abc import Iterator

from benchmarks.figures import Figure, percentile
from benchmarks.server import Served, server

MEGABYTES = 64
LEAVING = 40


def figures(size: int = MEGABYTES) -> Iterator[Figure]:
    """Make the file through the engine, fetch it three times, then abandon it forty times."""
    with server() as served:
        path = _make(served, size * 1_000_000)
        rate = max(_fetch(served, path, size * 1_000_000) for _ in range(3))
        yield Figure(f"a file of {size} MB", rate / 1e6, "MB/s", least=300)
        stop = threading.Event()
        times: list[float] = []
        asking = threading.Thread(target=_health, args=(served, stop, times))
        asking.start()
        for _ in range(LEAVING):
            _leave(served, path)
        time.sleep(1.0)
        stop.set()
        asking.join()
    yield Figure(f"health while {LEAVING} downloads are abandoned, p99", percentile(times, 0.99) * 1000, "ms", most=50)


def _connection(served: Served) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urllib.parse.urlsplit(served.url).netloc, timeout=60)


def _json(served: Served, method: str, path: str, body: dict[str, object] | None = None) -> dict[str, object]:
    connection = _connection(served)
    content = json.dumps(body) if body else None
    connection.request(method, path, content, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    value: dict[str, object] = json.loads(answer.read())
    if answer.status >= 400:
        raise RuntimeError(str(value))
    return value


def _make(served: Served, size: int) -> str:
    body: dict[str, object] = {"prompt": "A sound", "output_config": "scripted", "parameters": {"size": size}}
    run_id = _json(served, "POST", "/api/schema/pipeline/generation", body)["run_id"]
    while _json(served, "GET", f"/api/runs/{run_id}")["status"] in {"pending", "running"}:
        time.sleep(0.05)
    return f"/api/media/audio/{run_id}"


def _fetch(served: Served, path: str, size: int) -> float:
    connection = _connection(served)
    began = time.monotonic()
    connection.request("GET", path)
    answer = connection.getresponse()
    buffer, got = bytearray(1 << 20), 0
    while count := answer.readinto(buffer):
        got += count
    if got < size:
        raise RuntimeError(f"{got} bytes of {size} came")
    return got / (time.monotonic() - began)


def _leave(served: Served, path: str) -> None:
    connection = _connection(served)
    connection.request("GET", path)
    connection.getresponse().read(65536)
    connection.close()


def _health(served: Served, stop: threading.Event, times: list[float]) -> None:
    connection = _connection(served)
    while not stop.is_set():
        began = time.monotonic()
        connection.request("GET", "/api/system/health")
        connection.getresponse().read()
        times.append(time.monotonic() - began)
        time.sleep(0.005)
