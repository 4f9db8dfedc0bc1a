"""A workflow with its links in both directions, and walks over it that end for any graph. Pure.

Nodes are visited from an output backwards, input by input in the order of their names, so what is found depends
neither on the ids of nodes nor on their order in the file.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from devserver.declarations.graph import is_link, node_title

Link = tuple[str, int]
"""The node that gives a value, and which of its outputs."""

_DIGITS = re.compile(r"(\d{1,9})")


@dataclass(frozen=True)
class Node:
    """A node: what was typed into it, and what is linked to it, by the names of its inputs."""

    id: str
    kind: str
    title: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    links: Mapping[str, Link] = field(default_factory=dict)
    dangling: tuple[str, ...] = ()
    """Inputs that are linked to a node that is not there."""

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """Return the names of all inputs in their natural order: `image2` before `image10`."""
        return tuple(sorted((*self.values, *self.links), key=natural))


@lru_cache(maxsize=4096)
def natural(name: str) -> tuple[Any, ...]:
    """Return what sorts names as people do, with numbers in them by their size."""
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in _DIGITS.split(name))


@dataclass(frozen=True)
class Linked:
    """All nodes of a workflow, and who uses the outputs of each."""

    nodes: Mapping[str, Node]
    users: Mapping[str, tuple[tuple[Node, str], ...]]
    """For each node the nodes that are linked to it, and by which input."""

    def before(self, node: Node, name: str) -> Node | None:
        """Return the node that an input is linked to."""
        link = node.links.get(name)
        return self.nodes[link[0]] if link else None

    def upstream(self, start: Iterable[Node], follow: Callable[[Node, str], bool] | None = None) -> list[Node]:
        """Return these nodes and all that they need, nearest first; `follow` says through which inputs."""
        found: dict[str, Node] = {}
        waiting = deque(start)
        while waiting:
            node = waiting.popleft()
            if node.id in found:
                continue
            found[node.id] = node
            names = [name for name in node.inputs if name in node.links and (follow is None or follow(node, name))]
            waiting.extend(self.nodes[node.links[name][0]] for name in names)
        return list(found.values())

    def downstream(self, start: Iterable[Node]) -> set[str]:
        """Return the ids of all nodes that need one of these, and of these."""
        found: set[str] = set()
        waiting = [node.id for node in start]
        while waiting:
            node_id = waiting.pop()
            if node_id not in found:
                found.add(node_id)
                waiting.extend(user.id for user, _ in self.users.get(node_id, ()))
        return found

    @cached_property
    def ranks(self) -> dict[str, tuple[int, str]]:
        """Return for each node how long the longest chain before it is, and a digest of all that is before it.

        Nodes in a circle, and those behind one, are told apart by themselves alone.
        """
        found: dict[str, tuple[int, str]] = {}
        missing = {node.id: len({link[0] for link in node.links.values()}) for node in self.nodes.values()}
        ready = deque(node_id for node_id, count in missing.items() if not count)
        while ready:
            node = self.nodes[ready.popleft()]
            found[node.id] = _rank(node, found)
            for user in {user.id for user, _ in self.users.get(node.id, ())}:
                missing[user] -= 1
                if not missing[user]:
                    ready.append(user)
        return {node.id: found.get(node.id) or _rank(node, {}) for node in self.nodes.values()}

    def circle(self, within: Iterable[Node]) -> list[str]:
        """Return the ids of nodes that form a circle among these, none where there is none."""
        state: dict[str, int] = {}
        for start in within:
            path: list[tuple[Node, Iterator[Link]]] = (
                [(start, iter(start.links.values()))] if start.id not in state else []
            )
            state.setdefault(start.id, 1)
            while path:
                node, rest = path[-1]
                link = next(rest, None)
                if link is None:
                    state[node.id] = 2
                    path.pop()
                elif state.get(link[0]) == 1:
                    ids = [one.id for one, _ in path]
                    return ids[ids.index(link[0]) :]
                elif link[0] not in state:
                    state[link[0]] = 1
                    path.append((self.nodes[link[0]], iter(self.nodes[link[0]].links.values())))
        return []


def _rank(node: Node, known: Mapping[str, tuple[int, str]]) -> tuple[int, str]:
    before = {name: (known[link[0]][1], link[1]) for name, link in node.links.items() if link[0] in known}
    text = json.dumps([node.kind, node.title, node.values, before], sort_keys=True, default=str)
    depth = 1 + max((known[link[0]][0] for link in node.links.values() if link[0] in known), default=0)
    return depth, hashlib.sha256(text.encode(errors="replace")).hexdigest()


def linked(workflow: Mapping[str, Any]) -> Linked:
    """Return a workflow in API format with its links in both directions; what is no node is left out."""
    nodes = {node_id: _node(node_id, node, workflow) for node_id, node in workflow.items() if is_node(node)}
    users: defaultdict[str, list[tuple[Node, str]]] = defaultdict(list)
    for node in nodes.values():
        for name, link in node.links.items():
            users[link[0]].append((node, name))
    return Linked(nodes, {node_id: tuple(found) for node_id, found in users.items()})


def is_node(value: Any) -> bool:
    """Tell whether a member of a workflow is a node: it has a class and inputs."""
    return (
        isinstance(value, dict) and isinstance(value.get("class_type"), str) and isinstance(value.get("inputs"), dict)
    )


def _node(node_id: str, node: Mapping[str, Any], workflow: Mapping[str, Any]) -> Node:
    inputs = node["inputs"]
    links = {n: (v[0], int(v[1])) for n, v in inputs.items() if is_link(v, workflow) and is_node(workflow[v[0]])}
    dangling = tuple(n for n, v in inputs.items() if n not in links and _looks_linked(v))
    values = {n: v for n, v in inputs.items() if n not in links and n not in dangling}
    return Node(node_id, node["class_type"], node_title(dict(node)) or "", values, links, dangling)


def _looks_linked(value: Any) -> bool:
    match value:
        case [str(), bool()]:
            return False
        case [str(), int()]:
            return True
    return False
