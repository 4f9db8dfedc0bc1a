"""What the websocket says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.backends.swarmui.collecting import Collecting
from devserver.backends.swarmui.protocol import (
    Alive,
    Closing,
    Discarded,
    Event,
    Fault,
    Made,
    Status,
    Step,
    pictures_in,
    read_event,
)
from devserver.models.outcomes import Progress

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
NAMES = ("error", "gen_progress", "image", "discard_indices", "socket_intention", "status", "batch_index", "preview")

COUNTS = {"waiting_gens": 2, "loading_models": 1, "waiting_backends": 1, "live_gens": 0}
STEP = {"batch_index": "1", "overall_percent": 0.5, "current_percent": 0.25}
MESSAGES: dict[str, tuple[dict[str, Any], Event | None]] = {
    "a status": ({"status": COUNTS, "backend_status": {}, "supported_features": []}, Status(2, 1, 1, 0)),
    "a status of nonsense": ({"status": {"waiting_gens": -1, "live_gens": "many"}}, Status(0, 0, 0, 0)),
    "a status that is none": ({"status": "running"}, None),
    "progress": ({"gen_progress": STEP}, Step(1, 0.5, 0.25)),
    "progress with a preview": ({"gen_progress": {**STEP, "preview": "data:x"}}, Step(1, 0.5, 0.25, "data:x")),
    "progress beyond its limits": ({"gen_progress": {"overall_percent": 7, "current_percent": -2}}, Step(0, 1.0, 0.0)),
    "progress in words": ({"gen_progress": {"batch_index": "x", "overall_percent": "half"}}, Step(0, 0.0, 0.0)),
    "progress that is none": ({"gen_progress": True}, None),
    "a picture": ({"image": "View/a.png", "batch_index": "2", "metadata": "{}"}, Made(2, "View/a.png", "{}")),
    "a picture in an object": ({"image": {"image": "View/a.png", "batch_index": "2"}}, Made(2, "View/a.png")),
    "a picture without an index": ({"image": "View/a.png", "metadata": None}, Made(0, "View/a.png")),
    "a grid": ({"image": "View/a.png", "batch_index": "-1"}, Made(-1, "View/a.png")),
    "a picture that is none": ({"image": 7}, None),
    "an object without a picture": ({"image": {"batch_index": "0"}}, None),
    "indices to discard": ({"discard_indices": [0, "2", None, True]}, Discarded(frozenset({0, 2}))),
    "indices that are none": ({"discard_indices": "all"}, None),
    "an error": ({"error": "No."}, Fault("No.")),
    "an error with an id": ({"error": "No.", "error_id": "bad_route"}, Fault("No.", "bad_route")),
    "an error of an id alone": ({"error_id": "bad_route"}, Fault("", "bad_route")),
    "the end": ({"socket_intention": "close"}, Closing()),
    "a sign of life": ({"keep_alive": True}, Alive()),
    "what backends say for themselves": ({"raw_backend_data": {"type": "x", "data": ""}}, None),
    "nothing": ({}, None),
}


@pytest.mark.parametrize(("message", "event"), MESSAGES.values(), ids=MESSAGES.keys())
def test_what_a_message_says(message: dict[str, Any], event: Event | None) -> None:
    assert read_event(message) == event


@pytest.mark.parametrize(
    ("status", "in_line", "idle"),
    [
        pytest.param(Status(1, 1, 0, 0), True, False, id="waiting for a backend"),
        pytest.param(Status(1, 1, 1, 0), False, False, id="waiting for a model to load"),
        pytest.param(Status(2, 1, 0, 1), False, False, id="one is made, one waits"),
        pytest.param(Status(1, 0, 0, 0), False, False, id="only asked for"),
        pytest.param(Status(0, 0, 0, 0), False, True, id="nothing"),
    ],
)
def test_what_a_status_means(status: Status, in_line: bool, idle: bool) -> None:
    assert (status.in_line, status.idle) == (in_line, idle)


@pytest.mark.parametrize(
    ("answer", "made"),
    [
        ({"images": ["View/a.png", "data:x"]}, [Made(0, "View/a.png"), Made(1, "data:x")]),
        ({"images": [{"image": "View/a.png"}]}, [Made(0, "View/a.png")]),
        ({"images": [5, None]}, []),
        ({"images": "View/a.png"}, None),
        ({}, None),
    ],
)
def test_pictures_of_the_plain_request(answer: dict[str, Any], made: list[Made] | None) -> None:
    assert pictures_in(answer) == made


@given(st.lists(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=3), max_size=6))
def test_no_message_is_a_surprise(messages: list[dict[str, Any]]) -> None:
    heard = Collecting()
    shares = []
    for event in filter(None, map(read_event, messages)):
        shares += [signal.fraction for signal in heard.take(event) if isinstance(signal, Progress)]
    assert shares == sorted(shares)
    assert len(heard.kept) <= heard.came
