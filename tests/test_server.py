"""The server as a process: it says where it is, refuses what it must, and stops cleanly whatever is open."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import websockets

from devserver.engine.additions import NewEntity
from devserver.errors import Forbidden, Unavailable
from devserver.server import address_of, listen, serve
from devserver.settings import Settings
from tests.fakes.site import running

STREAM = {"Accept": "text/event-stream"}
STOPPED_WITHIN = 90.0
"""Seconds after which a server that was told to stop counts as hanging; it takes less than 10 on a quiet machine."""

PROGRAM = """
import asyncio, sys
from pathlib import Path
from devserver.app import create_app
from devserver.server import serve
from devserver.settings import Settings
from tests.fakes.scripted import Part, ScriptedBackend, Told

settings = Settings(data=Path(sys.argv[1]), port=0, stop_grace_seconds=0.5)
backend = ScriptedBackend(Part(Told()), name="embedded", charges=False)
sys.exit(serve(settings, create_app(settings, lambda _pool: [backend])))
"""


@contextmanager
def process(data: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a server and give it and its address; end it if the test has not."""
    command = [sys.executable, "-c", PROGRAM, str(data)]
    root = Path(__file__).parent.parent
    environment = {**os.environ, "PYTHONPATH": str(root)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    started = subprocess.Popen(command, cwd=data, env=environment, text=True, **pipes)
    try:
        assert started.stdout is not None
        assert select.select([started.stdout], [], [], 60)[0]
        line = started.stdout.readline()
        assert line.startswith("DevServer is ready at http://127.0.0.1:"), started.communicate()
        yield started, line.split()[-1].rstrip("/")
    finally:
        started.kill()
        started.communicate()


def stopped(started: subprocess.Popen[str], number: int) -> tuple[int, float, str]:
    """Send a signal and return exit code, seconds until then, and what was said on standard error."""
    begun = time.monotonic()
    started.send_signal(number)
    _, said = started.communicate(timeout=STOPPED_WITHIN + 10)
    return started.returncode, time.monotonic() - begun, said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_server_at_rest_stops_at_once(tmp_path: Path, number: int) -> None:
    with process(tmp_path) as (started, url):
        with urllib.request.urlopen(url + "/api/system/health") as response:
            assert response.status == 200
        code, seconds, said = stopped(started, number)
    assert (code, said) == (0, "")
    assert seconds < STOPPED_WITHIN


async def busy(url: str, started: subprocess.Popen[str]) -> tuple[int, float, str, str]:
    """Open everything that stays open, stop the server, and return how that went and what a stream said last."""
    address = url.replace("http", "ws") + "/api/events"
    waits = {"input_text": "wait", "config": "close_observer"}
    stage = "/api/schema/pipeline/interception"
    async with httpx.AsyncClient(base_url=url, timeout=30) as client, contextlib.AsyncExitStack() as stack:
        made = (await client.post(stage, json={**waits, "input_text": "hello"})).json()["run_id"]
        following = await stack.enter_async_context(client.stream("GET", f"/api/runs/{made}/events", headers=STREAM))
        sockets = [await stack.enter_async_context(websockets.connect(address)) for _ in range(3)]
        staged = asyncio.create_task(client.post(stage, json=waits, headers=STREAM))
        plain = asyncio.create_task(client.post(stage, json=waits))
        silent = socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])))
        while (await client.get("/api/v2/jobs/totals")).json()["states"]["running"]["count"] < 2:
            await asyncio.sleep(0.02)
        result = await asyncio.to_thread(stopped, started, signal.SIGTERM)
        silent.close()
        for one in sockets:
            await one.wait_closed()
            assert one.close_code == 1012
        async for _ in following.aiter_bytes():
            pass
        with contextlib.suppress(httpx.TransportError):
            await plain
        return *result, (await staged).text


@pytest.mark.anyio
async def test_a_server_with_everything_open_stops_in_time_and_says_so_to_its_clients(tmp_path: Path) -> None:
    with process(tmp_path) as (started, url):
        code, seconds, said, last = await busy(url, started)
    assert code == 0, said
    assert seconds < STOPPED_WITHIN
    assert said == ""
    assert json.loads(last.strip().rpartition("data: ")[2])["type"] == "/problems/interrupted"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.1", "::", "example.org", ""])
def test_an_address_that_others_reach_is_refused_with_a_reason(tmp_path: Path, host: str) -> None:
    with pytest.raises(Forbidden, match="access control comes first"):
        serve(Settings(data=tmp_path / "data", host=host, port=0))
    assert not (tmp_path / "data").exists()


def test_a_port_in_use_is_told_and_nothing_is_touched(tmp_path: Path) -> None:
    with listen(Settings(port=0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Unavailable, match=f"{port} cannot be used: .*in use"):
            serve(Settings(data=tmp_path / "data", port=port))
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(("host", "expected"), [("localhost", "http://127.0.0.1:"), ("::1", "http://[::1]:")])
def test_loopback_has_several_names(host: str, expected: str) -> None:
    try:
        with listen(Settings(host=host, port=0)) as listening:
            assert address_of(listening).startswith(expected)
    except Unavailable:
        assert host == "::1", "this machine may have no IPv6"


@pytest.mark.anyio
async def test_a_client_that_stops_reading_does_not_keep_the_server(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    film = NewEntity("output_video", "media", bytes(32 * 1024 * 1024), "video/mp4", "mp4", media_type="video", index=0)
    async with running(tmp_path) as site:
        run_id = await site.run_with(film)
        _, writer = await asyncio.open_connection("127.0.0.1", site.port)
        writer.transport.pause_reading()
        writer.write(f"GET /api/media/video/{run_id} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        await asyncio.sleep(0.3)
        begun = time.monotonic()
    assert time.monotonic() - begun < STOPPED_WITHIN
    assert capfd.readouterr().err == ""
    writer.close()


@pytest.mark.anyio
async def test_nothing_of_an_address_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    async with running(tmp_path) as site:
        await site.client.get("/api/echo?secret=words")
        async with websockets.connect(site.url.replace("http", "ws") + "/api/events?secret=words&after=0"):
            pass
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "websockets"))]
    out, err = capfd.readouterr()
    assert "words" not in "".join([*ours, out, err])


def test_a_server_that_is_ready_collects_garbage(tmp_path: Path) -> None:
    program = PROGRAM.replace("import asyncio, sys", "import asyncio, gc, os, sys\ngc.disable()").replace(
        "lambda _pool: [backend])", "lambda _pool: [backend]), lambda _url: os._exit(0 if gc.isenabled() else 1)"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], env=environment, timeout=60)
    assert done.returncode == 0
