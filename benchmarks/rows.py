"""Lists of very many jobs: every filter, every two together, in every order, read as the routes read them, past HTTP.

SQLite in a folder that is removed afterwards, then a PostgreSQL of its own where its programs are there.
`python -m benchmarks rows` takes `DEFAULT` jobs; another number stands in the name, as in `rows=1000000`, which takes
half an hour and 5 GB. Each filter alone is a figure; of those together the slowest are named.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from itertools import combinations
from typing import Any

import sqlalchemy as sa

from benchmarks import job_rows
from benchmarks.figures import Figure, percentile
from benchmarks.folders import new_folder
from benchmarks.job_rows import START, word
from devserver.engine import details, listing, rows, tables
from devserver.engine.cursors import SORTS
from devserver.engine.database import create_engine, default_url
from devserver.engine.listing import Paging
from devserver.engine.wanted import Wanted
from devserver.server import COLLECT
from tests.needs import missing
from tests.postgres import open_cluster

DEFAULT = 100_000
TIMES, TIMES_OF_TWO = 20, 5
"""How often each list is read; its first page and, where there is one, the next in turn."""
NAMED = 20
"""How many of the slowest lists by two filters are named."""

_Lists = dict[str, dict[str, Any]]


def figures(count: int = DEFAULT) -> Iterator[Figure]:
    """Make the rows in each database, then read every list and details of jobs anywhere in it."""
    engine = create_engine(default_url(new_folder()), writer=True)
    tables.metadata.create_all(engine)
    yield from _figures(engine, count)
    if missing(["postgres"]):
        return
    with open_cluster() as cluster:
        yield from _figures(create_engine(cluster.new(), writer=True), count)


def _figures(writer: sa.Engine, count: int) -> Iterator[Figure]:
    job_rows.fill(writer, count)
    url = writer.url.render_as_string(hide_password=False)
    writer.dispose()
    reader = create_engine(url, writer=False)
    gc.freeze()  # as the server does: looking through all that is loaded takes as long as several lists
    gc.set_threshold(*COLLECT)
    name = f"{reader.dialect.name}, {count} jobs"
    with reader.connect() as connection:
        one = filters(count)
        for filtered, (seconds, order) in _slowest(connection, one, TIMES).items():
            yield Figure(f"{name}, {filtered} ({order}), p95", seconds * 1000, "ms", most=30)
        both = _slowest(connection, together(one), TIMES_OF_TWO)
        for filtered in sorted(both, key=lambda each: both[each], reverse=True)[:NAMED]:
            seconds, order = both[filtered]
            yield Figure(f"{name}, {filtered} ({order}), p95", seconds * 1000, "ms", most=30)
        yield Figure(f"{name}, details, p95", _details(connection, count) * 1000, "ms", most=10)
    reader.dispose()


def filters(count: int) -> _Lists:
    """Return each filter alone, with values that many, some and few jobs have."""
    middle = START + timedelta(seconds=30 * (count // 2))
    return {
        "no filter": {},
        "a state that many have": {"status": "completed"},
        "a state that some have": {"status": "failed"},
        "a state that few have": {"status": "interrupted"},
        "what is in flight": {"status": "pending"},
        "a kind that many have": {"kind": "image"},
        "a kind that costs nothing": {"kind": "text"},
        "a config": {"config": "config_3"},
        "an output config": {"output_config": "output_image_2"},
        "a model": {"model": "provider/model_video_1"},
        "pinned": {"pinned": True},
        "not pinned": {"pinned": False},
        "with a medium": {"has_media": True},
        "without a medium": {"has_media": False},
        "from a time": {"created_after": middle},
        "an hour": {"created_after": middle, "created_before": middle + timedelta(hours=1)},
        "three days": {"created_after": middle, "created_before": middle + timedelta(days=3)},
        "at least a cost": {"cost_min": 0.05},
        "no cost": {"cost_max": 0.0},
        "a rare cost": {"cost_min": 0.9, "cost_max": 0.9002},
        "the beginning of a word": {"text": "w00"},
        "a word that many have": {"text": word(0)},
        "a word that some have": {"text": word(60)},
        "a word that few have": {"text": word(20_000)},
        "two words": {"text": f"{word(1)} {word(50)}"},
        "two words that many have": {"text": f"{word(1)} {word(2)}"},
    }


def together(one: _Lists) -> _Lists:
    """Return every two filters that are of different things."""
    pairs = combinations([item for item in one.items() if item[1]], 2)
    return {f"{a} + {b}": {**x, **y} for (a, x), (b, y) in pairs if not _things(x) & _things(y)}


def _things(filtered: dict[str, Any]) -> set[str]:
    return {name.partition("_")[0] for name in filtered}


def _slowest(connection: sa.Connection, lists: _Lists, times: int) -> dict[str, tuple[float, str]]:
    """Return of each list the p95 of the order that is the slowest, and which it is."""
    return {name: _p95(connection, Wanted(**filtered), times) for name, filtered in lists.items()}


def _p95(connection: sa.Connection, wanted: Wanted, times: int) -> tuple[float, str]:
    found = []
    for sort in SORTS:
        for order in ("desc", "asc"):
            paging = Paging(sort=sort, order=order, limit=50)
            found.append((percentile(list(_pages(connection, wanted, paging, times)), 0.95), f"{sort} {order}"))
    return max(found)


def _pages(connection: sa.Connection, wanted: Wanted, paging: Paging, times: int) -> Iterator[float]:
    for _ in range(times):
        took, page = _timed(partial(listing.read_page, connection, wanted, paging))
        yield took
        paging = paging.model_copy(update={"cursor": page.next})


def _details(connection: sa.Connection, count: int) -> float:
    chance = random.Random(8)
    ids = [job_rows.run_id(chance.randrange(0, count, 100)) for _ in range(200)]
    return percentile([_timed(partial(_detail, connection, one))[0] for one in ids], 0.95)


def _detail(connection: sa.Connection, one: str) -> None:
    if rows.read_record(connection, one) is None:
        raise RuntimeError(one)
    details.events_of(connection, one)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    value = work()
    return time.perf_counter() - began, value
