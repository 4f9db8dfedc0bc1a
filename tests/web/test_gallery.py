"""The gallery: prints are found, looked at one by one, pinned, renamed, shared, compared, shown to a room, deleted."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.needs import needs
from tests.web.browsing import SCHEMES, WIDTHS, Studio, axe, serving, small_targets, too_wide
from tests.web.making import make

pytestmark = [needs("chromium"), pytest.mark.slow]


def prints(page: Page) -> list[str]:
    """Return what the prints of the wall are called."""
    return [
        text.split("\n")[0] for text in page.get_by_role("list", name="Gallery").get_by_role("button").all_inner_texts()
    ]


@pytest.fixture(scope="module")
def three(address: str) -> list[str]:
    """Three runs of which something hangs on the wall, the newest first."""
    made = [("Quetzal one", "image_embedded"), ("Quetzal two", "p5_embedded"), ("Quetzal three", "image_embedded")]
    return [make(address, *one) for one in made][::-1]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_wall_and_viewer_are_well_in_every_size(
    studio: Studio, three: list[str], scheme: Literal["light", "dark"]
) -> None:
    for path in ("/gallery?text=quetzal", f"/gallery?text=quetzal&show={three[0]}"):
        page = (
            studio.open(path, scheme=scheme)
            if "show" not in path
            else studio.open("/gallery?text=quetzal", scheme=scheme)
        )
        if "show" in path:
            page.get_by_role("button", name="Quetzal three").click()
        page.get_by_text("Quetzal three").first.wait_for()
        for width in (320, *WIDTHS):
            page.set_viewport_size({"width": width, "height": 900})
            assert too_wide(page) == 0, width
            assert axe(page) == [], width
            assert small_targets(page) == [], width


def test_an_empty_wall_leads_to_the_studio(browser: Browser, built: None, tmp_path: Path) -> None:
    with serving(tmp_path / "data") as address:
        studio = Studio(browser, address)
        studio.open("/gallery").get_by_role("link", name="Make the first one").click()
        studio.contexts[0].pages[0].wait_for_url(f"{address}/")
        studio.close()
    assert studio.faults == []


def test_arrow_keys_walk_along_the_wall(studio: Studio, three: list[str]) -> None:
    page = studio.open("/gallery?text=quetzal")
    page.get_by_role("button", name="Quetzal three").click()
    page.get_by_role("dialog", name="Quetzal three").wait_for()
    for key, name, run_id in (
        ("ArrowRight", "two", three[1]),
        ("ArrowRight", "one", three[2]),
        ("ArrowRight", "one", three[2]),
    ):
        page.keyboard.press(key)
        page.get_by_role("dialog", name=f"Quetzal {name}").wait_for()
        assert page.url.endswith(f"show={run_id}")
    page.reload()
    page.get_by_role("dialog", name="Quetzal one").wait_for()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.url.endswith("/gallery?text=quetzal")


def test_a_print_is_pinned_renamed_shared_and_deleted(studio: Studio, address: str) -> None:
    run_id = make(address, "A tapir")
    page = studio.open("/gallery?text=tapir")
    page.get_by_role("button", name="A tapir").click()
    page.get_by_role("button", name="Pin").click()
    page.get_by_role("button", name="Take the pin out").wait_for()
    page.get_by_role("button", name="Change the title").click()
    page.get_by_label("Title").fill("The tapir of Ms <b>")
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="The tapir of Ms <b>").wait_for()
    page.get_by_role("button", name="Share a link").click()
    expect(page.get_by_label("Address")).to_have_value(f"{address}/runs/{run_id}")
    page.get_by_role("dialog", name="Share a link").get_by_role("button", name="Close").click()
    told = httpx.get(f"{address}/api/runs/{run_id}").json()
    assert (told["pinned"], told["shared"], told["title"]) == (True, True, "The tapir of Ms <b>")
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Pinned", exact=True).first.click()
    page.wait_for_url("**pinned=yes")
    page.get_by_role("button", name="The tapir of Ms <b>").click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog", name="Delete this job?").get_by_role("button", name="Delete").click()
    page.get_by_text("Unpin it first, then delete it.").wait_for()
    page.get_by_role("button", name="Take the pin out").click()
    page.get_by_role("button", name="Pin", exact=True).wait_for()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog", name="Delete this job?").get_by_role("button", name="Delete").click()
    page.get_by_text("No print fits").wait_for()
    assert httpx.get(f"{address}/api/runs/{run_id}").status_code == 404


def test_two_are_compared(studio: Studio, three: list[str]) -> None:
    page = studio.open("/gallery?text=quetzal")
    page.get_by_role("button", name="Compare two").click()
    page.get_by_role("button", name="Quetzal three").click()
    page.get_by_role("button", name="Quetzal one").click()
    sheet = page.get_by_role("dialog", name="Two compared")
    expect(sheet.get_by_role("img")).to_have_count(2)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Compare two").wait_for()


def test_a_slideshow_goes_on_pauses_and_ends(studio: Studio, three: list[str]) -> None:
    page = studio.open("/gallery?text=quetzal")
    page.get_by_role("button", name="Slideshow").click()
    show = page.get_by_role("dialog", name="Slideshow")
    expect(show.get_by_text("Quetzal three")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(show.get_by_text("Quetzal one")).to_be_visible()
    page.keyboard.press("Space")
    show.get_by_role("button", name="Go on").wait_for()
    page.keyboard.press("ArrowRight")
    expect(show.get_by_text("Quetzal three")).to_be_visible()
    show.get_by_label("How long each is shown").select_option(label="3 s each")
    show.get_by_role("button", name="Go on").click()
    expect(show.get_by_text("Quetzal one")).to_be_visible()
    page.keyboard.press("Escape")
    expect(show).to_have_count(0)
