"""What holds of the SwarmUI backend as of every backend, at a server that speaks its protocol."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.backends.contract import SECRET
from tests.backends.maker_contract import MakerContract, MakerRig
from tests.backends.swarmui.working import open_backend, picture_call
from tests.fakes.swarmui import open_fake

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
