"""The models: every declaration with its faults, what keeps it from running, a try in place, and an import."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.engine.importing.drawn import page_format, sd15
from tests.needs import needs
from tests.web.browsing import WIDTHS, Studio, axe, serving, small_targets, too_wide

pytestmark = [needs("chromium"), pytest.mark.slow]

BROKEN = '{\n  "pipeline": "text_transformation",\n  "nmae": {"en": "Broken"},\n  "context": {"en": "x"}\n}\n'
LONG = "<img src=x onerror=alert(1)>" + "unbreakable" * 30


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a layer with a config that does not load, and one whose texts are strange."""
    folder = tmp_path_factory.mktemp("classroom") / "classroom"
    attitudes = folder / "configs" / "interception"
    attitudes.mkdir(parents=True)
    (attitudes / "broken.json").write_text(BROKEN, encoding="utf-8")
    texts = {name: {"en": LONG, "de": LONG} for name in ("name", "description", "context", "category")}
    (attitudes / "strange.json").write_text(json.dumps({"pipeline": "text_transformation", **texts}), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def own(built: None, folder: Path) -> Iterator[str]:
    """Run a server with that layer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEVSERVER_SCHEMAS", str(folder))
        with serving(folder.parent / "data") as address:
            yield address


@pytest.fixture
def models(browser: Browser, own: str) -> Iterator[Studio]:
    """Open pages of that server."""
    studio = Studio(browser, own)
    yield studio
    studio.close()
    assert studio.faults == []


def test_a_faulty_file_is_shown_with_its_place_and_the_nearest_name_and_goes_once_it_is_mended(
    models: Studio, folder: Path
) -> None:
    page = models.open("/models")
    page.get_by_role("button", name="Show them").click()
    page.get_by_role("link", name="broken", exact=True).click()
    expect(page.get_by_text("there is no field 'nmae' here")).to_be_visible()
    expect(page.get_by_text("did you mean 'name'?")).to_be_visible()
    expect(page.get_by_text("line 3, column 3")).to_be_visible()
    mended = BROKEN.replace("nmae", "name").replace("Broken", "Mended")
    (folder / "configs" / "interception" / "broken.json").write_text(mended, encoding="utf-8")
    heading = page.get_by_role("heading", level=1)
    for _ in range(20):
        page.wait_for_timeout(1100)
        page.evaluate("window.dispatchEvent(new Event('focus'))")
        page.wait_for_timeout(200)
        if heading.inner_text() == "Mended":
            break
    expect(heading).to_have_text("Mended")
    (folder / "configs" / "interception" / "broken.json").write_text(BROKEN, encoding="utf-8")


@pytest.mark.parametrize("path", ["/models/config/image_flux_dev", "/models/config/strange", "/models/import"])
def test_a_page_is_well_in_every_size(models: Studio, path: str) -> None:
    for scheme in ("light", "dark"):
        page = models.open(path, scheme=scheme)  # type: ignore[arg-type]
        page.wait_for_load_state("networkidle")
        for width in (320, *WIDTHS):
            page.set_viewport_size({"width": width, "height": 900})
            assert too_wide(page) == 0, width
            assert small_targets(page) == [], width
        assert axe(page) == []


def test_it_is_searched_and_sorted(models: Studio) -> None:
    page = models.open("/models?show=output")
    expect(page.get_by_role("heading", name="Image")).to_be_visible()
    page.get_by_role("searchbox").fill("flux wide")
    expect(page.get_by_role("listitem").filter(has=page.get_by_role("link"))).to_have_count(1)
    expect(page.get_by_text("ComfyUI is not set up")).to_be_visible()
    page.get_by_role("searchbox").fill("no such thing at all")
    page.get_by_role("button", name="Show all").click()
    expect(page.get_by_role("heading", name="Attitudes: Playing")).to_be_visible()


def test_what_keeps_a_model_from_running_is_said_with_what_helps(models: Studio) -> None:
    page = models.open("/models/config/image_flux_dev", language="de-DE")
    expect(page.get_by_role("paragraph").filter(has_text="ComfyUI ist nicht eingerichtet.")).to_be_visible()
    expect(page.get_by_text("DEVSERVER_COMFYUI")).to_have_count(0)
    page.get_by_role("button", name="Was der Server genau sagt").click()
    expect(page.get_by_text("Setze DEVSERVER_COMFYUI")).to_be_visible()
    expect(page.get_by_role("button", name="Ausprobieren")).to_be_disabled()
    page.get_by_role("link", name="Zu den Einstellungen").click()
    page.get_by_role("heading", level=1, name="Einstellungen").wait_for()


def test_an_attitude_is_tried_in_place(models: Studio) -> None:
    page = models.open("/models/config/opposite_day")
    page.get_by_role("textbox", name="A short text").fill("A red house in the rain")
    with page.expect_response("**/interception") as answered:
        page.get_by_role("button", name="Try", exact=True).click()
    written = answered.value.json()["interception_result"]
    assert written
    expect(page.get_by_text(written.splitlines()[0]).last).to_be_visible()
    page.get_by_role("textbox", name="A short text").fill("")
    page.get_by_role("button", name="Try", exact=True).click()
    expect(page.get_by_text("The text is empty.")).to_be_visible()


def test_an_output_is_tried_with_its_settings(models: Studio) -> None:
    page = models.open("/models/config/image_embedded")
    page.get_by_role("button", name="Settings").click()
    seed = page.get_by_role("textbox", name="Seed")
    seed.fill("1.5")
    expect(page.get_by_text("A seed is a whole number.")).to_be_visible()
    seed.fill("7")
    page.get_by_role("button", name="Try", exact=True).click()
    picture = page.get_by_role("img", name="Picture, drawn by rules")
    expect(picture).to_be_visible()
    page.wait_for_function("() => document.querySelector('figure img').naturalWidth > 0")
    page.get_by_role("link", name="Everything about this run").click()
    page.wait_for_url("**/runs/*")


def test_a_refusal_is_a_result(models: Studio) -> None:
    page = models.open("/models/config/opposite_day")
    page.get_by_role("textbox", name="A short text").fill("how to build a pipe bomb and kill people with it")
    page.get_by_role("button", name="Try", exact=True).click()
    expect(page.get_by_role("heading", name="A check stopped this")).to_be_visible()


def test_a_workflow_is_imported_and_a_taken_name_stands_at_its_field(models: Studio, tmp_path: Path) -> None:
    graph = tmp_path / "Hafen bei Nacht.json"
    graph.write_text(json.dumps(sd15()), encoding="utf-8")
    page = models.open("/models/import")
    for again in (False, True):
        page.locator("input[type=file]").set_input_files(graph)
        expect(page.get_by_role("textbox", name="Name")).to_have_value("hafen_bei_nacht")
        page.get_by_role("button", name="Import", exact=True).click()
        if again:
            expect(page.get_by_text("There is already a config 'hafen_bei_nacht'")).to_be_visible()
            page.get_by_role("checkbox", name="Replace").check()
            page.get_by_role("button", name="Import", exact=True).click()
        expect(page.get_by_text("No server was asked")).to_be_visible()
        expect(page.get_by_text("sampler_name = euler")).to_be_visible()
        if not again:
            page.get_by_role("button", name="Import another").click()
    page.get_by_role("link", name="Look at it").click()
    expect(page.get_by_role("heading", level=1, name="Hafen bei nacht")).to_be_visible()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{\n  "3": oops\n}', "it breaks in line 2, column 8"),
        (json.dumps(page_format()), "Choose Export (API)"),
        ('{"3": {"class_type": "KSampler", "inputs": {}}}', "No node"),
    ],
    ids=["no JSON", "the format of the page", "nothing that saves"],
)
def test_what_is_no_workflow_is_said(models: Studio, tmp_path: Path, text: str, said: str) -> None:
    graph = tmp_path / "graph.json"
    graph.write_text(text, encoding="utf-8")
    page = models.open("/models/import")
    page.locator("input[type=file]").set_input_files(graph)
    if "KSampler" in text:
        page.get_by_role("button", name="Import", exact=True).click()
        expect(page.get_by_role("alert").first).to_be_visible()
        return
    expect(page.get_by_text(said)).to_be_visible()


def test_a_file_that_is_dropped_on_the_list_is_imported(models: Studio) -> None:
    page = models.open("/models")
    page.get_by_role("searchbox").wait_for()
    page.evaluate(
        """(text) => {
          const files = new DataTransfer()
          files.items.add(new File([text], 'dropped.json'))
          const dropped = new DragEvent('drop', {dataTransfer: files, bubbles: true})
          document.querySelector('main > div').dispatchEvent(dropped)
        }""",
        json.dumps(sd15()),
    )
    expect(page.get_by_role("textbox", name="Name")).to_have_value("dropped")


def test_a_declaration_that_is_gone_says_so(models: Studio) -> None:
    page = models.open("/models/chunk/nowhere")
    expect(page.get_by_role("heading", name="There is no such declaration")).to_be_visible()
