"""What can be picked, in the language that is asked for, and the files behind it without a path of this machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from devserver.settings import SHIPPED
from tests.routes.serving import Server, problem, serve, told


def listed(server: Server, path: str) -> list[dict[str, Any]]:
    return list(told(server.get(path))["configs"])


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        pytest.param("/api/configs/outputs", {"output"}, id="outputs"),
        pytest.param("/api/configs/interceptions", {"interception"}, id="attitudes"),
        pytest.param("/api/configs?kind=output", {"output"}, id="by kind"),
    ],
)
def test_lists_hold_one_kind(server: Server, path: str, kinds: set[str]) -> None:
    found = listed(server, path)
    assert len(found) > 5
    assert {config["kind"] for config in found} == kinds


def test_the_whole_list_holds_every_kind(server: Server) -> None:
    assert {config["kind"] for config in listed(server, "/api/configs")} >= {"output", "interception"}


@pytest.mark.parametrize(
    ("path", "headers", "name"),
    [
        pytest.param("?language=de", {}, "Bild, nach Regeln gezeichnet", id="asked for"),
        pytest.param("", {"Accept-Language": "de-AT,en;q=0.5"}, "Bild, nach Regeln gezeichnet", id="preferred"),
        pytest.param("", {"Accept-Language": "de;q=0,en"}, "Picture, drawn by rules", id="not wanted"),
        pytest.param("?language=en", {"Accept-Language": "de"}, "Picture, drawn by rules", id="asked for goes first"),
        pytest.param("?language=fr", {}, "Picture, drawn by rules", id="one that there is not"),
        pytest.param("", {"Accept-Language": "fr"}, "Picture, drawn by rules", id="preferred and not there"),
    ],
)
def test_names_come_in_a_language(server: Server, path: str, headers: dict[str, str], name: str) -> None:
    assert told(server.get(f"/api/configs/image_embedded{path}", headers=headers))["name"] == name


def test_without_a_wish_the_setting_says_the_language(tmp_path: Path) -> None:
    with serve(tmp_path, language="de") as server:
        assert told(server.get("/api/configs/image_embedded"))["name"] == "Bild, nach Regeln gezeichnet"
        assert problem(server.get("/api/configs/x"), 404, "not-found")["title"] == "Das gibt es nicht"


def test_an_output_tells_its_parameters(server: Server) -> None:
    config = told(server.get("/api/configs/image_embedded"))
    width = config["parameters"]["properties"]["width"]
    assert (width["type"], width["default"]) == ("integer", 1024)
    assert config["parameters"]["additionalProperties"] is False
    assert config["availability"]["state"] == "ready"


def test_the_parameters_of_an_output_have_their_names_in_each_language(server: Server) -> None:
    def names(language: str) -> list[str]:
        config = told(server.get(f"/api/configs/video_embedded?language={language}"))
        return [one["title"] for one in config["parameters"]["properties"].values()]

    english, german = names("en"), names("de")
    assert ("Width" in english, "Breite" in german, len(english)) == (True, True, len(german))
    assert set(english) & set(german) == {"Seed"}


def test_an_attitude_tells_its_context(server: Server) -> None:
    german = told(server.get("/api/configs/close_observer?language=de"))["context"]
    english = told(server.get("/api/configs/close_observer?language=en"))["context"]
    assert german and english and german != english


def test_an_unknown_config_names_the_nearest(server: Server) -> None:
    said = problem(server.get("/api/configs/close_obsever"), 404, "not-found")
    assert said["params"]["nearest"][0] == "close_observer"


@pytest.mark.parametrize("id", ["a/b", "%2e%2e%2fx", "%00", "%FF", "%F0%9F%8F%A0", "x" * 5000])
def test_a_strange_name_does_not_exist(server: Server, id: str) -> None:
    problem(server.get(f"/api/configs/{id}"), 404, "not-found")


@pytest.mark.parametrize("query", ["kind=other_kind", "kind=", "knd=output", "language=1", "language=", "_t=1"])
def test_a_wrong_query_is_a_fault(server: Server, query: str) -> None:
    said = problem(server.get(f"/api/configs?{query}"), 422, "invalid-input")
    assert said["faults"][0]["params"]["parameter"] == query.partition("=")[0]


def test_every_shipped_file_is_valid_and_served(server: Server) -> None:
    files = told(server.get("/api/declarations"))["declarations"]
    assert {file["path"] for file in files} >= {"configs/output/image_embedded.json", "chunks/manipulate.json"}
    assert [file for file in files if not (file["valid"] and file["served"])] == []
    assert {file["layer"] for file in files} == {"built-in"}


@pytest.fixture
def layered(tmp_path: Path) -> Path:
    folder = tmp_path / "workshop" / "configs" / "output"
    folder.mkdir(parents=True)
    shipped = (SHIPPED / "configs/output/image_embedded.json").read_text()
    (folder / "image_embedded.json").write_text(shipped)
    (folder / "broken.json").write_text('{\n "pipeline": "single_text_media_generation",\n "paramters": {}\n}')
    twice = json.loads(shipped) | {"name": "Twice"}
    (folder / "one.json").write_text(json.dumps(twice))
    (folder / "two.json").write_text(json.dumps(twice))
    return tmp_path / "workshop"


def test_a_faulty_file_is_told_with_its_place_and_no_path_of_this_machine(tmp_path: Path, layered: Path) -> None:
    with serve(tmp_path / "data", schemas=(layered,)) as server:
        response = server.get("/api/declarations")
        text = response.get_data(as_text=True)
        files = {(f["layer"], f["path"]): f for f in told(response)["declarations"]}
    broken = files["workshop", "configs/output/broken.json"]
    assert (broken["id"], broken["kind"], broken["valid"], broken["served"]) == ("broken", "config", False, False)
    fault = next(report for report in broken["reports"] if report["pointer"] == "/paramters")
    assert (fault["severity"], fault["line"], fault["column"]) == ("error", 3, 2)
    assert "parameters" in fault["hint"]
    replaced = files["workshop", "configs/output/image_embedded.json"]
    assert (replaced["valid"], replaced["served"]) == (True, True)
    assert not files["built-in", "configs/output/image_embedded.json"]["served"]
    assert "configs/output/two.json" in files["workshop", "configs/output/one.json"]["reports"][0]["reason"]
    assert str(tmp_path) not in text
    assert str(SHIPPED) not in text
