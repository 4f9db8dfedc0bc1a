"""When a job will be done: from measured jobs like it, from what is declared, from the line before a call."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from devserver import events
from devserver.engine import estimating, listing, tables
from devserver.engine.additions import Change
from devserver.engine.details import job_detail
from devserver.engine.estimating import AtWork, Estimating, seconds_left
from devserver.engine.listing import Paging
from devserver.engine.reading import run_detail
from devserver.engine.wanted import Wanted
from devserver.ids import earliest_run_id
from devserver.models.runs import now
from tests.engine.running import RUN, hanging, until_called
from tests.fakes.engine_site import Site
from tests.postgres import BOTH, on_sqlite

pytestmark = [pytest.mark.anyio, BOTH]

CASES: dict[str, tuple[AtWork, float | None, float | None, float | None]] = {
    "nothing is known": (AtWork(3), None, None, None),
    "jobs like it were measured": (AtWork(3), 10.0, 60.0, 7.0),
    "only what is declared": (AtWork(3), None, 60.0, 57.0),
    "it takes longer than it should": (AtWork(30), 10.0, None, None),
    "a line, and what is declared": (AtWork(30, wait=40.0, told=5.0), 10.0, 60.0, 95.0),
    "a line, and jobs like it": (AtWork(30, wait=40.0, told=5.0), 10.0, None, 45.0),
    "a line that should be over": (AtWork(30, wait=4.0, told=5.0), None, 60.0, 60.0),
    "a line, and nothing else": (AtWork(30, wait=40.0, told=5.0), None, None, None),
    "a line of which nobody knows how long it is": (AtWork(3, wait=None, told=2.0), 10.0, None, 7.0),
}


@pytest.mark.parametrize("name", CASES)
def test_the_seconds_that_are_left(name: str) -> None:
    at_work, measured, declared, left = CASES[name]
    assert seconds_left(at_work, measured, declared) == left


def done(n: int, seconds: float, **more: Any) -> dict[str, Any]:
    """Return the row of a job that ended, the n-th."""
    moment = now() - timedelta(days=1) + timedelta(minutes=n)
    ended = {"id": earliest_run_id(moment), "state": "completed", "seconds": seconds, "ended_at": moment}
    about = {"owner": "local", "attempt": 1, "last_seq": 1, "config": "attitude", "output_config": "measured"}
    frozen = {"language": "en", "safety_level": "kids", "created_at": moment, "updated_at": moment}
    return {**about, **frozen, **ended, **more}


MEASURED = [
    *(done(n, 900.0) for n in range(9)),
    *(done(9 + n, 100.0 + n) for n in range(estimating.KEPT)),
    done(90, 5.0, state="failed"),
    done(91, 7.0, config=None),
    done(92, 8.0, attempt=3),
    done(93, 1.0, output_config="other"),
]


async def test_the_newest_completed_jobs_like_it_are_measured(site: Site) -> None:
    def read(connection: sa.Connection) -> Any:
        nested = connection.begin_nested()
        connection.execute(tables.runs.insert(), MEASURED)
        found = estimating._medians(connection, "measured")
        nested.rollback()
        return found

    likenesses = await site.engine.database.write(read)
    assert likenesses == {(True, False): 110.0, (False, False): 7.0, (True, True): 8.0}


async def test_they_are_found_by_their_index_alone(site: Site, database_kind: str) -> None:
    on_sqlite(database_kind)
    query = "SELECT seconds FROM runs WHERE output_config = 'x' AND state = 'completed' ORDER BY ended_at DESC LIMIT 9"
    [(*_, plan)] = site.rows(f"EXPLAIN QUERY PLAN {query}")
    assert plan == "SEARCH runs USING INDEX runs_done (output_config=?)"


async def test_a_job_at_work_says_when_it_will_be_done(site: Site) -> None:
    engine = site.engine
    engine.estimating._known.clear()
    await site.do("run", **RUN)
    taken = tables.runs.update().where(tables.runs.c.output_config == "painting").values(seconds=500.0)
    await engine.database.write(lambda connection: connection.execute(taken))
    site.part.script = hanging
    accepted = await site.start("run", **RUN)
    await until_called(site)
    detail = await job_detail(engine, accepted.run_id, "en")
    page = await engine.database.read(lambda c: listing.read_page(c, Wanted(), Paging(limit=1), engine.estimating))
    whole = await run_detail(engine, accepted.run_id, "en")
    for told in (detail, page.jobs[0], whole):
        assert told.estimated_completion is not None
        assert 400 < told.estimated_completion.seconds <= 500
        assert told.estimated_completion.at > now()
    await engine.recorder.commit(
        accepted.record,
        Change(events=[events.Queued(stage="media", attempt=1, backend="b", position=3, estimated_seconds=2000.0)]),
    )
    in_line = (await run_detail(engine, accepted.run_id, "en")).estimated_completion
    assert in_line is not None
    assert 2400 < in_line.seconds <= 2500
    await engine.runs.cancel(accepted.run_id)
    assert (await job_detail(engine, accepted.run_id, "en")).estimated_completion is None


async def test_what_nobody_knows_is_not_guessed(site: Site) -> None:
    site.part.script = hanging
    accepted = await site.start("run", **{**RUN, "output_config": "sketching"})
    await until_called(site)
    assert (await run_detail(site.engine, accepted.run_id, "en")).estimated_completion is None
    await site.engine.runs.cancel(accepted.run_id)


async def test_what_was_looked_up_is_known_for_a_while(site: Site) -> None:
    known = Estimating(lambda _output: None)

    def read(connection: sa.Connection) -> tuple[Any, Any]:
        return known._measured(connection, "painting"), known._measured(connection, "painting")

    first, second = await site.engine.database.read(read)
    assert first is second
