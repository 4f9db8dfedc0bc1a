from __future__ import annotations

import asyncio

import pytest

from devserver.engine.waiting import to_the_end

pytestmark = pytest.mark.anyio


async def test_it_returns_and_raises_what_the_work_does() -> None:
    async def work(error: Exception | None) -> int:
        await asyncio.sleep(0)
        if error:
            raise error
        return 7

    assert await to_the_end(work(None)) == 7
    with pytest.raises(KeyError):
        await to_the_end(work(KeyError()))


@pytest.mark.parametrize("times", [1, 3])
async def test_however_often_it_is_cancelled_the_work_ends_first(times: int) -> None:
    ended = asyncio.Event()

    async def work() -> None:
        await asyncio.sleep(0.02)
        ended.set()

    waiting = asyncio.create_task(to_the_end(work()))
    for _ in range(times):
        await asyncio.sleep(0.001)
        waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert ended.is_set()


async def test_a_cancellation_goes_before_what_the_work_raises() -> None:
    async def work() -> None:
        await asyncio.sleep(0.01)
        raise KeyError

    waiting = asyncio.create_task(to_the_end(work()))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
