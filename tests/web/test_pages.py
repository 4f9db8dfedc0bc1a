"""Every page, in both themes and three sizes: no error, nothing from elsewhere, nothing that axe-core finds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from tests.needs import needs
from tests.web.browsing import SCHEMES, WIDTHS, Studio, axe, cut, serving, small_targets, too_wide

pytestmark = [needs("chromium"), pytest.mark.slow]

PAGES = ("/", "/jobs", "/gallery", "/models", "/settings", "/nowhere/at/all")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("path", PAGES[:5])
def test_a_page_is_well_in_every_size(studio: Studio, path: str, scheme: Literal["light", "dark"]) -> None:
    page = studio.open(path, scheme=scheme)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page) == [], width
        assert too_wide(page) == 0, width
        assert small_targets(page) == [], width


@pytest.mark.parametrize("path", PAGES[:5])
def test_a_page_fits_into_320_pixels(studio: Studio, path: str) -> None:
    assert too_wide(studio.open(path, width=320)) == 0


@pytest.mark.parametrize("path", PAGES[:5])
def test_a_page_is_well_at_twice_its_size(studio: Studio, path: str) -> None:
    page = studio.open(path, width=720, height=450, device_scale_factor=2)
    assert (too_wide(page), cut(page), small_targets(page)) == (0, [], [])
    assert axe(page) == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_names_of_the_pages_fit_beside_each_other_on_a_small_phone(studio: Studio, language: str) -> None:
    entries = studio.open("/", width=320, language=language).get_by_role("navigation").first.get_by_role("link")
    assert entries.count() == 5
    assert entries.evaluate_all("all => all.filter((one) => one.scrollWidth > one.clientWidth).length") == 0


def test_the_language_is_the_browsers_and_can_be_changed(studio: Studio) -> None:
    page = studio.open("/settings", language="de-AT")
    assert page.get_by_role("heading", level=1).inner_text() == "Einstellungen"
    page.get_by_role("button", name="Sprache").click()
    page.get_by_role("menuitemradio", name="English").click()
    page.get_by_role("heading", name="Settings").wait_for()
    assert (page.locator("html").get_attribute("lang"), page.title()) == ("en", "Settings · DevServer")
    page.reload()
    page.get_by_role("heading", name="Settings").wait_for()


def test_the_theme_can_be_chosen_and_is_kept(studio: Studio) -> None:
    page = studio.open("/settings")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_label("Theme").last.select_option(label="Dark")
    dark = page.evaluate(ground)
    page.reload()
    page.get_by_role("heading", level=1).wait_for()
    assert (light != dark, page.evaluate(ground)) == (True, dark)


def test_it_can_be_walked_through_with_the_keyboard(studio: Studio) -> None:
    page = studio.open("/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.get_by_role("navigation").get_by_role("link", name="Models").press("Enter")
    page.get_by_role("heading", level=1, name="Models").wait_for()
    page.wait_for_function("() => document.activeElement.id === 'content'")


def test_the_page_says_when_the_server_is_away_and_when_it_is_back(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path / "data") as address:
        studio = Studio(browser, address)
        page = studio.open("/jobs")
        page.get_by_text("Connected", exact=True).wait_for()
    page.get_by_text("It is tried again by itself").wait_for()
    page.get_by_role("link", name="Models").click()
    with serving(tmp_path / "data", "--port", address.rpartition(":")[2]):
        page.get_by_text("Connected", exact=True).wait_for(timeout=30_000)
        page.get_by_role("link", name="Models").click()
        page.get_by_role("heading", level=1, name="Models").wait_for()
        assert page.get_by_text("It is tried again by itself").count() == 0
    studio.close()


def test_the_page_says_when_the_server_is_there_and_something_that_it_needs_is_not(studio: Studio) -> None:
    page = studio.open("/models")
    ill = json.dumps({"title": "Not ready", "status": 503, "detail": "The database does not answer."})
    answer = {"status": 503, "content_type": "application/problem+json", "body": ill}
    page.route("**/api/**", lambda route: route.fulfill(**answer))  # type: ignore[arg-type]
    page.get_by_role("link", name="Jobs").click()
    told = page.get_by_role("status").filter(has_text="something that it needs is not")
    expect(told).to_contain_text("The database does not answer.")
    expect(page.get_by_text("Not ready", exact=True)).to_be_visible()
    assert axe(page) == []
    page.unroute("**/api/**")
    expect(told).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)
