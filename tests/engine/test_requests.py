from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.declarations.library import Library, load
from devserver.engine.requests import (
    character_faults,
    check_request,
    choose_level,
    choose_seed,
    escape,
    stricter,
    text_faults,
    valid_seed,
)
from devserver.errors import Forbidden, InvalidInput
from devserver.models.runs import MAX_SEED, SAFETY_LEVELS, Request
from devserver.settings import SHIPPED, Settings
from tests.fakes.engine_site import write_layer


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    layer = write_layer(tmp_path_factory.mktemp("layer"))
    loaded = load([SHIPPED, layer], aliases=Settings().models, backends={"embedded", "scripted"})
    assert [report for report in loaded.reports if report.severity == "error"] == []
    return loaded


TEXTS = {
    "a word": ("A boat", []),
    "as long as allowed": ("x" * 50, []),
    "one too many": ("x" * 51, ["text_too_long"]),
    "long and with a NUL": ("x" * 50 + "\0", ["text_too_long", "text_nul"]),
    "nothing": ("", ["text_empty"]),
    "only characters without a width": ("\u200b\u2060 \ufeff\u00ad", ["text_empty"]),
    "only spaces of all kinds": (" \u3000\t\n\u2003", ["text_empty"]),
    "a NUL": ("a\0", ["text_nul"]),
    "half a surrogate pair": ("a\ud83d", ["text_surrogate"]),
    "right-to-left marks": ("\u202eboat\u202c", []),
    "an emoji": ("🛶", []),
    "not given": (None, []),
}


@pytest.mark.parametrize(("text", "messages"), TEXTS.values(), ids=TEXTS.keys())
def test_what_is_wrong_with_a_text(text: str | None, messages: list[str]) -> None:
    found = list(text_faults("/input_text", text, 50))
    assert [fault.message for fault in found] == messages
    assert {fault.pointer for fault in found} <= {"/input_text"}


VALUES: dict[str, tuple[Any, list[tuple[str, str]]]] = {
    "a key with a NUL": ({"a\0": 1}, [("/p", "text_nul")]),
    "deep in a list": ([0, ["\0"]], [("/p/1/0", "text_nul")]),
    "not a number": ({"a": float("nan")}, [("/p/a", "number_wrong")]),
    "infinity": ([float("inf"), float("-inf")], [("/p/0", "number_wrong"), ("/p/1", "number_wrong")]),
    "an ordinary number": (1.5, []),
}


@pytest.mark.parametrize(("value", "faults"), VALUES.values(), ids=VALUES.keys())
def test_what_cannot_be_kept_in_a_value(value: Any, faults: list[tuple[str, str]]) -> None:
    assert [(fault.pointer, fault.message) for fault in character_faults("/p", value)] == faults


def test_a_value_that_is_nested_beyond_reason_is_a_fault() -> None:
    value: Any = "x"
    for _ in range(900):
        value = [value]
    assert [fault.message for fault in character_faults("/p", value)] == ["too_deep"]


@given(st.text())
def test_a_pointer_can_be_read_back(key: str) -> None:
    assert escape(key).replace("~1", "/").replace("~0", "~") == key
    assert "/" not in escape(key)


@pytest.mark.parametrize(
    ("value", "valid"),
    [
        (0, True), (MAX_SEED, True), (MAX_SEED + 1, False), (-1, True), (-2, False), (None, True), ("random", True),
        ("RANDOM", False), ("5", False), (True, False), (1.0, False), ([1], False), ({}, False),
    ],
)  # fmt: skip
def test_a_seed(value: Any, valid: bool) -> None:
    assert valid_seed(value) == valid


def asking(**fields: Any) -> Request:
    return Request(**{"action": "generation", "prompt": "A boat", "output_config": "painting", **fields})


CHOSEN = {
    "of the request": ({"seed": 5}, 5),
    "zero": ({"seed": 0}, 0),
    "of the parameters": ({"parameters": {"seed": 6}}, 6),
    "the request before the parameters": ({"seed": 5, "parameters": {"seed": 6}}, 5),
    "of the config": ({"output_config": "painting_plain"}, 11),
    "the request before the config": ({"seed": 5, "output_config": "painting_plain"}, 5),
    "drawn": ({}, None),
    "drawn on request": ({"seed": -1, "output_config": "painting_plain"}, None),
    "drawn on request whatever the parameters say": ({"seed": -1, "parameters": {"seed": 6}}, None),
    "drawn by a word": ({"parameters": {"seed": "random"}, "output_config": "painting_plain"}, None),
    "drawn by null": ({"parameters": {"seed": None}, "output_config": "painting_plain"}, None),
}


@pytest.mark.parametrize(("given_", "seed"), CHOSEN.values(), ids=CHOSEN.keys())
def test_which_seed_an_attempt_gets(library: Library, given_: dict[str, Any], seed: int | None) -> None:
    found = [choose_seed(library, asking(**given_)) for _ in range(3)]
    assert all(0 <= one <= MAX_SEED for one in found)
    assert (len(set(found)) > 1) == (seed is None)
    assert seed is None or found[0] == seed


@pytest.mark.parametrize("seed", [-2, MAX_SEED + 1, 2**64])
def test_a_seed_that_is_none_is_told_and_not_replaced(library: Library, seed: int) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_request(library, asking(seed=seed))
    assert [(fault.pointer, fault.message) for fault in caught.value.faults] == [("/seed", "seed_wrong")]


PARAMETERS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "values that fit": ({"width": 64, "negative_prompt": "x", "scale": 1}, []),
    "a whole number where a float stands": ({"width": 64.0}, ["/parameters/width"]),
    "true where a number stands": ({"width": True}, ["/parameters/width"]),
    "a number in a text": ({"width": "64"}, ["/parameters/width"]),
    "too large": ({"width": 513}, ["/parameters/width"]),
    "not a number": ({"scale": float("nan")}, ["/parameters/scale"]),
    "the prompt itself": ({"prompt": "x"}, ["/parameters/prompt"]),
    "an upper-case name": ({"WIDTH": 64}, ["/parameters/WIDTH"]),
    "a picture, which would be a path": ({"input_image": "../../secret.png"}, ["/parameters/input_image"]),
    "a name with a slash": ({"a/b": 1}, ["/parameters/a~1b"]),
}


@pytest.mark.parametrize(("parameters", "pointers"), PARAMETERS.values(), ids=PARAMETERS.keys())
def test_parameters_are_looked_at(library: Library, parameters: dict[str, Any], pointers: list[str]) -> None:
    try:
        check_request(library, asking(parameters=parameters))
        found = []
    except InvalidInput as error:
        found = [fault.pointer for fault in error.faults]
    assert found == pointers


@pytest.mark.parametrize("server", SAFETY_LEVELS)
@pytest.mark.parametrize("asked", SAFETY_LEVELS)
def test_a_level_may_be_tightened_and_never_loosened(server: Any, asked: Any) -> None:
    if SAFETY_LEVELS.index(asked) <= SAFETY_LEVELS.index(server):
        assert choose_level(server, asked) == asked
    else:
        with pytest.raises(Forbidden):
            choose_level(server, asked)
    assert stricter(server, asked) == min(server, asked, key=SAFETY_LEVELS.index)


def test_a_run_of_a_level_that_is_not_known_any_more_gets_the_strictest() -> None:
    assert stricter("adult", "gone") == "kids"
