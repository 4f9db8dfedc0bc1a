"""Lists of very many jobs: every filter, order and search, read as the routes read them, past HTTP.

The rows are made by bulk statements in a folder that is removed afterwards. `python -m benchmarks rows` takes
`DEFAULT`; another number of jobs stands in the name, as in `rows=1000000`, which takes some minutes and 3 GB.
Words have the frequencies of words: some are in every other text, most are rare. Costs and durations go with the kind
of medium, as they do in use.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
from typing import Any

import sqlalchemy as sa

from benchmarks.figures import Figure, percentile
from benchmarks.folders import new_folder
from devserver.engine import details, listing, rows, tables
from devserver.engine.cursors import SORTS
from devserver.engine.database import create_engine, default_url
from devserver.engine.listing import Paging, Wanted
from devserver.ids import earliest_run_id, ordinal

DEFAULT = 100_000
CHUNK = 20_000
TIMES = 20
"""How often each list is read; its first page and, where there is one, the next in turn."""
START = datetime(2025, 1, 1, tzinfo=UTC)
STATES = {"completed": 86, "failed": 6, "refused": 4, "cancelled": 2, "interrupted": 1, "open": 1}
KINDS = {"image": 60, "text": 20, "audio": 8, "video": 5, "p5": 5, "card": 2}
DEAR = {"image": 0.04, "video": 0.6, "audio": 0.02}
"""About what one costs, in USD; nothing for what is not named."""
VOCABULARY = 30_000


def figures(count: int = DEFAULT) -> Iterator[Figure]:
    """Make the rows, then read every list and details of jobs anywhere in it."""
    engine = make(count)
    with engine.connect() as connection:
        slowest = {name: _p95(connection, wanted) for name, wanted in filters(count).items()}
        for name, (seconds, order) in slowest.items():
            yield Figure(f"{count} jobs, {name} ({order}), p95", seconds * 1000, "ms", most=30)
        yield Figure(f"{count} jobs, details, p95", _details(connection, count) * 1000, "ms", most=10)
    engine.dispose()


def filters(count: int) -> dict[str, Wanted]:
    """Return each filter alone, and some together."""
    middle = START + timedelta(seconds=30 * (count // 2))
    return {
        "no filter": Wanted(),
        "a state that many have": Wanted(status="completed"),
        "a state that few have": Wanted(status="interrupted"),
        "a kind": Wanted(kind="audio"),
        "a config": Wanted(config="config_3"),
        "an output config": Wanted(output_config="output_image_2"),
        "a model": Wanted(model="provider/model_video_1"),
        "from a time": Wanted(created_after=middle),
        "an hour": Wanted(created_after=middle, created_before=middle + timedelta(hours=1)),
        "four days": Wanted(created_after=middle, created_before=middle + timedelta(days=3)),
        "at least a cost": Wanted(cost_min=0.05),
        "a rare cost": Wanted(cost_min=0.9, cost_max=0.9002),
        "the beginning of a word": Wanted(text="w00"),
        "a word that many have": Wanted(text=word(0)),
        "a word that some have": Wanted(text=word(60)),
        "a word that few have": Wanted(text=word(20_000)),
        "two words": Wanted(text=f"{word(1)} {word(50)}"),
        "a word and a state": Wanted(text=word(3), status="failed"),
        "a state and a kind": Wanted(status="failed", kind="video"),
    }


def word(n: int) -> str:
    """Return the n-th word, the most frequent first."""
    return f"w{n % 100:02d}{'abcdefghij'[n % 10] * 2}{n}"


def make(count: int) -> sa.Engine:
    """Make a database with so many jobs, each with its text; every hundredth has calls, entities and events."""
    folder = new_folder()
    engine = create_engine(default_url(folder), writer=True)
    tables.metadata.create_all(engine)
    chance = random.Random(7)
    words = [word(n) for n in range(VOCABULARY)]
    weights = list(accumulate(1 / (n + 8) for n in range(VOCABULARY)))
    for first in range(0, count, CHUNK):
        numbers = range(first, min(count, first + CHUNK))
        with engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA cache_size=-200000")
            made = [_row(n, chance) for n in numbers]
            connection.execute(tables.runs.insert(), made)
            said = [" ".join(chance.choices(words, cum_weights=weights, k=chance.randint(6, 24))) for _ in made]
            texts = [
                {"n": ordinal(row["id"]), "run_id": row["id"], "title": "", "text": text}
                for row, text in zip(made, said, strict=True)
            ]
            connection.execute(tables.searched.insert(), texts)
            _fill(connection, made[::100])
    return engine


def run_id(n: int) -> str:
    """Return the id of the n-th job: one each half minute."""
    return earliest_run_id(START + timedelta(seconds=30 * n))


def _row(n: int, chance: random.Random) -> dict[str, Any]:
    kind, moment = _one(KINDS, chance), START + timedelta(seconds=30 * n)
    state = _one(STATES, chance)
    done = state == "completed"
    dear = DEAR.get(kind, 0.0) if done or chance.random() < 0.5 else 0.0
    output = f"output_{kind}_{chance.randint(0, 4)}"
    return {
        "id": run_id(n),
        "owner": "local",
        "state": state,
        "attempt": 1,
        "last_seq": 12,
        "config": f"config_{chance.randint(0, 19)}",
        "output_config": output,
        "language": "en",
        "safety_level": "kids",
        "created_at": moment,
        "updated_at": moment,
        "ended_at": moment + timedelta(seconds=20),
        "media_type": kind,
        "model": f"provider/model_{kind}_{chance.randint(0, 2)}",
        "cost_usd": round(dear * chance.lognormvariate(0, 0.4), 6),
        "seconds": round(chance.lognormvariate(2.5, 0.8), 4),
    }


def _one(weights: dict[str, int], chance: random.Random) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def _fill(connection: sa.Connection, made: Sequence[dict[str, Any]]) -> None:
    """Give jobs what their details are read from."""
    request = {"action": "run", "input_text": "A boat", "config": "c", "output_config": "o"}
    for row in made:
        context = {"run_id": row["id"], "attempt": 1, "owner": "local", "request": request, "language": "en"}
        frozen = {**context, "safety_level": "kids", "seed": 1, "snapshot": "0" * 64}
        begun = {"run_id": row["id"], "attempt": 1, "context": frozen, "created_at": row["created_at"]}
        connection.execute(tables.attempts.insert(), begun)
        data = {"stage": "interception", "status": "started", "attempt": 1}
        happened = {"run_id": row["id"], "at": row["created_at"], "type": "pipeline_stage_update", "v": 1, "data": data}
        connection.execute(tables.events.insert(), [{**happened, "seq": seq} for seq in range(1, 13)])


def _p95(connection: sa.Connection, wanted: Wanted) -> tuple[float, str]:
    """Return the p95 of the order that is the slowest, and which it is."""
    found = []
    for sort in SORTS:
        for order in ("desc", "asc"):
            paging = Paging(sort=sort, order=order, limit=50)
            found.append((percentile(list(_pages(connection, wanted, paging)), 0.95), f"{sort} {order}"))
    return max(found)


def _pages(connection: sa.Connection, wanted: Wanted, paging: Paging) -> Iterator[float]:
    for _ in range(TIMES):
        took, page = _timed(partial(listing.read_page, connection, wanted, paging))
        yield took
        paging = paging.model_copy(update={"cursor": page.next})


def _details(connection: sa.Connection, count: int) -> float:
    chance = random.Random(8)
    ids = [run_id(chance.randrange(0, count, 100)) for _ in range(200)]
    return percentile([_timed(partial(_detail, connection, one))[0] for one in ids], 0.95)


def _detail(connection: sa.Connection, one: str) -> None:
    if rows.read_record(connection, one) is None:
        raise RuntimeError(one)
    details.events_of(connection, one)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    value = work()
    return time.perf_counter() - began, value
