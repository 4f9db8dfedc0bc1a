"""Databases of very many jobs, made by bulk statements: their rows, texts and media; every hundredth has the rest too.

Words have the frequencies of words: some are in every other text, most are rare. Costs and durations go with the kind
of medium, as they do in use. The newest jobs are in flight.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

import sqlalchemy as sa

from devserver.engine import tables, word_index
from devserver.ids import earliest_run_id, ordinal

CHUNK = 20_000
START = datetime(2025, 1, 1, tzinfo=UTC)
STATES = {"completed": 86, "failed": 6, "refused": 4, "cancelled": 2, "interrupted": 1, "open": 1}
KINDS = {"image": 60, "text": 20, "audio": 8, "video": 5, "p5": 5, "card": 2}
MEDIA = {"image", "audio", "video"}
DEAR = {"image": 0.04, "video": 0.6, "audio": 0.02}
"""About what one costs, in USD; nothing for what is not named."""
IN_FLIGHT = 200
PINNED = 0.001
VOCABULARY = 30_000


def word(n: int) -> str:
    """Return the n-th word, the most frequent first."""
    return f"w{n % 100:02d}{'abcdefghij'[n % 10] * 2}{n}"


def run_id(n: int) -> str:
    """Return the id of the n-th job: one each half minute."""
    return earliest_run_id(START + timedelta(seconds=30 * n))


def fill(engine: sa.Engine, count: int) -> None:
    """Make so many jobs in a database that has its tables and no jobs."""
    chance = random.Random(7)
    words = [word(n) for n in range(VOCABULARY)]
    weights = list(accumulate(1 / (n + 8) for n in range(VOCABULARY)))
    for first in range(0, count, CHUNK):
        with engine.begin() as connection:
            _hasten(connection)
            made = [_row(n, chance, at_work=n >= count - IN_FLIGHT) for n in range(first, min(count, first + CHUNK))]
            connection.execute(tables.runs.insert(), made)
            said = [" ".join(chance.choices(words, cum_weights=weights, k=chance.randint(6, 24))) for _ in made]
            _write_texts(connection, made, said)
            connection.execute(tables.entities.insert(), list(_media(made)))
            _fill(connection, made[::100])
    if engine.dialect.name != "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM (ANALYZE)")  # as autovacuum does, in use


def _hasten(connection: sa.Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    patient = "SET LOCAL idle_in_transaction_session_timeout = 0"
    connection.exec_driver_sql("PRAGMA cache_size=-200000" if sqlite else patient)


def _row(n: int, chance: random.Random, *, at_work: bool) -> dict[str, Any]:
    kind, moment = _one(KINDS, chance), START + timedelta(seconds=30 * n)
    state = "pending" if at_work else _one(STATES, chance)
    dear = DEAR.get(kind, 0.0) if state == "completed" or chance.random() < 0.5 else 0.0
    return {
        "id": run_id(n),
        "owner": "local",
        "state": state,
        "attempt": 1,
        "last_seq": 12,
        "config": f"config_{chance.randint(0, 19)}",
        "output_config": f"output_{kind}_{chance.randint(0, 4)}",
        "language": "en",
        "safety_level": "kids",
        "pinned": chance.random() < PINNED,
        "created_at": moment,
        "updated_at": moment,
        "ended_at": None if at_work else moment + timedelta(seconds=20),
        "media_type": kind,
        "model": f"provider/model_{kind}_{chance.randint(0, 2)}",
        "cost_usd": round(dear * chance.lognormvariate(0, 0.4), 6),
        "seconds": round(chance.lognormvariate(2.5, 0.8), 4),
    }


def _one(weights: dict[str, int], chance: random.Random) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def _write_texts(connection: sa.Connection, made: Sequence[dict[str, Any]], said: Sequence[str]) -> None:
    texts = [
        {"n": ordinal(row["id"]), "run_id": row["id"], "title": "", "text": text}
        for row, text in zip(made, said, strict=True)
    ]
    connection.execute(tables.searched.insert(), texts)
    word_index.append(connection, ((one["n"], "", one["text"]) for one in texts))


def _media(made: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    named = {"type": "output_image", "stage": "media", "mime": "image/png", "file": "1.png", "producer": "p"}
    sized = {"n": 1, "attempt": 1, "bytes": 1, "sha256": "0", "meta": {}, "index": 0, "blocked": False}
    for row in made:
        if row["state"] == "completed" and row["media_type"] in MEDIA:
            of_run = {"run_id": row["id"], "created_at": row["created_at"], "media_type": row["media_type"]}
            yield {**named, **sized, **of_run}


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
