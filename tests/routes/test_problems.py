"""What cannot be read or found is a problem in either language, and a defect says nothing of what was sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from devserver.routes.asking import MOST_BYTES
from tests.routes.serving import STAGES, Server, problem, serve, told

PATH = f"{STAGES}/interception"
JSON = "application/json"


def send(server: Server, data: bytes, content_type: str | None = JSON, **more: Any) -> Any:
    return server.client.post(PATH, data=data, content_type=content_type, **more)


GOOD = json.dumps({"input_text": "ein Häuschen", "config": "user_defined"}, ensure_ascii=False).encode()

UNREADABLE = [
    pytest.param(b"", id="nothing"),
    pytest.param(b"{", id="half an object"),
    pytest.param(b"{} {}", id="two objects"),
    pytest.param(b'{"input_text": NaN}', id="NaN"),
    pytest.param(b'{"input_text": Infinity}', id="Infinity"),
    pytest.param(b'{"seed": 1e999}', id="a number beyond a double"),
    pytest.param(b'{"seed": ' + b"9" * 5000 + b"}", id="a number of 5000 digits"),
    pytest.param(b'{"input_text": "a", "input_text": "b"}', id="a key twice"),
    pytest.param(b'{"input_text": "\xff"}', id="no UTF-8"),
    pytest.param(b'{"input_text": "\xed\xa0\x80"}', id="a surrogate in bytes"),
    pytest.param("\ufeff{}".encode(), id="a byte order mark"),
    pytest.param('{"input_text": "ä"}'.encode("utf-16"), id="UTF-16"),
    pytest.param(b'{"input_text": "ein H\xe4uschen"}', id="Latin-1"),
    pytest.param(b'{"a":' * 5000 + b"1" + b"}" * 5000, id="very deep"),
    pytest.param(b"[" * 100_000, id="brackets only"),
    pytest.param(b"input_text=a", id="a form"),
]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("data", UNREADABLE)
def test_a_body_that_is_no_json(server: Server, data: bytes, language: str) -> None:
    before = server.count()
    said = problem(send(server, data, headers={"Accept-Language": language}), 400, "bad-request")
    assert said["title"] == {"en": "The request cannot be read", "de": "Die Anfrage ist nicht lesbar"}[language]
    assert said["params"]["line"] == 1
    assert server.count() == before


@pytest.mark.parametrize("data", [b"null", b"[]", b"3", b"true", b'"{}"', json.dumps(GOOD.decode()).encode()])
def test_a_body_that_is_no_object(server: Server, data: bytes) -> None:
    assert problem(send(server, data), 422, "invalid-input")["faults"][0]["pointer"] == ""


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin-1",
        "application/jsonx",
        "x" * 500,
        "application/octet-stream",
    ],
)
def test_a_body_of_another_type(server: Server, content_type: str | None) -> None:
    problem(send(server, GOOD, content_type), 415, "unsupported-media-type")


@pytest.mark.parametrize("content_type", [JSON, "application/json; charset=utf-8", 'APPLICATION/JSON; charset="UTF-8"'])
def test_a_body_of_the_right_type(server: Server, content_type: str) -> None:
    assert told(send(server, GOOD, content_type))["interception_result"] == "ein Häuschen"


def test_a_body_at_its_limit_is_read(server: Server) -> None:
    whole = GOOD + b" " * (MOST_BYTES - len(GOOD))
    assert told(send(server, whole))["status"] == "open"


@pytest.mark.parametrize("size", [MOST_BYTES + 1, 10_000_000])
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_body_over_its_limit_is_not(server: Server, size: int, language: str) -> None:
    before = server.count()
    said = problem(send(server, b" " * size, headers={"Accept-Language": language}), 413, "too-large")
    assert said["params"]["limit"] == MOST_BYTES
    assert server.count() == before


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_a_method_that_a_path_does_not_take(server: Server, method: str) -> None:
    response = server.client.open(PATH, method=method)
    said = problem(response, 405, "method-not-allowed")
    assert said["params"] == {"method": method, "allowed": response.headers["Allow"]}
    assert "POST" in response.headers["Allow"]


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/nothing", "/api/configs/", "//api/configs", "/api/runs/", "/"])
def test_a_path_that_leads_nowhere(server: Server, path: str) -> None:
    problem(server.get(path), 404, "not-found")


def test_the_language_of_a_body_is_that_of_its_problem(server: Server) -> None:
    said = problem(server.post(PATH, {"language": "de", "input_text": ""}), 422, "invalid-input")
    assert said["title"] == "Einige Werte passen nicht"
    assert problem(server.post(PATH + "?language=en", {"language": "de"}), 422, "invalid-input")["title"].startswith(
        "S"
    )


def test_no_answer_is_kept(server: Server) -> None:
    assert server.get("/api/configs").headers["Cache-Control"] == "no-store"
    assert server.get("/api/nothing").headers["Cache-Control"] == "no-store"


def test_a_defect_has_a_name_in_the_log_and_no_text(tmp_path: Path) -> None:
    with serve(tmp_path) as server:

        def broken() -> None:
            secret = "a secret sentence"
            raise ValueError(secret)

        server.app.add_url_rule("/api/broken", view_func=broken)
        structlog.reset_defaults()
        with capture_logs() as logged:
            said = problem(server.get("/api/broken?language=de"), 500, "internal")
    entry = next(one for one in logged if one["event"] == "view_defect")
    assert entry["error_id"] == said["params"]["error_id"]
    assert entry["type"] == "ValueError"
    assert "in broken" in entry["frames"]
    assert "a secret sentence" not in str(logged)
    assert said["detail"].startswith("Ein unerwarteter Fehler")
