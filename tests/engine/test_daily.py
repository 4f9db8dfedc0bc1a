"""Old runs are removed once a day, by one process, from an hour on, and only where that is wanted."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from devserver.engine import configuring
from devserver.engine.daily import Daily, claim
from devserver.engine.retention import Retention
from tests.engine.test_retention import ended, runs_of
from tests.fakes.engine_site import Site, open_site, url_of

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def daily(site: Site, moment: datetime = NOON, **more: Any) -> Daily:
    engine = site.engine
    retention = Retention(engine.recorder, engine.uploads, engine.upkeep.delete)
    given = {"clock": lambda: moment, "second_thoughts": 0.0, **more}
    return Daily(lambda: engine.settings, retention, engine.database, url_of(site.data), **given)


async def test_without_the_setting_nothing_is_ever_removed(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        run_id = await ended(site, 4000)
        assert not await daily(site).look()
        assert runs_of(site) == {run_id}


async def test_old_runs_go_once_a_day_from_the_hour_on(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", keep_days=7, clean_hour=12) as site:
        old, young = await ended(site, 8), await ended(site, 6)
        assert not await daily(site, NOON - timedelta(minutes=1)).look(), "it is not the hour"
        assert await daily(site).look()
        assert runs_of(site) == {young}
        again = await ended(site, 8)
        assert not await daily(site, NOON + timedelta(hours=11)).look(), "it was done today"
        assert not await daily(site, NOON + timedelta(hours=23)).look(), "the next day has not its hour yet"
        assert runs_of(site) == {young, again}
        assert await daily(site, NOON + timedelta(hours=26)).look(), "a server that was off does it later"
        assert runs_of(site) == {young}
        assert old not in runs_of(site)


async def test_of_several_processes_one_does_it(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as one, open_site(tmp_path / "data") as other:
        for days in (0, 1):
            claims = [claim(site.engine.database, "clean", NOON + timedelta(days=days)) for site in (one, other) * 4]
            assert sorted(await asyncio.gather(*claims)) == [False] * 7 + [True]


async def test_a_day_that_a_wrong_clock_wrote_counts_as_none(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        assert await claim(site.engine.database, "clean", NOON + timedelta(days=400))
        assert await claim(site.engine.database, "clean", NOON)
        assert await claim(site.engine.database, "clean", NOON + timedelta(days=1))
        assert not await claim(site.engine.database, "clean", NOON), "a clock that is a little behind"


async def test_a_setting_has_to_stand_for_a_while_before_anything_goes(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        run_id = await ended(site, 8)
        patient = daily(site, second_thoughts=3600.0)
        await configuring.change(site.engine, {"keep_days": 1})
        assert not await patient.look()
        await configuring.change(site.engine, {"keep_days": None})
        hasty = daily(site)
        assert not await hasty.look()
        await configuring.change(site.engine, {"keep_days": 1})
        assert runs_of(site) == {run_id}
        assert await hasty.look()
        assert runs_of(site) == set()
