"""Every medium, made by a real run or laid on a shelf: it is shown, it plays, and it reaches nothing."""

from __future__ import annotations

import json
import re
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.needs import needs
from tests.web.browsing import Studio, axe, serving, small_targets, too_wide
from tests.web.shelf import ESCAPES, fill

pytestmark = [needs("chromium"), pytest.mark.slow]

MADE = ("image", "audio", "music", "video", "midi", "p5", "tonejs", "sonicpi", "text")
OUTPUTS = {name: f"{name}_embedded" for name in MADE} | {"video": "video_embedded_short"}
ENDED_WITHIN = 120.0
DRAWN = re.compile(r"^M.{60}")
CODE = re.compile(r"\w[\s\S]{200}")
FIRST_SECOND = re.compile(r"^0:01 of \d:\d\d$")


def _ask(address: str, body: object = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def _made(address: str) -> dict[str, str]:
    asked = {"input_text": "A heron stands in the river.", "config": "geometric_workshop", "seed": 7}
    runs = {
        name: _ask(f"{address}/api/runs", {**asked, "output_config": config})["run_id"]
        for name, config in OUTPUTS.items()
    }
    until = time.monotonic() + ENDED_WITHIN
    for name, run_id in runs.items():
        while (status := _ask(f"{address}/api/runs/{run_id}")["status"]) not in {"completed", "failed"}:
            assert time.monotonic() < until, f"{name} is not made in time"
            time.sleep(0.1)
        assert status == "completed", name
    return runs


WIDE = """(wanted) => {
  const {width} = document.querySelector('[role=dialog] img').getBoundingClientRect()
  return Math.abs(width - wanted) < wanted / 100
}"""


class Look:
    """Opens the page of a run by its name on the shelf."""

    def __init__(self, studio: Studio, runs: dict[str, str]) -> None:
        self.studio = studio
        self.runs = runs

    def at(self, name: str, **more: Any) -> Page:
        """Open a run and wait until what it made is known."""
        page = self.studio.open(f"/runs/{self.runs[name]}", **more)
        page.locator("figure").wait_for()
        return page


@pytest.fixture(scope="module")
def shelf(built: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """Serve every medium: the address, and the runs by name."""
    data = tmp_path_factory.mktemp("media") / "data"
    laid = fill(data)
    with serving(data) as address:
        yield address, laid | _made(address)


@pytest.fixture
def look(browser: Browser, shelf: tuple[str, dict[str, str]]) -> Iterator[Look]:
    """Open runs of the shelf; the test fails when a page did something wrong."""
    address, runs = shelf
    look = Look(Studio(browser, address), runs)
    yield look
    look.studio.close()
    # Where there is no graphics card, the browser tells how slow drawing is.
    assert [fault for fault in look.studio.faults if "GL Driver Message" not in fault] == []


@pytest.mark.parametrize("name", [*MADE, "glb", "card", "faulty", "broken_image"])
def test_a_player_is_well_in_every_size_and_theme(look: Look, name: str) -> None:
    page = look.at(name)
    page.locator("figcaption").wait_for()
    for width in (320, 390, 820, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert too_wide(page) == 0, width
        assert small_targets(page) == [], width
    assert axe(page) == []
    page.emulate_media(color_scheme="dark")
    page.reload()
    page.locator("figcaption").wait_for()
    assert axe(page) == []


def test_a_picture_is_looked_at_closely_by_keyboard(look: Look) -> None:
    page = look.at("image")
    expect(page.locator("figcaption")).to_contain_text("1024 × 1024")
    page.get_by_role("button", name="Enlarge").press("Enter")
    window = page.get_by_role("dialog")
    size = window.locator("output")
    expect(size).not_to_have_text("100%")  # it is larger than its window, which is measured first
    whole = size.inner_text()
    page.keyboard.press("1")
    expect(size).to_have_text("100%")
    page.keyboard.press("+")
    expect(size).to_have_text("125%")
    picture = window.get_by_role("img")
    before = picture.bounding_box()
    page.keyboard.press("ArrowUp")
    assert picture.bounding_box() != before
    page.keyboard.press("Tab")
    expect(window.get_by_role("button", name="Smaller")).to_be_focused()
    tip = page.locator("[data-reka-popper-content-wrapper]")
    expect(tip).to_contain_text("Smaller")
    assert axe(page) == [], "with words beside a button, too"
    page.keyboard.press("Escape")
    expect(tip).to_have_count(0)
    page.keyboard.press("0")
    expect(size).to_have_text(whole)
    page.keyboard.press("Escape")
    expect(window).to_have_count(0)
    expect(page.get_by_role("button", name="Enlarge")).to_be_focused()


def test_two_fingers_make_a_picture_larger_and_smaller(look: Look) -> None:
    page = look.at("image", width=390, height=800, has_touch=True, is_mobile=True)
    page.get_by_role("button", name="Enlarge").tap()
    picture, size = page.get_by_role("dialog").get_by_role("img"), page.get_by_role("dialog").locator("output")
    expect(size).not_to_have_text("100%")
    whole = picture.bounding_box()
    assert whole is not None
    touch = page.context.new_cdp_session(page)

    def fingers(kind: str, *places: int) -> None:
        points = [{"x": x, "y": 400, "id": n} for n, x in enumerate(places)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    for begin, end in ((160, 110), (110, 160)):
        fingers("touchStart", begin)
        fingers("touchStart", begin, 390 - begin)
        fingers("touchMove", end, 390 - end)
        fingers("touchEnd")
        wanted = whole["width"] * ((390 - 2 * 110) / (390 - 2 * 160) if end < begin else 1)
        page.wait_for_function(WIDE, arg=wanted)
    assert page.evaluate("visualViewport.scale") == 1, "the page itself stays as it is"


@pytest.mark.parametrize("name", ["audio", "music", "midi", "scale"])
def test_a_sound_plays_and_is_gone_through_by_keyboard(look: Look, name: str) -> None:
    page = look.at(name)
    place = page.get_by_role("slider", name="Place")
    expect(place).to_be_enabled()
    expect(page.locator("figure svg path").first).to_have_attribute("d", DRAWN)
    assert page.evaluate("document.querySelector('audio')?.paused ?? true"), "nothing sounds by itself"
    page.locator("figure").get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => document.querySelector('[aria-label=Place]').value > 0.2")
    place.press("Space")
    page.locator("figure").get_by_role("button", name="Play", exact=True).wait_for()
    place.press("Home")
    expect(place).to_have_js_property("value", "0")
    place.press("ArrowRight")
    expect(place).to_have_js_property("value", "1")
    expect(place).to_have_attribute("aria-valuetext", FIRST_SECOND)


def test_a_film_plays_when_asked(look: Look) -> None:
    page = look.at("video")
    expect(page.locator("figcaption")).to_contain_text("length 0:02")
    assert page.evaluate("document.querySelector('video').paused && document.querySelector('video').controls")
    page.evaluate("document.querySelector('video').play()")
    page.wait_for_function("() => document.querySelector('video').currentTime > 0.2")


def test_a_text_can_be_read_and_copied(look: Look) -> None:
    page = look.at("text", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()
    page.get_by_text("Copied.").wait_for()
    shown = page.locator("figure pre")
    assert page.evaluate("navigator.clipboard.readText()") == shown.inner_text()
    wide = page.evaluate("""() => { const text = document.querySelector('figure pre'); const range = new Range()
      range.setStart(text.firstChild, 0)
      for (let at = 1; at < text.textContent.length; at++) {
        range.setEnd(text.firstChild, at); if (range.getClientRects().length > 1) return at }
      return 0 }""")
    assert 30 < wide <= 70


def test_markup_and_long_words_are_text(look: Look) -> None:
    page = look.at("hostile_text", width=320)
    expect(page.locator("figure pre")).to_contain_text("<script>alert(1)</script>")
    assert (too_wide(page), page.locator("figure script").count()) == (0, 0)
    page.get_by_role("button", name="Show the whole text").click()
    expect(page.locator("figure pre")).to_contain_text("שלום")


def test_a_program_for_sonic_pi_says_what_to_do_with_it(look: Look) -> None:
    page = look.at("sonicpi")
    expect(page.get_by_role("textbox", name="Sonic Pi program")).to_have_value(CODE)
    page.get_by_text("paste the code into an empty buffer").wait_for()


def test_a_drawing_runs_stops_and_can_be_changed_here(look: Look) -> None:
    page = look.at("p5")
    frame = page.locator("figure iframe")
    expect(frame).to_have_count(0)  # motion is unwanted in these tests
    page.locator("figure").get_by_role("button", name="Run", exact=True).first.click()
    page.frame_locator("figure iframe").locator("canvas").first.wait_for()
    page.get_by_text("It runs.").wait_for()
    code = page.get_by_role("textbox", name="Code")
    code.fill("function setup() { createCanvas(33, 22) }")
    code.press("Control+Enter")
    changed = page.frame_locator("figure iframe").locator("canvas")
    expect(changed).to_have_attribute("style", "width: 33px; height: 22px;")
    page.locator("figure").get_by_role("button", name="Stop", exact=True).press("Enter")
    expect(frame).to_have_count(0)
    page.get_by_role("button", name="Back to the machine's code").click()
    expect(code).to_have_value(CODE)


def test_a_drawing_begins_by_itself_where_motion_is_welcome(look: Look) -> None:
    page = look.at("p5")
    page.emulate_media(reduced_motion="no-preference")
    page.reload()
    page.frame_locator("figure iframe").locator("canvas").first.wait_for()


def test_a_fault_is_told_with_its_line(look: Look) -> None:
    page = look.at("faulty")
    page.locator("figure").get_by_role("button", name="Run", exact=True).first.click()
    told = page.get_by_role("alert")
    expect(told).to_contain_text("undefinedThing is not defined")
    told.get_by_role("button", name="Line 3").press("Enter")
    code = page.get_by_role("textbox", name="Code")
    expect(code).to_be_focused()
    marked = "(box) => box.value.slice(box.selectionStart, box.selectionEnd)"
    assert code.evaluate(marked) == "  undefinedThing()"
    code.fill("function setup() { createCanvas(20, 20) }")
    page.locator("figure").get_by_role("button", name="Run again").press("Enter")
    page.frame_locator("figure iframe").locator("canvas").wait_for()
    expect(told).to_have_count(0)
    look.studio.brought_about(page, ("thrown: undefinedThing is not defined",))


def test_a_program_reaches_nothing_from_its_player(look: Look) -> None:
    page = look.at("escape")
    address = page.url
    page.evaluate("document.cookie = 'pass=secret'; localStorage.setItem('devserver.studio', 'secret')")
    page.locator("figure").get_by_role("button", name="Run", exact=True).first.click()
    page.locator("figure").get_by_role("button", name="The program wrote").press("Enter")
    said = page.locator("figure pre")
    for name in ESCAPES:
        expect(said).to_contain_text(f"{name} refused")
    assert sorted(said.inner_text().split("\n")) == sorted(f"{name} refused" for name in ESCAPES)
    expect(page.locator("figure").get_by_role("alert")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("figure img").count() == 0, "what it sends is text"
    assert (page.url, len(page.context.pages)) == (address, 1)
    frame = page.locator("figure iframe")
    assert (frame.get_attribute("sandbox"), frame.get_attribute("allow")) == ("allow-scripts", "autoplay")
    look.studio.brought_about(
        page,
        ("navigation of the top-level window", "allow-top-navigation"),
        ("Blocked opening", "/settings", "allow-popups"),
        ("/api/settings'", "connect-src 'none'"),
        ("Fetch API cannot load", "/api/settings"),
        ("/api/events'", "connect-src 'none'"),
        ("/api/settings'", "img-src data: blob:"),
        ("/api/settings'", "from origin 'null'", "CORS policy"),
    )


def test_a_program_that_goes_to_another_page_is_shown_none(look: Look) -> None:
    page = look.at("leave")
    with page.expect_response("**/settings") as answered:
        page.locator("figure").get_by_role("button", name="Run", exact=True).first.click()
    assert answered.value.headers["x-frame-options"] == "DENY"
    expect(page.locator("figure iframe")).to_be_visible()
    assert [frame.url for frame in page.frames if frame.url.endswith("/settings")] == []
    assert "cookie" not in answered.value.request.all_headers()
    look.studio.brought_about(page, ("Framing", "frame-ancestors 'none'"))


def test_a_program_that_never_ends_can_be_stopped(look: Look) -> None:
    page = look.at("p5")
    code = page.get_by_role("textbox", name="Code")
    code.fill("while (true) {}")
    code.press("Control+Enter")
    page.locator("figure iframe").wait_for()
    page.locator("figure").get_by_role("button", name="Stop", exact=True).press("Enter")
    expect(page.locator("figure iframe")).to_have_count(0)


def test_a_music_program_sounds_only_when_it_is_started(look: Look) -> None:
    page = look.at("tune")
    page.emulate_media(reduced_motion="no-preference")
    page.reload()
    page.locator("figure").get_by_role("button", name="Stop", exact=True).wait_for()
    expect(page.locator("figure iframe")).to_have_count(0)
    page.locator("figure").get_by_role("button", name="Run", exact=True).first.click()
    page.locator("figure").get_by_role("button", name="The program wrote").press("Enter")
    expect(page.locator("figure pre").last).to_contain_text("sounds")


@pytest.mark.parametrize("name", ["glb", "obj", "stl", "ply"])
def test_an_object_is_drawn_and_turned_by_keyboard(look: Look, name: str) -> None:
    page = look.at(name)
    expect(page.locator("figcaption")).to_contain_text("4 triangles")
    drawn = page.locator("figure canvas")
    drawn.focus()
    first = drawn.screenshot()
    drawn.press("ArrowLeft")
    assert drawn.screenshot() != first
    drawn.press("0")
    assert drawn.screenshot() == first


@pytest.mark.parametrize("name", ["card", "card_json"])
def test_a_card_shows_what_is_written_on_it(look: Look, name: str) -> None:
    page = look.at(name)
    card = page.get_by_role("article")
    expect(card).to_contain_text("Ada of the <b>Lake</b>")
    terms = [term.inner_text() for term in card.get_by_role("term").all()]
    assert terms == ["Description", "First words", "Tags", "odd field"]
    assert card.get_by_role("img").count() == (name == "card")


def test_every_encoding_can_be_downloaded(look: Look) -> None:
    page = look.at("encodings")
    expect(page.locator("figcaption")).to_contain_text("3000 × 3000")  # from now on nothing moves
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as kept:
        page.get_by_role("menuitem", name="WEBP").click()
    assert kept.value.suggested_filename == f"image_{look.runs['encodings']}_0.webp"


@pytest.mark.parametrize("name", ["broken_image", "broken_midi", "broken_glb"])
def test_what_cannot_be_shown_says_so_and_can_be_kept(look: Look, name: str) -> None:
    page = look.at(name)
    page.get_by_text("This browser cannot show the file").wait_for()
    page.get_by_role("link", name="Download").wait_for()


def test_what_is_gone_says_why(look: Look) -> None:
    page = look.at("gone", language="de")
    page.get_by_text("Die Datei ist nicht zu bekommen").wait_for()
    assert page.get_by_role("link", name="Herunterladen").count() == 0
