"""Made programs run in a frame that can draw and sound, and reach nothing."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.needs import needs
from tests.web.browsing import Studio

pytestmark = [needs("chromium"), pytest.mark.slow]

RUN = """([kind, code]) => new Promise((done) => {
  const frame = document.createElement('iframe')
  const told = []
  frame.setAttribute('sandbox', 'allow-scripts')
  addEventListener('message', (event) => {
    if (event.source !== frame.contentWindow) return
    told.push(event.data)
    if (event.data.type === 'ready') frame.contentWindow.postMessage({type: 'run', code}, '*')
    if (event.data.type === 'started') setTimeout(() => done(told), 1500)
  })
  frame.src = `/frame/${kind}.html`
  document.body.append(frame)
})"""

ATTEMPTS = """
const attempt = (name, action) => {
  try { console.log(name, 'worked', String(action())) } catch (error) { console.log(name, 'refused') }
}
attempt('cookie', () => document.cookie)
attempt('storage', () => localStorage.length)
attempt('page', () => parent.document.title)
attempt('top', () => { top.location.href = '/settings' })
fetch('/api/settings').then(() => console.log('fetch worked'), () => console.log('fetch refused'))
const picture = new Image()
picture.onload = () => console.log('picture worked')
picture.onerror = () => console.log('picture refused')
picture.src = '/icon.svg'
try { new WebSocket(`ws://${location.host}/api/events`).onopen = () => console.log('socket worked') } catch {}
"""


def run(page: Page, kind: str, code: str) -> list[dict[str, Any]]:
    """Run a program in a frame and return what it told the page."""
    return list(page.evaluate(RUN, [kind, code]))


def test_a_drawing_runs(studio: Studio) -> None:
    page = studio.open("/jobs")
    told = run(page, "p5", "function setup() { createCanvas(40, 30); background(255, 0, 0) } function draw() {}")
    assert [message["type"] for message in told] == ["ready", "started"]
    canvas = page.frame_locator("iframe").locator("canvas")
    assert canvas.get_attribute("style") == "width: 40px; height: 30px;"


def test_sounds_are_there(studio: Studio) -> None:
    told = run(studio.open("/jobs"), "tonejs", "console.log(typeof new Tone.Synth().toDestination().triggerAttack)")
    assert {"type": "log", "text": "function"} in told


def test_what_is_wrong_with_a_program_is_told(studio: Studio) -> None:
    page = studio.open("/jobs")
    told = run(page, "p5", "const a = 1\nundefinedThing()")
    assert [
        (message["line"], "undefinedThing" in message["text"]) for message in told if message["type"] == "error"
    ] == [(2, True)]
    studio.brought_about(page, ("thrown: undefinedThing is not defined",))


def test_a_fault_in_what_comes_later_is_told_with_its_line_too(studio: Studio) -> None:
    page = studio.open("/jobs")
    told = run(page, "tonejs", "Promise.resolve().then(() => {\n  notThere.play()\n})")
    faults = [message for message in told if message["type"] == "error"]
    assert faults == [{"type": "error", "text": "ReferenceError: notThere is not defined", "line": 2}]
    studio.brought_about(page, ("thrown: notThere is not defined",))


def test_a_program_reaches_nothing(studio: Studio) -> None:
    page = studio.open("/jobs")
    told = [message["text"] for message in run(page, "p5", ATTEMPTS) if message["type"] == "log"]
    assert sorted(told) == sorted(
        ["cookie refused", "storage refused", "page refused", "top refused", "fetch refused", "picture refused"]
    )
    assert page.url.endswith("/jobs")
    studio.brought_about(
        page,
        ("navigation of the top-level window", "allow-top-navigation"),
        ("/api/settings'", "connect-src 'none'"),
        ("Fetch API cannot load", "/api/settings"),
        ("/icon.svg'", "img-src data: blob:"),
        ("/api/events'", "connect-src 'none'"),
    )


def test_a_program_cannot_lead_its_frame_elsewhere(studio: Studio) -> None:
    page = studio.open("/jobs")
    run(page, "p5", "location.href = 'http://127.0.0.1:9/?stolen'")
    assert all("stolen" not in frame.url for frame in page.frames)
    studio.brought_about(page, ("Framing 'http://127.0.0.1:9/'", "default-src 'self'"))
