"""Where a value is typed in, behind nodes that only hold it."""

from __future__ import annotations

from typing import Any

import pytest

from devserver.engine.importing.linked import linked
from devserver.engine.importing.words import MOST_HOLDING, looks_like_text, source
from tests.backends.comfyui.working import node


def place(kind: Any, **nodes: dict[str, Any]) -> tuple[str, str] | None:
    graph = linked(nodes)
    found = source(graph, graph.nodes["it"], "value", kind)
    return found.key if found else None


A = ["a", 0]
HELD: list[Any] = [
    pytest.param("number", {"it": node("X", value=5)}, ("it", "value"), id="typed in"),
    pytest.param(
        "number", {"it": node("X", value=A), "a": node("PrimitiveInt", value=5)}, ("a", "value"), id="a primitive"
    ),
    pytest.param("number", {"it": node("X", value=A), "a": node("Seed", seed=5)}, ("a", "seed"), id="a seed"),
    pytest.param("number", {"it": node("X", value=A), "a": node("Sum", left=5, right=6)}, None, id="two numbers"),
    pytest.param("number", {"it": node("X", value=A), "a": node("Math", value="a*2", a=6)}, None, id="a formula"),
    pytest.param(
        "number", {"it": node("X", value=A), "a": node("Math", expression="(a + 8) / 2", a=6)}, None, id="a long one"
    ),
    pytest.param(
        "number", {"it": node("X", value=A), "a": node("Of", amount=6, note="a-b")}, ("a", "amount"), id="a note"
    ),
    pytest.param("number", {"it": node("X", value=True)}, None, id="no number"),
    pytest.param("text", {"it": node("X", value="model.safetensors")}, None, id="a model file"),
    pytest.param(
        "text",
        {"it": node("X", value=A), "a": node("Reroute", any=["b", 0]), "b": node("Text", string="x")},
        ("b", "string"),
        id="behind a reroute",
    ),
    pytest.param("text", {"it": node("X", value=A), "a": node("Y", value=["it", 0])}, None, id="in a circle"),
]


@pytest.mark.parametrize(("kind", "nodes", "expected"), HELD)
def test_a_value_is_found_where_it_is_typed_in(kind: str, nodes: Any, expected: tuple[str, str] | None) -> None:
    assert place(kind, **nodes) == expected


def test_a_chain_that_nobody_draws_is_given_up() -> None:
    def chain(length: int) -> dict[str, dict[str, Any]]:
        return {
            "it": node("X", value=["n0", 0]),
            **{f"n{n}": node("Int", value=[f"n{n + 1}", 0]) for n in range(length)},
            f"n{length}": node("Int", value=5),
        }

    assert place("number", **chain(3)) == ("n3", "value")
    assert place("number", **chain(MOST_HOLDING + 1)) is None


@pytest.mark.parametrize(
    "name", ["text", "text_g", "clip_l", "t5xxl", "positive_prompt", "tags", "lyrics", "user_prompt"]
)
def test_inputs_for_words(name: str) -> None:
    assert looks_like_text(name)


@pytest.mark.parametrize(
    "name", ["clip", "system_prompt", "text_encoder", "clip_name", "filename_prefix", "text_embeds", "steps"]
)
def test_inputs_for_other_things(name: str) -> None:
    assert not looks_like_text(name)
