"""Runs that their person has forgotten."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from devserver.engine import tables
from devserver.engine.upkeep import OPEN_FOR
from devserver.errors import Conflict
from devserver.models.runs import now
from tests.engine.running import states
from tests.fakes.engine_site import Site

pytestmark = pytest.mark.anyio


async def touched(site: Site, run_id: str, age: timedelta) -> None:
    update = tables.runs.update().where(tables.runs.c.id == run_id).values(updated_at=now() - age)
    await site.engine.database.write(lambda connection: connection.execute(update))


async def test_an_open_run_closes_after_seven_days_and_not_before(site: Site) -> None:
    assert timedelta(days=7) == OPEN_FOR
    old = await site.do("interception", input_text="A boat", config="attitude")
    young = await site.do("interception", input_text="A boat", config="attitude")
    await touched(site, old.run_id, OPEN_FOR + timedelta(minutes=1))
    await touched(site, young.run_id, OPEN_FOR - timedelta(minutes=1))
    assert await site.engine.upkeep.close_forgotten() == 1
    closed = await site.load(old.run_id)
    assert (closed.row.state, closed.row.ended_at is not None) == ("completed", True)
    assert (await site.load(young.run_id)).row.state == "open"


@pytest.mark.parametrize("steps", range(0, 24, 3))
async def test_a_forgotten_run_that_somebody_remembers_is_not_closed_under_them(site: Site, steps: int) -> None:
    old = await site.do("interception", input_text="A boat", config="attitude")
    await touched(site, old.run_id, OPEN_FOR + timedelta(minutes=1))
    going_on = asyncio.create_task(site.do("optimization", run_id=old.run_id, output_config="painting"))
    for _ in range(steps):
        await asyncio.sleep(0)
    await site.engine.upkeep.close_forgotten()
    await asyncio.wait([going_on])
    assert isinstance(going_on.exception(), Conflict | type(None))
    told = await states(site, old.run_id)
    stored = await site.load(old.run_id)
    assert told[-1] == stored.row.state
    assert told in (["running", "open", "running", "open"], ["running", "open", "completed"])
