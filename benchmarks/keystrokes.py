"""Typing in the studio: how long a key takes to the next frame, alone and while twenty events a second arrive.

A real browser types into the text while the same text is being rewritten: each token of the writer is an event that
the page takes in and shows. A key is measured inside the page, from the moment at which the browser got it until the
frame with its letter is painted.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator

from playwright.sync_api import Page, sync_playwright

from benchmarks.figures import Figure, percentile
from benchmarks.streaming import served, tokens

RATE = 20
"""Events in a second."""
KEYS, PAUSE = 250, 40
"""Keys of a round, and the milliseconds between two: faster than any hand."""
MOST = 50
"""Milliseconds: three frames of a screen with 60 in a second."""
LATENESS = """() => {
  window.late = []
  addEventListener('keydown', (key) => requestAnimationFrame(() => {
    const painted = new MessageChannel()
    painted.port1.onmessage = () => window.late.push(performance.now() - key.timeStamp)
    painted.port2.postMessage(null)
  }), true)
}"""


def figures() -> Iterator[Figure]:
    """Type a round while nothing happens, and one while the text is rewritten."""
    heard: list[float] = []
    with tokens() as port, served(port, "lab/tokens", rate=RATE, count=RATE * 40) as server, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(locale="en-GB", reduced_motion="reduce")
        page.on("websocket", lambda socket: socket.on("framereceived", lambda told: _hear(heard, told)))
        page.goto(server.url)
        page.get_by_role("radio", name="tokens").click()
        page.evaluate(LATENESS)
        alone = _typed(page)
        page.get_by_role("button", name="Start").first.click()
        page.get_by_role("button", name="Stop").first.wait_for()
        page.wait_for_timeout(1000)
        heard.clear()
        began = time.monotonic()
        busy = _typed(page)
        rate = len(heard) / (time.monotonic() - began)
        browser.close()
    yield Figure("events that arrived while somebody typed", rate, "a second", least=RATE * 0.9)
    for name, late in (("nothing arrives", alone), (f"{RATE} events a second arrive", busy)):
        yield Figure(f"key to its frame while {name}, p50", percentile(late, 0.5), "ms", most=MOST)
        yield Figure(f"key to its frame while {name}, p95", percentile(late, 0.95), "ms", most=MOST)
        yield Figure(f"key to its frame while {name}, longest", max(late), "ms", most=2 * MOST)


def _hear(heard: list[float], told: str | bytes) -> None:
    if isinstance(told, str) and "text_delta" in told:
        heard.append(time.monotonic())


def _typed(page: Page) -> list[float]:
    """Type a round and return the milliseconds that each key took."""
    page.evaluate("window.late.length = 0")
    page.get_by_role("textbox", name="Your text").focus()
    page.keyboard.type("A heron stands behind our school. " * (KEYS // 34), delay=PAUSE)
    return [float(one) for one in page.evaluate("window.late")]
