"""What must hold of a data folder and its database when the last process has stopped, whatever happened before."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic_core import to_jsonable_python

from devserver.engine import marks, tables
from devserver.engine.database import create_engine
from devserver.engine.durable import MOST_TAKES
from devserver.engine.files import run_folder
from tests.crash.paid import CHEAP, TOKEN, picture_of
from tests.crash.people import ENDED, Said

Row = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """The rows of a database and the folder of its files."""

    data: Path
    runs: list[Row]
    entities: list[Row]
    calls: list[Row]
    events: list[Row]

    def of(self, rows: list[Row], run_id: str) -> list[Row]:
        """Return those rows that belong to a run."""
        return [row for row in rows if row["run_id"] == run_id]


def read(data: Path, url: str) -> Found:
    """Read a database whose server has stopped."""
    engine = create_engine(url, writer=False)
    try:
        with engine.connect() as connection:
            names = ("runs", "entities", "calls", "events")
            found = {name: _rows(connection, tables.metadata.tables[name]) for name in names}
    finally:
        engine.dispose()
    return Found(data, **found)


def _rows(connection: sa.Connection, table: sa.Table) -> list[Row]:
    return [dict(row) for row in connection.execute(sa.select(table)).mappings()]


def faults_in(found: Found) -> Iterator[str]:
    """Yield what is wrong with the records themselves."""
    for run in found.runs:
        run_id = run["id"]
        if run["state"] not in ENDED | {"open"}:
            yield f"{run_id} is left {run['state']}"
        yield from _events(found, run)
        yield from _files(found, run_id)
        yield from _metadata(found, run)
    for path in sorted(found.data.rglob("*.tmp")):
        yield f"a temporary file is left: {path.relative_to(found.data)}"
    for process, place in marks.left(found.data):
        yield f"{process} has left its mark at {place.cursor}"


def _events(found: Found, run: Row) -> Iterator[str]:
    numbers = sorted(event["seq"] for event in found.of(found.events, run["id"]))
    if numbers != list(range(1, run["last_seq"] + 1)):
        yield f"{run['id']}: events {numbers}, the last should be {run['last_seq']}"
    lines = run_folder(found.data, run["id"]) / "events.ndjson"
    written = [json.loads(line)["seq"] for line in lines.read_text().splitlines()] if lines.exists() else []
    if written != numbers:
        yield f"{run['id']}: events.ndjson holds {written}, the database {numbers}"


def _files(found: Found, run_id: str) -> Iterator[str]:
    entities = found.of(found.entities, run_id)
    if sorted(entity["n"] for entity in entities) != list(range(1, len(entities) + 1)):
        yield f"{run_id}: entities {[entity['n'] for entity in entities]}"
    for entity in entities:
        path = run_folder(found.data, run_id) / entity["file"]
        if not path.exists():
            yield f"{run_id}: {entity['file']} is missing"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != entity["sha256"]:
            yield f"{run_id}: {entity['file']} is not what its row says"


def _metadata(found: Found, run: Row) -> Iterator[str]:
    path = run_folder(found.data, run["id"]) / "metadata.json"
    if not path.exists():
        yield f"{run['id']}: metadata.json is missing"
        return
    told = json.loads(path.read_text())
    for column in ("state", "last_seq", "attempt"):
        if told["run"][column] != run[column]:
            yield f"{run['id']}: metadata.json says {told['run'][column]} as {column}, the row {run[column]}"
    for name, key in (("entities", "n"), ("calls", "key")):
        rows = {row[key]: row for row in found.of(getattr(found, name), run["id"])}
        files = {one[key]: one for one in told[name]}
        if rows.keys() != files.keys():
            yield f"{run['id']}: {name} are {sorted(files)} in metadata.json and {sorted(rows)} in the database"
        for one in rows.keys() & files.keys():
            columns = ("sha256", "file") if name == "entities" else ("state", "outcome", "remote", "answer")
            for column in columns:
                if to_jsonable_python(rows[one][column]) != files[one].get(column):
                    yield f"{run['id']}: {column} of {one} in {name} is not the same in metadata.json and the row"


def promises_in(found: Found, said: list[Said], failed: set[str]) -> Iterator[str]:
    """Yield what somebody was told and does not hold.

    `failed` are runs that a decision let fail. One may fail, too, whose cheap call was lost twice: it is made once more
    unasked, and not a third time. One that no process lived long enough for to come further is given up.
    """
    states = {run["id"]: run["state"] for run in found.runs}
    given_up = {run["id"] for run in found.runs if run["state"] == "interrupted" and run["takes"] >= MOST_TAKES}
    for one in said:
        state = states.get(one.run_id, "lost")
        may_fail = one.run_id in failed or _lost_twice(found, one.run_id)
        if state not in {"completed", "open"} and one.run_id not in given_up and not (state == "failed" and may_fail):
            yield f"{one.run_id} ({one.token}) was accepted and is {state}"
        kept = [_text(found, entity) for entity in found.of(found.entities, one.run_id)]
        yield from (f"{one.run_id}: a text that was answered is not kept" for text in one.texts if text not in kept)
        if one.job and state == "completed":
            yield from _medium(found, one)


def _lost_twice(found: Found, run_id: str) -> bool:
    calls = found.of(found.calls, run_id)
    lost = [row for row in calls if row["outcome"] == "timeout_unknown" and row["model"] in CHEAP]
    return any(row.get("repetition") == 1 for row in lost)


def _text(found: Found, entity: Row) -> str | None:
    path = run_folder(found.data, entity["run_id"]) / entity["file"]
    return path.read_text() if entity["mime"] == "text/plain" and path.exists() else None


def _medium(found: Found, said: Said) -> Iterator[str]:
    media = [entity for entity in found.of(found.entities, said.run_id) if entity["media_type"]]
    if len(media) != 1:
        yield f"{said.run_id}: completed with {len(media)} media"
    expected = hashlib.sha256(picture_of(said.token)).hexdigest()
    for entity in media:
        if not entity["producer"].startswith("comfyui") and entity["sha256"] != expected:
            yield f"{said.run_id}: its picture is that of somebody else"


def payments_in(found: Found, asked: Mapping[tuple[str, str], int], decided: Mapping[str, str]) -> Iterator[str]:
    """Yield what was paid more than once; `asked` counts by token and model, `decided` holds decisions by call."""
    ledger: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in found.calls:
        written = TOKEN.search(json.dumps(row["request"]))
        if written is not None and row["provider"] == "paid":
            ledger[written[0], row["model"]].append(row)
    for which, count in asked.items():
        if count > len(ledger.get(which, ())):
            yield f"{which} was paid {count} times, and the ledger has {len(ledger.get(which, ()))} calls of it"
    for (token, model), rows in ledger.items():
        rows.sort(key=lambda row: row["sent_at"])
        yield from _repetitions(token, model, rows, decided)


def _repetitions(token: str, model: str, rows: list[Row], decided: Mapping[str, str]) -> Iterator[str]:
    first, *again = rows
    if first.get("repetition", 0) or [row for row in again if not row.get("repetition", 0)]:
        yield f"{token} {model}: {len(rows)} calls, with repetitions {[row.get('repetition') for row in rows]}"
    for before, row in zip(rows, again, strict=False):
        unasked = model in CHEAP and row.get("repetition") == 1 and row.get("maybe_paid_twice")
        if decided.get(before["key"]) != "retry" and not unasked:
            yield f"{token} {model}: repeated without a decision"
