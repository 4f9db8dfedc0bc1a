from __future__ import annotations

import pytest

from devserver.declarations.graph import Path, body_path, field_path, is_link, node_by_title, settable
from tests.declarations.declared import WORKFLOW

NODE = {"class_type": "A", "inputs": {"text": "x", "size.width": 8, "box": {"w": 1}}, "top": 1}
BODY = {"prompt": "", "messages": [{"content": ""}, {"content": [{"text": ""}]}]}


@pytest.mark.parametrize(
    ("field", "path"),
    [
        pytest.param("inputs.text", ("inputs", "text"), id="an input"),
        pytest.param("text", ("inputs", "text"), id="an input without the prefix"),
        pytest.param("inputs.size.width", ("inputs", "size.width"), id="an input whose name holds a dot"),
        pytest.param("inputs.box.w", ("inputs", "box", "w"), id="a field of an input"),
        pytest.param("top", ("top",), id="a field of the node"),
        pytest.param("inputs.txt", None, id="an input that is missing"),
        pytest.param("", None, id="no name"),
    ],
)
def test_field_path(field: str, path: Path | None) -> None:
    assert field_path(NODE, field) == path


@pytest.mark.parametrize(
    ("field", "path"),
    [
        pytest.param("request_body.messages[1].content", ("messages", 1, "content"), id="with the prefix"),
        pytest.param("messages[0].content", ("messages", 0, "content"), id="without the prefix"),
        pytest.param("request_body.n", ("n",), id="at the top"),
    ],
)
def test_body_path(field: str, path: Path) -> None:
    assert body_path(field) == path


@pytest.mark.parametrize(
    ("field", "can"),
    [
        pytest.param("prompt", True, id="what is there"),
        pytest.param("quality", True, id="a new key of an object"),
        pytest.param("messages[1].role", True, id="a new key further down"),
        pytest.param("messages[2].content", False, id="a place that a list does not have"),
        pytest.param("options.quality", False, id="a key of an object that is missing"),
        pytest.param("prompt.text", False, id="a key of a text"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_settable(field: str, can: bool) -> None:
    assert settable(BODY, body_path(field)) is can


def test_links_are_lists_of_a_node_and_a_number() -> None:
    assert is_link(["6", 0], WORKFLOW)
    assert not is_link(["no node", 0], WORKFLOW)
    assert not is_link(["6", "0"], WORKFLOW)
    assert not is_link("6", WORKFLOW)


def test_nodes_are_found_by_title() -> None:
    assert node_by_title(WORKFLOW, "Positive prompt") == "6"
    assert node_by_title(WORKFLOW, "positive prompt") is None
