"""What is ended at the server when a call is left, and that nothing else is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from devserver.backends.swarmui import SwarmBackend
from devserver.models.outcomes import OUTCOMES, Failed, Outcome, Progress
from tests.backends.comfyui.working import until
from tests.backends.contract import outcome_of
from tests.backends.maker_contract import made
from tests.backends.swarmui.working import open_backend, picture_call
from tests.fakes.swarmui import FakeSwarm, open_fake

pytestmark = pytest.mark.anyio

LONG = 500


@pytest.fixture
async def fake() -> AsyncIterator[FakeSwarm]:
    async with open_fake(step=0.01, backends=3) as fake:
        yield fake


@pytest.fixture
async def backend(fake: FakeSwarm) -> AsyncIterator[SwarmBackend]:
    async with open_backend(fake) as backend:
        yield backend


async def cancelled(task: asyncio.Task[Outcome]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert task.cancelled()


async def test_cancelling_interrupts_this_session_and_nobody_elses(fake: FakeSwarm, backend: SwarmBackend) -> None:
    theirs = await fake.somebody_elses(steps=40)
    ours = asyncio.create_task(outcome_of(backend, picture_call(steps=40)))
    await until(lambda: len(fake.began) == 2)
    task = asyncio.create_task(outcome_of(backend, picture_call(steps=LONG)))
    await until(lambda: len(fake.began) == 3)
    await cancelled(task)
    await until(lambda: fake.ended)
    [session] = {body["session_id"] for body in fake.bodies("interruptall")}
    assert fake.ended == [session]
    assert fake.began[2] == session
    assert {body["other_sessions"] for body in fake.bodies("interruptall")} == {False}
    assert made(await ours)
    await until(lambda: theirs in fake.ended)
    assert fake.idle


@pytest.mark.parametrize("steps", ["still waits", "is made"])
async def test_a_session_is_used_again_once_it_is_idle(fake: FakeSwarm, backend: SwarmBackend, steps: str) -> None:
    if steps == "still waits":
        for _ in range(3):
            await fake.free.acquire()
    task = asyncio.create_task(outcome_of(backend, picture_call(steps=LONG)))
    await until(lambda: any(session.counts["waiting_gens"] for session in fake.sessions.values()))
    await cancelled(task)
    await until(lambda: fake.idle and fake.ended)
    for _ in range(3 if steps == "still waits" else 0):
        fake.free.release()
    assert made(await outcome_of(backend, picture_call()))
    assert len(fake.bodies("getnewsession")) == 1


async def test_a_request_that_was_not_read_yet_is_interrupted_when_it_is(
    fake: FakeSwarm, backend: SwarmBackend
) -> None:
    assert made(await outcome_of(backend, picture_call()))
    fake.read_delay = 0.15
    task = asyncio.create_task(outcome_of(backend, picture_call(steps=LONG)))
    before = backend.server.sessions
    await until(lambda: not before._free)
    await asyncio.sleep(0.05)
    await cancelled(task)
    await until(lambda: len(fake.ended) == 2)
    assert fake.idle


async def test_cancelling_the_plain_request_interrupts_it_too() -> None:
    async with open_fake(step=0.01, websockets=False) as fake, open_backend(fake) as backend:
        task = asyncio.create_task(outcome_of(backend, picture_call(steps=LONG)))
        await until(lambda: fake.began)
        await cancelled(task)
        await until(lambda: fake.ended)
        assert fake.idle


async def test_a_stream_that_is_closed_early_interrupts(fake: FakeSwarm, backend: SwarmBackend) -> None:
    stream = backend.execute(picture_call(steps=LONG))
    async for _item in stream:
        break
    await stream.aclose()  # type: ignore[attr-defined]
    await until(lambda: fake.ended)
    assert fake.idle


async def outcome_while(backend: SwarmBackend, happens: asyncio.Event) -> Outcome:
    """Do a long call and return its outcome; `happens` is set at its first step."""
    async for item in backend.execute(picture_call(steps=LONG)):
        if isinstance(item, Progress):
            happens.set()
        if isinstance(item, OUTCOMES):
            return item
    raise AssertionError("there was no outcome")


async def test_a_socket_that_is_lost_ends_the_call_and_what_it_left_there(
    fake: FakeSwarm, backend: SwarmBackend
) -> None:
    begun = asyncio.Event()
    task = asyncio.create_task(outcome_while(backend, begun))
    await begun.wait()
    fake.relay.drop_sockets()
    outcome = await task
    assert isinstance(outcome, Failed)
    assert "broke off" in outcome.reason
    await until(lambda: fake.ended)
    assert fake.idle


async def test_a_server_that_starts_anew_in_the_middle_loses_the_call_and_takes_the_next(
    fake: FakeSwarm, backend: SwarmBackend
) -> None:
    begun = asyncio.Event()
    task = asyncio.create_task(outcome_while(backend, begun))
    await begun.wait()
    await fake.restart(after=0.02)
    outcome = await task
    assert isinstance(outcome, Failed)
    assert "started anew" in outcome.reason
    assert made(await outcome_of(backend, picture_call()))


async def test_closing_ends_what_is_still_to_be_ended(fake: FakeSwarm) -> None:
    async with open_backend(fake) as backend:
        task = asyncio.create_task(outcome_of(backend, picture_call(steps=LONG)))
        await until(lambda: fake.began)
        task.cancel()
        await asyncio.sleep(0)
        task.cancel()  # whoever cancels does not wait
        with suppress(asyncio.CancelledError):
            await task
    await until(lambda: fake.ended)


async def test_a_server_that_is_gone_keeps_nobody_waiting(fake: FakeSwarm) -> None:
    async with open_backend(fake) as backend:
        task = asyncio.create_task(outcome_of(backend, picture_call(steps=LONG)))
        await until(lambda: fake.began)
        await fake.die()
        outcome = await task
    assert isinstance(outcome, Failed)


async def test_a_socket_that_said_its_last_word_is_closed_in_order(fake: FakeSwarm, backend: SwarmBackend) -> None:
    fake.grace = 1.0
    assert made(await outcome_of(backend, picture_call()))
    await until(lambda: fake.closed)
    assert fake.closed == [1000]
