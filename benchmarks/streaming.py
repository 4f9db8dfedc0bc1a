"""Texts as they are written: how late each piece comes to who follows it, and what a hundred of them cost.

A server for text writes the moment at which a token leaves it into the token. Whoever follows compares that with the
moment at which the event came: both are the monotonic clock of one machine. What lies between is the way through our
backend, router, event log and stream, twice over a socket.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.figures import Figure, percentile
from benchmarks.folders import new_folder
from benchmarks.server import Served

FIRST = 200
"""Streams, one after the other, whose first piece is measured."""
STREAMS, RATE, SECONDS = 100, 50, 12
REQUEST = (
    "POST /api/schema/pipeline/interception HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\n"
    "Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
)
DELTA = b"event: text_delta\n"


def figures() -> Iterator[Figure]:
    """Measure the first piece of single streams, then a hundred streams at fifty tokens a second, by each protocol."""
    with tokens() as port:
        for model in ("ollama/tokens", "lab/tokens"):
            name = model.partition("/")[0]
            with served(port, model, rate=200, count=3) as writing:
                late = asyncio.run(_first(writing))
            yield Figure(f"{name}: first piece forwarded, p50", percentile(late, 0.5), "ms", most=5)
            yield Figure(f"{name}: first piece forwarded, p99", percentile(late, 0.99), "ms", most=5)
            with served(port, model, rate=RATE, count=RATE * SECONDS) as writing:
                share = asyncio.run(_many(writing))
            yield Figure(f"{name}: {STREAMS} streams x {RATE} tokens/s, share of a core", share, "share", most=1)
        straight = asyncio.run(_straight(port))
        yield Figure("this machine's own lateness: without us between, p99", percentile(straight, 0.99), "ms", most=5)


@contextmanager
def tokens() -> Iterator[int]:
    """Run a server for text in a process of its own and give its port."""
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.tokens"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def served(port: int, model: str, *, rate: int, count: int) -> Iterator[Served]:
    """Run the server as it is shipped, with an attitude that asks for tokens."""
    folder = new_folder()
    attitude = {
        "pipeline": "text_transformation",
        "context": "Write.",
        "parameters": {"top_k": rate, "max_tokens": count},
        "meta": {"stage": "interception"},
    }
    place = folder / "layer" / "configs" / "interception"
    place.mkdir(parents=True)
    (place / "tokens.json").write_text(json.dumps(attitude))
    settings = {
        "DEVSERVER_OLLAMA": f"http://127.0.0.1:{port}",
        "DEVSERVER_OPENAI_SERVERS": f"lab=http://127.0.0.1:{port}/v1",
        "DEVSERVER_STAGE2_INTERCEPTION_MODEL": model,
        "DEVSERVER_LOG_LEVEL": "warning",
    }
    command = [sys.executable, "-m", "devserver", "serve", "--port", "0", "--data", f"{folder}/data"]
    environment = {**_plain_environment(), **settings}
    process = subprocess.Popen(
        [*command, "--schemas", f"{folder}/layer"], stdout=subprocess.PIPE, text=True, env=environment
    )
    try:
        assert process.stdout is not None
        url = next(word for word in process.stdout.readline().split() if word.startswith("http"))
        yield Served(url.rstrip("/"), process.pid, Path(folder) / "data")
    finally:
        process.terminate()
        process.wait(30)


def _plain_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("DEVSERVER_")}


async def _first(served: Served) -> list[float]:
    """Return how late the first piece of each stream came, in ms; the very first streams open connections."""
    return [(await _follow(served, number))[0] for number in range(FIRST + 5)][5:]


async def _straight(port: int) -> list[float]:
    """Return how late the first piece of each stream comes to who asks the server for text itself, in ms."""
    body = b'{"top_k": 200, "max_tokens": 3}'
    late = []
    for _ in range(FIRST):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /v1/chat/completions HTTP/1.1\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body))
        await reader.readuntil(b'"content": "')
        token, moment = await reader.readuntil(b" "), time.monotonic_ns()
        late.append((moment - int(token)) / 1e6)
        writer.close()
    return late


async def _many(served: Served) -> float:
    """Return the share of a core that the server needs for so many pieces a second.

    It is the processor time of the whole run by the seconds that it was meant to take: what others do on this machine
    meanwhile makes it slower, and no cheaper. Beginning and end of all the runs are in it.
    """
    await _follow(served, STREAMS)
    cpu = served.cpu_seconds
    await asyncio.gather(*(_follow(served, number, measured=False) for number in range(STREAMS)))
    return (served.cpu_seconds - cpu) / SECONDS


async def _follow(served: Served, number: int, measured: bool = True) -> list[float]:
    """Follow one text to its end; return how late each piece of it came, in ms."""
    host = served.url.removeprefix("http://")
    reader, writer = await asyncio.open_connection(*host.split(":"))
    body = json.dumps({"input_text": f"Text {number}", "config": "tokens"})
    writer.write(REQUEST.format(host=host, length=len(body), body=body).encode())
    late = await (_timed(reader) if measured else _passed_over(reader))
    writer.close()
    return late


async def _timed(reader: asyncio.StreamReader) -> list[float]:
    late = []
    while (line := await reader.readline()) and not line.startswith(b"event: result"):
        if line == DELTA:
            data, moment = await reader.readline(), time.monotonic_ns()
            sent = json.loads(data[6:])["data"]["text"].split()
            late += [(moment - int(token)) / 1e6 for token in sent]
    return late


async def _passed_over(reader: asyncio.StreamReader) -> list[float]:
    """Read to the end of a text without a look at it, so that the client does not hold up what is measured."""
    end = b""
    while (piece := await reader.read(65536)) and b"event: result" not in end + piece:
        end = piece[-20:]
    return []
