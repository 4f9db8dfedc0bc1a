"""Texts come in while a model writes them: over a reload, stopped, and when the model fails."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.fakes import openai
from tests.fakes.http_server import HANG, Asked, HttpServer, Step, head, running
from tests.needs import needs
from tests.web.browsing import Studio, axe, serving
from tests.web.sitting import Sitting

pytestmark = [needs("chromium"), pytest.mark.slow]

TYPED = " It stands in the river, and nobody has ever seen it move." * 2
CHOSEN = {"stage2_interception_model": "slow/writer", "stage2_optimization_model": "embedded/text"}


@dataclass
class SlowWriter:
    """A language model that writes half a sentence, and the rest when it is let go on; `broken`: it fails; `gone`: it
    never says a word; `busy`: it writes twenty words a second until then."""

    go_on: threading.Event = field(default_factory=threading.Event)
    broken: bool = False
    gone: bool = False
    busy: bool = False

    def script(self, asked: Asked) -> Iterator[Step]:
        """Answer one request."""
        if self.broken or asked.method == "GET":
            yield from openai.error(500, "the writer has a headache")
            return
        if self.gone:
            yield HANG
            return
        yield head(kind=openai.KIND) + openai.says("One grey ")
        while not self.go_on.is_set():
            if self.busy:
                yield openai.says("and ")
            yield 0.05 if self.busy else 0.02
        yield from (openai.says("heron."), openai.says(finish="stop"), openai.usage(), openai.DONE, openai.END)


@contextmanager
def listening(writer: SlowWriter) -> Iterator[str]:
    """Run a slow writer in a thread of its own and give its address."""
    server, over, begun = HttpServer(script=writer.script), threading.Event(), threading.Event()

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
        writer.go_on.set()
        over.set()
        thread.join(30)


@pytest.fixture(scope="module")
def writer() -> SlowWriter:
    return SlowWriter()


@pytest.fixture(scope="module")
def address(built: None, writer: SlowWriter, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a server whose texts the slow writer writes."""
    data: Path = tmp_path_factory.mktemp("slow") / "data"
    with listening(writer) as url, serving(data) as address:
        yield f"{address} {url}"


def connect(page: Page, address: str, **limits: float) -> None:
    """Let the server at the first of two addresses write with the model at the second."""
    own, url = address.split()
    servers = [{"name": "slow", "url": f"{url}/v1", **limits}]
    answer = page.request.patch(f"{own}/api/settings", data={"openai_servers": servers, **CHOSEN})
    assert answer.ok, answer.text()


@pytest.fixture
def sitting(browser: Browser, address: str, writer: SlowWriter) -> Iterator[Sitting]:
    """Open the studio with a text that is being rewritten."""
    own, _url = address.split()
    writer.go_on.clear()
    writer.broken = writer.gone = writer.busy = False
    studio = Studio(browser, own)
    page = studio.open("/")
    connect(page, address)
    sitting = Sitting(page)
    sitting.text.fill("A heron.")
    page.get_by_role("radio", name="Plain words").click()
    yield sitting
    writer.go_on.set()
    studio.close()
    assert studio.faults == []


def begin(sitting: Sitting) -> None:
    """Start, and wait for the first half of the sentence."""
    sitting.page.get_by_role("button", name="Start").first.click()
    sitting.page.get_by_text("One grey", exact=True).wait_for()


def test_a_text_comes_in_while_it_is_written(sitting: Sitting, writer: SlowWriter) -> None:
    begin(sitting)
    assert sitting.page.get_by_role("button", name="Stop").first.is_visible()
    writer.go_on.set()
    expect(sitting.rewritten).to_contain_text("One grey heron.")


def test_typing_goes_on_while_twenty_words_a_second_come_in(sitting: Sitting, writer: SlowWriter) -> None:
    writer.busy = True
    page = sitting.page
    page.get_by_role("button", name="Start").first.click()
    coming = page.get_by_text("One grey and and")
    coming.wait_for()
    shown = len(coming.inner_text())
    sitting.text.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(TYPED, delay=20)
    page.evaluate("() => new Promise((idle) => requestIdleCallback(idle))")  # it has time left between the words
    expect(sitting.text).to_have_value(f"A heron.{TYPED}")
    expect(sitting.text).to_be_focused()
    assert len(coming.inner_text()) > shown
    assert page.evaluate("document.querySelector('textarea').selectionEnd") == len("A heron.") + len(TYPED)
    writer.go_on.set()
    expect(sitting.rewritten).to_contain_text("heron.")


def test_a_text_is_waited_for_after_a_reload(sitting: Sitting, writer: SlowWriter) -> None:
    begin(sitting)
    sitting.page.reload()
    sitting.page.get_by_text("It is being written.").wait_for()
    writer.go_on.set()
    expect(sitting.rewritten).to_contain_text("One grey")


def test_writing_can_be_stopped_and_begun_again(sitting: Sitting, writer: SlowWriter) -> None:
    begin(sitting)
    sitting.page.get_by_role("button", name="Stop").first.click()
    sitting.page.get_by_text("Your text is rewritten here.").wait_for()
    writer.go_on.set()
    sitting.page.get_by_role("button", name="Start").first.click()
    expect(sitting.rewritten).to_contain_text("One grey")


def test_a_model_that_fails_is_told_at_its_stage_with_the_way_on(sitting: Sitting, writer: SlowWriter) -> None:
    writer.broken = True
    sitting.page.get_by_role("button", name="Start").first.click()
    alert = sitting.page.get_by_role("region", name="Your text").get_by_role("alert")
    alert.wait_for(timeout=60_000)
    writer.broken = False
    writer.go_on.set()
    alert.get_by_role("button", name="Try again").click()
    expect(sitting.rewritten).to_contain_text("One grey")


def test_a_call_that_may_have_been_paid_is_asked_about(sitting: Sitting, writer: SlowWriter, address: str) -> None:
    connect(sitting.page, address, read_seconds=0.5)
    writer.gone = True
    sitting.page.get_by_role("button", name="Start").first.click()
    sitting.page.get_by_role("heading", name="Make it once more?").wait_for(timeout=60_000)
    assert axe(sitting.page) == []
    writer.gone = False
    writer.go_on.set()
    sitting.page.get_by_role("button", name="Make it once more").click()
    expect(sitting.rewritten).to_contain_text("One grey")
