"""What a person hands in, told apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from devserver.engine.importing.reading import read_bytes, read_file, read_graph
from devserver.errors import BadRequest, InvalidInput, NotFound, TooLarge, sentence
from tests.backends.comfyui.working import node
from tests.engine.importing.drawn import page_format, sd15

ONE = {"1": node("EmptyImage", width=8)}


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(ONE, id="a graph"),
        pytest.param({"prompt": ONE}, id="as it is sent to a server"),
        pytest.param({"prompt": ONE, "workflow": page_format()}, id="as it stands in a picture"),
    ],
)
def test_a_graph_is_found(value: Any) -> None:
    assert read_graph(value).nodes == ONE


@pytest.mark.parametrize(
    ("value", "message"),
    [
        pytest.param(page_format(), "import_page_format", id="the page's own format"),
        pytest.param({"nodes": []}, "import_page_format", id="an empty page"),
        pytest.param({}, "import_no_graph", id="nothing"),
        pytest.param([ONE], "import_no_graph", id="a list"),
        pytest.param("x", "import_no_graph", id="a text"),
        pytest.param(None, "import_no_graph", id="null"),
        pytest.param({"1": {"class_type": "A"}, "2": {"inputs": {}}, "3": 4}, "import_no_graph", id="no node"),
    ],
)
def test_what_is_no_graph_is_refused(value: Any, message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_graph(value)
    assert [(fault.pointer, fault.message) for fault in refused.value.faults] == [("/workflow", message)]


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_way_to_the_other_format_is_told_for_older_and_newer_pages(language: str) -> None:
    said = sentence("import_page_format", {}, language)
    assert all(words in said for words in ("(API)", "Dev mode", "Save (API Format)"))


def test_what_is_no_node_and_what_comfyui_does_not_need_is_left_out() -> None:
    graph = read_graph({**ONE, "note": "mine", "1": {**ONE["1"], "is_changed": [0.5], "_meta": {"title": "x"}}})
    assert graph.nodes == {"1": {**ONE["1"], "_meta": {"title": "x"}}}
    assert [(one.message, one.params) for one in graph.undecided] == [("import_no_node", {"names": ["note"]})]


def test_a_key_to_a_service_is_taken_out_and_said() -> None:
    asked = node("AskModel", prompt="x", api_key="sk-1234", auth_token="", width=8)
    graph = read_graph({"1": asked, **{str(n): asked for n in range(2, 9)}})
    assert graph.nodes["1"]["inputs"] == {"prompt": "x", "api_key": "", "auth_token": "", "width": 8}
    [left] = graph.undecided
    assert (left.message, len(left.params["nodes"])) == ("import_key_removed", 6)
    assert "sk-1234" not in str(graph)


def test_a_file_is_read_and_its_faults_have_a_place(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text('{"1": 2}')
    bad.write_text('{\n  "1": NaN\n}')
    assert read_file(good) == {"1": 2}
    with pytest.raises(BadRequest, match=r"bad\.json:2:8"):
        read_file(bad)
    with pytest.raises(NotFound, match=r"nowhere\.json"):
        read_file(tmp_path / "nowhere.json")
    with pytest.raises(NotFound):
        read_file(tmp_path)
    with pytest.raises(TooLarge):
        read_bytes(b" " * (4 * 1024**2 + 1), "-")


def test_reading_changes_nothing_that_was_given() -> None:
    given = sd15()
    read_graph(given)
    assert given == sd15()
