"""Calls through the pool to fake servers, over real HTTP and websockets, while things go wrong."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest
from pydantic import SecretStr

from devserver.backends import Ticket
from devserver.backends.comfyui import ComfyBackend, open_pool
from devserver.backends.comfyui.remote import prompt_id_of
from devserver.models.outcomes import (
    Cancelled,
    Ok,
    Progress,
    Queued,
    Signal,
    Submitted,
    Unavailable,
)
from devserver.models.servers import ComfyServer
from tests.backends.comfyui.working import FAST, a_picture, done, graph, media_call, node, open_backend, painting, until
from tests.fakes.comfyui import FakeComfy, open_fake

pytestmark = pytest.mark.anyio


async def down(backend: ComfyBackend, fake: FakeComfy, place: int = 0) -> None:
    """Kill a server, and wait until the pool knows."""
    await fake.die()
    await until(lambda: not backend.pool.servers[place].up)


async def test_a_call_waits_for_a_server_that_is_down_and_goes_on_when_it_is_back() -> None:
    signals: list[Signal] = []
    async with open_fake() as one, open_fake() as two, open_backend(one, two) as backend:
        await down(backend, one)
        await down(backend, two, 1)
        assert (await backend.availability("", "image", graph())).waits
        first = asyncio.create_task(done(backend, media_call(graph()), signals))
        second = asyncio.create_task(done(backend, media_call(graph(shade=1))))
        await until(lambda: signals)
        await two.rise()
        assert isinstance(await first, Ok)
        assert isinstance(await second, Ok)
        assert len(two.succeeded) == 2
    place = signals[0]
    assert isinstance(place, Queued)
    assert (place.position, place.estimated_seconds) == (0, None)
    assert place.reason.startswith(f"no ComfyUI server answers: s1 ({one.url}): no connection, s2 (")


async def test_a_call_that_waited_too_long_fails_and_says_for_what() -> None:
    async with open_fake() as fake, open_backend(fake, pace=replace(FAST, patience=0.2)) as backend:
        await down(backend, fake)
        outcome = await done(backend, media_call(graph()))
    assert isinstance(outcome, Unavailable)
    told = f"no ComfyUI server answers: s1 ({fake.url}): no connection"
    assert (outcome.reason, outcome.missing, outcome.retryable) == (told, ("s1",), False)
    assert [reason.message for reason in outcome.reasons] == ["comfyui_down"]


async def test_a_call_that_waits_for_a_server_that_is_down_can_be_cancelled() -> None:
    async with open_fake() as fake, open_backend(fake) as backend:
        await down(backend, fake)
        job = backend.pool.submit(media_call(graph()))
        await until(lambda: job.told)
        job.cancel()
        assert await asyncio.wait_for(job.outcome, 30) == Cancelled()
        await fake.rise()
        await until(lambda: backend.pool.servers[0].up)
        assert isinstance(await done(backend, media_call(graph(shade=1))), Ok)
    assert len(fake.posted("/prompt")) == 1


async def test_what_the_server_that_is_up_lacks_is_waited_for_at_one_that_is_down_and_may_have_it() -> None:
    signals: list[Signal] = []
    async with open_fake() as one, open_fake() as two, open_backend(one, two) as backend:
        two.catalogue["RareNode"] = two.catalogue["EmptyImage"]
        await backend.pool.servers[1].renew(after=0.0)
        await down(backend, two, 1)
        rare = graph(**{"77": node("RareNode", width=8, height=8, batch_size=1, color=0)})
        call = asyncio.create_task(done(backend, media_call(rare), signals))
        await until(lambda: signals)
        assert isinstance(await done(backend, media_call(graph())), Ok), "others go on meanwhile"
        await two.rise()
        assert isinstance(await call, Ok)
        nowhere = {**rare, "78": node("NodeThatNobodyHas")}
        await down(backend, two, 1)
        outcome = await done(backend, media_call(nowhere))
    assert isinstance(signals[0], Queued)
    assert signals[0].reason.startswith("s1 does not have the node RareNode")
    assert "of those that may have it none answers: s2 (" in signals[0].reason
    assert isinstance(outcome, Unavailable), "it is known to be missing there as well"
    assert outcome.missing == ("RareNode", "NodeThatNobodyHas")


async def test_a_call_that_waits_at_a_server_is_moved_although_others_wait_for_that_server() -> None:
    async with open_fake(step=0.02) as one, open_fake() as two, open_backend(one, two) as backend:
        one.catalogue["RareNode"] = one.catalogue["EmptyImage"]
        await backend.pool.servers[0].renew(after=0.0)
        await down(backend, two, 1)
        jobs = [backend.pool.submit(media_call(painting(steps=40, seed=n))) for n in range(4)]
        await until(lambda: len(one.posted("/prompt")) == 2)
        rare = node("RareNode", width=8, height=8, batch_size=1, color=0)
        picky = [backend.pool.submit(media_call({**painting(seed=n), "77": rare})) for n in range(8, 12)]
        jobs[2].cancel()
        jobs[3].cancel()
        await two.rise()
        await until(lambda: two.began)
        assert isinstance(await asyncio.wait_for(jobs[1].outcome, 30), Ok)
        assert len(two.succeeded) == 1
        for job in (*jobs, *picky):
            job.cancel()


async def test_two_servers_of_one_name_are_refused() -> None:
    servers = [ComfyServer(name="attic", url="http://127.0.0.1:1"), ComfyServer(name="attic", url="http://127.0.0.1:2")]
    with pytest.raises(ValueError, match="same name"):
        async with open_pool(servers, a_picture, FAST):
            pass


async def test_a_server_never_has_more_of_ours_than_its_limit_and_all_are_done_once() -> None:
    most: dict[str, int] = {}
    async with open_fake(step=0.005) as one, open_fake(step=0.005) as two, open_backend(one, two) as backend:

        async def watch() -> None:
            while True:
                for server in backend.describe()["servers"]:
                    most[server["name"]] = max(most.get(server["name"], 0), server["running"])
                await asyncio.sleep(0.002)

        watching = asyncio.create_task(watch())
        models = ["small.safetensors", "large.safetensors"]
        calls = [media_call(painting(models[n % 2], seed=n)) for n in range(16)]
        outcomes = await asyncio.gather(*(done(backend, call) for call in calls))
        watching.cancel()
    assert all(isinstance(outcome, Ok) for outcome in outcomes)
    assert len(one.succeeded) + len(two.succeeded) == 16
    assert max(most.values()) <= 2
    assert all(
        len({body["prompt"]["4"]["inputs"]["ckpt_name"] for body in f.posted("/prompt")}) <= 2 for f in (one, two)
    )


async def test_people_take_turns_and_hear_their_place() -> None:
    order: list[str] = []
    async with open_fake(step=0.01) as fake, open_backend(fake, limit=1) as backend:
        first = asyncio.create_task(done(backend, media_call(graph(steps=20))))
        await until(lambda: fake.running)
        signals: list[Signal] = []

        async def one(owner: str, shade: int) -> None:
            heard = signals if owner == "ben" else None
            await done(backend, media_call(graph(steps=2, shade=shade)), heard, Ticket(owner))
            order.append(owner)

        rest = [asyncio.create_task(one("ada", n)) for n in range(3)]
        await asyncio.sleep(0.02)
        rest.append(asyncio.create_task(one("ben", 9)))
        await asyncio.gather(first, *rest)
    assert order == ["ada", "ben", "ada", "ada"]
    places = [signal for signal in signals if isinstance(signal, Queued)]
    assert places[0].position == 1
    assert places[-1].position == 0
    assert places[-1].estimated_seconds is not None, "the first two were measured"


async def test_a_call_that_only_waits_is_moved_to_a_server_that_has_nothing_to_do() -> None:
    async with open_fake(step=0.02) as one, open_fake() as two, open_backend(one, two) as backend:
        await two.die()
        await until(lambda: not backend.pool.servers[1].up)
        calls = [asyncio.create_task(done(backend, media_call(painting(steps=40, seed=n)))) for n in range(3)]
        await until(lambda: len(one.posted("/prompt")) == 2)
        await two.rise()
        assert all(isinstance(outcome, Ok) for outcome in await asyncio.gather(*calls))
    assert (len(one.succeeded), len(two.succeeded)) == (1, 2)


async def test_a_closed_pool_leaves_nothing_at_its_servers() -> None:
    async with open_fake(step=0.02) as fake:
        async with AsyncExitStack() as stack:
            backend = await stack.enter_async_context(open_backend(fake))
            jobs = [backend.pool.submit(media_call(graph(steps=500, shade=n))) for n in range(5)]
            await until(lambda: fake.running)
        assert [job.outcome.result() for job in jobs] == [Cancelled()] * 5
        await until(lambda: not fake.running and not fake.queue)
    assert fake.succeeded == []


async def test_what_an_operator_sees_has_no_password_and_no_header() -> None:
    server = ComfyServer(name="attic", url="http://127.0.0.1:9/", headers={"Authorization": SecretStr("Bearer secret")})
    async with open_pool([server], a_picture, replace(FAST, connect=0.1)) as pool:
        assert "secret" not in repr(pool.describe()) + repr(server)
        assert "Bearer" not in repr(server)


async def test_a_prompt_of_a_process_that_is_gone_is_followed_and_not_done_again() -> None:
    ticket = Ticket(key="run_1/media/1")
    async with open_fake(step=0.03) as fake:
        async with open_backend(fake) as backend:
            await until(lambda: backend.pool.servers[0].feed.connected)
            backend.pool.submit(media_call(graph(steps=8)), ticket)
            await until(lambda: fake.running)
            fake.relay.freeze()  # as if the process were killed: nothing of its end reaches the server
            fake.requests.clear()
        await fake.relay.die()
        fake.relay.thaw()
        await fake.relay.listen()
        async with open_backend(fake) as backend:
            assert isinstance(await done(backend, media_call(graph(steps=8)), ticket=replace(ticket, resumed=True)), Ok)
            assert isinstance(await done(backend, media_call(graph(steps=8)), ticket=replace(ticket, resumed=True)), Ok)
    assert len(fake.began) == 1
    assert fake.posted("/prompt") == []


async def test_a_prompt_of_a_process_that_is_gone_is_done_anew_where_no_server_knows_it() -> None:
    ticket = Ticket(key="run_1/media/1", resumed=True)
    async with open_fake() as fake, open_backend(fake) as backend:
        assert isinstance(await done(backend, media_call(graph()), ticket=ticket), Ok)
    assert len(fake.began) == 1


@pytest.mark.parametrize("stored", [None, {"prompt_id": prompt_id_of("run_1/media/1"), "server": "s1"}], ids=str)
async def test_a_prompt_that_was_done_anew_is_found_by_a_third_process_too(stored: dict[str, Any] | None) -> None:
    """Each process is killed before what it told of its prompt was stored."""
    ticket = Ticket(key="run_1/media/1", resumed=True, remote=stored, left=lambda: True)
    async with open_fake(step=0.03) as fake:
        for _ in range(2):
            async with open_backend(fake) as backend:
                await submitted(backend, ticket, 60)
        async with open_backend(fake) as backend:
            assert isinstance(await done(backend, media_call(graph(steps=60)), ticket=ticket), Ok)
    assert len(fake.began) == 1


async def submitted(backend: ComfyBackend, ticket: Ticket, steps: int) -> Submitted:
    """Begin a call, leave it as soon as its server tells of it, and return where it was handed in."""
    found: list[Submitted] = []
    stream = backend.execute(media_call(graph(steps=steps)), ticket)
    async for item in stream:
        found += [item] if isinstance(item, Submitted) else []
        if isinstance(item, Progress):
            break
    await stream.aclose()  # type: ignore[attr-defined]
    return found[0]


async def test_a_prompt_that_is_left_goes_on_and_whoever_follows_it_sees_how_far_it_is() -> None:
    ticket, signals = Ticket(key="run_1/media/1", left=lambda: True), list[Signal]()
    async with open_fake(step=0.03, previews=True) as fake:
        async with open_backend(fake) as backend:
            await until(lambda: backend.pool.servers[0].feed.connected)
            told = await submitted(backend, ticket, 40)
            await until(lambda: not backend.pool.at("s1"))
        assert fake.running, "closing the pool leaves it alone too"
        resumed = replace(ticket, resumed=True, remote=told.remote)
        async with open_backend(fake) as backend:
            assert isinstance(await done(backend, media_call(graph(steps=40)), signals, resumed), Ok)
    assert len(fake.began) == len(fake.posted("/prompt")) == 1
    assert [body for body in fake.posted("/interrupt") if body] == []
    assert {"progress", "preview"} <= {signal.type for signal in signals}


async def test_a_prompt_that_is_not_wanted_any_more_is_stopped() -> None:
    async with open_fake(step=0.03) as fake, open_backend(fake) as backend:
        await until(lambda: backend.pool.servers[0].feed.connected)
        await submitted(backend, Ticket(key="run_1/media/1"), 4000)
        await until(lambda: not fake.running)
    assert fake.succeeded == []


async def test_a_call_that_is_left_in_the_line_leaves_nothing_behind() -> None:
    async with open_fake() as fake, open_backend(fake) as backend:
        await down(backend, fake)
        job = backend.pool.submit(media_call(graph()), Ticket(key="run_1/media/1", left=lambda: True))
        await until(lambda: backend.pool.waiting)
        job.give_up()
        assert isinstance(await job.outcome, Cancelled)
        assert backend.pool.waiting == []


async def test_a_later_try_of_a_call_is_found_by_what_was_stored_of_it() -> None:
    ticket = Ticket(key="run_1/media/1", left=lambda: True)
    async with open_fake(step=0.03) as fake:
        async with open_backend(fake) as backend:
            await until(lambda: backend.pool.servers[0].feed.connected)
            signals: list[Signal] = []
            task = asyncio.create_task(done(backend, media_call(graph(steps=60)), signals, ticket))
            await until(lambda: fake.running)
            await fake.restart(after=0.05)
            await until(lambda: fake.running and len(fake.began) == 2)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        told = [signal.remote for signal in signals if isinstance(signal, Submitted)]
        assert [remote["prompt_id"] for remote in told] == fake.began
        async with open_backend(fake) as backend:
            resumed = replace(ticket, resumed=True, remote=told[-1])
            assert isinstance(await done(backend, media_call(graph(steps=60)), ticket=resumed), Ok)
    assert len(fake.began) == 2


async def test_a_prompt_whose_server_was_started_anew_too_is_done_anew() -> None:
    ticket = Ticket(key="run_1/media/1", left=lambda: True)
    async with open_fake(step=0.02) as fake:
        async with open_backend(fake) as backend:
            await until(lambda: backend.pool.servers[0].feed.connected)
            told = await submitted(backend, ticket, 50)
        await fake.restart()
        async with open_backend(fake) as backend:
            resumed = replace(ticket, resumed=True, remote=told.remote)
            assert isinstance(await done(backend, media_call(graph(steps=3)), ticket=resumed), Ok)
    assert len(fake.began) == 2
    assert len(fake.succeeded) == 1
