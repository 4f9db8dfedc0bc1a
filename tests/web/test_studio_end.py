"""What the studio shows once something is there: one next step, what was chosen folded, and what it all took."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.needs import needs
from tests.web.browsing import Studio
from tests.web.sitting import Sitting

pytestmark = [needs("chromium"), pytest.mark.slow]

GROUND = "one => getComputedStyle(one).backgroundColor"


def finished(studio: Studio, width: int = 1440) -> Sitting:
    """Return a sitting with a picture."""
    sitting = Sitting(studio.open("/", width=width))
    sitting.write()
    sitting.choose("Image", "Picture, drawn by rules")
    sitting.make.click()
    sitting.done().wait_for()
    return sitting


def solid(page: Page) -> str:
    """Return the colour of the next step, which the sign of the studio has."""
    return str(page.locator("header svg").first.evaluate("one => getComputedStyle(one).color"))


def test_the_next_step_is_to_vary_until_something_above_is_changed(studio: Studio) -> None:
    sitting = finished(studio)
    page, accent = sitting.page, solid(sitting.page)
    expect(sitting.make).to_have_text("Start again")
    expect(sitting.make).not_to_have_css("background-color", accent)
    expect(sitting.done()).to_have_css("background-color", accent)
    sitting.prompt.fill("heron, river, grey")
    expect(sitting.make).to_have_text("Start")
    expect(sitting.make).to_have_css("background-color", accent)
    expect(sitting.done()).not_to_have_css("background-color", accent)
    rewritten = page.get_by_role("region", name="Plain words")
    expect(rewritten.get_by_text("now", exact=True)).to_have_count(0)


def test_what_was_chosen_is_folded_and_another_can_be_looked_for(studio: Studio) -> None:
    sitting = finished(studio)
    page = sitting.page
    models = page.get_by_role("list", name="Models").get_by_role("button")
    expect(models).to_have_count(1)
    expect(page.get_by_role("button", name="Sound", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Choose another").click()
    expect(models).not_to_have_count(1)
    chosen = medium(page, "Image")
    before = chosen.evaluate(GROUND)
    chosen.hover()
    assert chosen.evaluate(GROUND) == before, "what is chosen stays readable under the mouse"
    page.get_by_role("button", name="Show less").click()
    expect(models).to_have_count(1)


def test_what_cannot_run_is_told_in_words_for_whoever_writes(studio: Studio) -> None:
    page = finished(studio).page
    page.get_by_role("button", name="Choose another").click()
    page.get_by_role("button", name="more that cannot run now").click()
    models = page.get_by_role("region", name="What should it become?")
    expect(models.get_by_text("No key for OpenAI")).to_be_visible()
    expect(models).not_to_contain_text("OPENAI_API_KEY")
    expect(models.get_by_role("link", name="To the settings")).to_be_visible()


def test_a_run_that_goes_on_is_called_by_the_persons_own_text(studio: Studio) -> None:
    sitting = finished(studio)
    sitting.choose("Text", "Text to read")
    expect(sitting.page.get_by_text("written for Text to read")).to_be_visible()
    sitting.make.click()
    expect(sitting.page.get_by_role("heading", name="Your text to read")).to_be_visible()
    sitting.done().wait_for()
    sitting.page.get_by_role("link", name="Open run").click()
    expect(sitting.page).to_have_url(re.compile("/runs/"))
    expect(sitting.page.get_by_role("heading", level=1)).to_contain_text("There is a heron behind our school.")


def medium(page: Page, name: str) -> Locator:
    return page.get_by_role("radio", name=name, exact=True).or_(page.get_by_role("button", name=name, exact=True))


def test_the_last_line_says_what_it_took(studio: Studio) -> None:
    page = finished(studio).page
    line = page.get_by_text(re.compile("from your text to here"))
    expect(line.locator("..")).to_contain_text("3 calls")
    expect(line.locator("..")).to_contain_text("$0 listed")


def test_the_legend_names_only_the_marks_that_are_there(studio: Studio) -> None:
    sitting = Sitting(studio.open("/"))
    page = sitting.page
    sitting.write()
    notes = page.get_by_role("complementary", name="Plain words")
    expect(notes).to_contain_text("written by the machine")
    expect(notes).not_to_contain_text("written by you")
    page.get_by_role("button", name="Keep my own words").click()
    expect(notes).to_have_count(0)


def test_on_a_phone_what_begins_is_brought_into_view_and_stays(studio: Studio) -> None:
    sitting = Sitting(studio.open("/", width=390))
    page = sitting.page
    sitting.write()
    expect(sitting.rewritten).to_be_in_viewport()
    expect(page.get_by_role("radio", name="Plain words")).to_be_hidden()
    page.get_by_role("button", name="Choose another").first.click()
    expect(page.get_by_role("radio", name="Plain words")).to_be_visible()
