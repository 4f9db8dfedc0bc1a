from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from devserver.engine.loglines import line_of
from devserver.errors import Conflict
from devserver.events import Event

AT = datetime(2026, 1, 2, tzinfo=UTC)
BUSY = Conflict("run_busy", run_id="run_x", state="running").problem().model_dump(mode="json")

CASES: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "fields in their order": (
        "progress_update",
        {"stage": "media", "fraction": 0.5},
        "info",
        "stage=media fraction=0.5",
    ),
    "several words in quotes": ("queued", {"reason": "server is down"}, "info", 'reason="server is down"'),
    "nothing as such": ("queued", {"reason": ""}, "info", 'reason=""'),
    "a line break is no line break": ("queued", {"reason": "a\nb\u2028c"}, "info", 'reason="a\\nb\\u2028c"'),
    "letters of any language": ("queued", {"reason": "Grüße"}, "info", "reason=Grüße"),
    "what a check stopped is a warning": ("blocked", {"hits": [[0, 3]]}, "warning", "hits=[[0, 3]]"),
    "a problem is its sentence": (
        "error",
        {"attempt": 1, "problem": BUSY},
        "error",
        "attempt=1 Der Lauf run_x ist gerade running. Warte, bis sein Aufruf zu Ende ist, oder brich ihn ab.",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_an_event_as_a_line(case: str) -> None:
    kind, data, level, text = CASES[case]
    line = line_of(Event(run_id="run_x", seq=3, cursor=9, at=AT, type=kind, data=data), "de")
    assert (line.seq, line.at, line.level, line.type, line.text) == (3, AT, level, kind, text)
    assert len(line.text.splitlines()) == 1
