"""Which nodes give what is kept, of which media type and in which format. Pure.

A server says which nodes are outputs; without one it is told by what they are called and that nobody uses them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from devserver.backends.comfyui.nodes import Nodes
from devserver.engine.importing.linked import Linked, Node
from devserver.media_types import MEDIA_TYPES

_FORMATS: dict[str, tuple[str, str]] = {
    "SaveAnimatedWEBP": ("image", "webp"),
    "SaveSVGNode": ("image", "svg"),
    "SaveWEBM": ("video", "webm"),
    "SaveAudio": ("audio", "flac"),
    "SaveAudioMP3": ("audio", "mp3"),
    "SaveAudioOpus": ("audio", "opus"),
    "PreviewAny": ("text", "txt"),
}
"""Outputs of ComfyUI whose format differs from the usual one of their medium."""

_USUAL = {"image": "png", "video": "mp4", "audio": "flac", "3d": "glb", "text": "txt"}
_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("video", re.compile(r"video|webm|movie", re.I)),
    ("audio", re.compile(r"audio|mp3|opus|flac|music|sound", re.I)),
    ("3d", re.compile(r"glb|3d|mesh", re.I)),
    ("image", re.compile(r"image|picture|png|svg|webp", re.I)),
    ("text", re.compile(r"text|string|previewany", re.I)),
)
_LINKED = {"images": "image", "image": "image", "video": "video", "frames": "video", "audio": "audio", "mesh": "3d"}
_KEEPING = re.compile(r"save|export|write|video_?combine", re.I)
_SHOWING = re.compile(r"preview|show|display|websocket", re.I)
_NOTHING = frozenset({"SaveLatent", "PreviewMask"})
"""Outputs that give no medium."""
_RANK = {"video": 0, "3d": 1, "audio": 2, "image": 3, "text": 4}


@dataclass(frozen=True)
class Output:
    """A node that gives a medium; `passing` where it only shows it."""

    node: Node
    media_type: str
    format: str
    passing: bool


def find_outputs(graph: Linked, nodes: Nodes | None) -> list[Output]:
    """Return the outputs, the one that counts first.

    Kept ones go before those that are only shown, films before sounds before pictures, and of the same type the one
    with the longest way before it. Where none is called like one, a node that gets a medium and gives it to nobody is.
    """
    named = [output for node in graph.nodes.values() if _is_output(node, nodes) and (output := _output(node))]
    found = named or [output for node in graph.nodes.values() if (output := _ending(graph, node, nodes))]
    ranks = graph.ranks
    return sorted(found, key=lambda o: (o.passing, _RANK[o.media_type], -ranks[o.node.id][0], ranks[o.node.id][1]))


def _is_output(node: Node, nodes: Nodes | None) -> bool:
    known = nodes.specs.get(node.kind) if nodes else None
    called = _SHOWING.search(node.kind) or _KEEPING.search(node.kind)
    return node.kind not in _NOTHING and (known.is_output if known else called is not None)


def _output(node: Node) -> Output | None:
    media_type = _media_type(node)
    if media_type is None:
        return None
    return Output(node, media_type, _format(node, media_type), _SHOWING.search(node.kind) is not None)


def _ending(graph: Linked, node: Node, nodes: Nodes | None) -> Output | None:
    """Return a node of a class that nobody knows as an output, by what is linked to it."""
    known = node.kind in _NOTHING or (nodes is not None and node.kind in nodes.specs)
    return None if known or node.id in graph.users or not _linked_media(node) else _output(node)


def _linked_media(node: Node) -> str | None:
    return next((_LINKED[name] for name in node.inputs if name in node.links and name in _LINKED), None)


def _media_type(node: Node) -> str | None:
    if node.kind in _FORMATS:
        return _FORMATS[node.kind][0]
    declared = str(node.values.get("format", "")).partition("/")
    if declared[1] and declared[0] in _RANK:
        return declared[0]
    named = (medium for medium, words in _WORDS if words.search(node.kind))
    return next(named, None) or _linked_media(node)


def _format(node: Node, media_type: str) -> str:
    """Return the format: by the node's class, else one that its inputs name, else the usual one."""
    if node.kind in _FORMATS:
        return _FORMATS[node.kind][1]
    known = MEDIA_TYPES[media_type].formats
    said = [node.values.get(name) for name in ("format", "extension", "file_type", "output_format")]
    words = [word for text in said if isinstance(text, str) for word in re.split(r"[^a-z0-9]+", text.lower())]
    return next((word for word in reversed(words) if word in known), _USUAL[media_type])


def is_music(nodes: Iterable[Node]) -> bool:
    """Tell whether a sound is music: something of it takes lyrics."""
    return any("lyrics" in node.values or "lyrics" in node.links for node in nodes)
