"""The first page stays light: script and style that a browser loads before it may begin to write."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import Response

from tests.needs import needs
from tests.web.browsing import Studio

pytestmark = [needs("chromium"), pytest.mark.slow]

MOST = 130_000
"""Bytes, each file compressed by itself."""


def test_the_first_page_is_light(studio: Studio) -> None:
    page = studio.open("/settings")
    page.goto("about:blank")
    loaded: dict[str, Response] = {}
    page.on("response", lambda answer: loaded.setdefault(answer.url, answer))
    page.goto(studio.address + "/")
    page.get_by_role("textbox", name="Your text").wait_for()
    parts = [one for one in loaded.values() if one.request.resource_type in ("script", "stylesheet")]
    weights = {one.url.rpartition("/")[2]: len(gzip.compress(one.body())) for one in parts}
    assert len(weights) > 5
    assert sum(weights.values()) <= MOST, sorted(weights.items(), key=lambda one: -one[1])[:10]
