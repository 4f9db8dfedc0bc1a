"""The studio: from a sentence to each medium, with every step changed, done again, stopped and taken up again."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.needs import needs
from tests.web.browsing import Studio, held, serving
from tests.web.sitting import HERON, REFUSED, Sitting

pytestmark = [needs("chromium"), pytest.mark.slow]

MEDIA = {
    "a picture": ("Image", "Picture, drawn by rules", "Your image"),
    "a sound": ("Sound", "Soundscape", "Your sound"),
    "music": ("Music", "Tune", "Your music"),
    "notes": ("Notes (MIDI)", "Notes for your own", "Your notes"),
    "a film": ("Video", "Short moving picture", "Your video"),
    "a drawing program": ("Drawing (p5.js)", "Drawing program", "Your drawing program"),
    "a sound program": ("Sounds (Tone.js)", "Music program", "Your sound program"),
    "live loops": ("Sonic Pi", "Live loops", "Your live loops"),
    "a text": ("Text", "Text to read", "Your text to read"),
}


@pytest.mark.parametrize(("medium", "model", "title"), MEDIA.values(), ids=MEDIA.keys())
def test_a_sentence_becomes(studio: Studio, medium: str, model: str, title: str) -> None:
    sitting = Sitting(studio.open("/"))
    sitting.write()
    sitting.choose(medium, model)
    sitting.make.click()
    sitting.done().wait_for()
    output = sitting.page.get_by_role("region", name=title)
    link = output.get_by_role("link", name="Download").first
    assert sitting.page.request.get(link.evaluate("one => one.href")).ok
    assert sitting.page.get_by_role("alert").count() == 0


def test_texts_can_be_changed_on_the_way(studio: Studio) -> None:
    sitting = Sitting(studio.open("/"))
    page = sitting.page
    sitting.write()
    sitting.rewritten.click()
    sitting.rewritten.fill("Two blue frogs in the snow.")
    sitting.choose("Image", "Picture, drawn by rules")
    assert sitting.sent("optimize")[-1]["input_text"] == "Two blue frogs in the snow."
    expect(page.locator("ins.own").first).to_be_visible()
    sitting.rewritten.click()
    sitting.rewritten.fill("A red house.")
    expect(page.get_by_text("This was made before that.")).to_have_count(1)
    sitting.page.get_by_role("button", name="Picture, drawn by rules").first.click()
    expect(page.get_by_text("This was made before that.")).to_have_count(0)
    sitting.prompt.fill("a house, red")
    sitting.make.click()
    sitting.done().wait_for()
    assert sitting.sent("generation")[-1]["prompt"] == "a house, red"
    page.get_by_role("region", name="Plain words").get_by_role("button", name="Undo").click()
    expect(sitting.rewritten).to_contain_text("Two blue frogs")
    page.get_by_role("button", name="Keep my own words").click()
    expect(sitting.rewritten).to_have_text(HERON)


def test_each_click_on_a_model_writes_the_prompt_again(studio: Studio) -> None:
    sitting = Sitting(studio.open("/"))
    sitting.write()
    sitting.choose("Image", "Picture, drawn by rules")
    for model in ("Picture, drawn by rules", "Wide picture", "Wide picture"):
        sitting.unfold()
        with sitting.page.expect_response("**/optimize") as answered:
            sitting.page.get_by_role("button", name=model).first.click()
        assert answered.value.ok
        expect(sitting.make).to_be_enabled()
    assert [body["output_config"] for body in sitting.sent("optimize")] == [
        *["image_embedded"] * 2,
        *["image_embedded_wide"] * 2,
    ]


def test_an_output_is_varied_compared_and_made_anew_from_other_settings(studio: Studio) -> None:
    sitting = Sitting(studio.open("/"))
    page = sitting.page
    sitting.write()
    sitting.choose("Image", "Picture, drawn by rules")
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("textbox", name="Seed").fill("7")
    sitting.make.click()
    sitting.done().wait_for()
    first = page.url
    sitting.done().click()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("The one before, seed 7")).to_have_count(1)
    expect(page.get_by_role("list", name="Made in this sitting").get_by_role("listitem")).to_have_count(2)
    page.get_by_role("slider", name="Width").press("Home")
    sitting.make.click()
    expect(page.get_by_role("list", name="Made in this sitting").get_by_role("listitem")).to_have_count(3)
    fork = sitting.sent("fork")[-1]
    assert (fork["from_stage"], fork["changes"]["seed"], fork["changes"]["parameters"]) == ("media", 7, {"width": 64})
    assert page.url == first


def with_a_wrong_width(studio: Studio) -> Sitting:
    """Return to a sitting in which the width of the picture is none that its model takes."""
    page = studio.open("/")
    sitting = Sitting(page)
    sitting.write()
    sitting.choose("Image", "Picture, drawn by rules")
    kept = "JSON.parse(localStorage.getItem('devserver.studio'))"
    page.wait_for_function(f"() => Object.values({kept}.drafts)[0].optimization")
    page.evaluate(f"""() => {{
        const shelf = {kept}
        for (const draft of Object.values(shelf.drafts)) draft.parameters = {{image_embedded: {{width: 9}}}}
        addEventListener('pagehide', () => {{
            for (const kept of [localStorage, sessionStorage]) kept.setItem('devserver.studio', JSON.stringify(shelf))
        }})
    }}""")
    return sitting


def test_what_a_server_says_of_a_setting_stands_at_it(studio: Studio) -> None:
    sitting = with_a_wrong_width(studio)
    page = sitting.page
    page.reload()
    sitting.make.click()
    expect(page.get_by_role("slider", name="Width").locator("xpath=ancestor::div[2]")).to_contain_text("64")
    assert page.get_by_role("alert").count() == 0


def test_a_setting_that_is_wrong_is_shown_also_when_the_settings_come_last(studio: Studio) -> None:
    sitting = with_a_wrong_width(studio)
    page = sitting.page
    with held(page, "**/assets/ParameterForm-*.js"):
        with held(page, "**/api/configs/image_embedded"):
            page.reload()
            sitting.prompt.wait_for()
            expect(sitting.make).to_be_disabled()
        with page.expect_response("**/generation") as answered:
            sitting.make.click()
        assert answered.value.status == 422
    expect(page.get_by_role("slider", name="Width")).to_be_visible()


def test_a_refusal_is_explained_where_it_happened_and_can_be_changed(studio: Studio) -> None:
    sitting = Sitting(studio.open("/"))
    page = sitting.page
    sitting.text.fill(REFUSED)
    page.get_by_role("radio", name="Plain words").click()
    page.get_by_role("button", name="Start").first.click()
    page.get_by_role("heading", name="This one stops here for now.").wait_for()
    assert "pipe bomb" in page.locator("mark").inner_text()
    assert page.get_by_text("Nothing was made and nothing was paid.").is_visible()
    page.get_by_role("button", name="The rule:").click()
    assert page.get_by_text("The check can be wrong. If you").is_visible()
    sitting.text.fill(HERON)
    page.get_by_role("button", name="Check again").click()
    sitting.rewritten.wait_for()
    assert page.locator("mark").count() == 0


def test_a_prompt_that_is_refused_is_explained_at_the_prompt(studio: Studio) -> None:
    sitting = Sitting(studio.open("/"))
    sitting.write()
    sitting.choose("Image", "Picture, drawn by rules")
    sitting.prompt.fill(REFUSED)
    sitting.make.click()
    stage = sitting.page.get_by_role("region", name="The prompt")
    stage.get_by_role("heading", name="This one stops here for now.").wait_for()
    assert "pipe bomb" in stage.locator("mark").inner_text()


def test_an_output_can_be_cancelled_and_begun_again(studio: Studio) -> None:
    sitting = Sitting(studio.open("/"))
    sitting.write()
    sitting.choose("Image", "Picture, drawn by rules")
    sitting.enlarge()
    sitting.make.click()
    sitting.page.get_by_role("button", name="Cancel").click()
    sitting.page.get_by_text("You have stopped this one.").wait_for()
    sitting.page.get_by_role("slider", name="Width").press("Home")
    sitting.make.click()
    sitting.done().wait_for()


def test_a_run_is_taken_up_again_after_a_reload(studio: Studio) -> None:
    sitting = Sitting(studio.open("/"))
    sitting.write()
    sitting.choose("Image", "Picture, drawn by rules")
    sitting.enlarge()
    sitting.make.click()
    sitting.page.get_by_role("button", name="Cancel").wait_for()
    sitting.page.reload()
    expect(sitting.text).to_have_value(HERON)
    sitting.done().wait_for()
    address = sitting.page.url
    assert "?run=run_" in address
    elsewhere = studio.open(address.removeprefix(studio.address), storage_state=sitting.page.context.storage_state())
    elsewhere.evaluate("localStorage.clear()")
    expect(elsewhere.get_by_role("textbox", name="Your text")).to_have_value(HERON)


def test_a_text_that_came_while_the_page_was_loaded_again_is_taken_in(studio: Studio) -> None:
    sitting = Sitting(studio.open("/"))
    sitting.write()
    page = sitting.page
    page.evaluate("""() => addEventListener('pagehide', () => {
        for (const kept of [localStorage, sessionStorage]) {
            const shelf = JSON.parse(kept.getItem('devserver.studio'))
            for (const draft of Object.values(shelf.drafts)) draft.interception = null
            kept.setItem('devserver.studio', JSON.stringify(shelf))
        }
    })""")
    page.reload()
    page.get_by_role("textbox", name="Rewritten text").wait_for()
    expect(page.get_by_role("button", name="Image")).to_be_enabled()


def test_nothing_typed_is_lost(studio: Studio) -> None:
    sitting = Sitting(studio.open("/"))
    sitting.text.fill("Half a sent")
    sitting.page.reload()
    expect(sitting.text).to_have_value("Half a sent")
    sitting.page.get_by_role("link", name="Models").click()
    sitting.page.get_by_role("link", name="Studio").click()
    expect(sitting.text).to_have_value("Half a sent")
    sitting.page.get_by_role("button", name="New text").click()
    expect(sitting.text).to_have_value("")


def test_two_tabs_keep_what_is_typed_in_each(studio: Studio) -> None:
    first = Sitting(studio.open("/"))
    first.text.fill("A heron.")
    page = first.page.context.new_page()
    studio.watch(page)
    page.goto(first.page.url)
    second = Sitting(page)
    second.text.fill("A boat.")
    for sitting, text in ((first, "A heron."), (second, "A boat.")):
        sitting.page.reload()
        expect(sitting.text).to_have_value(text)


def test_what_is_asked_for_while_an_output_is_made_keeps_the_persons_own_words(studio: Studio) -> None:
    sitting = Sitting(studio.open("/"))
    page = sitting.page
    sitting.write()
    sitting.choose("Image", "Picture, drawn by rules")
    sitting.enlarge()
    sitting.make.click()
    page.get_by_role("button", name="Cancel").wait_for()
    sitting.choose("Text", "Text to read")
    page.get_by_text("written for Text to read").wait_for()
    sitting.make.click()
    page.get_by_role("heading", name="Your text to read").wait_for()
    page.get_by_role("link", name="Jobs").click()
    rows = page.get_by_role("table").get_by_role("link", name=HERON)
    expect(rows.nth(1)).to_be_visible()


def test_a_network_that_was_gone_comes_back_by_itself(studio: Studio) -> None:
    sitting = Sitting(studio.open("/"))
    page = sitting.page
    page.context.set_offline(True)
    sitting.text.fill(HERON)
    page.get_by_role("radio", name="Plain words").click()
    page.get_by_role("button", name="Start").first.click()
    page.get_by_role("alert").filter(has_text="start again when it is back").wait_for()
    page.get_by_text("It is tried again by itself").wait_for()
    page.context.set_offline(False)
    page.get_by_text("Connected", exact=True).wait_for()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_text("It is tried again by itself")).to_have_count(0)
    expect(sitting.text).to_have_value(HERON)
    page.get_by_role("button", name="Start").first.click()
    sitting.rewritten.wait_for()


def test_a_run_outlives_its_server(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path / "data") as address:
        studio = Studio(browser, address)
        sitting = Sitting(studio.open("/"))
        sitting.write()
        sitting.choose("Image", "Picture, drawn by rules")
        sitting.enlarge()
        sitting.make.click()
        sitting.page.get_by_role("button", name="Cancel").wait_for()
    sitting.page.get_by_text("It is tried again by itself").wait_for()
    with serving(tmp_path / "data", "--port", address.rpartition(":")[2]):
        again = sitting.page.get_by_role("alert").get_by_role("button", name="Try again")
        sitting.done().or_(again).wait_for(timeout=40_000)
        if again.is_visible():
            again.click()
        sitting.done().wait_for()
        expect(sitting.text).to_have_value(HERON)
    studio.close()
