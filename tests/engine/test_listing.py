"""Lists of jobs: every filter, every order, whole however they are cut into pages, and found by an index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from devserver.engine import finding, listing, tables
from devserver.engine.cursors import Order, Sort
from devserver.engine.database import create_engine
from devserver.engine.listing import JobPage, Paging
from devserver.engine.wanted import Wanted
from devserver.errors import InvalidInput
from devserver.ids import earliest_run_id, ordinal
from tests.engine.listed import PARENT, START, insert, job, media, text
from tests.fakes.engine_site import prepare, url_of
from tests.postgres import BOTH

pytestmark = BOTH

JOBS = 60


def has_words(n: int, words: str) -> bool:
    return all(any(word.startswith(one) for word in text(n).split()) for one in words.split())


ROWS = [job(n) for n in range(JOBS)]


@pytest.fixture(scope="module")
def connection(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Connection]:
    engine = create_engine(url_of(prepare(tmp_path_factory.mktemp("jobs"))), writer=True)
    with engine.begin() as made:
        insert(made, JOBS)
        if database_kind != "sqlite":  # a test that waits for a busy machine is not ended
            made.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield made
    engine.dispose()


LOOKED = 4
OF_A_TEXT = {"text", "created_after", "created_before"}
COUNTS = {
    "all are counted": (10_000, 100_000),
    "there are more than are counted": (5, 100_000),
    "there are more than are sorted": (5, 5),
}


@pytest.fixture(params=COUNTS.values(), ids=COUNTS)
def counted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """How far is counted and sorted, which decides how a page is looked for: each way gives the same."""
    counted, is_sorted = request.param
    few = {"WALKED": 10, "LOOKED": LOOKED, "TRIED": (3, 10)}
    for name, value in {"COUNTED": counted, "SORTED": is_sorted, **few}.items():
        monkeypatch.setattr(finding, name, value)
    return int(counted)


FILTERS: dict[str, tuple[dict[str, Any], Any]] = {
    "all": ({}, lambda n, row: True),
    "a state": ({"status": "failed"}, lambda n, row: row["state"] == "failed"),
    "a state of those in flight": ({"status": "pending"}, lambda n, row: row["state"] == "pending"),
    "a kind": ({"kind": "image"}, lambda n, row: row["media_type"] == "image"),
    "a config": ({"config": "config_1"}, lambda n, row: row["config"] == "config_1"),
    "an output config": ({"output_config": "output_2"}, lambda n, row: row["output_config"] == "output_2"),
    "a model": ({"model": "provider/model_1"}, lambda n, row: row["model"] == "provider/model_1"),
    "a parent": ({"parent": PARENT}, lambda n, row: n % 8 == 0),
    "a parent and a state": (
        {"parent": PARENT, "status": "open"},
        lambda n, row: n % 8 == 0 and row["state"] == "open",
    ),
    "from a time": ({"created_after": START + timedelta(minutes=40)}, lambda n, row: n >= 40),
    "up to a time, which is not in it": ({"created_before": START + timedelta(minutes=40)}, lambda n, row: n < 40),
    "at least a cost": ({"cost_min": 0.5}, lambda n, row: row["cost_usd"] >= 0.5),
    "at most a cost": ({"cost_max": 0.5}, lambda n, row: row["cost_usd"] <= 0.5),
    "a text": ({"text": "hous red"}, lambda n, row: text(n) == "red house"),
    "a text that many have": ({"text": "boat"}, lambda n, row: text(n).startswith("boat")),
    "a text before a time": (
        {"text": "boat", "created_before": START + timedelta(minutes=30)},
        lambda n, row: text(n).startswith("boat"),
    ),
    "a text within a time": (
        {
            "text": "boat",
            "created_after": START + timedelta(minutes=9),
            "created_before": START + timedelta(minutes=12),
        },
        lambda n, row: text(n).startswith("boat"),
    ),
    "a text and a state before a time": (
        {"text": "boat", "status": "failed", "created_before": START + timedelta(minutes=60)},
        lambda n, row: text(n).startswith("boat") and row["state"] == "failed",
    ),
    "a text of those in flight": (
        {"text": "boat", "status": "pending"},
        lambda n, row: text(n).startswith("boat") and row["state"] == "pending",
    ),
    "a state and a model": (
        {"status": "completed", "model": "provider/model_1"},
        lambda n, row: row["state"] == "completed" and n % 2 == 1,
    ),
    "a kind, a cost and a time": (
        {"kind": "audio", "cost_min": 0.25, "created_before": START + timedelta(minutes=50)},
        lambda n, row: n % 3 == 1 and row["cost_usd"] >= 0.25 and n < 50,
    ),
    "a config that goes with a model": ({"config": "config_2", "model": "provider/model_1"}, lambda n, row: False),
    "several at once": (
        {"status": "completed", "text": "boat", "cost_min": 0.25, "created_after": START + timedelta(minutes=9)},
        lambda n, row: row["state"] == "completed" and n % 10 and row["cost_usd"] >= 0.25 and n >= 9,
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
    worded = [n for n in range(JOBS) if has_words(n, wanted.get("text", "")) and _is_of_the_time(n, wanted)]
    of_many, alone = "text" in wanted and len(worded) > counted, not wanted.keys() - OF_A_TEXT
    looked_at = worded
    if of_many:
        looked_at = worded[-counted - 1 :] if alone and sort == "created" else worded[-LOOKED:]
    fitting = [ROWS[n] for n in looked_at if fits(n, ROWS[n])]
    more = len(fitting) > counted or of_many
    count = counted if of_many and alone else min(len(fitting), counted)
    expected = sorted(fitting, key=lambda row: (row[KEYS[sort]], row["id"]), reverse=order == "desc")
    told = list(pages(connection, Wanted(**wanted), 7, sort=sort, order=order))
    assert [job.job_id for page in told for job in page.jobs] == [row["id"] for row in expected]
    assert {len(page.jobs) for page in told[:-1]} <= {7}
    for page in told:
        assert (page.total.count, page.total.at_least) == (count, more)


def _is_of_the_time(n: int, wanted: dict[str, Any]) -> bool:
    moment = START + timedelta(minutes=n)
    return wanted.get("created_after", moment) <= moment < wanted.get("created_before", moment + timedelta(1))


def test_a_job_that_comes_meanwhile_moves_no_page(connection: sa.Connection) -> None:
    first = listing.read_page(connection, Wanted(), Paging(limit=5))
    nested = connection.begin_nested()
    connection.execute(tables.runs.insert(), [job(JOBS)])
    new = job(JOBS)["id"]
    connection.execute(tables.searched.insert(), {"n": ordinal(new), "run_id": new, "title": "", "text": ""})
    second = listing.read_page(connection, Wanted(), Paging(limit=5, cursor=first.next))
    nested.rollback()
    assert [one.job_id for one in second.jobs] == [row["id"] for row in reversed(ROWS[-10:-5])]


@pytest.mark.parametrize("sort", KEYS)
def test_a_page_goes_on_behind_a_job_that_is_deleted_among_others_of_its_millisecond(
    connection: sa.Connection, sort: Sort
) -> None:
    nested = connection.begin_nested()
    base = job(JOBS)
    new = [f"{base['id'][:-1]}{letter}" for letter in "ABCDEF"]
    connection.execute(tables.runs.insert(), [{**base, "id": one, "cost_usd": 99.0, "seconds": 99.0} for one in new])
    texts = [{"n": ordinal(one) + k, "run_id": one, "title": "", "text": ""} for k, one in enumerate(new)]
    connection.execute(tables.searched.insert(), texts)
    first = listing.read_page(connection, Wanted(), Paging(sort=sort, limit=2))
    connection.execute(tables.runs.delete().where(tables.runs.c.id == first.jobs[-1].job_id))
    second = listing.read_page(connection, Wanted(), Paging(sort=sort, limit=4, cursor=first.next))
    nested.rollback()
    assert [one.job_id for page in (first, second) for one in page.jobs] == new[::-1]


def test_what_a_list_says_of_a_job(connection: sa.Connection) -> None:
    jobs = listing.read_page(connection, Wanted(), Paging(order="asc", limit=4)).jobs
    assert (jobs[0].text, jobs[0].cost.usd, jobs[0].cost.complete, jobs[0].cost.unknown) == (
        "red house",
        None,
        False,
        1,
    )
    assert (jobs[3].cost.usd, jobs[3].duration_seconds, jobs[3].model) == (0.75, 3.0, "provider/model_1")


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
    made = [media(5), media(7), media(9, blocked=True), media(11, media_type=None)]
    connection.execute(tables.entities.insert(), made)
    found = [job.job_id for page in pages(connection, Wanted(**wanted), 7) for job in page.jobs]
    total = listing.read_page(connection, Wanted(**wanted), Paging()).total
    nested.rollback()
    assert found == [ROWS[n]["id"] for n in sorted(fitting, reverse=True)]
    assert total.count == min(len(fitting), counted)


def test_jobs_are_counted_by_state(connection: sa.Connection) -> None:
    found = listing.read_totals(connection, Wanted(kind="image", status="open", text="boat"))
    fitting = [row["state"] for n, row in enumerate(ROWS) if row["media_type"] == "image" and n % 10]
    counts = {state: total.count for state, total in found.states.items() if total.count}
    assert (counts, set(found.states)) == (Counter(fitting), set(listing.STATES))


@pytest.mark.parametrize("wanted", [{"text": "boat"}, {"text": "boat", "parent": PARENT}], ids=["all", "of a parent"])
def test_of_a_text_that_more_have_than_are_counted_totals_are_the_least(
    connection: sa.Connection, monkeypatch: pytest.MonkeyPatch, wanted: dict[str, Any]
) -> None:
    monkeypatch.setattr(finding, "COUNTED", 5)
    found = listing.read_totals(connection, Wanted(**wanted))
    assert {total.at_least for total in found.states.values()} == {True}
    assert listing.read_page(connection, Wanted(**wanted), Paging(sort="cost")).total.at_least


def test_a_cursor_of_another_order_is_refused(connection: sa.Connection) -> None:
    first = listing.read_page(connection, Wanted(), Paging(limit=5))
    with pytest.raises(InvalidInput):
        listing.read_page(connection, Wanted(), Paging(limit=5, sort="cost", cursor=first.next))
