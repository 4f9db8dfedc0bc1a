"""Lists of jobs: every filter, every order, whole however they are cut into pages, and found by an index."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from devserver.engine import listing, postgres_tables, searching, tables, word_index
from devserver.engine.cursors import Order, Sort
from devserver.engine.database import create_engine
from devserver.engine.listing import JobPage, Paging, Wanted
from devserver.errors import InvalidInput
from devserver.ids import earliest_run_id, made_at, ordinal
from tests.fakes.engine_site import prepare, url_of
from tests.needs import needs
from tests.postgres import BOTH, Cluster, on_sqlite

pytestmark = BOTH

START = datetime(2026, 1, 1, tzinfo=UTC)
JOBS = 60
STATES = ("completed", "failed", "open")
KINDS = ("image", "audio", None)
PARENT = earliest_run_id(START - timedelta(minutes=1))


def job(n: int) -> dict[str, Any]:
    """Return the row of the n-th job, one each minute; several share a cost or a duration."""
    run_id = earliest_run_id(START + timedelta(minutes=n))
    return {
        "id": run_id,
        "owner": "local",
        "state": STATES[n % 3],
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
    return "red house" if n % 10 == 0 else f"boat {n}"


def has_words(n: int, words: str) -> bool:
    return all(any(word.startswith(one) for word in text(n).split()) for one in words.split())


ROWS = [job(n) for n in range(JOBS)]


@pytest.fixture(scope="module")
def connection(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Connection]:
    engine = create_engine(url_of(prepare(tmp_path_factory.mktemp("jobs"))), writer=True)
    with engine.begin() as made:
        made.execute(tables.runs.insert(), ROWS)
        texts = [
            {"n": ordinal(row["id"]), "run_id": row["id"], "title": "", "text": text(n)} for n, row in enumerate(ROWS)
        ]
        made.execute(tables.searched.insert(), texts)
        for row in ROWS:
            word_index.write(made, str(row["id"]))
        if database_kind != "sqlite":  # a test that waits for a busy machine is not ended
            made.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield made
    engine.dispose()


@pytest.fixture(params=[10_000, 5], ids=["all are counted", "there are more than are counted"])
def counted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """How far is counted, which also decides how a page is looked for: both ways give the same."""
    monkeypatch.setattr(listing, "COUNTED", request.param)
    return int(request.param)


FILTERS: dict[str, tuple[dict[str, Any], Any]] = {
    "all": ({}, lambda n, row: True),
    "a state": ({"status": "failed"}, lambda n, row: row["state"] == "failed"),
    "a kind": ({"kind": "image"}, lambda n, row: row["media_type"] == "image"),
    "a config": ({"config": "config_1"}, lambda n, row: row["config"] == "config_1"),
    "an output config": ({"output_config": "output_2"}, lambda n, row: row["output_config"] == "output_2"),
    "a model": ({"model": "provider/model_1"}, lambda n, row: row["model"] == "provider/model_1"),
    "a parent": ({"parent": PARENT}, lambda n, row: n % 8 == 0),
    "a parent and a state": ({"parent": PARENT, "status": "open"}, lambda n, row: n % 8 == 0 and n % 3 == 2),
    "from a time": ({"created_after": START + timedelta(minutes=40)}, lambda n, row: n >= 40),
    "up to a time, which is not in it": ({"created_before": START + timedelta(minutes=40)}, lambda n, row: n < 40),
    "at least a cost": ({"cost_min": 0.5}, lambda n, row: row["cost_usd"] >= 0.5),
    "at most a cost": ({"cost_max": 0.5}, lambda n, row: row["cost_usd"] <= 0.5),
    "a text": ({"text": "hous red"}, lambda n, row: text(n) == "red house"),
    "a text that many have": ({"text": "boat"}, lambda n, row: text(n).startswith("boat")),
    "several at once": (
        {"status": "completed", "text": "boat", "cost_min": 0.25, "created_after": START + timedelta(minutes=9)},
        lambda n, row: n % 3 == 0 and n % 10 and row["cost_usd"] >= 0.25 and n >= 9,
    ),
    "none": ({"config": "no_such"}, lambda n, row: False),
}
KEYS = {"created": "id", "cost": "cost_usd", "duration": "seconds"}


def pages(connection: sa.Connection, wanted: Wanted, limit: int, **paging: Any) -> Iterator[JobPage]:
    cursor = None
    while True:
        page = listing.read_page(connection, wanted, Paging(limit=limit, cursor=cursor, **paging))
        yield page
        cursor = page.next
        if cursor is None:
            return


@pytest.mark.parametrize("order", ["desc", "asc"])
@pytest.mark.parametrize("sort", KEYS)
@pytest.mark.parametrize("name", FILTERS)
def test_pages_together_hold_what_fits_once_and_in_order(
    connection: sa.Connection, counted: int, name: str, sort: Sort, order: Order
) -> None:
    wanted, fits = FILTERS[name]
    worded = [n for n in range(JOBS) if has_words(n, wanted.get("text", ""))]
    looked_at = worded[-counted - 1 :] if "text" in wanted else worded
    fitting = [ROWS[n] for n in looked_at if fits(n, ROWS[n])]
    more = len(fitting) > counted or ("text" in wanted and len(worded) > counted)
    expected = sorted(fitting, key=lambda row: (row[KEYS[sort]], row["id"]), reverse=order == "desc")
    told = list(pages(connection, Wanted(**wanted), 7, sort=sort, order=order))
    assert [job.job_id for page in told for job in page.jobs] == [row["id"] for row in expected]
    assert {len(page.jobs) for page in told[:-1]} <= {7}
    for page in told:
        assert (page.total.count, page.total.at_least) == (min(len(expected), counted), more)


def test_a_job_that_comes_meanwhile_moves_no_page(connection: sa.Connection) -> None:
    first = listing.read_page(connection, Wanted(), Paging(limit=5))
    nested = connection.begin_nested()
    connection.execute(tables.runs.insert(), [job(JOBS)])
    second = listing.read_page(connection, Wanted(), Paging(limit=5, cursor=first.next))
    nested.rollback()
    assert [one.job_id for one in second.jobs] == [row["id"] for row in reversed(ROWS[-10:-5])]


def test_what_a_list_says_of_a_job(connection: sa.Connection) -> None:
    jobs = listing.read_page(connection, Wanted(), Paging(order="asc", limit=4)).jobs
    assert (jobs[0].text, jobs[0].cost.usd, jobs[0].cost.complete, jobs[0].cost.unknown) == (
        "red house",
        None,
        False,
        1,
    )
    assert (jobs[3].cost.usd, jobs[3].duration_seconds, jobs[3].model) == (0.75, 3.0, "provider/model_1")


def entity(n: int, **more: Any) -> dict[str, Any]:
    """Return the row of a picture of the n-th job."""
    moment = START + timedelta(minutes=n)
    named = {"type": "output_image", "stage": "media", "mime": "image/png", "file": "1.png", "producer": "p"}
    sized = {"n": 1, "attempt": 1, "bytes": 1, "sha256": "0", "created_at": moment, "meta": {}}
    return {"run_id": earliest_run_id(moment), **named, **sized, "media_type": "image", "blocked": False, **more}


@pytest.mark.parametrize(
    ("wanted", "fitting"),
    [
        pytest.param({"pinned": True}, {3, 5}, id="pinned"),
        pytest.param({"pinned": False}, {*range(JOBS)} - {3, 5}, id="not pinned"),
        pytest.param({"has_media": True}, {5, 7}, id="with a medium that is not blocked"),
        pytest.param({"has_media": False}, {*range(JOBS)} - {5, 7}, id="without one"),
        pytest.param({"has_media": True, "pinned": True}, {5}, id="both"),
        pytest.param({"has_media": True, "text": "boat 7"}, {7}, id="with a text"),
    ],
)
def test_what_is_kept_or_made_is_found(
    connection: sa.Connection, counted: int, wanted: dict[str, Any], fitting: set[int]
) -> None:
    nested = connection.begin_nested()
    kept = [earliest_run_id(START + timedelta(minutes=n)) for n in (3, 5)]
    connection.execute(tables.runs.update().where(tables.runs.c.id.in_(kept)).values(pinned=True))
    made = [entity(5), entity(7), entity(9, blocked=True), entity(11, media_type=None)]
    connection.execute(tables.entities.insert(), made)
    found = [job.job_id for page in pages(connection, Wanted(**wanted), 7) for job in page.jobs]
    total = listing.read_page(connection, Wanted(**wanted), Paging()).total
    nested.rollback()
    assert found == [ROWS[n]["id"] for n in sorted(fitting, reverse=True)]
    assert total.count == min(len(fitting), counted)


def test_jobs_are_counted_by_state(connection: sa.Connection) -> None:
    found = listing.read_totals(connection, Wanted(kind="image", status="open", text="boat"))
    counts = {state: total.count for state, total in found.states.items() if total.count}
    assert (counts, set(found.states)) == ({"completed": 18}, set(listing.STATES))


def test_a_cursor_of_another_order_is_refused(connection: sa.Connection) -> None:
    first = listing.read_page(connection, Wanted(), Paging(limit=5))
    with pytest.raises(InvalidInput):
        listing.read_page(connection, Wanted(), Paging(limit=5, sort="cost", cursor=first.next))


PLANS: dict[str, tuple[dict[str, Any], Sort, bool, str, bool]] = {
    "everything, the newest first": ({}, "created", True, "sqlite_autoindex_runs_1", False),
    "everything, the dearest first": ({}, "cost", True, "runs_by_cost", False),
    "everything, the longest first": ({}, "duration", True, "runs_by_seconds", False),
    **{
        f"a {column}, {said} first": ({name: "waiting"}, sort, many, f"runs_{index.format(column)}", False)
        for name, column in {"status": "state", "kind": "media_type", "model": "model", "config": "config"}.items()
        for many in (False, True)
        for said, sort, index in (
            ("the newest" if many else "of few the newest", "created", "by_{}"),
            ("the dearest" if many else "of few the dearest", "cost", "{}_by_cost"),
            ("the longest" if many else "of few the longest", "duration", "{}_by_seconds"),
        )
    },
    "a state and a kind": ({"status": "failed", "kind": "image"}, "cost", False, "runs_state_by_cost", False),
    "a parent, the newest first": ({"parent": PARENT}, "created", False, "runs_by_parent", False),
    "a parent of many, the newest first": ({"parent": PARENT}, "created", True, "runs_by_parent", False),
    "a parent, the dearest first": ({"parent": PARENT}, "cost", False, "runs_by_parent", True),
    "a parent of many, the longest first": ({"parent": PARENT}, "duration", True, "runs_by_parent", True),
    "a time": ({"created_after": START}, "created", True, "sqlite_autoindex_runs_1", False),
    "few of a cost, the newest first": ({"cost_min": 1}, "created", False, "runs_by_cost", True),
    "many of a cost, the newest first": ({"cost_min": 1}, "created", True, "sqlite_autoindex_runs_1", False),
    "few of a cost, the dearest first": ({"cost_min": 1, "cost_max": 2}, "cost", False, "runs_by_cost", False),
    "many of a cost, the dearest first": ({"cost_min": 1}, "cost", True, "runs_by_cost", False),
    "few of a time, the longest first": ({"created_after": START}, "duration", False, "sqlite_autoindex_runs_1", True),
    "many of a time, the longest first": ({"created_after": START}, "duration", True, "runs_by_seconds", False),
    "few of a text, the dearest first": ({"text": "red"}, "cost", False, "sqlite_autoindex_runs_1", True),
}


def plan(connection: sa.Connection, query: sa.Select[Any]) -> str:
    compiled = query.compile(connection, compile_kwargs={"literal_binds": True})
    return "\n".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}"))


def search(connection: sa.Connection, wanted: Wanted) -> listing.Search:
    first = next((name for name, value in dict(wanted).items() if value is not None), None)
    fitting = searching.look(connection, wanted.text, 10) if wanted.text else None
    return listing.Search(wanted, fitting, first)


def test_a_text_is_found_newest_first_without_looking_at_the_rest(
    connection: sa.Connection, database_kind: str
) -> None:
    on_sqlite(database_kind)
    found = plan(connection, searching.look(connection, "boat", 10).page("desc", 51, None))
    assert "VIRTUAL TABLE" in found
    assert "SEARCH searched USING INTEGER PRIMARY KEY" in found, found
    assert "SCAN searched " not in found


def test_of_several_filters_that_is_used_which_fewest_have(
    connection: sa.Connection,
) -> None:
    rare = Wanted(status="completed", config="config_1", output_config="no_such")
    assert listing._fewest(connection, rare) == "output_config"
    assert listing._fewest(connection, Wanted(kind="image")) == "kind"
    assert listing._fewest(connection, Wanted()) is None


@pytest.mark.parametrize("name", PLANS)
def test_a_page_is_found_by_an_index(connection: sa.Connection, database_kind: str, name: str) -> None:
    on_sqlite(database_kind)
    wanted, sort, many, index, is_sorted = PLANS[name]
    found = plan(connection, search(connection, Wanted(**wanted)).page(sort, "desc", None, many=many).limit(51))
    used = next(line for line in found.splitlines() if " runs " in line)
    assert f"INDEX {index}" in used, found
    assert ("TEMP B-TREE" in found) == is_sorted, found


@pytest.mark.parametrize("name", [name for name, (wanted, *_rest) in FILTERS.items() if len(wanted) == 1])
def test_counting_reads_an_index_alone(connection: sa.Connection, database_kind: str, name: str) -> None:
    on_sqlite(database_kind)
    wanted = FILTERS[name][0]
    found = plan(connection, search(connection, Wanted(**wanted)).counting())
    used = next(line for line in found.splitlines() if " runs " in line)
    assert "COVERING INDEX" in used, found


@pytest.fixture(scope="module")
def crowded(cluster: Cluster) -> Iterator[sa.Connection]:
    """A Postgres with so many jobs that it goes by what it knows of them."""
    engine = create_engine(cluster.new(), writer=True)
    jobs = [job(n) for n in range(3000)]
    texts = [{"n": ordinal(row["id"]), "run_id": row["id"], "title": "", "text": text(n)} for n, row in enumerate(jobs)]
    with engine.begin() as made:
        made.execute(tables.runs.insert(), jobs)
        made.execute(tables.searched.insert(), texts)
        lists = [{"n": one["n"], "words": word_index.word_list("", str(one["text"]))} for one in texts]
        made.execute(postgres_tables.WRITE_WORDS, lists)
    engine.dispose()
    reader = create_engine(engine.url.render_as_string(hide_password=False), writer=False)
    with reader.connect().execution_options(isolation_level="AUTOCOMMIT") as made:
        for statement in ("ANALYZE", "SET enable_seqscan = off", "SET enable_bitmapscan = off"):
            made.exec_driver_sql(statement)
        yield made
    reader.dispose()


def plan_on_postgres(connection: sa.Connection, query: sa.Select[Any]) -> str:
    compiled = query.compile(connection)
    return "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN (COSTS OFF) {compiled}", compiled.params))


@needs("postgres")
@pytest.mark.parametrize("name", PLANS)
def test_a_page_is_found_by_an_index_on_postgres_too(crowded: sa.Connection, database_kind: str, name: str) -> None:
    on_sqlite(database_kind)  # once is enough
    wanted, sort, many, index, is_sorted = PLANS[name]
    found = plan_on_postgres(crowded, search(crowded, Wanted(**wanted)).page(sort, "desc", None, many=many).limit(51))
    assert f" using {index.replace('sqlite_autoindex_runs_1', 'runs_pkey')} on runs" in found, found
    assert ("Sort" in found) == is_sorted, found


@needs("postgres")
def test_a_text_is_found_by_its_words_on_postgres(crowded: sa.Connection, database_kind: str) -> None:
    on_sqlite(database_kind)
    crowded.exec_driver_sql("SET enable_bitmapscan = on")  # an index of words has no other way
    found = plan_on_postgres(crowded, searching.look(crowded, "boat 2917", 10).page("desc", 51, None))
    crowded.exec_driver_sql("SET enable_bitmapscan = off")
    by_words, newest_first = "Bitmap Index Scan on searched_words_found", "Scan Backward using searched_words_pkey"
    assert by_words in found or newest_first in found, found
    assert "using searched_pkey on searched" in found, found
