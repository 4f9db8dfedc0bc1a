"""Work that would hold others up is done on a thread."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from devserver.backends.threads import LARGE, off_loop

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("size", "here"), [(LARGE - 1, True), (LARGE, False)], ids=["little", "much"])
async def test_where_work_is_done(size: int, here: bool) -> None:
    with ThreadPoolExecutor(1) as pool:
        assert (await off_loop(pool, size, threading.current_thread) is threading.current_thread()) == here


async def test_what_it_raises_is_raised() -> None:
    with ThreadPoolExecutor(1) as pool, pytest.raises(ZeroDivisionError):
        await off_loop(pool, LARGE, lambda: 1 // 0)
