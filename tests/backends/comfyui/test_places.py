"""Two pools before one server: together they give it its limit and no more; what one gives back the other takes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import pytest

from devserver.backends import Ticket
from devserver.backends.comfyui import ComfyBackend
from devserver.backends.comfyui.places import Places
from devserver.backends.comfyui.remote import Remote
from devserver.models.outcomes import Cancelled, Ok, Queued, Signal
from tests.backends.comfyui.working import done, graph, media_call, open_backend, until
from tests.fakes.comfyui import FakeComfy, open_fake

pytestmark = pytest.mark.anyio


@dataclass
class Held:
    """The places of all processes, as a database has them."""

    taken: dict[str, set[int]] = field(default_factory=dict)
    most: int = 0
    asked: int = 0

    async def at_once(self, name: str, places: int) -> Callable[[], None] | None:
        self.asked += 1
        await asyncio.sleep(0)
        held = self.taken.setdefault(name, set())
        slot = next((n for n in range(places) if n not in held), None)
        if slot is None:
            return None
        held.add(slot)
        self.most = max(self.most, len(held))
        return lambda: held.remove(slot)

    @property
    def free(self) -> bool:
        """Tell whether nobody has a place."""
        return not any(self.taken.values())


@asynccontextmanager
async def pools(fake: FakeComfy, held: Held, count: int = 2, limit: int = 2) -> AsyncIterator[list[ComfyBackend]]:
    """Open pools that share the places at a server, each as in a process of its own."""
    async with AsyncExitStack() as stack:
        found: list[ComfyBackend] = []
        for _ in range(count):
            alone = await stack.enter_async_context(open_backend(fake, limit=limit))
            alone.pool._places = Places(held)
            found.append(alone)
        yield found


async def watch(fake: FakeComfy, seen: list[int]) -> None:
    """Note how many prompts a server has, again and again."""
    while True:
        seen.append(len(fake.queue) + bool(fake.running))
        await asyncio.sleep(0.002)


@pytest.mark.parametrize("limit", [1, 2])
async def test_the_limit_holds_for_both_together_and_all_is_done(limit: int) -> None:
    held, seen = Held(), list[int]()
    async with open_fake(step=0.01) as fake, pools(fake, held, limit=limit) as both:
        watching = asyncio.create_task(watch(fake, seen))
        calls = [media_call(graph(steps=4, shade=n)) for n in range(6)]
        done_ = [done(both[n % 2], call, ticket=Ticket(owner=str(n))) for n, call in enumerate(calls)]
        outcomes = await asyncio.gather(*done_)
        watching.cancel()
        await until(lambda: held.free)
    assert all(isinstance(outcome, Ok) for outcome in outcomes)
    assert len(fake.succeeded) == 6
    assert (held.most, max(seen)) == (limit, limit)


async def test_who_waits_for_a_place_of_another_is_told_once_and_can_be_cancelled() -> None:
    held, signals = Held(), list[Signal]()
    async with open_fake(step=0.01) as fake, pools(fake, held, limit=1) as (one, two):
        first = asyncio.create_task(done(one, media_call(graph(steps=5000))))
        await until(lambda: fake.running)
        second = asyncio.create_task(done(two, media_call(graph(shade=1)), signals))
        await until(lambda: held.asked > 6)
        assert [signal.position for signal in signals if isinstance(signal, Queued)] == [0]
        [job] = two.pool.waiting or [*two.pool.at("s1")]
        job.cancel()
        assert await asyncio.wait_for(second, 30) == Cancelled()
        assert not first.done()
        [other] = one.pool.at("s1")
        other.cancel()
        assert await asyncio.wait_for(first, 30) == Cancelled()
        await until(lambda: held.free)
    assert len(fake.posted("/prompt")) == 1


async def test_a_prompt_that_a_server_has_already_is_followed_without_a_place_and_takes_one_when_it_can() -> None:
    held = Held()
    async with open_fake(step=0.01) as fake, pools(fake, held, count=1, limit=1) as [backend]:
        ours = await fake.post_foreign(graph(steps=300))
        place = await held.at_once(f"comfyui {fake.url}", 1)
        assert place is not None
        ticket = Ticket(key="k", resumed=True, remote=Remote(ours).signal.remote)
        job = backend.pool.submit(media_call(graph(steps=300)), ticket)
        await until(lambda: backend.pool.at("s1"))
        place()
        await until(lambda: not held.free)
        assert isinstance(await asyncio.wait_for(job.outcome, 60), Ok)
        await until(lambda: held.free)
    assert fake.posted("/prompt")[1:] == []


async def test_a_call_that_is_given_up_while_it_takes_a_place_leaves_it_free() -> None:
    held = Held()
    async with open_fake(step=0.01) as fake, pools(fake, held, count=1) as [backend]:
        for turns in range(4):
            job = backend.pool.submit(media_call(graph(steps=50, shade=turns)))
            for _ in range(turns):
                await asyncio.sleep(0)
            job.give_up()
            await asyncio.wait_for(job.outcome, 30)
        await until(lambda: held.free)
        assert isinstance(await done(backend, media_call(graph())), Ok)
