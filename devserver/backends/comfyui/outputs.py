"""What a prompt gave: files and texts out of the outputs by node. Pure.

Every list under every key is looked through, because the keys say little: films stand under `images`. A file is a
member with `filename` and `type`. The extension says what it may be, its bytes say what it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from devserver.media_types import MEDIA_TYPES, TEXT_MEDIA, fits, format_of, sniff

KEPT, PASSING = "output", "temp"


@dataclass(frozen=True)
class OutputFile:
    """A file on the server, by what `GET /view` needs, and the node that gave it."""

    node: str
    filename: str
    subfolder: str
    type: str

    @property
    def extension(self) -> str:
        """Return what follows the last dot, in lower case."""
        return self.filename.rpartition(".")[2].lower()

    @property
    def query(self) -> dict[str, str]:
        """Return the parameters of `GET /view`."""
        return {"filename": self.filename, "subfolder": self.subfolder, "type": self.type}


def files_in(outputs: Mapping[str, Any]) -> list[OutputFile]:
    """Return every file, once, in the order of the nodes."""
    found: dict[tuple[str, str, str], OutputFile] = {}
    for node, given in _lists(outputs):
        for item in given:
            file = _file(node, item)
            if file is not None:
                found.setdefault((file.type, file.subfolder, file.filename), file)
    return list(found.values())


def texts_in(outputs: Mapping[str, Any], node_id: str | None = None) -> list[str]:
    """Return the texts, of one node or of all."""
    return [
        text
        for node, output in outputs.items()
        if isinstance(output, dict) and node_id in (None, node)
        for text in _strings(output.get("text"))
    ]


def chosen(outputs: Mapping[str, Any], media_type: str, node_id: str | None) -> list[OutputFile]:
    """Return the files of a media type: those of the named node, else the kept ones, else the passing ones."""
    formats = MEDIA_TYPES[media_type].formats
    fitting = [f for f in files_in(outputs) if f.extension in formats and f.type in {KEPT, PASSING}]
    if node_id is not None:
        return [f for f in fitting if f.node == node_id]
    return [f for f in fitting if f.type == KEPT] or fitting


def format_for(media_type: str, file: OutputFile, data: bytes) -> str | None:
    """Return the format that the bytes are in, where it belongs to the media type; the extension is only a hint."""
    return file.extension if fits(media_type, file.extension, data) else format_of(media_type, data)


def instead(outputs: Mapping[str, Any], media_type: str, node_id: str | None) -> str:
    """Say what a prompt gave when it did not give what was wanted."""
    named = f"its node {node_id}" if node_id is not None else "it"
    others = [f"{f.filename} (node {f.node})" for f in files_in(outputs)]
    given = ", ".join(others[:5]) if others else "no file at all"
    wanted = "text" if media_type in TEXT_MEDIA else media_type
    return f"the workflow ran, but {named} gave no {wanted}; it gave {given}"


def wrong_bytes(media_type: str, file: OutputFile, data: bytes) -> str:
    """Say what is wrong with the bytes of a file."""
    what = sniff(data) or ("an empty file" if not data else "of a kind that nobody knows")
    return f"{file.filename} should be {media_type} and is {what}"


def _lists(outputs: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    for node, output in outputs.items():
        for given in output.values() if isinstance(output, dict) else ():
            if isinstance(given, list):
                yield node, given


def _file(node: str, item: Any) -> OutputFile | None:
    if not isinstance(item, dict) or not isinstance(item.get("filename"), str):
        return None
    kind, subfolder = item.get("type"), item.get("subfolder") or ""
    if kind not in {KEPT, PASSING, "input"} or not isinstance(subfolder, str):
        return None
    return OutputFile(node, item["filename"], subfolder, kind)


def _strings(given: Any) -> list[str]:
    if isinstance(given, str):
        return [given]
    return [text for text in given if isinstance(text, str)] if isinstance(given, list) else []
