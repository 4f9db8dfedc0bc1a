"""What holds of the ComfyUI backend at any server: at the fake one, and at the real one in DEVSERVER_TEST_COMFYUI.

The workflows use nodes of ComfyUI itself and need no model. A real server gets files below `devserver_test/` and is
never started anew; nobody else's prompts are touched.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from devserver.backends.comfyui import ComfyBackend, Pace, open_pool
from devserver.engine.router import Router
from devserver.models.calls import InputMedia, Prompt, TextCall
from devserver.models.outcomes import Failed, Invalid, Ok, Progress, Queued, Signal, Unavailable
from devserver.models.servers import ComfyServer
from tests.backends.comfyui.working import FAST, a_picture, done, media_call, node, until
from tests.fakes.comfyui import FakeComfy, open_fake

pytestmark = pytest.mark.anyio

REAL = os.environ.get("DEVSERVER_TEST_COMFYUI", "")


@dataclass
class Bench:
    """A backend before one server; `fake` is None where it is a real one."""

    backend: ComfyBackend
    fake: FakeComfy | None


@pytest.fixture(
    params=[
        "fake",
        "newer fake",
        pytest.param(
            "real", marks=pytest.mark.skipif(not REAL, reason="DEVSERVER_TEST_COMFYUI names no real ComfyUI server")
        ),
    ]
)
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    async with AsyncExitStack() as stack:
        fake, url, pace = None, REAL, Pace()
        if request.param != "real":
            fake = await stack.enter_async_context(open_fake(newer="newer" in request.param, step=0.01))
            url, pace = fake.url, FAST
        pool = await stack.enter_async_context(open_pool([ComfyServer(name="server", url=url)], a_picture, pace))
        await until(lambda: pool.servers[0].feed.connected, 10)
        yield Bench(ComfyBackend(pool), fake)


def colour() -> int:
    """Return a colour that no earlier run has used, so that nothing comes out of a cache."""
    return random.randrange(0xFFFFFF)


def simple(shade: int, **more: Any) -> dict[str, Any]:
    return {
        "1": node("EmptyImage", width=64, height=64, batch_size=1, color=shade),
        "2": node("SaveImage", images=["1", 0], filename_prefix="devserver_test/simple"),
        **more,
    }


async def test_success_and_the_same_out_of_the_cache(bench: Bench) -> None:
    workflow, signals = simple(colour()), list[Signal]()
    assert (await bench.backend.availability("", "image", workflow)).ready
    first = await done(bench.backend, media_call(workflow, output_node="2"), signals)
    again = await done(bench.backend, media_call(workflow, output_node="2"))
    assert isinstance(first, Ok)
    assert isinstance(again, Ok)
    assert first.media[0].files[0].data == again.media[0].files[0].data
    assert first.media[0].files[0].format == "png"
    assert [signal for signal in signals if isinstance(signal, Progress)][-1].fraction == 1.0


async def test_a_value_that_does_not_fit_is_named(bench: Bench) -> None:
    workflow = simple(1, **{"1": node("EmptyImage", width=0, height=64, batch_size=1, color=1)})
    outcome = await done(bench.backend, media_call(workflow))
    assert outcome == Invalid(reason="node 1 (EmptyImage): width is 0, the least is 1")


async def test_a_node_that_nobody_has_is_named(bench: Bench) -> None:
    outcome = await done(bench.backend, media_call(simple(1, **{"9": node("NodeThatNobodyHas")})))
    assert isinstance(outcome, Unavailable)
    assert outcome.missing == ("NodeThatNobodyHas",)


async def test_a_node_that_fails_is_named(bench: Bench) -> None:
    workflow = simple(1, **{"2": node("SaveImage", images="hello", filename_prefix="devserver_test/broken")})
    outcome = await done(bench.backend, media_call(workflow))
    assert isinstance(outcome, Failed)
    assert "node 2 (SaveImage) failed: 'str' object has no attribute 'shape'" in outcome.reason


async def test_a_cancelled_call_leaves_the_server(bench: Bench) -> None:
    blurs = {
        f"b{n}": node("ImageBlur", image=[f"b{n - 1}", 0], blur_radius=31, sigma=1.0 + n / 10) for n in range(1, 60)
    }
    long = {
        "b0": node("EmptyImage", width=2048, height=2048, batch_size=1, color=colour()),
        **blurs,
        "2": node("SaveImage", images=["b59", 0], filename_prefix="devserver_test/long"),
    }
    server = bench.backend.pool.servers[0]
    call = asyncio.create_task(done(bench.backend, media_call(long)))
    await until(lambda: any(job.order and not job.order.waiting for job in bench.backend.pool.at("server")), 30)
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)
    await until(lambda: not server.listeners, 60)
    assert bench.backend.describe()["servers"][0]["running"] == 0
    assert isinstance(await done(bench.backend, media_call(simple(colour()))), Ok)


async def test_an_input_is_uploaded_and_used(bench: Bench) -> None:
    picture = InputMedia(parameter="input_image", path="x", mime="image/png", sha256="0123456789abcdef" * 4)
    workflow = simple(0, **{"1": node("LoadImage", image=picture.sha256)})
    outcome = await done(bench.backend, media_call(workflow, images=(picture,)))
    assert isinstance(outcome, Ok)


async def test_a_server_that_starts_anew_gets_the_prompt_again(bench: Bench) -> None:
    if bench.fake is None:
        pytest.skip("a real server is not ours to start anew")
    bench.fake.step = 0.03
    call = asyncio.create_task(done(bench.backend, media_call(simple(colour()))))
    await until(lambda: bench.fake is not None and bench.fake.running)
    await bench.fake.restart(after=0.05)
    assert isinstance(await call, Ok)
    assert len(bench.fake.succeeded) == 1


async def test_a_call_for_text_is_sent_back(bench: Bench) -> None:
    call = TextCall(chunk="manipulate", backend="comfyui", provider="comfyui", model="x", prompt=Prompt(text="hello"))
    outcomes = [item async for item in bench.backend.execute(call)]
    assert isinstance(outcomes[-1], Invalid)


async def test_through_the_router_a_place_in_the_line_is_told_as_queued() -> None:
    signals: list[Signal] = []
    places: list[tuple[str, int]] = []

    def told(name: str, place: Queued) -> None:
        places.append((name, place.position))

    async with AsyncExitStack() as stack:
        fake = await stack.enter_async_context(open_fake(step=0.02))
        servers = [ComfyServer(name="server", url=fake.url, limit=1)]
        pool = await stack.enter_async_context(open_pool(servers, a_picture, FAST))
        router = Router([ComfyBackend(pool)])
        calls = [router.execute(media_call(simple(shade)), signals.append, told) for shade in range(3)]
        outcomes = await asyncio.gather(*calls)
    assert all(isinstance(outcome, Ok) for outcome in outcomes)
    assert ("comfyui", 1) in places
    assert any(isinstance(signal, Progress) for signal in signals)
    assert not any(signal.type == "queued" for signal in signals)
