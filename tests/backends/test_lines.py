"""Lines and events, whatever way the network cut them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.backends.lines import LineTooLong, event_data, lines
from tests.backends.remote_contract import aiter_of

pytestmark = pytest.mark.anyio

TEXT = 'data: {"a": "\u2028\u00fc"}\r\n: comment\r\n\r\ndata: one\ndata:two\nevent: x\n\n\n\ndata: last'.encode()


async def found(pieces: list[bytes]) -> tuple[list[bytes], list[bytes]]:
    plain = [line async for line in lines(aiter_of(pieces))]
    return plain, [data async for data in event_data(aiter_of(plain))]


@given(st.sets(st.integers(0, len(TEXT))))
async def test_cuts_change_nothing(cuts: set[int]) -> None:
    places = [0, *sorted(cuts), len(TEXT)]
    pieces = [TEXT[start:end] for start, end in zip(places, places[1:], strict=False)]
    plain, data = await found(pieces)
    assert plain == TEXT.replace(b"\r\n", b"\n").split(b"\n")
    assert data == ['{"a": "\u2028\u00fc"}'.encode(), b"one\ntwo", b"last"]


async def test_a_line_above_the_limit_is_refused_before_it_ends() -> None:
    with pytest.raises(LineTooLong):
        _ = [line async for line in lines(aiter_of([b"ab", b"cd", b"ef"]), most=5)]


async def test_many_lines_together_may_be_above_it() -> None:
    assert [line async for line in lines(aiter_of([b"abc\ndef\nghi"]), most=5)] == [b"abc", b"def", b"ghi"]
