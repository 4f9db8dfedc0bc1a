"""Servers as processes that are killed, stopped and started again: every run that was accepted ends."""

from __future__ import annotations

import hashlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fakes.engine_site import rows

ROOT = Path(__file__).parent.parent.parent
SMALL = {"width": 384, "height": 208}
RUN = {
    "input_text": "a lighthouse",
    "config": "close_observer",
    "output_config": "video_embedded",
    "parameters": SMALL,
}
ENDED = {"completed", "failed", "refused", "cancelled", "interrupted"}


class Server:
    """A server in a process of its own."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self.process, self.client = process, httpx.Client(base_url=url, timeout=60)

    def start(self, **more: Any) -> str:
        """Have a run accepted, and return its id."""
        answer = self.client.post("/api/runs", json={**RUN, **more})
        assert answer.status_code == 202, answer.text
        return str(answer.json()["run_id"])

    def run(self, run_id: str) -> dict[str, Any]:
        return dict(self.client.get(f"/api/runs/{run_id}").json())

    def events(self, run_id: str) -> list[dict[str, Any]]:
        return list(self.client.get(f"/api/runs/{run_id}/events").json()["events"])

    def until(self, run_id: str, *states: str, stage: str | None = None) -> dict[str, Any]:
        """Return a run once it is in one of some states, and has come to a stage."""
        before = time.monotonic() + 60
        while time.monotonic() < before:
            found = self.run(run_id)
            if found["status"] in states and stage in {None, found["stage"]}:
                return found
            time.sleep(0.02)
        raise AssertionError(found)

    def stop(self, number: int) -> str:
        """Send a signal, wait for the end, and return what was logged."""
        self.process.send_signal(number)
        return self.process.communicate(timeout=60)[1]


@contextmanager
def served(data: Path, **settings: str) -> Iterator[Server]:
    given = {f"DEVSERVER_{name.upper()}": value for name, value in settings.items()}
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **given}
    command = [sys.executable, "-m", "devserver", "serve", "--port", "0", "--data", str(data)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, cwd=data.parent, env=environment, text=True, **pipes)
    try:
        assert process.stdout is not None
        assert select.select([process.stdout], [], [], 60)[0]
        line = process.stdout.readline()
        assert line.startswith("DevServer is ready"), process.communicate()
        server = Server(process, line.split()[-1])
        with server.client:
            yield server
    finally:
        process.kill()
        process.communicate()


def settled(folder: Path) -> dict[str, Any]:
    """Return what `metadata.json` says once it tells of the end: it is written after the row."""
    before = time.monotonic() + 60
    while (found := dict(json.loads((folder / "metadata.json").read_bytes())))["run"]["state"] not in ENDED:
        assert time.monotonic() < before, found["run"]
        time.sleep(0.02)
    return found


def whole(server: Server, data: Path, run_id: str) -> dict[str, Any]:
    """Return a run, after looking whether its record is whole: media with their hashes, events without a gap."""
    found = server.run(run_id)
    told = server.events(run_id)
    assert [event["seq"] for event in told] == list(range(1, found["last_seq"] + 1))
    (folder,) = (data / "runs").glob(f"*/*/*/{run_id}")
    entities = settled(folder)["entities"]
    for entity in entities:
        assert hashlib.sha256((folder / entity["file"]).read_bytes()).hexdigest() == entity["sha256"]
    assert [e["type"] for e in entities].count("video") == 1
    return found


def test_runs_of_a_server_that_was_killed_go_on_in_the_next(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with served(data) as first:
        run_ids = [first.start(seed=n) for n in range(3)]
        first.until(run_ids[0], "running", stage="output_check")
        first.stop(signal.SIGKILL)
    left = {run_id for (run_id,) in rows(data, "SELECT id FROM runs WHERE state = 'running'")}
    assert left, "on a slow machine the kill may come late, but not after the end of all of them"
    with served(data) as second:
        for run_id in run_ids:
            second.until(run_id, "completed")
            whole(second, data, run_id)
            resumed = [e["data"] for e in second.events(run_id) if e["type"] == "run_resumed"]
            assert [one["reason"] for one in resumed] == ["process_gone"] * (run_id in left)
        said = second.stop(signal.SIGTERM)
    assert [said.count(f"run_id={run_id}") for run_id in left] == [2] * len(left), "it goes on, and ends"
    assert said.count("run_resumed") == len(left)


def test_a_server_that_stops_hands_its_runs_to_the_next(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with served(data, stop_grace_seconds="0") as first:
        run_id = first.start()
        first.until(run_id, "running", stage="output_check")
        first.stop(signal.SIGTERM)
        assert first.process.returncode == 0
    assert rows(data, "SELECT state, process FROM runs") == [("pending", None)]
    assert rows(data, "SELECT id FROM processes") == []
    with served(data) as second:
        second.until(run_id, "completed")
        whole(second, data, run_id)


def test_a_server_beside_the_one_that_was_killed_takes_its_runs_and_cancels_those_of_others(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with served(data) as first, served(data) as second:
        run_id = first.start(parameters={"seconds": 8, "width": 1280, "height": 720})  # takes longer than a cancel
        first.until(run_id, "running", stage="output_check")
        assert second.client.post(f"/api/v2/jobs/{run_id}/cancel").json()["status"] == "cancelled"
        assert first.run(run_id)["status"] == "cancelled"
        other = first.start()
        first.until(other, "running", stage="output_check")
        first.stop(signal.SIGKILL)
        second.until(other, "completed")
        whole(second, data, other)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_second_signal_ends_the_grace(tmp_path: Path, number: int) -> None:
    data = tmp_path / "data"
    with served(data, stop_grace_seconds="600") as server:
        run_id = server.start(parameters={"seconds": 8, "width": 1280, "height": 720})
        server.until(run_id, "running", stage="output_check")
        server.process.send_signal(number)
        time.sleep(0.5)
        assert server.process.poll() is None, "it waits for the call"
        server.stop(number)
        assert server.process.returncode == 0
    assert rows(data, "SELECT state, process FROM runs") == [("pending", None)]
