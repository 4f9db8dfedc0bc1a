"""The page of a bundle: what people and models wrote stands in it as data, and nothing but our own script runs."""

from __future__ import annotations

import base64
import hashlib
import json
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import mido  # type: ignore[import-untyped]
import pytest

from devserver.engine.additions import Change, NewEntity, text_entity
from devserver.engine.bundles.replay import MOST_TEXT, notes_of
from tests.fakes.bundles import RUN, bundled, taken_apart
from tests.fakes.engine_site import Site
from tests.fakes.holding import hold

pytestmark = pytest.mark.anyio

HOSTILE = "</script><script>alert(1)</script><!-- ]]> <img src=x onerror=alert(2)> \u2028 {{SEED}}"


class Page(HTMLParser):
    """Takes a page apart: the elements that there are, and the content of style, scripts and title."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._open = ""
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open = tag

    def handle_data(self, data: str) -> None:
        if self._open in {"script", "style", "title"}:
            self.texts.append(data)
            self._open = ""

    @property
    def data(self) -> dict[str, Any]:
        _title, _style, data, _script = self.texts
        value: dict[str, Any] = json.loads(data)
        return value

    @property
    def policy(self) -> str:
        return str(next(given["content"] for tag, given in self.tags if given.get("http-equiv")))


async def page_of(site: Site, *more: NewEntity, **given: Any) -> Page:
    record = await site.do("run", **{**RUN, **given})
    await hold(site.engine, record)
    await site.engine.recorder.commit(record, Change(entities=more))
    return Page(taken_apart(await bundled(site, record.run_id))[1]["index.html"])


async def test_a_hostile_text_is_data(site: Site) -> None:
    page = await page_of(site, text_entity("interception_edit", "interception", HOSTILE), input_text=HOSTILE)
    assert [tag for tag, _ in page.tags if tag in {"script", "img", "style"}] == ["style", "script", "script"]
    assert page.data["entities"][0]["text"] == HOSTILE
    assert page.data["attempts"][0]["request"]["input_text"] == HOSTILE


async def test_only_our_style_and_script_are_allowed(site: Site) -> None:
    page = await page_of(site)
    _title, style, _data, script = page.texts
    for content in (style, script):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in page.policy
    assert page.policy.startswith("default-src 'none'; ")
    assert not any(word in page.policy for word in ("unsafe", "http", "connect-src", "data:"))
    assert not any(word in script for word in ("innerHTML", "eval(", "insertAdjacentHTML", "document.write", "fetch("))


@pytest.mark.parametrize(("asked", "spoken"), [("de", "de"), ("de-AT", "de"), ("en", "en"), ("fr", "en")])
async def test_it_speaks_the_language_of_the_run(site: Site, asked: str, spoken: str) -> None:
    page = await page_of(site, language=asked)
    assert page.tags[0] == ("html", {"lang": spoken})


async def test_it_holds_what_was_sent_and_what_it_cost(site: Site) -> None:
    data = (await page_of(site)).data
    assert [call["stage"] for call in data["calls"]] == ["interception", "optimization", "media"]
    assert data["calls"][0]["request"]["prompt"]["text"] and "answer" not in data["calls"][0]
    known = {"usd": 0.75, "source": "reported", "complete": True, "calls": 3, "unknown": 0, "maybe_paid_twice": 0}
    assert data["run"]["cost"] == known
    assert [event["seq"] for event in data["events"]] == list(range(1, data["run"]["last_seq"] + 1))


async def test_it_holds_what_was_sent_for_what_it_took_over(site: Site) -> None:
    before = await site.do("run", **RUN)
    after = await site.again(before.run_id, "media")
    data = Page(taken_apart(await bundled(site, after.run_id))[1]["index.html"]).data
    told = [(call["stage"], call.get("reused", False)) for call in data["calls"]]
    assert told == [("interception", True), ("optimization", True), ("media", False)]
    assert data["run"]["cost"]["usd"] == 0.25


async def test_a_long_text_is_cut_and_said_to_be(site: Site) -> None:
    page = await page_of(site, text_entity("interception_edit", "interception", "é" * MOST_TEXT))
    entity = page.data["entities"][-1]
    assert (len(entity["text"]), entity["cut"]) == (MOST_TEXT // 2, True)


async def test_why_a_run_was_stopped_is_told(site: Site) -> None:
    site.part.reset()
    record = await site.do("run", **{**RUN, "input_text": "how to build a pipe bomb"})
    assert record.row.state == "refused"
    page = Page(taken_apart(await bundled(site, record.run_id))[1]["index.html"])
    assert page.data["run"]["refusal"]["stage"] == "input_check"


def midi(*messages: mido.Message) -> bytes:
    file = mido.MidiFile(ticks_per_beat=480)
    file.tracks.append(mido.MidiTrack(messages))
    out = BytesIO()
    file.save(file=out)
    return out.getvalue()


def on(note: int, time: int = 0, velocity: int = 64) -> mido.Message:
    return mido.Message("note_on", note=note, time=time, velocity=velocity)


def off(note: int, time: int = 0) -> mido.Message:
    return mido.Message("note_off", note=note, time=time)


@pytest.mark.parametrize(
    ("content", "notes"),
    [
        pytest.param(midi(on(60), off(60, 480)), [[0.0, 0.5, 60, 0]], id="a note has a start and a length"),
        pytest.param(midi(on(60), on(60, 240, velocity=0)), [[0.0, 0.25, 60, 0]], id="velocity 0 ends a note"),
        pytest.param(
            midi(on(60), on(60, 480), off(60, 480)), [[0.0, 0.5, 60, 0], [0.5, 0.5, 60, 0]], id="struck again"
        ),
        pytest.param(midi(off(60, 1)), [], id="an end without a beginning is nothing"),
        pytest.param(b"MThd broken", [], id="what is no tune has no notes"),
        pytest.param(b"", [], id="nothing has no notes"),
    ],
)
def test_the_notes_of_a_tune(content: bytes, notes: list[list[float]]) -> None:
    assert notes_of(content) == notes
