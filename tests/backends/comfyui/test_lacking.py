"""What no server has, or none that answers."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from devserver.backends.comfyui import open_pool
from devserver.backends.comfyui.api import Api, open_http
from devserver.backends.comfyui.catalogue import Catalogue
from devserver.backends.comfyui.health import State
from devserver.backends.comfyui.lacking import what_is_lacking
from devserver.backends.comfyui.server import Server
from devserver.models.outcomes import (
    Ok,
    Unavailable,
)
from devserver.models.servers import ComfyServer
from tests.backends.comfyui.working import FAST, a_picture, done, graph, media_call, node, open_backend, painting, until
from tests.fakes.comfyui import open_fake

pytestmark = pytest.mark.anyio


async def test_a_model_that_one_server_lacks_is_taken_from_another() -> None:
    async with open_fake() as one, open_fake() as two:
        two.catalogue["CheckpointLoaderSimple"]["input"]["required"]["ckpt_name"][0].append("rare.safetensors")
        async with open_backend(one, two) as backend:
            assert isinstance(await done(backend, media_call(painting("rare.safetensors"))), Ok)
    assert (len(one.posted("/prompt")), len(two.posted("/prompt"))) == (0, 1)


async def test_a_model_that_nobody_has_is_named() -> None:
    async with open_fake() as fake, open_backend(fake) as backend:
        outcome = await done(backend, media_call(painting("smal.safetensors")))
    assert isinstance(outcome, Unavailable)
    assert outcome.missing == ("smal.safetensors",)
    assert "nearest there: small.safetensors" in outcome.reason
    assert fake.posted("/prompt") == []


@pytest.mark.parametrize("newer", [False, True], ids=["older", "newer"])
async def test_a_node_that_was_taken_away_since_we_asked_is_found_elsewhere(newer: bool) -> None:
    async with open_fake(newer=newer) as one, open_fake(newer=newer) as two, open_backend(one, two) as backend:
        del one.catalogue["KSampler"]
        backend.pool.servers[0].resident = ("small.safetensors",)
        assert isinstance(await done(backend, media_call(painting())), Ok)
        assert (len(one.began), len(two.began)) == (0, 1)
        outcome = await done(backend, media_call({**painting(), "77": node("RareNode")}))
    assert isinstance(outcome, Unavailable)
    assert outcome.missing == ("RareNode",)


async def test_availability_says_what_is_missing_or_down() -> None:
    async with open_fake() as fake, open_backend(fake) as backend:
        assert (await backend.availability("", "image")).ready
        assert (await backend.availability("", "image", graph())).ready
        lacking = await backend.availability("", "image", {**painting("x.safetensors"), "77": node("RareNode")})
        assert lacking.missing == ("RareNode", "x.safetensors")
        assert lacking.reason.startswith("s1 does not have the node RareNode")
        await fake.die()
        await until(lambda: not backend.pool.servers[0].up)
        down = await backend.availability("", "image", graph())
        assert (down.state, down.ready) == ("down", False)
        assert down.waits
        assert down.missing == ("s1",)
        assert down.reason == f"no ComfyUI server answers: s1 ({fake.url}): no connection"


def a_server(name: str, state: State, *classes: str) -> Server:
    """Return a server with some node classes; without any nobody knows what it has."""
    settings = ComfyServer(name=name, url=f"http://{name}:8188")
    catalogue = Catalogue(dict.fromkeys(classes, {})) if classes else None
    api = Api(open_http(settings, FAST), FAST)
    return Server(settings, api, FAST, state=state, reason="no answer in time", catalogue=catalogue)


RARE = {"1": node("RareNode")}
NOT_THERE = "does not have the node RareNode: install the extension that has it, or update ComfyUI"
SILENT = "of those that may have it none answers: {0} (http://{0}:8188): no answer in time"


@pytest.mark.parametrize(
    ("servers", "state", "reason", "missing"),
    [
        pytest.param([("s1", "up", "A")], "unavailable", f"s1 {NOT_THERE}", ("RareNode",), id="it is nowhere"),
        pytest.param(
            [("s1", "up", "A"), ("s2", "down", "A")],
            "unavailable",
            f"s1 {NOT_THERE}",
            ("RareNode",),
            id="one that is down did not have it either",
        ),
        pytest.param(
            [("s1", "down", "A")],
            "unavailable",
            f"s1 {NOT_THERE}",
            ("RareNode",),
            id="it was not where nobody answers",
        ),
        pytest.param(
            [("s1", "up", "A"), ("s2", "down", "A", "RareNode")],
            "down",
            f"s1 {NOT_THERE}; {SILENT.format('s2')}",
            ("RareNode", "s2"),
            id="one that is down had it",
        ),
        pytest.param(
            [("s1", "up", "A"), ("s2", "suspect")],
            "down",
            f"s1 {NOT_THERE}; {SILENT.format('s2')}",
            ("RareNode", "s2"),
            id="of one nobody knows what it has",
        ),
        pytest.param(
            [("s1", "down")],
            "down",
            "no ComfyUI server answers: s1 (http://s1:8188): no answer in time",
            ("s1",),
            id="nobody answers",
        ),
    ],
)
async def test_what_is_lacking(
    servers: list[tuple[Any, ...]], state: str, reason: str, missing: tuple[str, ...]
) -> None:
    opened = [a_server(*server) for server in servers]
    found = what_is_lacking(opened, RARE)
    for server in opened:
        await server.api.http.aclose()
    assert (found.state, found.reason, found.missing) == (state, reason, missing)


async def test_without_servers_nothing_is_available() -> None:
    async with open_pool([], a_picture, FAST) as pool:
        assert (await pool.availability(None)).reason.startswith("comfyui is not configured: set DEVSERVER_")
        outcome = await asyncio.wait_for(pool.submit(media_call(graph())).outcome, 30)
    assert isinstance(outcome, Unavailable)
