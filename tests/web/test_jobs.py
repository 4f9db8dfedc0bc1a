"""The page of jobs: found, sorted, followed, and acted on, one or many, with ten and with 100,000."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from devserver.ids import earliest_run_id, ordinal
from tests.needs import needs
from tests.web.browsing import SCHEMES, WIDTHS, Studio, axe, serving, small_targets, too_wide
from tests.web.making import begin, make

pytestmark = [needs("chromium"), pytest.mark.slow]

MANY = 100_000
START = datetime(2025, 1, 1, tzinfo=UTC)


def row(page: Page, name: str) -> Any:
    return page.get_by_role("row").filter(has_text=name)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_list_with_jobs_is_well_in_every_size(studio: Studio, address: str, scheme: Literal["light", "dark"]) -> None:
    make(address, f"A lantern and {'Unbreakable' * 20} <b>{scheme}</b>")
    page = studio.open("/jobs?from=2026-01-01&text=lantern", scheme=scheme)
    page.get_by_role("row").nth(1).get_by_role("checkbox").click()
    for width in (320, *WIDTHS):
        page.set_viewport_size({"width": width, "height": 900})
        assert too_wide(page) == 0, width
        assert axe(page) == [], width
        assert small_targets(page) == [], width


def test_a_job_is_seen_from_its_beginning_to_its_end(studio: Studio, address: str) -> None:
    page = studio.open("/jobs?text=walrus")
    page.get_by_text("No job fits").wait_for()
    make(address, "A walrus on the ice")
    expect(row(page, "A walrus on the ice")).to_contain_text("Done")
    expect(row(page, "A walrus on the ice")).to_contain_text("$0 listed")
    assert page.get_by_role("link", name="A walrus on the ice").get_attribute("href") == (
        f"/runs/{httpx.get(f'{address}/api/v2/jobs?text=walrus').json()['jobs'][0]['job_id']}"
    )


def test_times_are_whole_on_the_smallest_phone_and_dates_those_of_the_region(studio: Studio, address: str) -> None:
    made = make(address, "An ibex on a rock")
    page = studio.open("/jobs?text=ibex", width=320)
    job = row(page, "An ibex on a rock")
    expect(job).to_contain_text("Done")
    time = job.get_by_text(re.compile(r"^<?[\d.]+ s$")).locator("visible=true")
    assert time.evaluate("one => one.scrollWidth <= one.clientWidth || getComputedStyle(one).display === 'inline'")
    assert not time.evaluate("one => one.closest('.truncate') !== null")
    page.set_viewport_size({"width": 1440, "height": 900})
    day = datetime.fromisoformat(httpx.get(f"{address}/api/runs/{made}").json()["created_at"]).astimezone()
    expect(job.get_by_role("time").or_(job.locator("time"))).to_contain_text(f"{day:%d/%m/%Y}")


def test_the_states_are_one_row_on_the_smallest_phone_and_the_chosen_one_is_seen(studio: Studio) -> None:
    states = studio.open("/jobs?state=failed", width=320, language="de-DE").locator("search [role=group]").first
    chosen = states.locator("[data-state=on]")
    expect(chosen).to_contain_text("Fehlgeschlagen")
    assert states.evaluate("one => one.offsetHeight") < 60
    inside = "one => one.offsetLeft - one.parentElement.offsetLeft - one.parentElement.scrollLeft"
    assert 0 <= chosen.evaluate(inside) <= 200


def test_filters_and_order_live_in_the_address(studio: Studio, address: str) -> None:
    make(address, "Kestrel one")
    make(address, "Kestrel two", "p5_embedded")
    page = studio.open("/jobs")
    page.get_by_label("Find a job").fill("kestrel")
    page.wait_for_url("**/jobs?text=kestrel")
    page.get_by_label("Medium").select_option(label="Image")
    expect(row(page, "Kestrel two")).to_have_count(0)
    page.get_by_role("button", name="Time").click()
    assert page.url.endswith("/jobs?medium=image&text=kestrel&sort=duration")
    assert page.get_by_role("columnheader", name="Time").get_attribute("aria-sort") == "descending"
    page.reload()
    expect(row(page, "Kestrel one")).to_be_visible()
    page.go_back()
    page.go_back()
    expect(row(page, "Kestrel two")).to_be_visible()
    page.get_by_role("group", name="State").get_by_role("button", name="Failed").click()
    page.get_by_text("No job fits").wait_for()


def test_a_job_is_downloaded_exported_repeated_and_deleted(studio: Studio, address: str) -> None:
    run_id = make(address, "One narwhal")
    page = studio.open("/jobs?text=narwhal")
    menu = page.get_by_role("button", name="More for One narwhal")
    for entry, name in (("Download", f"{run_id}.zip"), ("Record as CSV", f"{run_id}.csv")):
        menu.click()
        with page.expect_download() as waiting:
            page.get_by_role("menuitem", name=entry).click()
        assert waiting.value.suggested_filename == name
    menu.click()
    expect(page.get_by_role("menuitem", name="Cancel")).to_be_disabled()
    page.get_by_role("menuitem", name="Do again").press("Enter")
    expect(row(page, "One narwhal")).to_have_count(2)
    expect(row(page, "Done")).to_have_count(2)
    page.get_by_role("checkbox", name="Choose all").click()
    page.get_by_role("region", name="With the chosen jobs").get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Keep").click()
    expect(row(page, "One narwhal")).to_have_count(2)
    page.get_by_role("region", name="With the chosen jobs").get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.get_by_text("No job fits").wait_for()
    assert httpx.get(f"{address}/api/runs/{run_id}").status_code == 404


def test_jobs_that_are_at_work_can_be_cancelled_together(studio: Studio, address: str) -> None:
    page = studio.open("/jobs?text=capybara")
    page.get_by_text("No job fits").wait_for()
    for _ in range(3):
        begin(address, "A capybara film", "video_embedded")
    expect(row(page, "A capybara film")).to_have_count(3)
    page.get_by_role("checkbox", name="Choose all").click()
    page.get_by_role("region", name="With the chosen jobs").get_by_role("button", name="Cancel").click()
    expect(row(page, "Cancelled").first).to_be_visible()
    page.get_by_role("button", name="Clear choice").click()
    expect(page.get_by_role("region", name="With the chosen jobs")).to_have_count(0)


def rows_of(count: int) -> Iterator[dict[str, Any]]:
    """Yield rows of runs that have ended, one each minute, the n-th called `Lantern n`."""
    for n in range(count):
        moment = START + timedelta(minutes=n)
        written = moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        state = "failed" if n % 20 == 0 else "completed"
        who = {"id": earliest_run_id(moment), "owner": "local", "state": state, "title": f"Lantern {n}"}
        when = {"created_at": written, "updated_at": written, "ended_at": written}
        what = {"attempt": 1, "last_seq": 1, "language": "en", "safety_level": "kids", "pinned": 0, "shared": 0}
        yield {**who, **when, **what, "cost_usd": n % 97 / 1000, "seconds": n % 60}


@pytest.fixture(scope="module")
def full(built: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with 100,000 runs."""
    data = Path(tmp_path_factory.mktemp("many")) / "data"
    with serving(data) as address:
        connection = sqlite3.connect(data / "devserver.db")
        names = list(next(rows_of(1)))
        statement = f"INSERT INTO runs ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"
        with connection:
            connection.executemany(statement, rows_of(MANY))
            texts = ((ordinal(one["id"]), one["id"], one["title"]) for one in rows_of(MANY))
            connection.executemany("INSERT INTO searched (n, run_id, title, text) VALUES (?, ?, ?, '')", texts)
        connection.close()
        yield address


