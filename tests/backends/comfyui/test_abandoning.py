"""Prompts of other processes are stopped, wherever they are, and no others."""

from __future__ import annotations

import asyncio

import pytest

from devserver.backends.comfyui.remote import prompt_id_of, remote_of
from tests.backends.comfyui.working import graph, open_backend, until
from tests.fakes.comfyui import open_fake

pytestmark = pytest.mark.anyio

KEY = "a call"


async def test_a_prompt_that_waits_leaves_the_queue_and_what_runs_goes_on() -> None:
    async with open_fake(step=0.01) as fake, open_backend(fake) as backend:
        foreign = await fake.post_foreign(graph(steps=200))
        await until(lambda: fake.running)
        ours = await fake.post_foreign(graph(steps=200, shade=1))
        await backend.abandon(KEY, {"prompt_id": ours})
        await until(lambda: foreign in fake.succeeded)
    assert fake.began == [foreign]


async def test_a_server_that_is_away_keeps_nobody_and_is_asked_when_it_is_back() -> None:
    async with open_fake() as fake, open_fake() as other, open_backend(fake, other) as backend:
        await fake.die()
        await until(lambda: not backend.pool.servers[0].up)
        await asyncio.wait_for(backend.abandon(KEY, None), 30)
        before = len(fake.posted("/queue"))
        await fake.rise()
        await until(lambda: len(fake.posted("/queue")) > before + 1)
        first = remote_of(KEY, None)
        assert first.prompt_id == prompt_id_of(KEY)
        prompts = [first.prompt_id, first.next.prompt_id]
        assert fake.posted("/queue")[before : before + 2] == [{"delete": [prompt]} for prompt in prompts]
