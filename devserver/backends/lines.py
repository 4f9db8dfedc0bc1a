"""Pieces of bytes become lines, and lines become server-sent events, whatever way the network cut them.

Only a line feed ends a line: JSON may hold the other characters that Unicode calls line ends.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator

MOST_LINE = 8_000_000
"""Bytes of one line, above which LineTooLong is raised."""


class LineTooLong(Exception):
    """A line has no end within the limit."""


async def lines(pieces: AsyncIterator[bytes], most: int = MOST_LINE) -> AsyncGenerator[bytes, None]:
    """Yield lines without their ends; raises LineTooLong."""
    rest = bytearray()
    async for piece in pieces:
        rest += piece
        if len(rest) > most and b"\n" not in rest:
            raise LineTooLong
        if b"\n" in piece:
            *whole, last = bytes(rest).split(b"\n")
            rest = bytearray(last)
            for line in whole:
                yield line.removesuffix(b"\r")
    if rest:
        yield bytes(rest).removesuffix(b"\r")


async def event_data(given: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """Yield the data of server-sent events; comments and other fields are passed over."""
    data: list[bytes] = []
    async for line in given:
        if not line and data:
            yield b"\n".join(data)
            data = []
        elif line.startswith(b"data:"):
            data.append(line[5:].removeprefix(b" "))
    if data:
        yield b"\n".join(data)
