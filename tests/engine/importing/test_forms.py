"""The JSON Schema of a parameter, with and without a server."""

from __future__ import annotations

from typing import Any

import pytest

from devserver.backends.comfyui.nodes import InputSpec, Nodes, NodeSpec
from devserver.engine.importing.forms import schema_of
from devserver.engine.importing.linked import Node
from devserver.engine.importing.words import Place
from tests.backends.comfyui.test_nodes import recorded


def place(kind: str, name: str, value: Any, holder: str | None = None) -> Place:
    used = Node("1", kind)
    held = Node("2", holder) if holder else used
    return Place(held, "value" if holder else name, value, (used, name))


def limits(key: str, at: Place, nodes: Nodes | None = None) -> dict[str, Any]:
    return {name: value for name, value in schema_of(key, [at], nodes).items() if name != "title"}


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("steps", 20, {"type": "integer", "minimum": 1}),
        ("cfg", 7, {"type": "number", "minimum": 0}),
        ("denoise", 1, {"type": "number", "minimum": 0, "maximum": 1}),
        ("width", 512, {"type": "integer", "minimum": 1}),
        ("fps", 24, {"type": "number", "minimum": 0}),
        ("sampler_name", "euler", {"type": "string", "maxLength": 20000}),
        ("prompt", "a ship", {"type": "string", "minLength": 1, "maxLength": 20000}),
        ("lyrics", "la", {"type": "string", "maxLength": 20000}),
    ],
)
def test_without_a_server_the_parameter_says_its_type(key: str, value: Any, expected: dict[str, Any]) -> None:
    assert limits(key, place("Any", key, value)) == expected


def test_a_server_says_limits_and_choices() -> None:
    nodes = recorded()
    assert limits("steps", place("KSampler", "steps", 20), nodes) == {"type": "integer", "minimum": 1, "maximum": 10000}
    assert limits("cfg", place("KSampler", "cfg", 7), nodes) == {"type": "number", "minimum": 0, "maximum": 100}
    assert "karras" in limits("scheduler", place("KSampler", "scheduler", "simple"), nodes)["enum"]


def test_a_choice_that_the_server_does_not_have_leaves_the_choice_open() -> None:
    assert "enum" not in limits("scheduler", place("KSampler", "scheduler", "mine"), recorded())


def spec(**limits: Any) -> NodeSpec:
    return NodeSpec({name: InputSpec("INT", required=True, **given) for name, given in limits.items()}, is_output=False)


def test_limits_of_the_node_that_uses_a_value_and_of_the_one_that_holds_it_both_count() -> None:
    nodes = Nodes(
        "a", {"Size": spec(width={"minimum": 16, "maximum": 4096, "step": 8}), "Int": spec(value={"maximum": 2048})}
    )
    expected = {"type": "integer", "minimum": 16, "maximum": 2048, "multipleOf": 8}
    assert limits("width", place("Size", "width", 512, holder="Int"), nodes) == expected
    assert "multipleOf" not in limits("width", place("Size", "width", 515, holder="Int"), nodes)


def most_seed(nodes: Nodes | None, *places: Place) -> int:
    whole, *others = schema_of("seed", places, nodes)["anyOf"]
    assert {"const": "random"} in others
    return int(whole["maximum"])


def test_a_seed_is_any_or_drawn_up_to_the_lowest_limit() -> None:
    nodes = Nodes("a", {"Small": spec(seed={"maximum": 2**32 - 1}), "Large": spec(seed={"maximum": 2**64 - 1})})
    small, large = place("Small", "seed", 1), place("Large", "seed", 1)
    assert most_seed(nodes, small) == most_seed(nodes, large, small) == 2**32 - 1
    assert most_seed(nodes, large) == most_seed(None, small) == 2**53 - 1
