"""A real server and a real browser: pages are opened as a person would, and everything that is wrong with one is kept.

`Studio.open` gives a page; when the test ends it has failed if the page wrote an error to its console, broke its
Content-Security-Policy, asked anything of another host, or threw. Whoever means to cause one says `brought_about`.
"""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
BUILT = ROOT / "devserver" / "web" / "index.html"
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (390, 820, 1440)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
STARTED_WITHIN = 60.0
SHOWN_WITHIN = 30_000
"""Milliseconds for which a test waits for what it expects of a page: a machine may pause for seconds."""

expect.set_options(timeout=SHOWN_WITHIN)
SAFE_TO_IGNORE = (
    "Failed to load resource",
    "Permissions policy violation",
    "The devicemotion",
    "The deviceorientation",
)
"""The browser's own lines for an answer of 400 and more, and for p5, which asks for sensors that nobody gets."""


@contextmanager
def serving(data: Path, *arguments: str) -> Iterator[str]:
    """Run a server on a data folder and give its address without a slash; its backends are the embedded ones."""
    command = [sys.executable, "-m", "devserver", "serve", "--port", "0", "--data", str(data), *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (data.parent / f"{data.name}.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=log)
        try:
            assert process.stdout is not None
            assert select.select([process.stdout], [], [], STARTED_WITHIN)[0], "the server does not say where it is"
            yield process.stdout.readline().split()[-1].rstrip("/")
        finally:
            process.terminate()
            process.wait(60)
            process.stdout.close()


@contextmanager
def browsing() -> Iterator[Browser]:
    """Start the Chromium that is on the PATH."""
    with sync_playwright() as playwright:
        # Without the sandbox it runs as root too; the pages are our own.
        arguments = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Studio:
    """Opens pages of one server and collects what is wrong with them in `faults`."""

    browser: Browser
    address: str
    faults: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(
        self,
        path: str = "/",
        *,
        width: int = 1440,
        height: int = 900,
        scheme: Literal["light", "dark"] = "light",
        language: str = "en-GB",
        **more: Any,
    ) -> Page:
        """Open an address in a browser of its own and return the page once its heading is there."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            locale=language,
            reduced_motion="reduce",
            **more,
        )
        context.set_default_timeout(20_000)
        self.contexts.append(context)
        page = context.new_page()
        self.watch(page)
        page.goto(self.address + path)
        page.get_by_role("heading", level=1).first.wait_for()
        return page

    def watch(self, page: Page) -> None:
        """Collect what goes wrong on a page."""
        page.on("console", lambda said: self._said(said.type, said.text))
        page.on("pageerror", lambda error: self.faults.append(f"thrown: {error}"))
        page.on("request", lambda request: self._asked(request.url))

    def _said(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not text.startswith(SAFE_TO_IGNORE):
            self.faults.append(f"{kind}: {text}")

    def _asked(self, url: str) -> None:
        own = (
            f"{self.address}/",
            self.address.replace("http", "ws", 1) + "/",
            "data:",
            f"blob:{self.address}/",
            "blob:null/",
        )
        if not url.startswith(own):
            self.faults.append(f"asked outside: {url}")

    def brought_about(self, page: Page, *faults: tuple[str, ...]) -> None:
        """Take out the faults that a test means to cause, once they are there; one is named by words that it holds."""
        for words in faults:
            until = time.monotonic() + SHOWN_WITHIN / 1000
            while not (found := [fault for fault in self.faults if all(word in fault for word in words)]):
                assert time.monotonic() < until, f"{words} is not among {self.faults}"
                page.wait_for_timeout(50)
            self.faults = [fault for fault in self.faults if fault not in found]

    def close(self) -> None:
        """Close every browser of this studio."""
        for context in self.contexts:
            context.close()


@contextmanager
def held(page: Page, addresses: str) -> Iterator[None]:
    """Hold back what a page asks for at addresses of this pattern; let it go at the end."""
    waiting: list[Route] = []
    page.route(addresses, lambda route: waiting.append(route))
    yield
    for route in waiting:
        route.continue_()
    page.unroute(addresses)


def axe(page: Page) -> list[str]:
    """Return what axe-core finds on a page: the rule, what it says, and the elements; empty when all is well."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:200]}: {node.get('failureSummary', '')[:300]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def too_wide(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def cut(page: Page) -> list[str]:
    """Return what is written beyond the edges of the window, where nothing can be scrolled to it."""
    return list(page.evaluate(_CUT))


def small_targets(page: Page) -> list[str]:
    """Return the visible controls under 44 pixels that do not stand in running text, with their size."""
    return list(page.evaluate(_SMALL))


_CUT = """() => [...document.querySelectorAll('body *')]
  .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .filter((one) => one.checkVisibility({opacityProperty: true, visibilityProperty: true}) && !one.closest('.sr-only'))
  .filter((one) => {
    for (let box = one; box; box = box.parentElement)
      if (['auto', 'scroll'].includes(getComputedStyle(box).overflowX)) return false
    const {left, right, width} = one.getBoundingClientRect()
    return width > 0 && (left < -1 || right > document.documentElement.clientWidth + 1)
  })
  .map((one) => one.outerHTML.slice(0, 120))"""

_SMALL = """() => [...document.querySelectorAll('a, button, select, input, [role=radio]')]
  .filter((one) => one.checkVisibility({opacityProperty: true, visibilityProperty: true}))
  .filter((one) => !one.closest('.sr-only, p'))
  .map((one) => [one, one.getBoundingClientRect(), getComputedStyle(one, '::before')])
  .map(([one, box, before]) => before.position === 'absolute'
    ? [one, {width: parseFloat(before.width), height: parseFloat(before.height), bottom: box.bottom}]
    : [one, box])
  .filter(([, box]) => box.bottom > 0 && (box.width < 43.5 || box.height < 43.5))
  .map(([one, box]) => `${one.outerHTML.slice(0, 120)} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