@pytest.mark.timeout(900)  # its rows are written first
def test_a_hundred_thousand_jobs_scroll_without_a_jump(browser: Browser, full: str) -> None:
    studio = Studio(browser, full)
    page = studio.open("/jobs")
    expect(row(page, f"Lantern {MANY - 1}")).to_be_visible()
    page.get_by_role("button", name="All 15,000+").wait_for()
    page.get_by_role("checkbox", name=f"Choose Lantern {MANY - 2}", exact=True).click()
    for fetched in range(400, 1400, 200):
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        page.get_by_text(f"{fetched:,} of 10,000+ jobs").wait_for()
    page.evaluate(f"scrollTo(0, {70 * 1000})")
    expect(row(page, f"Lantern {MANY - 1 - 1000}")).to_be_visible()
    drawn = page.get_by_role("row").count()
    place = page.evaluate("scrollY")
    begin(full, "A new lantern", "text_embedded")
    page.get_by_role("button", name="1 new job").wait_for()
    assert (drawn < 60, page.evaluate("scrollY")) == (True, place)
    expect(page.get_by_text("1 chosen")).to_be_visible()
    page.get_by_role("button", name="1 new job").click()
    expect(row(page, "A new lantern")).to_be_visible()
    studio.close()
    assert studio.faults == []


def test_the_states_can_be_read_on_a_phone(studio: Studio, address: str) -> None:
    make(address, "A barrel")
    page = studio.open("/jobs", width=390)
    row(page, "A barrel").wait_for()
    states = page.get_by_role("group", name="State").get_by_role("button")
    assert states.count() > 4
    assert states.evaluate_all("all => all.filter((one) => one.scrollWidth > one.clientWidth).length") == 0
