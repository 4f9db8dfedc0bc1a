"""What a server has, and what is said of what it lacks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from starlette.responses import HTMLResponse, JSONResponse

from devserver.backends.swarmui import SwarmBackend
from devserver.backends.swarmui.catalogue import model_key, parameter_id
from devserver.models.outcomes import Unavailable
from tests.backends.swarmui.working import FAST, open_at, open_backend
from tests.fakes.swarmui import MODEL, PAGE, FakeSwarm, open_fake

pytestmark = pytest.mark.anyio


@pytest.fixture
async def fake() -> AsyncIterator[FakeSwarm]:
    async with open_fake() as fake:
        yield fake


@pytest.fixture
async def backend(fake: FakeSwarm) -> AsyncIterator[SwarmBackend]:
    async with open_backend(fake) as backend:
        yield backend


async def test_a_model_is_known_with_and_without_its_extension_and_not_by_a_part(backend: SwarmBackend) -> None:
    names = (MODEL, f"{MODEL}.safetensors", "ink/thin_lines", "thin_lines", "sd_xl_base_1.0", "")
    states = [await backend.availability(name, "image") for name in names]
    assert [state.ready for state in states] == [True, True, True, False, False, True]
    assert states[3].missing == ("thin_lines",)
    assert states[3].reason.startswith("swarmui has no model 'thin_lines'")


async def test_a_name_that_is_nearly_right_gets_a_hint(backend: SwarmBackend) -> None:
    state = await backend.availability("ink/thin_line", "image")
    assert "did you mean 'ink/thin_lines.safetensors'" in state.reason


async def test_the_lists_are_asked_for_once(fake: FakeSwarm, backend: SwarmBackend) -> None:
    states = await asyncio.gather(*(backend.availability(MODEL, "image") for _ in range(20)))
    assert all(state.ready for state in states)
    assert len(fake.bodies("listmodels")) == 1
    for _ in range(3):
        assert await backend.server.catalogue.lacking({"model": MODEL, "loras": "fine_lines"}) is None
    assert [body["subtype"] for body in fake.bodies("listmodels")] == ["Stable-Diffusion", "LoRA"]
    assert len(fake.bodies("listt2iparams")) == 1


async def test_it_makes_no_text(backend: SwarmBackend) -> None:
    assert not (await backend.availability("some-model", "")).ready
    assert (await backend.availability("", "")).ready, "the server answers"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param(JSONResponse({"files": "none"}), "no list of models", id="another shape"),
        pytest.param(JSONResponse({"error": "It broke."}), "It broke", id="an error"),
        pytest.param(HTMLResponse(PAGE, 502), "HTML page", id="a page"),
    ],
)
async def test_a_list_that_cannot_be_had_says_why(
    fake: FakeSwarm, backend: SwarmBackend, answer: Any, words: str
) -> None:
    fake.answers["listmodels"] = [answer]
    state = await backend.availability(MODEL, "image")
    assert not state.ready
    assert words in state.reason
    assert state.missing == (fake.url,)


async def test_entries_that_are_none_are_passed_over(fake: FakeSwarm, backend: SwarmBackend) -> None:
    fake.answers["listmodels"] = [JSONResponse({"files": [None, 5, {"name": 7}, {"name": "a"}]})]
    assert (await backend.availability("a", "image")).ready


async def test_a_silent_server_is_not_there(fake: FakeSwarm) -> None:
    fake.relay.freeze()
    async with open_at(fake.url, pace=replace(FAST, control=0.3)) as backend:
        state = await backend.availability(MODEL, "image")
    assert state.reason == f"swarmui does not answer at {fake.url}"


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ({"prompt": "x", "CFG Scale": 1, "Session_ID": 1}, "Session_ID"),
        ({"prompt": "x", "CFG Scale": 1, "session_id": "x", "presets": [], "extra_metadata": {}}, None),
        ({"loras": "fine_lines, unknown"}, "unknown"),
        ({"loras": ["fine_lines.safetensors"], "loraweights": [1]}, None),
        ({"loras": None, "model": None}, None),
    ],
)
async def test_what_a_request_lacks(backend: SwarmBackend, body: dict[str, Any], missing: str | None) -> None:
    lacking = await backend.server.catalogue.lacking(body)
    assert (lacking.missing if isinstance(lacking, Unavailable) else None) == ((missing,) if missing else None)


async def test_without_a_list_of_parameters_nothing_is_said_of_them(fake: FakeSwarm, backend: SwarmBackend) -> None:
    fake.parameters = []
    assert await backend.server.catalogue.lacking({"anything": 1}) is None


def test_names_as_swarmui_compares_them() -> None:
    assert model_key("a\\b.safetensors") == "a/b"
    assert parameter_id("CFG Scale_2") == "cfgscale"
