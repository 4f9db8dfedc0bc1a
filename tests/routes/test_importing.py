"""A workflow is handed in over HTTP, and its config can be picked in the next request."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engine.importing.drawn import flux, page_format, sd15
from tests.routes.serving import Server, problem, serve, told

PATH = "/api/import-workflow"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(tmp_path_factory.mktemp("data")) as server:
        yield server


def written(server: Server) -> set[str]:
    folder = server.engine.settings.imported
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_new_config_is_live_at_once(opened: Server) -> None:
    response = opened.post(PATH, {"name": "lighthouse", "workflow": sd15()})
    imported = told(response, 201)
    assert response.headers["Location"] == "/api/configs/lighthouse"
    config = told(opened.get("/api/configs/lighthouse"))
    assert (config["media_type"], config["backend"], config["name"]) == ("image", "comfyui", "Lighthouse")
    assert config["parameters"]["properties"]["width"] == {
        "type": "integer", "minimum": 1, "title": "Width", "default": 512, "description": "Width in pixels.",
    }  # fmt: skip
    assert imported["chunk"]["declaration"]["output_mapping"]["node_id"] == "save"
    assert imported["config"]["path"] == "configs/output/lighthouse.json"
    [steps] = [one for one in imported["findings"]["parameters"] if one["name"] == "steps"]
    assert steps["places"] == [{"node_id": "sample", "node_class": "KSampler", "title": "KSampler", "field": "steps"}]
    assert str(opened.engine.recorder.data) not in response.get_data(as_text=True)


def test_what_was_not_decided_comes_in_the_language_of_the_request(opened: Server) -> None:
    german = told(opened.post(f"{PATH}?language=de", {"name": "owl", "workflow": flux()}), 201)
    [left] = german["undecided"]
    assert left["message"] == "import_no_server"
    assert left["detail"].startswith("Es wurde kein Server gefragt")


def test_a_name_that_is_taken_is_a_conflict_and_force_replaces(opened: Server) -> None:
    body = {"name": "twice", "workflow": sd15()}
    told(opened.post(PATH, body), 201)
    said = problem(opened.post(PATH, body), 409, "conflict")
    assert "'twice'" in said["detail"]
    told(opened.post(PATH, {**body, "workflow": flux(), "force": True}), 201)
    assert "guidance" in told(opened.get("/api/configs/twice"))["parameters"]["properties"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        pytest.param({"name": "../../etc/x"}, "/name", id="a name that is a path"),
        pytest.param({"name": "a\n"}, "/name", id="a name with a line break"),
        pytest.param({"name": "a" * 61}, "/name", id="a name that is too long"),
        pytest.param({"workflow": []}, "/workflow", id="a list"),
        pytest.param({"workflow": {}}, "/workflow", id="an empty graph"),
        pytest.param({"workflow": page_format()}, "/workflow", id="the page's own format"),
        pytest.param({"server": "http://127.0.0.1:1"}, "/server", id="an address instead of a name"),
        pytest.param({"out": "/tmp"}, "/out", id="a folder"),
        pytest.param({"force": "yes"}, "/force", id="a word for force"),
    ],
)
def test_what_does_not_fit_is_a_fault_with_a_pointer(opened: Server, change: dict[str, Any], pointer: str) -> None:
    before = written(opened)
    said = problem(opened.post(PATH, {"name": "wrong", "workflow": sd15(), **change}), 422, "invalid-input")
    assert [fault["pointer"] for fault in said["faults"]] == [pointer]
    assert written(opened) == before


def test_a_body_that_is_too_large_is_refused(opened: Server) -> None:
    problem(opened.post(PATH, {"name": "large", "workflow": {"1": "x" * 1024**2}}), 413, "too-large")


def test_a_folder_that_cannot_be_written_is_a_problem_and_the_rest_goes_on(tmp_path: Path) -> None:
    with serve(tmp_path / "data") as server:
        server.engine.settings.imported.write_text("in the way")
        problem(server.post(PATH, {"name": "x", "workflow": sd15()}), 503, "unavailable")
        assert told(server.get("/api/configs/outputs"))["configs"]
