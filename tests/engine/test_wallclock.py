"""A clock that is set back: said, and nothing goes wrong in silence."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from devserver.engine import details, tables
from devserver.engine.wallclock import WallClock
from devserver.models.runs import now
from tests.fakes.engine_site import Site, open_site

pytestmark = pytest.mark.anyio

RUN = {"input_text": "A boat", "config": "attitude", "output_config": "painting"}


class Hands:
    """Two clocks that a test sets."""

    def __init__(self) -> None:
        self.shown, self.steady = 1000.0, 5.0

    def go(self, seconds: float, step: float = 0.0) -> None:
        self.shown += seconds + step
        self.steady += seconds


STEPS: dict[str, tuple[float, float, float]] = {
    "time passes": (5.0, 0.0, 0.0),
    "a small correction": (5.0, -0.4, 0.0),
    "an hour back": (5.0, -3600.0, 3600.0),
    "back at once": (0.0, -2.0, 2.0),
    "an hour on, as after a sleep": (5.0, 3600.0, 0.0),
}


@pytest.mark.parametrize(("seconds", "step", "said"), STEPS.values(), ids=STEPS.keys())
def test_a_step_back_is_seen_once(seconds: float, step: float, said: float) -> None:
    hands = Hands()
    clock = WallClock(lambda: hands.shown, lambda: hands.steady)
    hands.go(seconds, step)
    assert clock.set_back() == pytest.approx(said)
    hands.go(5.0)
    assert clock.set_back() == 0.0


@pytest.fixture
async def set_back(tmp_path: Path) -> Any:
    """An engine in whose record all is a year ahead, as after the clock was set back by a year."""
    async with open_site(tmp_path / "data") as site:
        opened = await site.do("interception", input_text="A boat", config="attitude", key="k", body_sha256="b")
        ahead = timedelta(days=365)

        def change(connection: sa.Connection) -> None:
            for table, names in (
                (tables.runs, ("created_at", "updated_at")),
                (tables.events, ("at",)),
                (tables.calls, ("sent_at", "answered_at")),
                (tables.requests, ("created_at",)),
            ):
                connection.execute(table.update().values({name: now() + ahead for name in names}))

        await site.engine.database.write(change)
        yield site, opened.run_id


async def test_a_run_goes_on_and_its_events_keep_their_order(set_back: tuple[Site, str]) -> None:
    site, run_id = set_back
    done = await site.do("generation", run_id=run_id, output_config="painting")
    assert done.row.state == "completed"
    events = await site.events(run_id)
    assert [event.seq for event in events] == list(range(1, done.row.last_seq + 1))
    assert [event.cursor for event in events] == sorted(event.cursor or 0 for event in events)
    detail = await details.job_detail(site.engine, run_id, "en")
    assert all((stage.seconds or 0.0) >= 0.0 for stage in detail.stages)
    assert (await site.load(run_id)).row.seconds >= 0.0


async def test_a_repeated_request_is_still_known(set_back: tuple[Site, str]) -> None:
    site, run_id = set_back
    calls = len(site.part.calls)
    again = await site.start("interception", input_text="A boat", config="attitude", key="k", body_sha256="b")
    assert (again.run_id, again.replayed, len(site.part.calls)) == (run_id, True, calls)


async def test_open_runs_are_not_closed_and_nothing_is_removed_too_early(set_back: tuple[Site, str]) -> None:
    site, run_id = set_back
    assert await site.engine.upkeep.close_forgotten() == 0
    assert (await site.load(run_id)).row.state == "open"
