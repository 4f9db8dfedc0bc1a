from __future__ import annotations

import asyncio

import pytest
import structlog

from devserver.engine import background
from devserver.errors import Unavailable

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "AGAIN_AFTER", 0.0)


@pytest.mark.parametrize("error", [Unavailable("server_stopping"), ValueError("x")], ids=["a fault", "a defect"])
async def test_what_breaks_is_told_and_begun_again(error: Exception) -> None:
    begun: list[str] = []
    other, again = asyncio.Event(), asyncio.Event()

    async def breaks() -> None:
        begun.append("breaks")
        if len(begun) == 1:
            raise error
        again.set()
        await asyncio.Event().wait()

    async def goes_on() -> None:
        other.set()
        await asyncio.Event().wait()

    with structlog.testing.capture_logs() as told:
        async with background.in_background({"one": breaks, "two": goes_on}):
            await again.wait()
            await other.wait()
    assert [(line["event"], line["work"]) for line in told] == [("background_work_failed", "one")]
    assert begun == ["breaks"] * 2


async def test_it_has_ended_when_the_block_is_left() -> None:
    begun, ended = asyncio.Event(), []

    async def work() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append("work")

    with pytest.raises(KeyError):
        async with background.in_background({"one": work}):
            await begun.wait()
            raise KeyError
    assert ended == ["work"]
