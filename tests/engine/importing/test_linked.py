"""Links in both directions, walks that end, an order that ids do not change."""

from __future__ import annotations

from typing import Any

import pytest

from devserver.engine.importing.linked import linked, natural
from tests.backends.comfyui.working import node


def test_names_with_numbers_are_sorted_as_people_do() -> None:
    names = ["image10", "image2", "mask", "image1", "image", "2", "10"]
    assert sorted(names, key=natural) == ["2", "10", "image", "image1", "image2", "image10", "mask"]


@pytest.mark.parametrize(
    ("value", "values", "links", "dangling"),
    [
        pytest.param(["a", 0], {}, {"x": ("a", 0)}, (), id="a link"),
        pytest.param(["gone", 0], {}, {}, ("x",), id="a link to nothing"),
        pytest.param(["a", 0, 1], {"x": ["a", 0, 1]}, {}, (), id="a list"),
        pytest.param(["a", "0"], {"x": ["a", "0"]}, {}, (), id="a list of texts"),
        pytest.param(5, {"x": 5}, {}, (), id="a value"),
        pytest.param(["b", 0], {}, {}, ("x",), id="a link to what is no node"),
    ],
)
def test_what_an_input_is(value: Any, values: dict[str, Any], links: dict[str, Any], dangling: tuple[str, ...]) -> None:
    graph = linked({"a": node("EmptyImage"), "b": {"title": "no node"}, "c": node("Any", x=value)})
    one = graph.nodes["c"]
    assert (dict(one.values), dict(one.links), one.dangling) == (values, links, dangling)
    assert set(graph.nodes) == {"a", "c"}


CHAIN = {
    "a": node("A"),
    "b": node("B", x=["a", 0]),
    "c": node("C", x=["a", 1], y=["b", 0]),
    "d": node("D", x=["c", 0]),
}


def test_walks_go_both_ways_and_can_be_led() -> None:
    graph = linked(CHAIN)
    assert [one.id for one in graph.upstream([graph.nodes["d"]])] == ["d", "c", "a", "b"]
    assert [one.id for one in graph.upstream([graph.nodes["c"]], lambda _, name: name == "y")] == ["c", "b"]
    assert graph.downstream([graph.nodes["b"]]) == {"b", "c", "d"}
    assert {node_id: depth for node_id, (depth, _) in graph.ranks.items()} == {"a": 1, "b": 2, "c": 3, "d": 4}
    assert graph.circle(graph.nodes.values()) == []


def test_a_circle_is_named_and_walks_around_it_end() -> None:
    graph = linked({**CHAIN, "b": node("B", x=["d", 0])})
    assert sorted(graph.circle(graph.nodes.values())) == ["b", "c", "d"]
    assert {one.id for one in graph.upstream([graph.nodes["d"]])} == {"a", "b", "c", "d"}
    assert graph.ranks.keys() == graph.nodes.keys()
