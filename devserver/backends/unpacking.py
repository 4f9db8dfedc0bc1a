"""The body of an answer, unpacked where it was sent compressed, in pieces that are never large.

httpx unpacks a piece of the network whole, and as many times as the answer says: 64 kB of zeros that were packed twice
become 60 GB. Here at most one packing is taken off, and no piece has more than `PIECE` bytes. Who reads
counts what comes out, so that it has to grow with what goes in.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

PIECE = 1_000_000
"""Bytes of the largest piece."""
WHAT_WE_UNPACK = "gzip, deflate"
"""What to say in `accept-encoding` where an answer may be packed."""
_BITS = {"gzip": 31, "x-gzip": 31, "deflate": 47}


async def body_of(response: httpx.Response) -> AsyncGenerator[bytes]:
    """Yield the body of a streamed answer as it comes; raises what httpx raises, DecodingError too."""
    import httpx

    packed = response.headers.get("content-encoding", "").strip().lower()
    if packed not in {"", "identity", *_BITS}:
        raise httpx.DecodingError(f"it is packed as {packed[:40]!r}", request=response.request)
    async with aclosing(response.aiter_raw()) as raw:  # type: ignore[type-var]
        if packed not in _BITS:
            async for piece in raw:
                yield piece
            return
        try:
            async with aclosing(_unpacked(raw, _BITS[packed])) as pieces:
                async for piece in pieces:
                    yield piece
        except (zlib.error, EOFError) as error:
            raise httpx.DecodingError(str(error), request=response.request) from None


async def _unpacked(raw: AsyncIterator[bytes], bits: int) -> AsyncGenerator[bytes]:
    """Yield what zlib makes of pieces; raises EOFError where the end is missing, zlib.error for all else."""
    unpacker = zlib.decompressobj(bits)
    taken = given = 0
    async for packed in raw:
        taken += len(packed)
        while packed and not unpacker.eof:
            if piece := unpacker.decompress(packed, PIECE):
                given += len(piece)
                yield piece
            packed = unpacker.unconsumed_tail
        if taken > 2 * given + PIECE:
            raise zlib.error("it is longer than what it holds")
    if rest := b"" if unpacker.eof else unpacker.flush():
        yield rest
    if taken and not unpacker.eof:
        raise EOFError("its end is missing")
