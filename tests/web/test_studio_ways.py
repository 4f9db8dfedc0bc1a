"""The studio for everybody: by keyboard alone, in German, on a phone, for screen readers, with any text."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.needs import needs
from tests.web.browsing import SCHEMES, WIDTHS, Studio, axe, cut, small_targets, too_wide
from tests.web.sitting import REFUSED, Sitting

pytestmark = [needs("chromium"), pytest.mark.slow]

LONG = "Donaudampfschifffahrtsgesellschaft" * 12
ANY_TEXT = f'<b onclick="x">"; مالك الحزين يقف في النهر. 猫が寝る. {LONG} {{{{PROMPT}}}}'


def is_well(page: Page, widths: tuple[int, ...]) -> None:
    """Insist that a page is well as it stands, at each width."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page) == [], width
        assert too_wide(page) == 0, width
        assert small_targets(page) == [], width


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_state_is_well_in_every_size(studio: Studio, scheme: Literal["light", "dark"]) -> None:
    sitting = Sitting(studio.open("/", scheme=scheme))
    page = sitting.page
    sitting.text.fill(REFUSED)
    page.get_by_role("radio", name="Plain words").click()
    page.get_by_role("button", name="Start").first.click()
    page.get_by_role("heading", name="This one stops here for now.").wait_for()
    is_well(page, WIDTHS)
    sitting.text.fill(ANY_TEXT)
    page.get_by_role("button", name="Check again").click()
    sitting.rewritten.wait_for()
    sitting.choose("Image", "Picture, drawn by rules")
    folds = page.get_by_role("main").get_by_role("button", expanded=False)
    while folds.count():
        folds.first.click()
    sitting.make.click()
    sitting.done().wait_for()
    sitting.done().click()
    page.get_by_role("button", name="Compare").click()
    is_well(page, (320, *WIDTHS))


def test_the_whole_way_is_there_at_twice_its_size(studio: Studio) -> None:
    sitting = Sitting(studio.open("/", width=720, height=450, device_scale_factor=2))
    page = sitting.page
    sitting.write(ANY_TEXT)
    sitting.choose("Image", "Picture, drawn by rules")
    page.get_by_role("button", name="Settings").click()
    sitting.make.click()
    sitting.done().wait_for()
    assert (too_wide(page), cut(page), small_targets(page)) == (0, [], [])
    assert axe(page) == []
    page.get_by_role("button", name="Enlarge").press("Enter")
    page.get_by_role("dialog").wait_for()
    assert (too_wide(page), cut(page), small_targets(page)) == (0, [], [])


def test_the_whole_way_is_there_in_german(studio: Studio) -> None:
    page = studio.open("/", language="de-DE")
    page.get_by_role("textbox", name="Dein Text").fill("Hinter der Schule steht ein Reiher.")
    page.get_by_role("radio", name="Einfache Worte").click()
    page.get_by_role("button", name="Start").first.click()
    page.get_by_role("textbox", name="Umgeschriebener Text").wait_for()
    page.get_by_role("button", name="Bild, nach Regeln gezeichnet").first.click()
    page.get_by_role("region", name="Der Prompt").get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Variieren").wait_for()
    page.get_by_role("button", name="Sprache").click()
    page.get_by_role("menuitemradio", name="English").click()
    expect(page.get_by_role("region", name="Your image")).to_be_visible()
    expect(page.get_by_role("textbox", name="Your text")).to_have_value("Hinter der Schule steht ein Reiher.")


def tab_to(page: Page, text: str, most: int = 80) -> None:
    """Press Tab until what has the focus is named or says a text."""
    said = "document.activeElement.labels?.[0]?.innerText"
    said += " || document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"
    for _press in range(most):
        page.keyboard.press("Tab")
        if text in str(page.evaluate(said)):
            return
    raise AssertionError(f"Tab does not lead to {text!r}")


def test_the_keyboard_alone_leads_to_a_picture(studio: Studio) -> None:
    page = studio.open("/")
    sitting = Sitting(page)
    sitting.text.focus()
    page.keyboard.type("A heron in the rain.")
    tab_to(page, "Geometric workshop")
    page.keyboard.down("ArrowDown")
    expect(page.get_by_role("radio", name="Light and shadow")).to_be_checked()
    page.keyboard.up("ArrowDown")
    tab_to(page, "Start")
    page.keyboard.press("Enter")
    sitting.rewritten.wait_for()
    tab_to(page, "Rewritten text")
    page.keyboard.press("End")
    page.keyboard.type(" And wind.")
    tab_to(page, "Picture, drawn by rules")
    page.keyboard.press("Enter")
    sitting.prompt.wait_for()
    tab_to(page, "Start")
    page.keyboard.press("Enter")
    sitting.done().wait_for()
    assert "And wind." in sitting.sent("optimize")[-1]["input_text"]


def test_the_whole_way_fits_a_phone(studio: Studio) -> None:
    sitting = Sitting(studio.open("/", width=390, has_touch=True, is_mobile=True))
    sitting.write()
    sitting.choose("Image", "Tall picture")
    sitting.make.tap()
    sitting.done().wait_for()
    assert too_wide(sitting.page) == 0


def test_texts_are_shown_as_texts_and_go_on_as_they_are(studio: Studio) -> None:
    sitting = Sitting(studio.open("/"))
    sitting.write(ANY_TEXT)
    sitting.page.get_by_role("button", name="Keep my own words").click()
    sitting.choose("Image", "Picture, drawn by rules")
    assert sitting.sent("interception")[-1]["input_text"] == ANY_TEXT
    assert sitting.sent("optimize")[-1]["input_text"] == ANY_TEXT
    assert sitting.page.locator("b[onclick]").count() == 0
