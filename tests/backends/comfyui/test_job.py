"""A call in the pool, and the signals that wait for a slow reader."""

from __future__ import annotations

import asyncio

import pytest

from devserver.backends.comfyui.job import Mailbox
from devserver.models.outcomes import (
    Cancelled,
    Failed,
    Ok,
    Preview,
    Progress,
)
from tests.backends.comfyui.working import done, graph, media_call, open_backend, until
from tests.fakes.comfyui import Faults, open_fake

pytestmark = pytest.mark.anyio


async def test_of_each_kind_only_the_newest_waits() -> None:
    box = Mailbox()
    for n in range(100):
        box.put(Preview(mime="image/png", data=bytes([n])))
        box.put(Progress(fraction=n / 100))
    box.close()
    box.put(Progress(fraction=1.0))
    assert [signal async for signal in box.read()] == [
        Preview(mime="image/png", data=bytes([99])),
        Progress(fraction=0.99),
    ]


async def test_a_cancelled_call_is_stopped_where_it_runs() -> None:
    async with open_fake(step=0.02) as fake, open_backend(fake) as backend:
        running = backend.execute(media_call(graph(steps=500)))
        await anext(running)
        await until(lambda: fake.running)
        await running.aclose()  # type: ignore[attr-defined]
        await until(lambda: not fake.running)
        ours = fake.posted("/prompt")[0]["prompt_id"]
        assert fake.posted("/interrupt")[0] == {"prompt_id": ours}
        await until(lambda: backend.describe()["servers"][0]["running"] == 0)
    assert fake.succeeded == []


async def test_a_lost_interrupt_is_sent_again() -> None:
    async with open_fake(step=0.02, faults=Faults(interrupts_lost=2)) as fake, open_backend(fake) as backend:
        call = asyncio.create_task(done(backend, media_call(graph(steps=500))))
        await until(lambda: fake.running)
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)
        await until(lambda: not fake.running)
        assert len(fake.posted("/interrupt")) >= 3


async def test_a_cancelled_call_that_waits_is_taken_back_and_nobody_elses_is_touched() -> None:
    async with open_fake(step=0.02) as fake, open_backend(fake) as backend:
        theirs = await fake.post_foreign(graph(steps=30), "somebody")
        later = await fake.post_foreign(graph(steps=1, shade=7), "somebody")
        await until(lambda: fake.running)
        call = asyncio.create_task(done(backend, media_call(graph(steps=3, shade=3))))
        await until(lambda: len(fake.queue) == 2)
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)
        ours = fake.posted("/prompt")[0]["prompt_id"]
        await until(lambda: all(item[1] != ours for item in fake.queue))
        await until(lambda: fake.succeeded == [theirs, later])
        assert ours not in fake.began
        assert all(body == {"delete": [ours]} for body in fake.posted("/queue"))
        assert fake.posted("/interrupt") == []


async def test_a_call_that_is_cancelled_in_our_own_line_never_leaves_it() -> None:
    async with open_fake(step=0.02) as fake, open_backend(fake, limit=1) as backend:
        first = asyncio.create_task(done(backend, media_call(graph(steps=10))))
        await until(lambda: fake.running)
        second = backend.pool.submit(media_call(graph(shade=5)))
        await asyncio.sleep(0.05)
        second.cancel()
        assert await second.outcome == Cancelled()
        assert isinstance(await first, Ok)
    assert len(fake.posted("/prompt")) == 1


async def test_a_prompt_that_somebody_else_stops_is_a_failure() -> None:
    async with open_fake(step=0.02) as fake, open_backend(fake) as backend:
        call = asyncio.create_task(done(backend, media_call(graph(steps=500))))
        await until(lambda: fake.running)
        fake.interrupt_flag = True
        assert await call == Failed(reason="somebody else stopped it on s1")
