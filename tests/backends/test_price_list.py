"""Prices that OpenRouter lists, asked for beside the calls."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from devserver.backends.listing import FAILED_FOR, HOURLY
from devserver.backends.price_list import MOST_LISTS, PriceList
from devserver.backends.wire import Wire
from devserver.models.prices import Price
from devserver.models.servers import Server
from tests.backends.chat import list_at
from tests.backends.contract import PAGE, SECRET, keys
from tests.fakes import openai as fake
from tests.fakes.http_server import HANG, HttpServer, Step, running, whole

pytestmark = pytest.mark.anyio


@dataclass
class Rig:
    server: HttpServer
    listing: PriceList
    seconds: list[float] = field(default_factory=lambda: [0.0])

    def passes(self, seconds: float) -> None:
        self.seconds[0] += seconds

    async def text(self, model: str = "v/m") -> Price | None:
        """Return the price of a text model once it has been asked for."""
        self.listing.of_text(model)
        await self.listing.wait(model, pictures=False)
        found = self.listing.of_text(model)
        return None if found is None else found.price

    async def pictures(self, model: str = "v/m") -> tuple[Price, bool] | None:
        self.listing.of_images(model)
        await self.listing.wait(model, pictures=True)
        found = self.listing.of_images(model)
        return None if found is None else (found.price, found.exact)


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with running(HttpServer()) as server:
        wire = Wire("openrouter", Server(url=f"{server.url}/v1"), keys(tmp_path, OPENROUTER_API_KEY=SECRET))
        seconds = [0.0]
        listing = PriceList(list_at(wire, lambda: seconds[0]), lambda: seconds[0])
        yield Rig(server, listing, seconds)
        await listing.close()
        await wire.close()


TEXTS: dict[str, tuple[dict[str, Any], Price | None]] = {
    "amounts as texts, for one token": (
        {"pricing": {"prompt": "0.0000025", "completion": "0.00001"}},
        Price(input_mtok=2.5, output_mtok=10, call=0),
    ),
    "each request, and the longest answer": (
        {
            "pricing": {"prompt": "0", "completion": "0.000001", "request": "0.005"},
            "top_provider": {"max_completion_tokens": 4096},
        },
        Price(input_mtok=0, output_mtok=1, call=0.005, output_tokens=4096),
    ),
    "for nothing": (
        {"pricing": {"prompt": "0", "completion": "0"}, "top_provider": {"max_completion_tokens": None}},
        Price(input_mtok=0, output_mtok=0, call=0),
    ),
    "a router, whose price varies": ({"pricing": {"prompt": "-1", "completion": "-1"}}, None),
    "half a price": ({"pricing": {"prompt": "0.1"}}, None),
    "no price": ({}, None),
    "a price that is none": ({"pricing": {"prompt": "free", "completion": "1"}}, None),
    "a price without end": ({"pricing": {"prompt": "1e999", "completion": "1"}}, None),
    "a price that is beyond all": ({"pricing": {"prompt": "99999", "completion": "1"}}, None),
    "a request whose price is none": ({"pricing": {"prompt": "1", "completion": "1", "request": "?"}}, None),
}


@pytest.mark.parametrize(("model", "price"), TEXTS.values(), ids=TEXTS.keys())
async def test_models_that_write(rig: Rig, model: Any, price: Price | None) -> None:
    rig.server.plays(fake.models({"id": "v/other", **model}, {"id": "v/m", **model}))
    assert await rig.text() == price
    assert rig.server.asked[0].path == "/v1/models?output_modalities=all"


def line(usd: Any, billable: str = "output_image", unit: str = "image", **more: Any) -> dict[str, Any]:
    return {"billable": billable, "unit": unit, "cost_usd": usd, **more}


PICTURES: dict[str, tuple[list[Any], tuple[Price, bool] | None]] = {
    "one server": ([[line(0.04)]], (Price(image=0.04), True)),
    "two servers with one price": ([[line(0.04)], [line(0.04)]], (Price(image=0.04), True)),
    "two servers: never more than the dearer": ([[line(0.04)], [line(0.05)]], (Price(image=0.05), False)),
    "sizes: never more than the largest": (
        [[line(0.04, variant="1K"), line(0.12, variant="4K")]],
        (Price(image=0.12), False),
    ),
    "what is sent in is charged too": ([[line(0.04), line(0.001, billable="input_image")]], None),
    "by the size of the picture": ([[line(0.03, unit="megapixel")]], None),
    "by tokens": ([[line(0.00003, unit="token")]], None),
    "one server that says nothing": ([[line(0.04)], []], None),
    "no server": ([], None),
    "an amount that is none": ([[line("?")]], None),
}


@pytest.mark.parametrize(("servers", "price"), PICTURES.values(), ids=PICTURES.keys())
@pytest.mark.parametrize("wrapped", [False, True], ids=["plain", "in data"])
async def test_models_that_make_pictures(rig: Rig, servers: Any, price: Any, wrapped: bool) -> None:
    rig.server.plays(fake.endpoints("v/m", *servers, wrapped=wrapped))
    assert await rig.pictures() == price
    assert rig.server.asked[0].path == "/v1/images/models/v/m/endpoints"


async def test_nothing_is_waited_for_unless_it_is_wanted(rig: Rig) -> None:
    rig.server.plays([HANG])
    assert rig.listing.of_text("v/m") is None
    assert rig.server.asked == []


async def test_a_price_names_its_list(rig: Rig) -> None:
    rig.server.plays(fake.models({"id": "v/m", "pricing": {"prompt": "1", "completion": "1"}}))
    await rig.text()
    found = rig.listing.of_text("v/m")
    assert found is not None
    assert found.version.startswith("openrouter 20")


async def test_prices_are_told_while_newer_ones_are_asked_for(rig: Rig) -> None:
    rig.server.plays(
        fake.models({"id": "v/m", "pricing": {"prompt": "0.000001", "completion": "0"}}),
        fake.models({"id": "v/m", "pricing": {"prompt": "0.000002", "completion": "0"}}),
    )
    assert await rig.text() == Price(input_mtok=1, output_mtok=0, call=0)
    rig.passes(HOURLY - 1)
    assert await rig.text() == Price(input_mtok=1, output_mtok=0, call=0)
    assert len(rig.server.asked) == 1
    rig.passes(1)
    old = rig.listing.of_text("v/m")
    assert old is not None
    assert old.price.input_mtok == 1
    assert await rig.text() == Price(input_mtok=2, output_mtok=0, call=0)
    assert len(rig.server.asked) == 2


FAULTS: dict[str, list[Step]] = {
    "an error": whole(500, b"{}"),
    "no such list": whole(404, b"{}"),
    "a page": whole(200, PAGE, "text/html"),
    "no JSON": whole(200, b"prices!"),
    "JSON of another shape": whole(200, b"[1, 2]"),
    "members of another shape": whole(200, json.dumps({"data": [1, {"id": 5}, {"pricing": []}]}).encode()),
    "nothing": whole(200, b""),
}


@pytest.mark.parametrize("answer", FAULTS.values(), ids=FAULTS.keys())
async def test_a_list_that_cannot_be_had_is_no_price(rig: Rig, answer: list[Step]) -> None:
    rig.server.plays(answer)
    assert await rig.text() is None
    assert await rig.pictures() is None


async def test_a_list_that_cannot_be_had_is_asked_for_again_and_the_old_one_is_kept(rig: Rig) -> None:
    good = fake.models({"id": "v/m", "pricing": {"prompt": "0.000001", "completion": "0"}})
    rig.server.plays(whole(500, b"{}"), good, whole(500, b"{}"))
    assert await rig.text() is None
    assert await rig.text() is None, "not at once"
    assert len(rig.server.asked) == 1
    rig.passes(FAILED_FOR)
    assert await rig.text() is not None
    rig.passes(HOURLY)
    assert await rig.text() is not None
    assert len(rig.server.asked) == 3


async def test_a_server_that_is_not_there_costs_nobody_a_call(rig: Rig, tmp_path: Path) -> None:
    wire = Wire("openrouter", Server(url="http://127.0.0.1:9/v1", connect_seconds=0.2), keys(tmp_path))
    listing = PriceList(list_at(wire))
    assert listing.of_text("v/m") is None
    await listing.wait("v/m", pictures=False)
    assert listing.of_text("v/m") is None
    await listing.close()
    await wire.close()


async def test_there_are_never_too_many_lists(rig: Rig) -> None:
    rig.server.plays(whole(404, b"{}"))
    for n in range(MOST_LISTS + 50):
        rig.listing.of_images(f"v/{n}")
    assert len(rig.listing._lists) == MOST_LISTS + 1


async def test_the_name_of_a_model_leads_nowhere_else(rig: Rig) -> None:
    rig.server.plays(whole(404, b"{}"))
    await rig.pictures("v/m?x=1#y z")
    assert rig.server.asked[0].path == "/v1/images/models/v/m%3Fx%3D1%23y%20z/endpoints"


async def test_closing_ends_what_is_asked(rig: Rig) -> None:
    rig.server.plays([HANG])
    rig.listing.of_text("v/m")
    while not rig.server.asked:
        await asyncio.sleep(0.001)
    await rig.listing.close()
    assert all(known.asking is None or known.asking.done() for known in rig.listing._lists.values())
