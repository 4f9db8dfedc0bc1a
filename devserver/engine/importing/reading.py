"""What a person hands in, as a graph in API format: told apart from the page's own format, freed of what is no node."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devserver.declarations.loading import MAX_BYTES
from devserver.declarations.positions import JsonFault, decode, parse
from devserver.declarations.reports import cut
from devserver.declarations.secrets import names_key
from devserver.engine.importing.linked import is_node
from devserver.errors import BadRequest, Fault, InvalidInput, NotFound, TooLarge
from devserver.models.imports import Undecided

_KEPT = ("class_type", "inputs", "_meta")
_NAMED = 5


@dataclass(frozen=True)
class Graph:
    """The nodes of a workflow by id, and what was left out of it."""

    nodes: dict[str, dict[str, Any]]
    undecided: tuple[Undecided, ...] = ()

    @property
    def classes(self) -> frozenset[str]:
        """Return the classes of its nodes."""
        return frozenset(node["class_type"] for node in self.nodes.values())


def read_file(path: Path) -> Any:
    """Return the JSON of a file; raises NotFound, TooLarge or BadRequest with the place of the fault."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise NotFound("import_file_unreadable", path=str(path), reason=error.strerror or str(error)) from error
    return read_bytes(data, str(path))


def read_bytes(data: bytes, path: str) -> Any:
    """Return the JSON of bytes that came from `path`; raises TooLarge or BadRequest with the place of the fault."""
    if len(data) > MAX_BYTES:
        raise TooLarge("import_file_too_large", path=path, limit=MAX_BYTES)
    try:
        return parse(decode(data))
    except JsonFault as fault:
        place = {"line": fault.place.line, "column": fault.place.column}
        raise BadRequest("import_file_no_json", path=path, reason=fault.reason, **place) from None


def read_graph(value: Any) -> Graph:
    """Return the graph of a workflow in API format, also within `{"prompt": …}` as it is sent to a server.

    Raises InvalidInput for the page's own format, with the way to export the other, and for what is no graph.
    """
    whole = _unwrapped(value)
    if not isinstance(whole, dict) or isinstance(whole.get("nodes"), list):
        raise _refused("import_page_format" if isinstance(whole, dict) else "import_no_graph")
    nodes = {node_id: _node(node) for node_id, node in whole.items() if is_node(node)}
    if not nodes:
        raise _refused("import_no_graph")
    return Graph(nodes, tuple(_left_out(whole, nodes)))


def _unwrapped(value: Any) -> Any:
    inner = value.get("prompt") if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) and not is_node(inner) and any(map(is_node, inner.values())) else value


def _refused(message: str) -> InvalidInput:
    return InvalidInput(Fault(pointer="/workflow", message=message))


def _node(node: Mapping[str, Any]) -> dict[str, Any]:
    """Return what ComfyUI needs of a node, without keys to services, which have no place in a declaration."""
    kept = {name: node[name] for name in _KEPT if name in node}
    inputs = {name: "" if _is_secret(name, value) else value for name, value in node["inputs"].items()}
    return {**kept, "inputs": inputs}


def _is_secret(name: str, value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and names_key(name)


def _left_out(whole: Mapping[str, Any], nodes: Mapping[str, Any]) -> Iterator[Undecided]:
    others = [cut(name) for name in whole if name not in nodes]
    if others:
        yield Undecided(message="import_no_node", params={"names": _few(others)})
    keys = [
        f"{cut(node_id)} ({cut(node['class_type'])})"
        for node_id, node in nodes.items()
        if any(_is_secret(name, value) for name, value in whole[node_id]["inputs"].items())
    ]
    if keys:
        yield Undecided(message="import_key_removed", params={"nodes": _few(keys)})


def _few(names: list[str]) -> list[str]:
    return [*names[:_NAMED], *(["…"] if len(names) > _NAMED else [])]
