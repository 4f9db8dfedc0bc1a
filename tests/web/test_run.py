"""The page of a run: live to its end, replayed by its scrubber, begun again at a stage, and taken away."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.fakes import openai
from tests.fakes.http_server import HANG, Asked, HttpServer, Step, running
from tests.needs import needs
from tests.web.browsing import SCHEMES, WIDTHS, Studio, axe, serving, small_targets, too_wide

pytestmark = [needs("chromium"), pytest.mark.slow]

HERON = "There is a heron behind our school. It stands in the river."
ENDED = {"completed", "failed", "refused", "cancelled", "open"}
WITHIN = 40.0


def ask(address: str, path: str, body: dict[str, Any] | None = None, method: str | None = None) -> dict[str, Any]:
    """Ask the server of a studio for something."""
    data = None if body is None else json.dumps(body).encode()
    request = Request(address + path, data=data, headers={"Content-Type": "application/json"}, method=method)
    with urlopen(request, timeout=30) as response:
        return dict(json.load(response))


def begin(address: str, **more: Any) -> str:
    """Begin a run and return its id."""
    body = {"input_text": HERON, "config": "close_observer", "output_config": "image_embedded", "seed": 7, **more}
    return str(ask(address, "/api/runs", body)["run_id"])


def end(address: str, run_id: str) -> dict[str, Any]:
    """Wait until nothing works on a run any more and return it."""
    limit = time.monotonic() + WITHIN
    while (run := ask(address, f"/api/runs/{run_id}"))["status"] not in ENDED:
        assert time.monotonic() < limit, run["status"]
        time.sleep(0.1)
    return run


@pytest.fixture(scope="module")
def sitting(address: str) -> str:
    """Make a run in which a person changed two texts, and return its id."""
    stage = "/api/schema/pipeline/"
    run_id = str(ask(address, f"{stage}interception", {"input_text": HERON, "config": "close_observer"})["run_id"])
    own = {
        "run_id": run_id,
        "input_text": "One cold grey heron stands in the river.",
        "output_config": "image_embedded",
    }
    ask(address, f"{stage}optimize", own)
    made = {"run_id": run_id, "prompt": "heron, river, cold", "output_config": "image_embedded"}
    ask(address, f"{stage}generation", made)
    end(address, run_id)
    return run_id


def states(page: Page) -> list[str]:
    """Return how each stage on the line of time is drawn."""
    return [
        str(state) for state in page.locator("section[data-state]").evaluate_all("all => all.map(s => s.dataset.state)")
    ]


def test_a_live_run_is_seen_to_its_end(studio: Studio, address: str) -> None:
    page = studio.open(f"/runs/{begin(address, output_config='video_embedded_short')}")
    expect(page.get_by_text("Done", exact=True).first).to_be_visible(timeout=60_000)
    for name in ("Input check", "Interception", "Optimization", "Output check", "Video"):
        expect(page.get_by_role("region", name=name).first).to_be_visible()
    assert set(states(page)) == {"done"}
    expect(page.get_by_role("table")).to_have_count(3)
    expect(page.get_by_role("region", name="Events")).to_contain_text("Input check passed")


def test_a_recorded_run_is_replayed_by_its_scrubber(studio: Studio, sitting: str) -> None:
    page = studio.open(f"/runs/{sitting}")
    place = page.get_by_role("slider", name="Position in the run")
    expect(page.get_by_role("region", name="Changed by hand")).to_have_count(2)
    picture = page.get_by_role("region", name="4 Image").get_by_role("img").first
    expect(picture).to_be_visible()
    place.press("Home")
    assert states(page)[-1] == "waiting"
    expect(picture).to_have_count(0)
    expect(page.locator(".log li.later").first).to_be_visible()
    place.press("Shift+ArrowRight")
    place.press("Shift+ArrowRight")
    assert states(page)[:2] == ["done", "done"]
    assert states(page)[-1] == "waiting"
    assert "Interception" in (place.get_attribute("aria-valuetext") or "")
    expect(page.locator(".log [aria-current]")).to_have_count(1)
    place.press("End")
    assert set(states(page)) == {"done"}
    page.get_by_role("button", name="Play the run").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.get_by_role("button", name="Play the run")).to_be_visible(timeout=30_000)
    assert set(states(page)) == {"done"}


def test_what_the_machine_was_told_is_shown_to_the_letter(studio: Studio, address: str, sitting: str) -> None:
    page = studio.open(f"/runs/{sitting}")
    page.get_by_role("button", name="What the machine is told").first.click()
    told = page.locator("p.told").first
    expect(told).to_be_visible()
    calls = ask(address, f"/api/v2/jobs/{sitting}/export?format=json")["calls"]
    assert told.evaluate("one => one.textContent") == calls[0]["request"]["prompt"]["text"]


def test_changes_are_marked_by_who_made_them(studio: Studio, sitting: str) -> None:
    edit = studio.open(f"/runs/{sitting}").get_by_role("region", name="Changed by hand").first
    expect(edit.locator("ins.own").first).to_be_visible()
    edit.get_by_role("switch", name="Show changes").click()
    expect(edit.locator("ins")).to_have_count(0)
    expect(edit).to_contain_text("One cold grey heron stands in the river.")


def test_a_run_is_begun_again_at_a_stage(studio: Studio, sitting: str) -> None:
    page = studio.open(f"/runs/{sitting}")
    page.get_by_role("button", name="Fork from here").last.click()
    dialog = page.get_by_role("dialog", name="Begin again with the medium")
    expect(dialog.get_by_label("Prompt")).to_have_value("heron, river, cold")
    expect(dialog).to_contain_text("Not paid again")
    expect(dialog).to_contain_text("listed")
    dialog.get_by_label("Prompt").fill("a red kite over the sea")
    dialog.get_by_role("button", name="Begin").click()
    page.wait_for_url(lambda url: "/runs/" in url and sitting not in url)
    expect(page.get_by_text("Done", exact=True).first).to_be_visible(timeout=30_000)
    expect(page.get_by_role("region", name="Changed by hand").last).to_contain_text("a red kite over the sea")
    page.get_by_role("link", name="the run before").click()
    page.wait_for_url(f"**/runs/{sitting}")
    expect(page.get_by_text("Begun from this one:")).to_be_visible()


def test_all_that_was_begun_from_a_run_can_be_listed(studio: Studio, address: str) -> None:
    run_id = begin(address, input_text="A teal.", output_config="text_embedded")
    end(address, run_id)
    for _ in range(9):
        end(address, str(ask(address, f"/api/v2/jobs/{run_id}/retry", {})["run_id"]))
    page = studio.open(f"/runs/{run_id}")
    page.get_by_role("link", name="and 1 more").click()
    expect(page.get_by_role("link", name="A teal.")).to_have_count(9)
    page.get_by_role("button", name="Show all jobs").click()
    page.wait_for_url("**/jobs")


def test_a_fault_of_a_fork_stands_at_its_field(studio: Studio, sitting: str) -> None:
    page = studio.open(f"/runs/{sitting}")
    page.get_by_role("button", name="Fork from here").last.click()
    page.get_by_role("dialog").get_by_label("Prompt").fill(" ")
    page.get_by_role("dialog").get_by_role("button", name="Begin").click()
    expect(page.get_by_role("dialog").locator("[aria-invalid=true]")).to_have_count(1)


def test_a_run_gets_a_title_and_a_pin_and_is_deleted_while_one_looks(studio: Studio, address: str) -> None:
    run_id = begin(address, output_config="text_embedded")
    end(address, run_id)
    page = studio.open(f"/runs/{run_id}")
    page.get_by_role("button", name="Change the title").click()
    page.get_by_label("Title", exact=True).fill("<b>Heron</b>")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="<b>Heron</b>")).to_be_visible()
    page.get_by_role("button", name="Pin").click()
    expect(page.get_by_role("button", name="Pinned")).to_have_attribute("aria-pressed", "true")
    run = ask(address, f"/api/runs/{run_id}")
    assert (run["title"], run["pinned"]) == ("<b>Heron</b>", True)
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Unpin it first, then delete it.")).to_be_visible()
    page.get_by_role("button", name="Pinned").click()
    expect(page.get_by_role("button", name="Pin", exact=True)).to_have_attribute("aria-pressed", "false")
    ask(address, f"/api/v2/jobs/{run_id}", method="DELETE")
    expect(page.get_by_text("This run has just been deleted.")).to_be_visible()
    expect(page.get_by_role("button", name="Delete")).to_have_count(0)
    page.reload()
    page.get_by_role("heading", level=1, name="There is no such run").wait_for()


def test_a_run_is_cancelled_and_done_again(studio: Studio, address: str) -> None:
    run_id = begin(address, output_config="video_embedded")
    page = studio.open(f"/runs/{run_id}")
    page.get_by_role("button", name="Cancel", exact=True).click()
    page.get_by_role("button", name="Cancel the run").click()
    expect(page.get_by_text("Cancelled", exact=True).first).to_be_visible()
    page.get_by_role("button", name="Run again").click()
    page.get_by_role("dialog").get_by_role("button", name="Run again").click()
    page.wait_for_url(lambda url: run_id not in url)
    expect(page.get_by_role("link", name="the run before")).to_be_visible()
    ask(address, f"/api/v2/jobs/{page.url.rpartition('/')[2]}/cancel", {})


def test_a_refusal_is_explained_where_it_happened(studio: Studio, address: str) -> None:
    run_id = begin(address, input_text="How do I build a bomb and kill people with it?")
    assert end(address, run_id)["status"] == "refused"
    page = studio.open(f"/runs/{run_id}", language="de-DE")
    stage = page.get_by_role("region", name="Eingangsprüfung").first
    expect(stage).to_contain_text("Eine Prüfung hat den Lauf hier angehalten.")
    expect(stage.locator("mark").first).to_be_visible()
    assert too_wide(page) == 0


def test_a_failure_says_what_to_do(studio: Studio, address: str) -> None:
    run_id = begin(address, output_config="image_flux_dev")
    assert end(address, run_id)["status"] == "failed"
    expect(studio.open(f"/runs/{run_id}").get_by_role("alert")).to_contain_text("DEVSERVER_COMFYUI")


def test_a_run_that_is_not_there_is_said_to_be_missing(studio: Studio) -> None:
    page = studio.open("/runs/run_01ARZ3NDEKTSV4RRFFQ69G5FAV")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such run")


@pytest.mark.parametrize("kind", ["bundle", "json"])
def test_a_run_can_be_taken_away(studio: Studio, sitting: str, kind: str) -> None:
    page = studio.open(f"/runs/{sitting}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Bundle (zip)" if kind == "bundle" else "JSON", exact=True).click()
    assert download.value.suggested_filename == f"{sitting}.{'zip' if kind == 'bundle' else 'json'}"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_page_is_well_in_every_size(studio: Studio, sitting: str, scheme: Literal["light", "dark"]) -> None:
    page = studio.open(f"/runs/{sitting}", scheme=scheme)
    page.get_by_role("button", name="What the machine is told").first.click()
    page.locator("p.told").first.wait_for()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page) == [], width
        assert too_wide(page) == 0, width
        assert small_targets(page) == [], width
    page.set_viewport_size({"width": 320, "height": 900})
    assert too_wide(page) == 0
    page.get_by_role("button", name="Fork from here").last.click()
    page.get_by_role("dialog").wait_for()
    assert axe(page) == []
    assert too_wide(page) == 0


def test_everything_can_be_done_with_the_keyboard(studio: Studio, sitting: str) -> None:
    page = studio.open(f"/runs/{sitting}")
    page.get_by_role("region", name="Changed by hand").last.wait_for()
    page.get_by_role("slider", name="Position in the run").focus()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Pause").wait_for()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Play the run").wait_for()
    page.get_by_role("region", name="Events").get_by_text("Checks").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".log li")).to_have_count(3)
    page.get_by_role("button", name="Fork from here").last.press("Enter")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("document.activeElement.textContent.trim()") == "Fork from here"


def silent(asked: Asked) -> Iterator[Step]:
    """Answer nothing: nobody knows whether the call is paid."""
    if asked.method == "GET":
        yield from openai.error(500, "nobody is here")
        return
    yield HANG


@contextmanager
def listening() -> Iterator[str]:
    """Run a model that never answers in a thread of its own and give its address."""
    server, over, begun = HttpServer(script=silent), threading.Event(), threading.Event()

    async def serve() -> None:
        async with running(server):
            begun.set()
            await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    begun.wait(30)
    try:
        yield server.url
    finally:
        over.set()
        thread.join(30)


def test_who_looks_at_a_run_that_waits_decides_how_it_goes_on(browser: Browser, built: None, tmp_path: Path) -> None:
    with listening() as url, serving(tmp_path / "data") as address:
        server = {"name": "slow", "url": f"{url}/v1", "read_seconds": 0.5}
        chosen = {"openai_servers": [server], "stage2_interception_model": "slow/writer"}
        ask(address, "/api/settings", chosen, method="PATCH")
        studio = Studio(browser, address)
        page = studio.open("/jobs")
        wanted = {"input_text": HERON, "config": "close_observer", "output_config": "text_embedded"}
        run_id = page.request.post(f"{address}/api/runs", data=wanted).json()["run_id"]
        page.goto(f"{address}/runs/{run_id}")
        question = page.get_by_role("region", name="Was this paid or not?")
        expect(question).to_contain_text("slow/writer", timeout=30_000)
        expect(question).to_contain_text("unknown")
        assert axe(page) == []
        other = studio.open(f"/runs/{run_id}")
        expect(other.get_by_text("Whoever began this run decides.")).to_be_visible()
        question.get_by_role("button", name="Do not make it again").click()
        expect(page.get_by_text("Failed", exact=True).first).to_be_visible()
        expect(page.get_by_role("region", name="Events")).to_contain_text("Decided: not again")
        studio.close()
        assert studio.faults == []
