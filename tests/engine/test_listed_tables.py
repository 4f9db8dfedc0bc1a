"""Lists hold every run at rest as it is, and no other, whatever is done to runs, texts and media in whatever order."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from devserver.engine import tables
from devserver.engine.database import create_engine
from devserver.ids import ordinal
from tests.engine.listed import job, media
from tests.fakes.engine_site import prepare, url_of
from tests.postgres import BOTH

pytestmark = BOTH

RUNS, ENTITIES = tables.runs, tables.entities


@pytest.fixture(scope="module")
def connection(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Connection]:
    engine = create_engine(url_of(prepare(tmp_path_factory.mktemp("listed"))), writer=True)
    with engine.connect() as made:
        yield made
    engine.dispose()


@pytest.fixture(autouse=True)
def undone(connection: sa.Connection) -> Iterator[None]:
    transaction = connection.begin()
    yield
    transaction.rollback()


def add(connection: sa.Connection, n: int, **values: Any) -> str:
    row = {**job(n), **values}
    connection.execute(RUNS.insert(), row)
    text = {"n": ordinal(row["id"]), "run_id": row["id"], "title": "", "text": ""}
    connection.execute(tables.searched.insert(), text)
    return str(row["id"])


def change(connection: sa.Connection, run_id: str, **values: Any) -> None:
    connection.execute(RUNS.update().where(RUNS.c.id == run_id).values(values))


def in_lists(connection: sa.Connection) -> dict[str, tuple[Any, ...]]:
    """Return what lists hold, by run."""
    words = [tables.names.alias() for _ in range(5)]
    columns = ("state", "media_type", "config", "output_config", "model")
    listed = tables.listed
    source: Any = listed.join(tables.searched)
    for name, column in zip(words, columns, strict=True):
        source = source.outerjoin(name, name.c.id == listed.c[column])
    rest = (listed.c.pinned, listed.c.has_media, listed.c.cost_usd, listed.c.seconds)
    query = sa.select(tables.searched.c.run_id, *(name.c.name for name in words), *rest).select_from(source)
    return {row[0]: tuple(row[1:]) for row in connection.execute(query)}


def at_rest(connection: sa.Connection) -> dict[str, tuple[Any, ...]]:
    """Return what lists should hold."""
    r, e = RUNS.c, ENTITIES.c
    has_media = sa.exists().where(e.run_id == r.id, e.media_type.is_not(None), ~e.blocked)
    columns = (r.state, r.media_type, r.config, r.output_config, r.model, r.pinned, has_media, r.cost_usd, r.seconds)
    query = sa.select(r.id, *columns).where(r.state.not_in(["pending", "running"]))
    return {row[0]: tuple(row[1:]) for row in connection.execute(query)}


def test_a_run_enters_lists_when_it_comes_to_rest_and_leaves_them_when_it_is_taken_up(
    connection: sa.Connection,
) -> None:
    run_id = add(connection, 1, state="pending", media_type=None, model=None)
    connection.execute(ENTITIES.insert(), media(1))
    change(connection, run_id, state="running", cost_usd=0.5)
    assert in_lists(connection) == {}
    change(connection, run_id, state="completed", seconds=2.5, media_type="image", model="p/new")
    config, output = job(1)["config"], job(1)["output_config"]
    assert in_lists(connection)[run_id] == ("completed", "image", config, output, "p/new", False, True, 0.5, 2.5)
    change(connection, run_id, state="running")
    assert in_lists(connection) == {}


def test_work_on_a_run_writes_nothing_to_lists(connection: sa.Connection) -> None:
    run_id = add(connection, 1, state="pending")
    change(connection, run_id, state="running", cost_usd=1.0, model="p/never_listed")
    names = tables.names.c.name
    assert connection.execute(sa.select(names).where(names == "p/never_listed")).all() == []


def test_a_run_that_is_deleted_leaves_lists(connection: sa.Connection) -> None:
    run_id = add(connection, 1, state="failed")
    assert set(in_lists(connection)) == {run_id}
    connection.execute(RUNS.delete())
    assert in_lists(connection) == {}


@pytest.mark.parametrize("seed", range(5))
def test_lists_are_right_after_any_changes(connection: sa.Connection, seed: int) -> None:
    chance = random.Random(seed)
    runs: list[str] = []
    for step in range(80):
        kind = chance.choice(["add", "state", "cost", "pin", "medium", "block", "delete"])
        run_id = chance.choice(runs) if runs else ""
        state = chance.choice(["pending", "running", "waiting", "open", "completed", "failed"])
        if kind == "add" or not runs:
            runs.append(add(connection, step, state=state))
        elif kind == "state":
            change(connection, run_id, state=state, model=chance.choice([None, "p/one", "p/two"]))
        elif kind == "cost":
            change(connection, run_id, cost_usd=chance.random())
        elif kind == "pin":
            change(connection, run_id, pinned=chance.random() < 0.5)
        elif kind == "medium":
            blocked, media_type = chance.random() < 0.5, chance.choice([None, "image"])
            row = {**media(1, blocked=blocked, media_type=media_type), "run_id": run_id, "n": step + 1}
            connection.execute(ENTITIES.insert(), row)
        elif kind == "block":
            connection.execute(
                ENTITIES.update().where(ENTITIES.c.run_id == run_id).values(blocked=chance.random() < 0.5)
            )
        else:
            runs.remove(run_id)
            connection.execute(RUNS.delete().where(RUNS.c.id == run_id))
        assert in_lists(connection) == at_rest(connection), (step, kind)
