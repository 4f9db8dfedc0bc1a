"""Rows of jobs for tests of lists: three states, kinds, some configs and models, with costs and durations shared."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from devserver.engine import tables, word_index
from devserver.ids import earliest_run_id, made_at, ordinal

START = datetime(2026, 1, 1, tzinfo=UTC)
STATES = ("completed", "failed", "open", "completed", "refused")
KINDS = ("image", "audio", None)
PARENT = earliest_run_id(START - timedelta(minutes=1))


def job(n: int) -> dict[str, Any]:
    """Return the row of the n-th job, one each minute; several share a cost or a duration, a few are in flight."""
    run_id = earliest_run_id(START + timedelta(minutes=n))
    return {
        "id": run_id,
        "owner": "local",
        "state": "pending" if n % 5 == 4 and n < 100 else STATES[n % 5],
        "attempt": 1,
        "last_seq": 1,
        "config": f"config_{n % 4}",
        "output_config": f"output_{n % 5}",
        "language": "en",
        "safety_level": "kids",
        "created_at": made_at(run_id),
        "updated_at": made_at(run_id),
        "media_type": KINDS[n % 3],
        "model": f"provider/model_{n % 2}",
        "parent_run_id": PARENT if n % 8 == 0 else None,
        "cost_usd": (n % 7) / 4,
        "cost_unknown": int(n % 7 == 0),
        "seconds": float(n % 6),
    }


def text(n: int) -> str:
    """Return what the n-th job was asked with."""
    return "red house" if n % 10 == 0 else f"boat {n}"


def insert(connection: sa.Connection, count: int) -> list[dict[str, Any]]:
    """Insert so many jobs with their texts, and return their rows."""
    rows = [job(n) for n in range(count)]
    connection.execute(tables.runs.insert(), rows)
    texts = [{"n": ordinal(row["id"]), "run_id": row["id"], "title": "", "text": text(n)} for n, row in enumerate(rows)]
    connection.execute(tables.searched.insert(), texts)
    word_index.append(connection, ((int(one["n"]), "", str(one["text"])) for one in texts))
    return rows


def media(n: int, **more: Any) -> dict[str, Any]:
    """Return the row of a picture of the n-th job."""
    moment = START + timedelta(minutes=n)
    named = {"type": "output_image", "stage": "media", "mime": "image/png", "file": "1.png", "producer": "p"}
    sized = {"n": 1, "attempt": 1, "bytes": 1, "sha256": "0", "created_at": moment, "meta": {}}
    return {"run_id": earliest_run_id(moment), **named, **sized, "media_type": "image", "blocked": False, **more}


def begin(connection: sa.Connection, n: int) -> str:
    """Insert the first attempt of the n-th job, without which it has no details, and return its id."""
    run_id = str(job(n)["id"])
    request = {"action": "run", "input_text": "A boat", "config": "c", "output_config": "o"}
    context = {"run_id": run_id, "attempt": 1, "owner": "local", "request": request, "language": "en"}
    frozen = {**context, "safety_level": "kids", "seed": 1, "snapshot": "0" * 64}
    moment = START + timedelta(minutes=n)
    row = {"run_id": run_id, "attempt": 1, "context": frozen, "created_at": moment}
    connection.execute(tables.attempts.insert(), row)
    return run_id
