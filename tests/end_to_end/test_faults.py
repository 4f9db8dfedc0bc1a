"""A server process whose surroundings fail: it says so, answers what it can, and goes on when they are well again."""

from __future__ import annotations

import os
import resource
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fakes.mounts import mounted

ROOT = Path(__file__).parent.parent.parent
RUN = {"input_text": "A red house", "config": "close_observer", "output_config": "image_embedded"}
WITHIN = 60.0
"""Seconds after which something that should come counts as missing."""


@contextmanager
def serving(data: Path, files: int | None = None) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """Start a server, which may have so many files open, and give it and a client."""
    data.mkdir(exist_ok=True)

    def limited() -> None:
        if files is not None:
            resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))

    command = [sys.executable, "-m", "devserver", "serve", "--port", "0", "--data", str(data)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (data.parent / "log").open("w") as log:
        started = subprocess.Popen(
            command, cwd=data, env=environment, text=True, stdout=subprocess.PIPE, stderr=log, preexec_fn=limited
        )
        try:
            assert started.stdout is not None
            assert select.select([started.stdout], [], [], WITHIN)[0]
            line = started.stdout.readline()
            assert line.startswith("DevServer is ready"), line
            with httpx.Client(base_url=line.split()[-1].rstrip("/"), timeout=30, limits=ONE) as client:
                yield started, client
        finally:
            started.kill()
            started.communicate()


ONE = httpx.Limits(max_keepalive_connections=0)


def finished(client: httpx.Client, run_id: str) -> dict[str, Any]:
    until = time.monotonic() + WITHIN
    while time.monotonic() < until:
        job: dict[str, Any] = client.get(f"/api/v2/jobs/{run_id}").json()
        if job["status"] not in {"pending", "running"}:
            return job
        time.sleep(0.05)
    raise AssertionError(f"{run_id} has not ended")


def test_a_disk_that_is_full_and_then_is_not(tmp_path: Path) -> None:
    """No file of the server may grow beyond a size: for it that is a full disk."""
    with serving(tmp_path / "data") as (started, client):
        first = finished(client, client.post("/api/runs", json=RUN).json()["run_id"])
        assert first["status"] == "completed"
        unlimited = resource.prlimit(started.pid, resource.RLIMIT_FSIZE, (10, resource.RLIM_INFINITY))
        refused = client.post("/api/runs", json=RUN)
        assert (refused.status_code, refused.json()["type"]) == (503, "/problems/unavailable"), refused.text
        assert "full" in refused.json()["detail"]
        assert refused.headers["retry-after"]
        assert client.get("/api/system/health").status_code == 200
        assert client.get(f"/api/media/image/{first['job_id']}").status_code == 200
        assert client.get("/api/v2/jobs").json()["total"]["count"] == 1
        resource.prlimit(started.pid, resource.RLIMIT_FSIZE, unlimited)
        assert finished(client, client.post("/api/runs", json=RUN).json()["run_id"])["status"] == "completed"


def test_a_run_that_meets_a_full_disk_fails_and_says_so(tmp_path: Path) -> None:
    """The picture does not fit, the database does."""
    with serving(tmp_path / "data") as (started, client):
        size = (tmp_path / "data" / "devserver.db-wal").stat().st_size
        large = {**RUN, "parameters": {"width": 2048, "height": 2048}, "seed": 1}
        resource.prlimit(started.pid, resource.RLIMIT_FSIZE, (size + 1_000_000, resource.RLIM_INFINITY))
        job = finished(client, client.post("/api/runs", json=large).json()["run_id"])
        assert job["status"] == "failed", job
        assert "File too large" in job["problem"]["detail"]
        assert job["media"] == []


def test_a_server_with_more_connections_than_files_keeps_some_for_its_work(tmp_path: Path) -> None:
    with serving(tmp_path / "data", files=128) as (_started, client):
        address = ("127.0.0.1", client.base_url.port or 0)
        with ExitStack() as held:
            for _ in range(80):
                held.enter_context(socket.create_connection(address))
            assert client.get("/api/system/health").status_code == 503
            for _ in range(120):
                held.enter_context(socket.create_connection(address))
            with pytest.raises(httpx.TransportError):
                client.get("/api/system/health")
        until = time.monotonic() + WITHIN
        while not is_well(client):
            assert time.monotonic() < until
            time.sleep(0.05)
        assert finished(client, client.post("/api/runs", json=RUN).json()["run_id"])["status"] == "completed"
    assert "Too many open files" not in (tmp_path / "log").read_text()


def is_well(client: httpx.Client) -> bool:
    try:
        return client.get("/api/system/health").status_code == 200
    except httpx.TransportError:
        return False


def serve(data: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "devserver", "serve", "--port", "0", "--data", str(data)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=data.parent, env=environment, capture_output=True, text=True, timeout=WITHIN)


def test_a_read_only_data_folder_is_named_at_the_start(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with mounted(data, "ro,size=1m"):
        done = serve(data)
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr == (
        f"The data folder {data} cannot be used: Read-only file system."
        " Choose another one with --data or DEVSERVER_DATA.\n"
    )
