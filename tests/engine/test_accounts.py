"""What is told of calls that cost something, over backends that really ask a server."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from devserver.engine.accepting import Asked
from devserver.engine.accounts import MOST_RAW, kept
from devserver.engine.engine import Engine, open_engine
from devserver.engine.record import Record
from devserver.engine.spending import cost_of
from devserver.models.runs import Request
from devserver.settings import Settings
from tests.fakes import openai as fake
from tests.fakes.engine_site import prepare
from tests.fakes.http_server import END, HttpServer, head, running, whole

pytestmark = pytest.mark.anyio
LISTED = "/models?output_modalities=all"

ATTITUDE = Request(action="interception", input_text="a house", config="close_observer", seed=1)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("OPENAI_API_KEY", "OPENROUTER_API_KEY"):
        monkeypatch.setenv(name, "sk-test-0123456789abcdef")


@asynccontextmanager
async def opened(folder: Path, model: str, **settings: Any) -> AsyncIterator[tuple[Engine, HttpServer]]:
    async with running(HttpServer()) as server:
        given = {"openai_url": server.url, "openrouter_url": server.url, "openai_servers": f"lab={server.url}"}
        own = Settings(data=prepare(folder), stage2_interception_model=model, **{**given, **settings})
        async with open_engine(own) as engine:
            yield engine, server


async def done(engine: Engine) -> tuple[Record, list[tuple[str, dict[str, Any]]]]:
    record = await engine.runs.perform(Asked(ATTITUDE))
    happened = await engine.log.stored(record.run_id, 0, 1000)
    return record, [(event.type, event.data) for event in happened]


async def test_a_call_to_openrouter_is_told_with_its_cost(tmp_path: Path) -> None:
    async with opened(tmp_path / "data", "openrouter/openai/gpt-4o") as (engine, server):
        server.plays(fake.answer("A house.", cost=0.0042))
        record, happened = await done(engine)
    told = {name: data for name, data in happened if name.startswith(("openrouter_", "cost_"))}
    assert list(told) == ["openrouter_api_call", "openrouter_cost", "cost_update"]
    assert told["openrouter_api_call"] == {"stage": "interception", "attempt": 1, "model": "openai/gpt-4o"}
    seconds = told["openrouter_cost"].pop("seconds")
    assert told["openrouter_cost"] == {
        "stage": "interception",
        "attempt": 1,
        "model": "openai/gpt-4o",
        "outcome": "ok",
        "cost_usd": 0.0042,
        "cost_source": "reported",
        "prompt_tokens": 26,
        "completion_tokens": 9,
    }
    assert told["cost_update"]["run_usd"] == 0.0042
    [call] = record.calls.values()
    assert call.usage == {**fake.USAGE, "cost": 0.0042}
    assert call.seconds == seconds
    assert [asked.path for asked in server.asked] == ["/chat/completions"], "no list is asked for without need"


async def test_tokens_are_priced_where_the_provider_reports_no_cost(tmp_path: Path) -> None:
    async with opened(tmp_path / "data", "openai/gpt-4o") as (engine, server):
        server.plays(fake.answer("A house."))
        record, happened = await done(engine)
    [call] = record.calls.values()
    assert call.cost_usd == pytest.approx((26 * 2.5 + 9 * 10) / 1e6)
    assert (call.cost_source, (call.price_version or "").split()[0]) == ("estimated", "genai-prices")
    [update] = [data for name, data in happened if name == "cost_update"]
    assert update["price_version"] == call.price_version
    assert not any(name.startswith("openrouter") for name, _data in happened)


async def test_a_server_of_ones_own_that_is_not_declared_free_costs_nobody_knows_what(tmp_path: Path) -> None:
    async with opened(tmp_path / "data", "lab/m") as (engine, server):
        server.plays(fake.answer("A house."))
        record, _happened = await done(engine)
    cost = cost_of(record.calls.values())
    assert (cost.usd, cost.source, cost.unknown) == (None, "unknown", 1)


async def test_a_declared_price_counts(tmp_path: Path) -> None:
    prices = {"lab/m": {"input_mtok": 1000, "output_mtok": 2000}}
    async with opened(tmp_path / "data", "lab/m", prices=prices) as (engine, server):
        server.plays(fake.answer("A house."))
        [call] = (await done(engine))[0].calls.values()
    assert call.cost_usd == pytest.approx(26 * 0.001 + 9 * 0.002)
    assert (call.cost_source, call.price_version) == ("listed", "settings")


async def test_without_a_key_nothing_was_sent_and_nothing_is_owed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    async with opened(tmp_path / "data", "openai/gpt-4o") as (engine, server):
        record, happened = await done(engine)
    assert server.asked == []
    assert (record.row.state, cost_of(record.calls.values()).usd) == ("failed", 0.0)
    assert "cost_update" not in dict(happened)


async def test_a_call_to_openrouter_that_is_turned_away_is_told_to_its_end(tmp_path: Path) -> None:
    async with opened(tmp_path / "data", "openrouter/v/m") as (engine, server):
        server.plays(fake.error(402, "no credit"))
        _record, happened = await done(engine)
    told = {name: data for name, data in happened if name.startswith(("openrouter_", "cost_"))}
    assert list(told) == ["openrouter_api_call", "openrouter_cost"]
    assert (told["openrouter_cost"]["outcome"], told["openrouter_cost"]["cost_usd"]) == ("out_of_credit", 0.0)


async def test_a_budget_uses_the_list_of_openrouter_and_tells_what_it_reckons_with(tmp_path: Path) -> None:
    listed = fake.models({"id": "new/model", "pricing": {"prompt": "0.000001", "completion": "0.000002"}})
    async with opened(tmp_path / "data", "openrouter/new/model", budget_run_usd=1) as (engine, server):
        server.script = lambda asked: listed if asked.path == LISTED else fake.answer("A house.", cost=0.001)
        record, happened = await done(engine)
    assert [asked.path for asked in server.asked] == [LISTED, "/chat/completions"]
    [call] = record.calls.values()
    assert call.estimate_usd is not None
    assert 0.001 < call.estimate_usd < 0.01
    assert dict(happened)["openrouter_api_call"]["estimate_usd"] == call.estimate_usd


async def test_a_budget_and_a_list_that_cannot_be_had_send_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path / "data", "openrouter/new/model", budget_run_usd=1) as (engine, server):
        server.plays(whole(500, b"{}"))
        record, happened = await done(engine)
    assert [asked.path for asked in server.asked] == [LISTED]
    assert record.row.problem is not None
    assert record.row.problem.message == "call_without_price"
    assert record.calls == {}
    assert "openrouter_api_call" not in dict(happened)


@pytest.mark.parametrize(
    "used",
    [
        pytest.param({"prompt_tokens": 2**70, "completion_tokens": 1}, id="more tokens than there are"),
        pytest.param({"prompt_tokens": "many"}, id="a word for a number"),
        pytest.param({"prompt_tokens_details": [[[]]], "cost": {"usd": 1}}, id="another shape"),
        pytest.param({"answers": 5}, id="a name of ours"),
        pytest.param({"answers": [{}, 5]}, id="a list under a name of ours"),
        pytest.param({"x": "y" * 50_000}, id="far too much"),
    ],
)
async def test_whatever_a_server_says_of_its_usage_the_answer_is_kept(tmp_path: Path, used: dict[str, Any]) -> None:
    async with opened(tmp_path / "data", "openai/gpt-4o") as (engine, server):
        stop = fake.says("A house.", finish="stop")
        server.plays([head(kind=fake.KIND), stop, fake.event(choices=[], usage=used), fake.DONE, END])
        record, _happened = await done(engine)
        [row] = (await engine.recorder.load(record.run_id)).calls.values()
    assert record.row.state == "open"
    assert (row.cost_usd, row.cost_source) == (None, "unknown")
    assert len(json.dumps(row.usage)) < MOST_RAW + 1000


def test_nothing_reported_is_kept_as_nothing() -> None:
    assert kept({}) is None
    assert kept({"a": 1}) == {"a": 1}
