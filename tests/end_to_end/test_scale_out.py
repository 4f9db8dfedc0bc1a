"""The page on several processes: its commands run as they stand there, and what it says of a database that is away."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.needs import needs
from tests.postgres import Cluster, open_cluster
from tools.repository import ROOT

pytestmark = [needs("postgres", "curl"), pytest.mark.slow]

PAGE = ROOT / "docs/how-to/scale-out.md"
SECTION, WORKERS = "Start two processes", "Add workers"
HEAD = "trap 'kill $(jobs -p); wait' EXIT"
WAIT = """for port in 17801 17802; do
  curl -s --retry 100 --retry-delay 1 --retry-connrefused localhost:$port/api/system/health
done"""


@pytest.fixture(scope="module")
def own() -> Iterator[Cluster]:
    """A cluster of this module's own: it is stopped in between."""
    with open_cluster() as cluster:
        yield cluster


def blocks(section: str) -> list[str]:
    """Return the commands of a section, block by block."""
    tokens, found, heading = MarkdownIt().parse(PAGE.read_text()), [], ""
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = tokens[place + 1].content
        if token.type == "fence" and token.info == "bash" and heading == section:
            found.append(token.content)
    return found


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DEVSERVER_")}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


def test_the_commands_of_the_page_run(own: Cluster, tmp_path: Path) -> None:
    """As they stand there, but for the address of the database, the folder and the ports."""
    (begin, use), (work,) = blocks(SECTION), blocks(WORKERS)
    ports = {"17801": str(free_port()), "17802": str(free_port())}
    script = "\n".join([HEAD, begin, work, WAIT, use])
    script = script.replace("postgresql://devserver:secret@localhost:5432/devserver", own.new())
    script = script.replace("/srv/devserver", str(tmp_path / "data"))
    for port, free in ports.items():
        script = script.replace(port, free)
    (tmp_path / "devserver").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m devserver "$@"\n')
    (tmp_path / "devserver").chmod(0o755)
    command = ["bash", "-euo", "pipefail", "-c", script]
    more = environment(PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    done = subprocess.run(command, cwd=tmp_path, env=more, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "PostgreSQL" in done.stdout
    assert "DevServer works on runs" in done.stdout
    assert "event: run_state_change" in done.stdout
    assert '"state":"completed"' in done.stdout
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")


@contextmanager
def served(url: str, data: Path, log: Path) -> Iterator[str]:
    """Run a server and yield its address."""
    more = environment(DEVSERVER_DATABASE_URL=url, DEVSERVER_DATA=str(data), DEVSERVER_LOG_LEVEL="debug")
    with log.open("w") as told:
        command = [sys.executable, "-m", "devserver", "serve", "--port", "0"]
        process = subprocess.Popen(command, env=more, stdout=subprocess.PIPE, stderr=told, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield next(word for word in line.split() if word.startswith("http")).rstrip("/")
    finally:
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=60)
        log.write_text(log.read_text() + rest)


def asked(address: str) -> tuple[int, str, str]:
    """Return status, body and Retry-After of an answer."""
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return int(answer.status), answer.read().decode(), ""
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), error.headers.get("Retry-After", "")


def test_a_server_outlives_its_database_and_never_tells_the_password(own: Cluster, tmp_path: Path) -> None:
    url = own.new().replace("devserver@", "devserver:hush-hush@")
    log = tmp_path / "log"
    with served(url, tmp_path / "data", log) as address:
        assert asked(f"{address}/api/v2/jobs")[0] == 200
        own.stop()
        try:
            status, body, again = asked(f"{address}/api/v2/jobs")
            assert (status, again != "") == (503, True), body
            assert "does not answer" in body
            assert asked(f"{address}/api/events")[0] != 500
        finally:
            own.start()
        deadline = time.monotonic() + 60
        while asked(f"{address}/api/v2/jobs")[0] != 200 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert asked(f"{address}/api/v2/jobs")[0] == 200
        assert "hush-hush" not in asked(f"{address}/api/settings")[1] + body
    assert "hush-hush" not in log.read_text()
