"""Which nodes give something that is kept, and of which type."""

from __future__ import annotations

from typing import Any

import pytest

from devserver.backends.comfyui.nodes import Nodes, NodeSpec
from devserver.engine.importing.linked import linked
from devserver.engine.importing.outputs import find_outputs
from tests.backends.comfyui.working import node

PICTURE = {"made": node("EmptyImage", width=8, height=8)}


def outputs(nodes: Nodes | None = None, **savers: dict[str, Any]) -> list[tuple[str, str, str]]:
    found = find_outputs(linked({**PICTURE, **savers}), nodes)
    return [(output.node.id, output.media_type, output.format) for output in found]


@pytest.mark.parametrize(
    ("kind", "inputs", "expected"),
    [
        ("SaveImage", {"images": ["made", 0]}, ("image", "png")),
        ("PreviewImage", {"images": ["made", 0]}, ("image", "png")),
        ("SaveImageWebsocket", {"images": ["made", 0]}, ("image", "png")),
        ("SaveAnimatedWEBP", {"images": ["made", 0], "fps": 6}, ("image", "webp")),
        ("SaveSVGNode", {"svg": ["made", 0]}, ("image", "svg")),
        ("Image Save", {"images": ["made", 0], "extension": "jpg"}, ("image", "jpg")),
        ("SaveVideo", {"video": ["made", 0], "format": "auto"}, ("video", "mp4")),
        ("SaveWEBM", {"images": ["made", 0]}, ("video", "webm")),
        ("VHS_VideoCombine", {"images": ["made", 0], "format": "video/h264-mp4"}, ("video", "mp4")),
        ("VHS_VideoCombine", {"images": ["made", 0], "format": "video/webm"}, ("video", "webm")),
        ("VHS_VideoCombine", {"images": ["made", 0], "format": "image/gif"}, ("image", "gif")),
        ("SaveAudio", {"audio": ["made", 0]}, ("audio", "flac")),
        ("SaveAudioMP3", {"audio": ["made", 0]}, ("audio", "mp3")),
        ("SaveAudioOpus", {"audio": ["made", 0]}, ("audio", "opus")),
        ("PreviewAudio", {"audio": ["made", 0]}, ("audio", "flac")),
        ("SaveGLB", {"mesh": ["made", 0]}, ("3d", "glb")),
        ("PreviewAny", {"source": ["made", 0]}, ("text", "txt")),
        ("Somebody's Keeper", {"images": ["made", 0]}, ("image", "png")),
    ],
)
def test_a_node_that_gives_a_medium(kind: str, inputs: dict[str, Any], expected: tuple[str, str]) -> None:
    assert outputs(it=node(kind, **inputs)) == [("it", *expected)]


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        ("ConditioningCombine", {"conditioning_1": ["made", 0]}),
        ("CLIPTextEncode", {"text": "x", "clip": ["made", 1]}),
        ("VAEEncode", {"pixels": ["made", 0]}),
        ("SaveLatent", {"samples": ["made", 0]}),
    ],
)
def test_a_node_that_gives_none(kind: str, inputs: dict[str, Any]) -> None:
    assert outputs(it=node(kind, **inputs)) == []


def test_what_is_kept_goes_before_what_is_shown_and_films_before_pictures() -> None:
    made = {
        "shown": node("PreviewImage", images=["made", 0]),
        "told": node("SaveImageWebsocket", images=["made", 0]),
        "picture": node("SaveImage", images=["made", 0]),
        "film": node("SaveWEBM", images=["made", 0]),
    }
    assert [one[0] for one in outputs(**made)] == ["film", "picture", "told", "shown"]


def test_of_two_pictures_the_one_that_was_worked_on_longer_counts() -> None:
    more = {
        "early": node("SaveImage", images=["made", 0]),
        "soft": node("ImageBlur", image=["made", 0]),
        "late": node("SaveImage", images=["soft", 0]),
    }
    assert [one[0] for one in outputs(**more)] == ["late", "early"]


def test_a_server_knows_better_than_names() -> None:
    nodes = Nodes("attic", {"SaveForLater": NodeSpec({}, is_output=False), "Frame": NodeSpec({}, is_output=True)})
    found = outputs(nodes, a=node("SaveForLater", images=["made", 0]), b=node("Frame", images=["made", 0]))
    assert found == [("b", "image", "png")]
