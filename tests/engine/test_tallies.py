"""What lists go by is written with the change that it tells of."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from devserver.engine.record import RunRow
from devserver.engine.tallies import tally
from devserver.models.outcomes import Ok
from tests.fakes.engine_site import Site
from tests.fakes.scripted import PAID, obliging

pytestmark = pytest.mark.anyio

RUN = {"input_text": "A boat", "config": "attitude", "output_config": "painting"}


async def row(site: Site, run_id: str) -> RunRow:
    return (await site.load(run_id)).row


async def test_a_run_knows_its_medium_model_and_seconds(site: Site) -> None:
    record = await site.do("run", **RUN)
    stored = await row(site, record.run_id)
    media = next(call for call in reversed(record.calls.values()) if call.stage == "media")
    assert (stored.media_type, stored.model) == ("image", f"{media.provider}/{media.model}".rstrip("/"))
    assert stored.ended_at is not None
    assert 0 < stored.seconds <= (stored.ended_at - stored.created_at).total_seconds() + 0.001
    assert stored == record.row


async def test_cost_counts_from_before_a_call_is_sent(site: Site) -> None:
    seen: list[RunRow] = []

    def script(call: Any) -> Any:
        async def look() -> None:
            [run_id] = [found[0] for found in site.rows("SELECT id FROM runs ORDER BY id DESC LIMIT 1")]
            seen.append(await row(site, run_id))

        return [look, Ok(text="done", usage=PAID)] if call.type == "text" else obliging(call)

    site.part.script = script
    record = await site.do("interception", input_text="A boat", config="in_two")
    assert [(one.cost_usd, one.cost_unknown) for one in seen] == [(0.0, 1), (0.25, 1)]
    stored = await row(site, record.run_id)
    assert (stored.cost_usd, stored.cost_unknown, stored.model) == (0.5, 0, "scripted/writer")
    assert tally(record.calls.values()) == {"cost_usd": 0.5, "cost_unknown": 0, "model": "scripted/writer"}


async def test_the_time_in_which_a_run_rests_is_no_work(site: Site) -> None:
    first = await site.do("interception", input_text="A boat", config="attitude")
    await asyncio.sleep(0.3)
    second = await site.do("optimization", run_id=first.run_id, output_config="painting")
    stored = await row(site, second.run_id)
    assert stored.seconds > first.row.seconds > 0
    assert stored.seconds <= (stored.updated_at - stored.created_at).total_seconds() - 0.3
    cancelled = await site.engine.runs.cancel(first.run_id)
    assert (await row(site, first.run_id)).seconds == cancelled.row.seconds == stored.seconds


def test_a_run_without_calls_has_no_model() -> None:
    assert tally([]) == {"cost_usd": 0, "cost_unknown": 0, "model": None}
