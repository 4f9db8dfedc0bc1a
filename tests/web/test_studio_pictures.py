"""A picture of one's own goes into a model: brought, refused, missed, and taken by a ComfyUI."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.fakes.comfyui import FakeComfy, open_fake
from tests.fakes.comfyui_nodes import png
from tests.fakes.comfyui_shipped import install_all
from tests.needs import needs
from tests.web.browsing import SHOWN_WITHIN, Studio, axe, serving
from tests.web.sitting import Sitting

pytestmark = [needs("chromium"), pytest.mark.slow]

MODEL = "Picture from a picture with Stable Diffusion 1.5"
BRING = re.compile("(Choose a|Another) picture")
PICTURE = FilePayload(name="Reiher <b>.png", mimeType="image/png", buffer=png(64, 48))
NO_PICTURE = FilePayload(name="notes.png", mimeType="image/png", buffer=b"This is no picture.")


@pytest.fixture(scope="module")
def portal() -> Iterator[BlockingPortal]:
    """Run a loop on a thread of its own."""
    with start_blocking_portal() as portal:
        yield portal


@pytest.fixture(scope="module")
def comfy(portal: BlockingPortal) -> Iterator[FakeComfy]:
    """Run a ComfyUI that has every model file."""
    with portal.wrap_async_context_manager(open_fake()) as fake:
        install_all(fake)
        yield fake


@pytest.fixture(scope="module")
def address(built: None, comfy: FakeComfy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a server before that ComfyUI."""
    data: Path = tmp_path_factory.mktemp("pictures") / "data"
    with serving(data) as address:
        servers = {"comfyui": [{"name": "comfy", "url": comfy.url}]}
        httpx.patch(f"{address}/api/settings", json=servers).raise_for_status()
        yield address


@pytest.fixture
def sitting(browser: Browser, address: str) -> Iterator[Sitting]:
    """Open the studio with a prompt for a model that takes in a picture."""
    studio = Studio(browser, address)
    sitting = Sitting(studio.open("/"))
    sitting.write()
    sitting.choose("Image", MODEL)
    yield sitting
    studio.close()
    assert studio.faults == []


def bring(page: Page, picture: FilePayload) -> None:
    """Choose a file in the window that the button opens."""
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name=BRING).click()
    chosen.value.set_files(picture)


def test_a_picture_becomes_another(sitting: Sitting, comfy: FakeComfy) -> None:
    page = sitting.page
    bring(page, PICTURE)
    expect(page.get_by_text("Reiher <b>.png", exact=True)).to_be_visible()
    assert axe(page) == []
    page.reload()
    expect(page.get_by_text("Reiher <b>.png", exact=True)).to_be_visible()
    sitting.make.click()
    sitting.done().wait_for()
    (given,) = sitting.sent("generation")[-1]["inputs"].items()
    assert (given[0], given[1]["type"]) == ("input_image", "image")
    graph = comfy.posted("/prompt")[-1]["prompt"]
    assert comfy.uploads[graph["picture"]["inputs"]["image"]] == PICTURE["buffer"]


def test_what_is_wrong_with_a_picture_stands_at_it(sitting: Sitting) -> None:
    page = sitting.page
    stage = page.get_by_role("region", name="The prompt")
    sitting.make.click()
    expect(stage.get_by_role("alert")).to_have_text("Choose a picture first.")
    bring(page, NO_PICTURE)
    expect(stage.get_by_role("alert")).to_contain_text("image/png")
    bring(page, PICTURE)
    expect(page.get_by_text("Reiher <b>.png", exact=True)).to_be_visible()
    expect(stage.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="Take the picture away").click()
    expect(page.get_by_text("This model works with a picture of yours.")).to_be_visible()


def test_a_server_that_went_away_is_told_and_waited_for(
    sitting: Sitting, comfy: FakeComfy, portal: BlockingPortal
) -> None:
    page = sitting.page
    bring(page, PICTURE)
    expect(page.get_by_text("Reiher <b>.png", exact=True)).to_be_visible()
    portal.call(comfy.die)
    sitting.make.click()
    expect(page.get_by_text("The server that makes this does not answer")).to_be_visible()
    portal.call(comfy.rise)
    sitting.done().wait_for(timeout=SHOWN_WITHIN)
