"""What holds of the SwarmUI backend as of every backend, at a server that speaks its protocol."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.backends.contract import SECRET
from tests.backends.maker_contract import MakerContract, MakerRig
from tests.backends.swarmui.working import KEY, open_at, open_backend, picture_call
from tests.fakes.swarmui import MODEL, open_fake

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["with a websocket", "without one", "with accounts", "of an older kind"])
async def rig(request: pytest.FixtureRequest) -> AsyncIterator[MakerRig]:
    sockets = request.param != "without one"
    token = SECRET if request.param == "with accounts" else ""
    opening = open_fake(websockets=sockets, token=token, nested="older" in request.param)
    async with opening as fake, open_backend(fake) as backend:
        yield MakerRig(backend, picture_call())


class TestContract(MakerContract):
    pass


@pytest.mark.parametrize(
    ("token", "sent", "model", "cause"),
    [
        pytest.param("", "", MODEL, "", id="nothing is missing"),
        pytest.param("", "", "another", "missing_model", id="the model"),
        pytest.param("t0ken-of-anna", "", MODEL, "no_key", id="a token"),
        pytest.param("t0ken-of-anna", "t0ken-of-rose", MODEL, "no_key", id="another token"),
    ],
)
async def test_what_is_missing_has_a_cause(token: str, sent: str, model: str, cause: str) -> None:
    async with open_fake(token=token) as fake, open_at(fake.url, {KEY: sent}) as backend:
        state = await backend.availability(model, "image")
    assert (state.cause, state.ready) == (cause, not cause)


async def test_a_server_that_is_away_is_down() -> None:
    async with open_at("http://127.0.0.1:9") as backend:
        state = await backend.availability(MODEL, "image")
    assert (state.cause, "127.0.0.1:9" in state.in_language("de").reason) == ("server_down", True)
