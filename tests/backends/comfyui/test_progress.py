"""How far a prompt is, replayed from a recording."""

from __future__ import annotations

import json

import pytest

from devserver.backends.comfyui.progress import Meter, node_part, node_title
from devserver.backends.comfyui.protocol import Ended, QueueLength, Running, Shares, read_text
from devserver.backends.comfyui.tracking import Tracker
from tests.backends.comfyui.recorded import posts, received

NAME = "sd_new_seed_partial_cache"


def test_progress_rises_over_all_nodes_and_counts_cached_ones_as_done() -> None:
    _, request, _, answer = next(posts(NAME))
    tracker, meter, shown = Tracker(answer["prompt_id"]), Meter(request["prompt"]), []
    for message in received(NAME):
        event = read_text(json.dumps(message)) if "type" in message else None
        if event is None or isinstance(event, QueueLength):
            continue
        tracker.hear(event)
        shown.append(meter.read(tracker).fraction)
    assert shown == sorted(shown)
    assert 0 < shown[1] < 0.9
    assert shown[-1] == 1.0


def test_a_sampler_weighs_as_much_as_it_has_steps() -> None:
    graph = {"1": {"class_type": "KSampler", "inputs": {"steps": 8}}, "2": {"class_type": "VAEDecode", "inputs": {}}}
    tracker = Tracker("p")
    tracker.hear(Shares("p", {"1": 0.5, "2": 1.0}))
    assert Meter({**graph, "3": {"inputs": {"steps": ["1", 0]}}}).read(tracker).fraction == 0.5


def test_what_the_server_takes_back_does_not_show() -> None:
    meter, tracker = Meter({"1": {"inputs": {}}}), Tracker("p")
    tracker.hear(Shares("p", {"1": 0.5}))
    assert meter.read(tracker).fraction == 0.5
    tracker.hear(Shares("p", {"1": 0.25, "9.0.1": 1.0}))
    assert meter.read(tracker).fraction == 0.5


def test_a_node_is_called_by_its_title() -> None:
    graph = {"1": {"class_type": "KSampler", "_meta": {"title": "Paint"}}, "2": {"class_type": "VAEDecode"}, "3": None}
    assert [node_title(graph, node) for node in ("1", "2", "3", "4")] == ["Paint", "VAEDecode", "3", "4"]


@pytest.mark.parametrize(
    ("named", "part"),
    [
        ("CheckpointLoaderSimple", "loading"),
        ("LoadImage", "loading"),
        ("CLIPTextEncode", "reading"),
        ("TextEncodeAceStepAudio", "reading"),
        ("KSampler", "making"),
        ("SamplerCustomAdvanced", "making"),
        ("KSamplerSelect", ""),
        ("ModelSamplingSD3", ""),
        ("VAEDecodeAudio", "finishing"),
        ("SaveImageWebsocket", "saving"),
        ("EmptyLatentImage", ""),
    ],
)
def test_a_node_tells_what_it_does_by_its_class(named: str, part: str) -> None:
    assert node_part({"1": {"class_type": named}}, "1") == part
    assert node_part({"1": None}, "1") == ""


def test_the_step_of_the_node_at_work_is_told() -> None:
    meter, tracker = Meter({"1": {"class_type": "KSampler", "inputs": {"steps": 20}}}), Tracker("p")
    tracker.hear(Running("p", "1"))
    first = meter.read(tracker)
    assert (first.part, first.note, first.step, first.steps) == ("making", "KSampler", None, None)
    tracker.hear(Shares("p", {"1": 0.25}, {"1": (5, 20)}))
    told = meter.read(tracker)
    assert (told.fraction, told.step, told.steps) == (0.25, 5, 20)


def test_an_end_is_no_progress() -> None:
    tracker = Tracker("p")
    tracker.hear(Ended("p"))
    assert Meter({}).read(tracker).fraction == 0.0
