"""The settings: each change is saved by itself and told at its field; keys are written and tested, never shown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from urllib.request import Request, urlopen

import pytest
from anyio.from_thread import start_blocking_portal
from playwright.sync_api import Browser, expect

from tests.fakes import ollama
from tests.fakes.http_server import Asked, HttpServer, Step, running
from tests.needs import needs
from tests.web.browsing import WIDTHS, Studio, axe, serving, small_targets, too_wide

pytestmark = [needs("chromium"), pytest.mark.slow]


@pytest.fixture(scope="module")
def own(built: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a server of which the environment fixes a setting and a key."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEVSERVER_TEXT_LIMIT", "15000")
        patch.setenv("DEVSERVER_LANGUAGE", "de")
        patch.setenv("DEVSERVER_KEY_SWARMUI", "from-the-environment")
        with serving(tmp_path_factory.mktemp("settings") / "data") as address:
            yield address


@pytest.fixture
def settings(browser: Browser, own: str) -> Iterator[Studio]:
    """Open pages of that server."""
    studio = Studio(browser, own)
    yield studio
    studio.close()
    assert studio.faults == []


def answer(asked: Asked) -> Iterable[Step]:
    return ollama.tags("qwen3:4b", "mistral:7b") if asked.path == "/api/tags" else ollama.error(404, "not found")


@pytest.fixture(scope="module")
def local() -> Iterator[str]:
    """Run an Ollama server with two models and give its address without the protocol."""
    server = HttpServer(script=answer)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(running(server)):
        yield f"127.0.0.1:{server.port}"


def value_of(address: str, name: str) -> object:
    with urlopen(f"{address}/api/settings", timeout=20) as answered:
        return next(one["value"] for one in json.load(answered)["settings"] if one["name"] == name)


def patch(address: str, **changes: object) -> None:
    headers = {"Content-Type": "application/json"}
    urlopen(Request(f"{address}/api/settings", json.dumps(changes).encode(), headers, method="PATCH"), timeout=20)


def test_a_change_is_saved_by_itself_and_can_be_taken_back(settings: Studio, own: str) -> None:
    page = settings.open("/settings")
    budget = page.get_by_role("textbox", name="Budget of one run")
    budget.fill("0,5")
    budget.press("Enter")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert value_of(own, "budget_run_usd") == 0.5
    page.get_by_role("button", name="Back to usual Budget of one run").click()
    expect(budget).to_have_value("")
    with page.expect_request_finished(lambda asked: "safety_level" in str(asked.post_data)):
        page.get_by_role("combobox", name="Safety level").select_option(label="Children")
    expect(page.get_by_text("Saved", exact=True).last).to_be_visible()
    assert (value_of(own, "budget_run_usd"), value_of(own, "safety_level")) == (None, "kids")


def test_what_does_not_fit_is_said_at_its_field(settings: Studio, own: str) -> None:
    page = settings.open("/settings")
    budget = page.get_by_role("textbox", name="Budget of a day")
    expect(budget).to_have_accessible_description("A number from 0 to 1,000,000.")
    for typed, said in (("-1", "This number is below 0."), ("much", "This is no number.")):
        budget.fill(typed)
        budget.press("Enter")
        expect(page.get_by_text(said)).to_be_visible()
        expect(budget).to_have_attribute("aria-invalid", "true")
    expect(budget).to_have_value("much")
    assert value_of(own, "budget_day_usd") is None


def test_what_changed_elsewhere_meanwhile_is_not_overwritten_unseen(settings: Studio, own: str) -> None:
    page = settings.open("/settings")
    budget = page.get_by_role("textbox", name="Budget of a day")
    budget.fill("5")
    patch(own, budget_day_usd=9)
    budget.press("Enter")
    expect(page.get_by_text("Changed elsewhere meanwhile. It is now: 9.")).to_be_visible()
    assert value_of(own, "budget_day_usd") == 9
    budget.fill("6")
    budget.press("Enter")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert value_of(own, "budget_day_usd") == 6


def test_what_the_environment_sets_is_shown_as_such(settings: Studio) -> None:
    page = settings.open("/settings")
    expect(page.get_by_text("Set by DEVSERVER_TEXT_LIMIT in the environment.")).to_be_visible()
    expect(page.get_by_text("Set by DEVSERVER_KEY_SWARMUI in the environment.")).to_be_visible()
    expect(page.get_by_text("German", exact=True)).to_be_visible()
    assert page.get_by_role("textbox", name="Longest text").count() == 0
    assert page.get_by_role("textbox", name="Key of SwarmUI").count() == 0


def test_checks_are_chosen_by_their_names(settings: Studio) -> None:
    page = settings.open("/settings", language="de-DE")
    chosen = page.get_by_label("Prüfung von Texten, die hereinkommen")
    expect(chosen.get_by_role("option", name="Prüfung der Eingabe", exact=True)).to_be_attached()


def test_a_server_is_added_tested_used_changed_and_removed(settings: Studio, own: str, local: str) -> None:
    page = settings.open("/settings")
    page.get_by_role("button", name="Add a server Ollama").click()
    address = page.get_by_role("textbox", name="Address", exact=True)
    address.fill("ftp://nowhere")
    page.get_by_role("button", name="Save and test").click()
    expect(page.get_by_text("must be an address with http://")).to_be_visible()
    address.fill(local)
    page.get_by_role("button", name="Save and test").click()
    expect(page.get_by_text("2 models found: mistral:7b, qwen3:4b")).to_be_visible()
    model = page.get_by_role("combobox", name="Translates")
    model.click()
    model.fill("qwen")
    page.get_by_role("option", name="ollama/qwen3:4b").click()
    expect(model).to_have_value("ollama/qwen3:4b")
    expect(page.get_by_text("Saved", exact=True).first).to_be_visible()
    assert value_of(own, "translation_model") == "ollama/qwen3:4b"
    page.get_by_role("button", name="Change Ollama").click()
    page.get_by_role("textbox", name="Calls at the same time").fill("3")
    page.get_by_role("button", name="Save and test").click()
    page.get_by_role("button", name="Remove Ollama").wait_for()
    assert value_of(own, "ollama")["limit"] == 3  # type: ignore[index]
    page.get_by_role("button", name="Remove Ollama").click()
    expect(page.get_by_role("button", name="Add a server Ollama")).to_be_visible()
    assert value_of(own, "ollama") is None


def test_a_model_that_no_list_has_can_be_written_out(settings: Studio, own: str) -> None:
    page = settings.open("/settings")
    model = page.get_by_role("combobox", name="Writes code")
    model.click()
    model.fill("nonsense")
    page.get_by_role("option", name="Use nonsense").click()
    expect(page.get_by_text("must be provider/model")).to_be_visible()
    model.click()
    model.fill("ollama/my-own")
    page.get_by_role("option", name="Use ollama/my-own").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert value_of(own, "coding_model") == "ollama/my-own"
    model.click()
    page.get_by_role("option", name="No model").click()
    expect(model).to_have_value("")


def test_several_servers_of_a_kind_have_names(settings: Studio, own: str) -> None:
    page = settings.open("/settings")
    for name in ("attic", "cellar"):
        page.get_by_role("button", name="Add a server ComfyUI").click()
        page.get_by_role("textbox", name="Name").fill(name)
        page.get_by_role("textbox", name="Address", exact=True).fill("127.0.0.1:9")
        page.get_by_role("button", name="Save and test").click()
        expect(page.get_by_role("button", name=f"Test {name}")).to_be_visible()
    page.get_by_role("button", name="Remove attic").click()
    expect(page.get_by_role("button", name="Remove attic")).to_have_count(0)
    assert [one["name"] for one in value_of(own, "comfyui")] == ["cellar"]  # type: ignore[attr-defined]
    page.get_by_role("button", name="Remove cellar").click()
    expect(page.get_by_role("button", name="Remove cellar")).to_have_count(0)


def test_a_key_is_stored_tested_and_deleted_and_never_shown(settings: Studio, own: str) -> None:
    patch(own, openai_url="http://127.0.0.1:9/v1")
    page = settings.open("/settings")
    key = page.get_by_role("textbox", name="Key of OpenAI")
    key.fill("sk-secret-of-mine")
    key.press("Enter")
    expect(page.get_by_text("A key is stored")).to_be_visible()
    expect(page.get_by_text("openai gives no usable answer")).to_be_visible()
    expect(key).to_have_value("")
    assert "sk-secret-of-mine" not in page.content()
    page.get_by_role("button", name="Delete OpenAI").click()
    expect(page.get_by_text("A key is stored")).to_have_count(0)
    key.fill("two\u00e9")
    key.press("Enter")
    expect(page.get_by_text("A key is one line of printable ASCII")).to_be_visible()


def test_it_is_well_with_every_part_opened(settings: Studio) -> None:
    page = settings.open("/settings", language="de-DE")
    for name in ("Modelle für besondere Arbeit", "Adressen und Grenzen", "Adresse, Ordner, Protokoll"):
        page.get_by_role("button", name=name).click()
    page.get_by_role("button", name="Server hinzufügen ComfyUI").click()
    for width in (320, *WIDTHS):
        page.set_viewport_size({"width": width, "height": 900})
        assert too_wide(page) == 0, width
        assert small_targets(page) == [], width
    assert axe(page) == []
