"""Bodies that were sent compressed: unpacked once, in small pieces, and cut off in time."""

from __future__ import annotations

import gzip
import zlib

import httpx
import pytest

from devserver.backends.unpacking import PIECE, body_of
from tests.fakes.http_server import END, HttpServer, Step, chunk, head, running

pytestmark = pytest.mark.anyio

TEXT = b"a boat " * 1000
LARGE = b"\0" * (5 * PIECE)
NOTHING = gzip.compress(b"")[:10] + b"\0\0\0\xff\xff" * (PIECE // 2) + b"\1\0\0\xff\xff" + bytes(8)
"""A whole packing of empty blocks."""


def packed(data: bytes, how: str, pieces: int = 3) -> list[Step]:
    size = len(data) // pieces + 1
    parts = [chunk(data[start : start + size]) for start in range(0, len(data), size)]
    return [head(200, "application/json", content_encoding=how), *parts, END]


async def read(steps: list[Step]) -> list[bytes]:
    async with running(HttpServer()) as server, httpx.AsyncClient(trust_env=False) as client:
        server.plays(steps)
        async with client.stream("GET", server.url) as response:
            return [piece async for piece in body_of(response)]


WAYS = {
    "not packed": (TEXT, ""),
    "not packed, and said so": (TEXT, "identity"),
    "gzip": (gzip.compress(TEXT), "gzip"),
    "gzip by its old name": (gzip.compress(TEXT), "X-GZip"),
    "deflate": (zlib.compress(TEXT), "deflate"),
    "gzip with something behind it": (gzip.compress(TEXT) + b"rest", "gzip"),
}


@pytest.mark.parametrize(("data", "how"), WAYS.values(), ids=WAYS.keys())
async def test_a_body_is_unpacked(data: bytes, how: str) -> None:
    assert b"".join(await read(packed(data, how))) == TEXT


async def test_nothing_is_nothing() -> None:
    assert await read([head(200, "application/json", content_encoding="gzip"), END]) == []


async def test_much_comes_in_small_pieces() -> None:
    pieces = await read(packed(gzip.compress(LARGE), "gzip", pieces=1))
    assert b"".join(pieces) == LARGE
    assert max(map(len, pieces)) <= PIECE


FAULTS = {
    "packed twice": (gzip.compress(gzip.compress(TEXT)), "gzip, gzip"),
    "packed in a way that nobody asked for": (TEXT, "br"),
    "said to be packed": (TEXT, "gzip"),
    "broken off": (gzip.compress(bytes(range(256)) * 99)[:-20], "gzip"),
    "more behind its end than in it": (gzip.compress(TEXT) + bytes(2 * PIECE), "gzip"),
    "much that holds nothing": (NOTHING, "gzip"),
}


@pytest.mark.parametrize(("data", "how"), FAULTS.values(), ids=FAULTS.keys())
async def test_what_cannot_be_unpacked_is_said(data: bytes, how: str) -> None:
    with pytest.raises(httpx.DecodingError):
        await read(packed(data, how))


@pytest.mark.parametrize("size", [PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
async def test_nothing_is_left_behind_at_the_edge_of_a_piece(size: int) -> None:
    assert sum(map(len, await read(packed(gzip.compress(b"\0" * size), "gzip", pieces=1)))) == size
