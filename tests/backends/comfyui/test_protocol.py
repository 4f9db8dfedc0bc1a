"""What websocket messages say, read from recordings and from nonsense."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.backends.comfyui.protocol import (
    SUCCESS,
    Cached,
    Ended,
    Output,
    Picture,
    QueueLength,
    Running,
    Shares,
    Started,
    Terminal,
    read_bytes,
    read_text,
)
from tests.backends.comfyui.recorded import NAMES, frame, received

UNUSED = {"feature_flags"}


@pytest.mark.parametrize("name", NAMES)
def test_every_recorded_message_is_understood(name: str) -> None:
    texts = [message for message in received(name) if "type" in message]
    lost = [message for message in texts if read_text(json.dumps(message)) is None and message["type"] not in UNUSED]
    assert lost == []


def test_a_simple_success_message_by_message() -> None:
    read = [read_text(json.dumps(message)) for message in received("success_simple")]
    kinds = [type(event) for event in read if not isinstance(event, Shares)]
    assert kinds == [
        QueueLength, QueueLength, QueueLength, Started, Cached, Running, Running, Output, Terminal, QueueLength, Ended,
    ]  # fmt: skip
    terminal = next(event for event in read if isinstance(event, Terminal))
    assert terminal.kind == SUCCESS


def test_progress_of_a_sampler_is_a_share() -> None:
    shares = [
        read_text(json.dumps(m)) for m in received("sd_progress_previews_metadata") if m.get("type") == "progress"
    ]
    assert [event.nodes for event in shares if isinstance(event, Shares)] == [{"3": n / 6} for n in range(1, 7)]


def test_a_preview_with_metadata_names_its_prompt() -> None:
    picture = read_bytes(frame("sd_progress_previews_metadata_A_0_ev4"))
    assert picture is not None
    assert (picture.prompt_id, picture.node) == ("b3026503-ea6a-4f7e-8b53-44fc2d18fdf6", "3")
    assert picture.mime == "image/jpeg"
    assert picture.data.startswith(b"\xff\xd8\xff")
    assert picture.data.endswith(b"\xff\xd9")


def test_a_preview_without_metadata_belongs_to_nobody_yet() -> None:
    picture = read_bytes(frame("sd_progress_previews_legacy_A_0_ev1"))
    assert picture is not None
    assert (picture.prompt_id, picture.node, picture.mime) == (None, None, "image/jpeg")
    assert picture.data.endswith(b"\xff\xd9")


def test_after_a_reconnect_the_server_names_a_node_without_its_prompt() -> None:
    assert read_text('{"type": "executing", "data": {"node": "2"}}') == Running(None, "2")


def test_a_node_of_a_subgraph_is_shown_as_the_node_that_holds_it() -> None:
    message = {"type": "executing", "data": {"node": "2.0.0.3", "display_node": "2", "prompt_id": "p"}}
    assert read_text(json.dumps(message)) == Running("p", "2")


def test_not_a_number_is_read() -> None:
    message = '{"type": "executed", "data": {"node": "2", "output": {"value": [NaN]}, "prompt_id": "p"}}'
    assert isinstance(read_text(message), Output)


def test_an_output_that_is_null_is_empty() -> None:
    message = '{"type": "executed", "data": {"node": "2", "output": null, "prompt_id": "p"}}'
    assert read_text(message) == Output("p", "2", {})


@pytest.mark.parametrize(
    "message",
    [
        pytest.param("", id="nothing"),
        pytest.param("[]", id="a list"),
        pytest.param('{"type": "status"}', id="no data"),
        pytest.param('{"type": "executing", "data": {"node": null}}', id="the end of nobody's prompt"),
        pytest.param(
            '{"type": "progress", "data": {"value": "x", "max": 1, "node": "1", "prompt_id": "p"}}', id="words"
        ),
        pytest.param('{"type": "crystools.monitor", "data": {}}', id="a message of an extension"),
        pytest.param("[" * 5000, id="brackets without end"),
    ],
)
def test_what_makes_no_sense_is_nothing(message: str) -> None:
    assert read_text(message) is None


@given(st.text() | st.builds(json.dumps, st.dictionaries(st.text(), st.text() | st.integers() | st.none())))
def test_no_text_breaks_it(message: str) -> None:
    read_text(message)


@given(st.binary(max_size=80) | st.builds(lambda data: b"\0\0\0\4" + data, st.binary(max_size=80)))
def test_no_bytes_break_it(message: bytes) -> None:
    assert read_bytes(message) is None or isinstance(read_bytes(message), Picture)


def test_a_share_of_nothing_is_nothing() -> None:
    message = '{"type": "progress", "data": {"value": 3, "max": 0, "node": "1", "prompt_id": "p"}}'
    assert read_text(message) == Shares("p", {"1": 0.0})


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ({"value": 5, "max": 20, "state": "running"}, {"1": (5, 20)}),
        ({"value": 20, "max": 20, "state": "finished"}, {}),
        ({"value": 0, "max": 20}, {}),
        ({"value": 1, "max": 1}, {}),
        ({"value": 3, "max": 0}, {}),
    ],
    ids=["a step of many", "the last one, finished", "none yet", "the only one", "of none"],
)
def test_a_node_at_work_tells_its_step(state: dict[str, object], steps: dict[str, tuple[int, int]]) -> None:
    event = read_text(json.dumps({"type": "progress_state", "data": {"prompt_id": "p", "nodes": {"1": state}}}))
    assert isinstance(event, Shares)
    assert event.steps == steps
