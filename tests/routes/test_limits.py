"""Bodies on their way to Flask: whole, within the limit, and refused without waiting for the rest."""

from __future__ import annotations

import asyncio

import pytest

from devserver.routes.limits import MOST_JSON_BYTES
from tests.fakes.site import Site

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("size", "status"),
    [
        pytest.param(0, 200, id="none"),
        pytest.param(MOST_JSON_BYTES, 200, id="just as much as is taken"),
        pytest.param(MOST_JSON_BYTES + 1, 413, id="one byte more"),
        pytest.param(10_000_000, 413, id="ten megabytes"),
    ],
)
@pytest.mark.parametrize("chunked", [False, True], ids=["with a length", "in chunks"])
async def test_how_large_a_body_may_be(site: Site, size: int, status: int, chunked: bool) -> None:
    async def pieces() -> object:
        for start in range(0, size, 100_000):
            yield bytes(min(100_000, size - start))

    response = await site.client.post("/api/echo", content=pieces() if chunked else bytes(size))
    assert response.status_code == status
    assert response.json()["type" if status == 413 else "bytes"] == ("/problems/too-large" if status == 413 else size)


async def test_a_length_that_is_too_large_is_refused_before_anything_is_read(site: Site) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(b"POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000000\r\n\r\n")
    async with asyncio.timeout(30):
        assert (await reader.readline()).startswith(b"HTTP/1.1 413 ")
    writer.close()


async def test_clients_that_send_slowly_take_no_thread(site: Site) -> None:
    writers = []
    for _ in range(300):
        _, writer = await asyncio.open_connection("127.0.0.1", site.port)
        writer.write(b"POST /api/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc")
        writers.append(writer)
    async with asyncio.timeout(30):
        assert (await site.client.get("/api/echo")).status_code == 200
    for writer in writers:
        writer.close()


async def test_the_connection_goes_on_after_an_answer(site: Site) -> None:
    for _ in range(3):
        assert (await site.client.post("/api/echo", content=b"abc")).json()["bytes"] == 3
