"""Jobs that fit are found by the index that is meant for them, on both databases, and read from it alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from devserver.engine import details, finding, listing, rows, searching, tables
from devserver.engine.cursors import SORTS, Order, Sort
from devserver.engine.database import create_engine
from devserver.engine.finding import Look
from devserver.engine.listing import Paging
from devserver.engine.wanted import Place, Turn, Wanted
from tests.engine.listed import PARENT, START, begin, insert, job
from tests.engine.plans import plans, without_an_index
from tests.fakes.engine_site import prepare, url_of
from tests.postgres import BOTH

pytestmark = BOTH

JOBS = 3000
WITH_DETAILS = 7
TABLE = {"sqlite": "SCAN listed", "postgres": "using listed_pkey on listed"}


@pytest.fixture(scope="module")
def connection(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Connection]:
    """A database with so many jobs that it goes by what it knows of them; it may not read whole tables."""
    url = url_of(prepare(tmp_path_factory.mktemp("jobs")))
    writer = create_engine(url, writer=True)
    with writer.begin() as made:
        insert(made, JOBS)
        begin(made, WITH_DETAILS)
    writer.dispose()
    reader = create_engine(url, writer=False)
    with reader.connect().execution_options(isolation_level="AUTOCOMMIT") as made:
        if database_kind != "sqlite":
            for statement in ("VACUUM ANALYZE", "SET enable_seqscan = off", "SET enable_bitmapscan = off"):
                made.exec_driver_sql(statement)
        yield made
    reader.dispose()


def plan(connection: sa.Connection, query: sa.Select[Any]) -> str:
    if connection.dialect.name == "sqlite":
        written = query.compile(connection, compile_kwargs={"literal_binds": True})
        return "\n".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {written}"))
    compiled = query.compile(connection)
    return "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN (COSTS OFF) {compiled}", compiled.params))


def look(connection: sa.Connection, wanted: dict[str, Any]) -> Look:
    found = finding._look(connection, Wanted(**wanted), None)
    assert found is not None
    return found


def used(text: str) -> tuple[str | None, bool, bool]:
    """Return of a plan the index of the list, whether it is read alone, and whether something is sorted."""
    on_sqlite = re.search(r"listed USING (COVERING )?INDEX (\w+)", text)
    on_postgres = re.search(r"Index (Only )?Scan (?:Backward )?using (\w+) on listed", text)
    found = on_sqlite or on_postgres
    is_sorted = "TEMP B-TREE" in text or "Sort" in text
    if found is None or found[2] == "listed_pkey":
        return None, True, is_sorted
    return found[2], found[1] is not None, is_sorted


TURNS: dict[str, tuple[dict[str, Any], Sort, str | None]] = {
    "everything by time": ({}, "created", None),
    "everything by cost": ({}, "cost", "listed_by_cost_usd"),
    "everything by duration": ({}, "duration", "listed_by_seconds"),
    **{
        f"a {name} by {sort}": ({name: value}, sort, f"listed_{index}")
        for name, column, value in (
            ("kind", "media_type", "image"),
            ("model", "model", "provider/model_1"),
            ("output_config", "output_config", "output_1"),
        )
        for sort, index in (
            ("created", f"by_{column}"),
            ("cost", f"{column}_by_cost_usd"),
            ("duration", f"{column}_by_seconds"),
        )
    },
    "a state by time": ({"status": "failed"}, "created", "listed_by_state"),
    "a config by time": ({"config": "config_1"}, "created", "listed_by_config"),
    "a state by cost": ({"status": "failed"}, "cost", "listed_by_cost_usd"),
    "a config by duration": ({"config": "config_1"}, "duration", "listed_by_seconds"),
    "what is pinned by time": ({"pinned": True}, "created", "listed_pinned"),
    "a time by time": ({"created_after": START}, "created", None),
    "a time by duration": ({"created_after": START}, "duration", "listed_by_seconds"),
    "a cost by cost": ({"cost_min": 0.5, "cost_max": 1}, "cost", "listed_by_cost_usd"),
    "a cost by time": ({"cost_min": 0.5}, "created", None),
    "a kind and a cost by cost": ({"kind": "image", "cost_min": 1}, "cost", "listed_media_type_by_cost_usd"),
    "a kind and a time by time": ({"kind": "image", "created_after": START}, "created", "listed_by_media_type"),
    "a state and a kind by cost": ({"status": "failed", "kind": "image"}, "cost", "listed_media_type_by_cost_usd"),
}


@pytest.mark.parametrize("first", [True, False], ids=["from the beginning", "after a place"])
@pytest.mark.parametrize("name", TURNS)
def test_a_page_is_walked_in_the_index_of_its_order(connection: sa.Connection, name: str, first: bool) -> None:
    wanted, sort, index = TURNS[name]
    place = None if first else Place(3, 3)
    found = plan(connection, look(connection, wanted).walked(Turn(sort, "desc", 51, place)))
    assert (used(found)[0], used(found)[2]) == (index, False), found


FITTING: dict[str, tuple[dict[str, Any], str | None]] = {
    "a state": ({"status": "failed"}, "listed_by_state"),
    "a config and a state": ({"status": "failed", "config": "config_1"}, "listed_by_state"),
    "a kind and a model": ({"kind": "image", "model": "provider/model_1"}, "listed_by_media_type"),
    "a cost": ({"cost_min": 1}, "listed_by_cost_usd"),
    "a cost and a state": ({"cost_min": 1.5, "status": "completed"}, "listed_by_cost_usd"),
    "a state and what has media": ({"status": "open", "has_media": False}, "listed_by_state"),
    "a time": ({"created_after": START}, None),
    "a time and a cost": ({"created_after": START, "cost_min": 1.5}, "listed_by_cost_usd"),
}


@pytest.mark.parametrize("sort", ["created", "cost", "duration"])
@pytest.mark.parametrize("name", FITTING)
def test_what_fits_is_read_from_one_index_alone(connection: sa.Connection, name: str, sort: Sort) -> None:
    wanted, index = FITTING[name]
    found = plan(connection, look(connection, wanted).fitting(sort))
    assert used(found) == (index, True, False), found


WAYS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "of two filters the one that fewer have": ({"kind": "image", "status": "open"}, {"state"}),
    "the other one": ({"model": "provider/model_1", "output_config": "output_1"}, {"output_config"}),
    "a filter within a time": ({"kind": "image", "created_after": START}, {"media_type", "time"}),
    "a filter within a cost": ({"kind": "image", "cost_min": 1}, {"media_type", "cost"}),
    "what is pinned": ({"kind": "image", "pinned": True}, {"pinned"}),
    "not what is not pinned": ({"kind": "image", "pinned": False}, {"media_type"}),
    "everything": ({"has_media": True}, set()),
}


@pytest.mark.parametrize("name", WAYS)
def test_of_several_ways_the_one_with_fewest_rows_is_taken(connection: sa.Connection, name: str) -> None:
    wanted, way = WAYS[name]
    assert look(connection, wanted).way == way


def test_a_word_that_no_run_at_rest_has_needs_no_look(connection: sa.Connection) -> None:
    assert finding._look(connection, Wanted(config="no_such"), None) is None


def test_of_a_text_each_run_is_found_by_its_number(connection: sa.Connection) -> None:
    hits = searching.look(connection, "red").newest(10)
    found = finding._look(connection, Wanted(text="red", status="completed"), hits)
    assert found is not None
    text = plan(connection, found.fitting("cost"))
    assert "listed USING INTEGER PRIMARY KEY" in text or "using listed_pkey on listed" in text, text


def test_runs_in_flight_are_found_by_their_own_index(connection: sa.Connection) -> None:
    found = plan(connection, finding.in_flight(Wanted(kind="image"), "cost", None))
    assert re.search(r"(INDEX|using) runs_in_flight", found), found


def test_runs_begun_from_another_are_found_by_it(connection: sa.Connection) -> None:
    found = plan(connection, finding.begun_from(PARENT, Wanted(kind="image"), "cost", None))
    assert re.search(r"(INDEX|using) runs_by_parent", found), found


@pytest.fixture
def with_bitmaps(connection: sa.Connection) -> Iterator[None]:
    """An index of words has no other way on Postgres."""
    on_sqlite = connection.dialect.name == "sqlite"
    for state in ("on", "off"):
        if not on_sqlite:
            connection.exec_driver_sql(f"SET enable_bitmapscan = {state}")
        if state == "on":
            yield


@pytest.mark.usefixtures("with_bitmaps")
@pytest.mark.parametrize("text", ["red", "boat 2917", "old-fashioned boat"])
def test_a_text_is_found_newest_first_by_the_index_of_words(connection: sa.Connection, text: str) -> None:
    found = plan(connection, sa.select(searching.look(connection, text).newest(10).query))
    if connection.dialect.name == "sqlite":
        assert "VIRTUAL TABLE" in found, found
        assert "SCAN searched " not in found, found
        assert "TEMP B-TREE" not in found, found
        return
    before, _joined, each = found.partition("Nested Loop")
    assert "Sort" not in before, "what is found in one part after the other is in order"
    assert "Function Scan on generate_series" in each, found
    assert "Bitmap Index Scan on searched_words_found" in each, found


LISTS: dict[str, dict[str, Any]] = {
    "everything": {},
    "a state that many have": {"status": "completed"},
    "a state that few have": {"status": "open"},
    "what is in flight": {"status": "pending"},
    "a kind": {"kind": "image"},
    "a config": {"config": "config_1"},
    "an output config": {"output_config": "output_1"},
    "a model": {"model": "provider/model_1"},
    "begun from another": {"parent": PARENT},
    "pinned": {"pinned": True},
    "not pinned": {"pinned": False},
    "with a medium": {"has_media": True},
    "without a medium": {"has_media": False},
    "from a time": {"created_after": START + timedelta(hours=10)},
    "an hour": {"created_after": START + timedelta(hours=10), "created_before": START + timedelta(hours=11)},
    "at least a cost": {"cost_min": 0.5},
    "no cost": {"cost_max": 0.0},
    "a cost between two": {"cost_min": 0.5, "cost_max": 0.75},
    "a state and a kind": {"status": "failed", "kind": "image"},
    "a config and a time": {"config": "config_1", "created_after": START + timedelta(hours=10)},
    "a model and a cost": {"model": "provider/model_1", "cost_min": 0.5},
    "a word that many have": {"text": "boat"},
    "a word that some have": {"text": "red"},
    "a word that few have": {"text": "2917"},
    "the beginning of a word": {"text": "bo"},
    "two words": {"text": "red house"},
    "a phrase": {"text": "red-house"},
    "a word and a state": {"text": "boat", "status": "completed"},
    "a word in flight": {"text": "boat", "status": "pending"},
    "a word and a cost": {"text": "boat", "cost_min": 0.5},
    "a word and a time": {"text": "boat", "created_after": START + timedelta(hours=10)},
}


@pytest.mark.usefixtures("with_bitmaps")
@pytest.mark.parametrize("order", ["desc", "asc"])
@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("name", LISTS)
def test_no_list_reads_a_table_from_end_to_end(connection: sa.Connection, name: str, sort: Sort, order: Order) -> None:
    paging = Paging(sort=sort, order=order, limit=5)
    found = plans(connection, lambda: listing.read_page(connection, Wanted(**LISTS[name]), paging))
    assert without_an_index(found) == []


@pytest.mark.usefixtures("with_bitmaps")
@pytest.mark.parametrize("name", LISTS)
def test_no_totals_are_counted_from_end_to_end(connection: sa.Connection, name: str) -> None:
    found = plans(connection, lambda: listing.read_totals(connection, Wanted(**LISTS[name])))
    assert without_an_index(found) == []


def test_reading_a_whole_table_would_be_noticed(connection: sa.Connection) -> None:
    language = sa.select(tables.runs.c.id).where(tables.runs.c.language == "de")
    assert without_an_index(plans(connection, lambda: connection.execute(language).all()))


def test_the_details_of_a_job_are_found_by_its_id(connection: sa.Connection) -> None:
    run_id = job(WITH_DETAILS)["id"]

    def read() -> None:
        rows.read_record(connection, run_id)
        details.events_of(connection, run_id)

    found = plans(connection, read)
    assert found
    assert without_an_index(found) == []
