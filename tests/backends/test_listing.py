"""Lists of models: of each protocol, cached, bounded, and harmless where they fail."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from devserver.backends import Backend
from devserver.backends.listing import BRIEFLY, FAILED_FOR, HOURLY, MOST_MODELS, Listing, listing_of
from devserver.backends.ollama import OllamaBackend
from devserver.backends.openai_chat import ChatBackend
from devserver.backends.wire import Wire
from devserver.models.outcomes import Failed, Unavailable
from devserver.models.servers import Server
from tests.backends.contract import PAGE, SECRET, keys, read_picture
from tests.backends.remote_contract import RemoteRig
from tests.fakes import ollama, openai
from tests.fakes.http_server import DIE, END, HANG, HttpServer, Step, chunk, head, running, whole

pytestmark = pytest.mark.anyio

OPENAI = [
    {"id": "gpt-old", "object": "model", "created": 1, "owned_by": "openai", "shutdown_date": "2026-10-23"},
    {"id": "gpt-new", "object": "model", "created": 2, "owned_by": "openai", "shutdown_date": None},
]
OPENROUTER = [
    {"id": "vendor/small", "name": "Small", "pricing": {"prompt": "0.0000001"}, "expiration_date": "2026-12-31"},
    {"id": "vendor/small:free", "name": "Small for nothing", "expiration_date": None},
]


def data(*entries: Any) -> list[Step]:
    return whole(200, json.dumps({"object": "list", "data": entries}).encode())


def listing(rig: RemoteRig) -> Listing:
    found = listing_of(rig.backend)
    assert found is not None
    return found


def let_pass(one: Listing, seconds: float) -> None:
    """Let time pass for a list."""
    moment = one.clock() + seconds
    one.clock = lambda: moment


async def test_the_list_of_openai_tells_when_a_model_is_shut_down(remote: RemoteRig) -> None:
    remote.server.plays(data(*OPENAI))
    found = await listing(remote).models()
    assert {id: entry.shutdown_date for id, entry in found.entries.items()} == {
        "gpt-old": date(2026, 10, 23),
        "gpt-new": None,
    }
    [asked] = remote.server.asked
    assert (asked.method, asked.path, asked.headers["authorization"]) == ("GET", "/v1/models", f"Bearer {SECRET}")


async def test_the_list_of_openrouter_is_kept_as_it_came(openrouter: RemoteRig) -> None:
    openrouter.server.plays(data(*OPENROUTER))
    found = await listing(openrouter).models()
    assert found.entries["vendor/small"].raw == OPENROUTER[0]
    assert found.entries["vendor/small"].shutdown_date == date(2026, 12, 31)
    assert openrouter.server.asked[0].path == "/v1/models?output_modalities=all", "else models for images are left out"


async def test_many_ask_and_one_request_is_made(openrouter: RemoteRig) -> None:
    openrouter.server.plays([0.02, *data(*OPENROUTER)])
    found = await asyncio.gather(*(listing(openrouter).models() for _ in range(20)))
    assert all(one is found[0] for one in found)
    assert len(openrouter.server.asked) == 1


async def test_who_only_wants_to_know_asks_nobody(openrouter: RemoteRig) -> None:
    openrouter.server.plays(data(*OPENROUTER))
    assert listing(openrouter).entry("vendor/small") is None
    assert (await openrouter.backend.availability("vendor/none", "")).ready, "nobody has asked yet"
    assert openrouter.server.asked == []
    await listing(openrouter).models()
    assert listing(openrouter).entry("vendor/small") is not None


NAMES = {
    "a model of the list": ("vendor/small", True),
    "a suffix that chooses among hosts": ("vendor/small:nitro", True),
    "a variant of its own": ("vendor/small:free", True),
    "a preset": ("@preset/mine", True),
    "a model with a preset": ("vendor/small@preset/mine", True),
    "no model at all": ("", True),
    "a model that is not there": ("vendor/smal", False),
    "a variant that is not there": ("vendor/large:free", False),
}


@pytest.mark.parametrize(("name", "ready"), NAMES.values(), ids=NAMES.keys())
async def test_openrouter_has_what_is_in_its_list(openrouter: RemoteRig, name: str, ready: bool) -> None:
    openrouter.server.plays(data(*OPENROUTER))
    await listing(openrouter).models()
    assert (await openrouter.backend.availability(name, "")).ready is ready


async def test_a_model_that_is_not_there_is_told_with_the_nearest_names(lab: RemoteRig) -> None:
    lab.server.plays(data({"id": "llama-3.2-3b"}, {"id": "llama-3.2-1b"}, {"id": "zzz"}))
    state = await lab.backend.availability("llama-3.2-4b", "")
    assert state.reason == "lab has no model 'llama-3.2-4b'; the nearest names there: llama-3.2-1b, llama-3.2-3b"
    assert state.missing == ("llama-3.2-4b",)


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param([], id="an empty list"),
        pytest.param([{"id": "whatever.gguf"}], id="one name for whatever is served"),
        pytest.param([{"id": "a"}, {"id": "openai/*"}], id="a pattern"),
    ],
)
async def test_some_servers_of_ones_own_take_any_name(lab: RemoteRig, entries: list[Any]) -> None:
    lab.server.plays(data(*entries))
    assert (await lab.backend.availability("openai/any", "")).ready


FAULTS: dict[str, list[Step]] = {
    "an error": openai.error(500, f"broke with {SECRET}"),
    "a limit": openai.error(429, "slow down"),
    "a page": whole(200, PAGE, "text/html"),
    "no JSON": whole(200, b"models: none"),
    "another shape": whole(200, b'{"data": {"a": 1}}'),
    "a list at the top": whole(200, b"[1]"),
    "NaN": whole(200, b'{"data": [{"id": NaN}]}'),
    "a list without end": [head(), chunk(b'{"data": ['), *[chunk(b" " * 1_000_000)] * 20, END],
    "a list that is cut": [head(), chunk(b'{"data": [{"id"'), DIE],
    "silence": [HANG],
    "a wrong key": openai.error(401, f"wrong key {SECRET}"),
}


@pytest.mark.parametrize("steps", FAULTS.values(), ids=FAULTS.keys())
async def test_a_list_that_cannot_be_had_is_told_and_the_last_one_stays(remote: RemoteRig, steps: list[Step]) -> None:
    remote.server.plays(data(*OPENAI), steps)
    one = listing(remote)
    before = await one.models()
    let_pass(one, HOURLY)
    after = await one.models()
    assert after.fault is not None
    assert SECRET not in repr(after.fault)
    assert (after.entries, after.asked_at) == (before.entries, before.asked_at)
    assert (await one.models()) is after, "a failure is remembered, so that nobody waits for it again at once"
    assert len(remote.server.asked) == 2
    let_pass(one, FAILED_FOR)
    assert one.known.fault is None, "a failure does not count for long"


@pytest.mark.parametrize("entry", [1, None, {}, {"id": 5}, {"id": ""}, [], {"name": "x"}])
async def test_an_entry_that_is_none_is_passed_over(remote: RemoteRig, entry: Any) -> None:
    remote.server.plays(data(entry, OPENAI[0]))
    assert set((await listing(remote).models()).entries) == {"gpt-old"}


async def test_a_list_has_a_limit(lab: RemoteRig) -> None:
    lab.server.plays(data(*({"id": str(n)} for n in range(MOST_MODELS + 5))))
    assert len((await listing(lab).models()).entries) == MOST_MODELS


async def test_a_server_without_a_list_has_an_empty_one(lab: RemoteRig) -> None:
    lab.server.plays(whole(404, b"nothing here"))
    assert (await listing(lab).models()).fault is None


async def test_a_provider_without_its_list_is_at_a_wrong_address(remote: RemoteRig) -> None:
    remote.server.plays(whole(404, b"nothing here"))
    assert isinstance((await listing(remote).models()).fault, Unavailable)


async def test_without_a_key_nobody_is_asked(tmp_path: Path) -> None:
    async with running(HttpServer()) as server:
        backend = ChatBackend(Wire("openai", Server(url=server.url), keys(tmp_path)), read_picture, needs_key=True)
        found = await backend.listing.models()
    assert isinstance(found.fault, Unavailable)
    assert found.fault.missing == ("OPENAI_API_KEY",)
    assert server.asked == []


async def test_ollama_lists_what_it_has_pulled(tmp_path: Path) -> None:
    async with running(HttpServer()) as server:
        server.plays(ollama.tags("llama3.2:latest", "qwen3:4b"))
        wire = Wire("ollama", Server(url=server.url), keys(tmp_path))
        one = OllamaBackend(wire, read_picture).listing
        assert set((await one.models()).entries) == {"llama3.2:latest", "qwen3:4b"}
        assert one.entry("llama3.2") is not None
        server.plays(whole(200, b'{"models": {}}'))
        let_pass(one, BRIEFLY)
        assert isinstance((await one.models()).fault, Failed)
        await wire.close()


def test_a_backend_without_a_list_has_none() -> None:
    class Other:
        listing = "something else"

    other: Backend = Other()  # type: ignore[assignment]
    assert listing_of(other) is None
