"""Which source tells what a call cost, and what it may cost: the surest that knows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from devserver.backends.price_list import PriceList
from devserver.backends.wire import Wire
from devserver.engine import genai_costs
from devserver.engine.pricing import Pricing
from devserver.models.calls import Prompt
from devserver.models.outcomes import Cancelled, Empty, Failed, MediaFile, MediaOutput, Ok, Refused, Usage
from devserver.models.prices import Price
from devserver.models.servers import Server
from tests.backends.chat import list_at
from tests.backends.contract import SECRET, keys, media_call, text_call
from tests.fakes import openai as fake
from tests.fakes.http_server import HttpServer, running, whole

pytestmark = pytest.mark.anyio

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
RAW = {"prompt_tokens": 1000, "completion_tokens": 100}
USED = Usage(**RAW, raw=RAW)
PICTURES = {"input_tokens": 50, "output_tokens": 4160}
WRITER = text_call(provider="openai", model="gpt-4o")
PAINTER = media_call(provider="openai", model="gpt-image-1", media_type="image")
OWN, SETTINGS = Price(image=0.5), Price(input_mtok=1, output_mtok=1)
GENAI = genai_costs.version()


@pytest.fixture(scope="module")
def pool() -> Iterator[Executor]:
    with ThreadPoolExecutor(2) as made:
        yield made


def pricing(pool: Executor, **more: Any) -> Pricing:
    return Pricing(**{"declared": {}, "listings": {}, "places": {}, "pool": pool, **more})


def pictures(number: int, usage: Usage) -> Ok:
    return Ok(media=(MediaOutput(files=(MediaFile(data=b"", format="png"),)),) * number, usage=usage)


REPORTED = Usage(**RAW, raw=RAW, cost_usd=0.0, cost_source="reported")
TWICE = Usage(prompt_tokens=2000, completion_tokens=200, raw={"answers": [RAW, RAW]})
ODD = Usage(prompt_tokens=2000, completion_tokens=200, raw={"answers": [RAW, {}]})

COSTS: dict[str, tuple[Any, Any, Any, dict[str, Price], tuple[Any, str, str | None]]] = {
    "what the provider reports, before all": (
        WRITER,
        None,
        Ok(usage=REPORTED),
        {"openai/gpt-4o": SETTINGS},
        (0.0, "reported", None),
    ),
    "the settings, before an estimate": (
        WRITER,
        None,
        Ok(usage=USED),
        {"openai/gpt-4o": SETTINGS},
        (0.0011, "listed", "settings"),
    ),
    "for nothing, by the settings": (
        WRITER,
        None,
        Ok(usage=USED),
        {"openai/gpt-4o": Price(call=0)},
        (0.0, "listed", "settings"),
    ),
    "the tokens": (WRITER, None, Ok(usage=USED), {}, (0.0035, "estimated", GENAI)),
    "the tokens of a refusal": (WRITER, None, Refused(reason="no", usage=USED), {}, (0.0035, "estimated", GENAI)),
    "the tokens of nothing": (WRITER, None, Empty(usage=USED), {}, (0.0035, "estimated", GENAI)),
    "the tokens of both answers": (WRITER, None, Ok(usage=TWICE), {}, (0.007, "estimated", GENAI)),
    "one of two answers that is not known": (WRITER, None, Ok(usage=ODD), {}, (None, "unknown", None)),
    "each of two answers, by the settings": (
        WRITER,
        None,
        Ok(usage=TWICE),
        {"openai/gpt-4o": Price(call=0.25)},
        (0.5, "listed", "settings"),
    ),
    "the prices of another model": (
        WRITER,
        None,
        Ok(usage=USED),
        {"openai/gpt-5": SETTINGS},
        (0.0035, "estimated", GENAI),
    ),
    "a bound is no price": (
        WRITER,
        None,
        Ok(usage=USED),
        {"openai/gpt-4o": Price(at_most=9)},
        (0.0035, "estimated", GENAI),
    ),
    "no tokens": (WRITER, None, Ok(), {}, (None, "unknown", None)),
    "an error": (WRITER, None, Failed(reason="x"), {"openai/gpt-4o": Price(call=1)}, (None, "unknown", None)),
    "cancelled": (WRITER, None, Cancelled(), {"openai/gpt-4o": Price(call=1)}, (None, "unknown", None)),
    "a server that nobody knows": (
        text_call(provider="lab", model="gpt-4o"),
        None,
        Ok(usage=USED),
        {},
        (None, "unknown", None),
    ),
    "a server by its address": (
        text_call(provider="fast", model="llama-3.3-70b-versatile"),
        None,
        Ok(usage=USED),
        {},
        (0.000669, "estimated", GENAI),
    ),
    "the chunk, before the settings": (
        PAINTER,
        OWN,
        pictures(2, Usage(raw=PICTURES)),
        {"openai/gpt-image-1": Price(image=9)},
        (1.0, "listed", "chunk c"),
    ),
    "the tokens of pictures": (PAINTER, None, pictures(1, Usage(raw=PICTURES)), {}, (0.16665, "estimated", GENAI)),
    "a bound of the chunk is no price": (
        PAINTER,
        Price(at_most=1),
        pictures(1, Usage(raw=PICTURES)),
        {},
        (0.16665, "estimated", GENAI),
    ),
    "pictures of OpenRouter without a cost": (
        media_call(provider="openrouter", model="google/gemini-2.5-flash-image"),
        None,
        pictures(1, USED),
        {},
        (None, "unknown", None),
    ),
}


@pytest.mark.parametrize(("call", "own", "outcome", "declared", "cost"), COSTS.values(), ids=COSTS.keys())
async def test_what_a_call_cost(pool: Executor, call: Any, own: Any, outcome: Any, declared: Any, cost: Any) -> None:
    places = {"fast": "https://api.groq.com/openai/v1", "lab": "http://127.0.0.1:8000/v1"}
    usage = await pricing(pool, declared=declared, places=places).priced(call, own, outcome, AT)
    usd = None if cost[0] is None else pytest.approx(cost[0])
    assert (usage.cost_usd, usage.cost_source, usage.price_version) == (usd, *cost[1:])


SMALL = text_call(provider="openai", model="gpt-4o", prompt=Prompt(text="x" * 872), parameters={"max_tokens": 100})
BOUNDS: dict[str, tuple[Any, Any, dict[str, Price], float | None]] = {
    "by genai-prices": (SMALL, None, {}, 0.0035),
    "by the settings": (SMALL, None, {"openai/gpt-4o": SETTINGS}, 0.0011),
    "by a bound of the settings": (SMALL, None, {"openai/gpt-4o": Price(at_most=2)}, 2),
    "by the longest answer of the settings": (
        text_call(provider="openai", model="gpt-4o", prompt=Prompt(text="x" * 872)),
        None,
        {"openai/gpt-4o": Price(output_tokens=100)},
        0.0035,
    ),
    "pictures by the chunk": (PAINTER, OWN, {"openai/gpt-image-1": Price(image=9)}, 0.5),
    "pictures by the settings": (PAINTER, None, {"openai/gpt-image-1": Price(image=9)}, 9),
    "pictures whose tokens nobody can tell before": (PAINTER, None, {}, None),
    "a model that nobody knows": (text_call(provider="openai", model="gpt-99"), None, {}, None),
}


@pytest.mark.parametrize(("call", "own", "declared", "usd"), BOUNDS.values(), ids=BOUNDS.keys())
async def test_what_a_call_may_cost_at_most(pool: Executor, call: Any, own: Any, declared: Any, usd: Any) -> None:
    found = await pricing(pool, declared=declared).at_most(call, own, AT)
    assert found == (None if usd is None else pytest.approx(usd))


@pytest.fixture
async def listed(tmp_path: Path) -> AsyncIterator[tuple[HttpServer, PriceList]]:
    async with running(HttpServer()) as server:
        wire = Wire("openrouter", Server(url=server.url), keys(tmp_path, OPENROUTER_API_KEY=SECRET))
        listing = PriceList(list_at(wire))
        yield server, listing
        await listing.close()
        await wire.close()


AUTO = text_call(provider="openrouter", model="v/m", prompt=Prompt(text="x" * 872), parameters={"max_tokens": 100})
PICTURE = media_call(provider="openrouter", model="v/p", media_type="image")


async def test_a_list_of_the_provider_is_waited_for_where_nobody_else_knows(pool: Executor, listed: Any) -> None:
    server, listing = listed
    server.script = lambda asked: (
        fake.models({"id": "v/m", "pricing": {"prompt": "0.000001", "completion": "0.00001"}})
        if asked.path.startswith("/models")
        else fake.endpoints("v/p", [{"billable": "output_image", "unit": "image", "cost_usd": 0.04}])
    )
    prices = pricing(pool, listings={"openrouter": listing})
    assert await prices.at_most(AUTO, None, AT) == pytest.approx(0.002)
    assert await prices.at_most(PICTURE, None, AT) == pytest.approx(0.04)
    used = await prices.priced(AUTO, None, Ok(usage=USED), AT)
    assert (used.cost_usd, used.cost_source) == (pytest.approx(0.002), "listed")
    assert (used.price_version or "").startswith("openrouter 20")
    made = await prices.priced(PICTURE, None, pictures(2, Usage()), AT)
    assert (made.cost_usd, made.cost_source) == (pytest.approx(0.08), "listed")


async def test_a_price_that_depends_bounds_a_call_and_is_no_cost(pool: Executor, listed: Any) -> None:
    server, listing = listed
    lines = [{"billable": "output_image", "unit": "image", "cost_usd": usd, "variant": "x"} for usd in (0.04, 0.1)]
    server.plays(fake.endpoints("v/p", lines))
    prices = pricing(pool, listings={"openrouter": listing})
    assert await prices.at_most(PICTURE, None, AT) == pytest.approx(0.1)
    made = await prices.priced(PICTURE, None, pictures(1, Usage()), AT)
    assert (made.cost_usd, made.cost_source) == (None, "unknown")


async def test_a_list_that_cannot_be_had_leaves_the_price_unknown(pool: Executor, listed: Any) -> None:
    server, listing = listed
    server.plays(whole(500, b"{}"))
    assert await pricing(pool, listings={"openrouter": listing}).at_most(AUTO, None, AT) is None


async def test_a_cost_that_is_reported_asks_nobody(pool: Executor, listed: Any) -> None:
    server, listing = listed
    usage = USED.model_copy(update={"cost_usd": 0.5, "cost_source": "reported"})
    assert await pricing(pool, listings={"openrouter": listing}).priced(AUTO, None, Ok(usage=usage), AT) == usage
    assert server.asked == []
