"""The language of an answer, and JSON that always is UTF-8."""

from __future__ import annotations

import json

import pytest

from devserver.errors import NotFound
from devserver.routes.asgi import language_of, problem_response, run_language, to_json, valid_run_id

RUN = "run_01ARZ3NDEKTSV4RRFFQ69G5FAV"


@pytest.mark.parametrize(
    ("query", "accept", "own", "expected", "of_run"),
    [
        pytest.param("", "", "en", "en", "en", id="nothing said"),
        pytest.param("", "", "de", "de", "de", id="nothing said to a German server"),
        pytest.param("", "de-AT,en;q=0.5", "en", "de", "de", id="a preference with a region"),
        pytest.param("", "en;q=0.5,de;q=0.9", "en", "de", "de", id="a preference by weight"),
        pytest.param("", "fr,de;q=0.1", "en", "de", "de", id="the best of those that there are"),
        pytest.param("", "de;q=0", "en", "en", "en", id="a language that is not wanted"),
        pytest.param("", "fr", "de", "de", "de", id="a language that there is not"),
        pytest.param("", ";;q=x,,de;q=nan", "en", "en", "en", id="nonsense"),
        pytest.param("language=de", "en", "en", "de", "de", id="the address goes before the header"),
        pytest.param("language=fr", "de", "en", "de", "fr", id="a run may have any language"),
        pytest.param("language=!", "de", "en", "de", "de", id="no language in the address"),
    ],
)
def test_the_language_of_an_answer(query: str, accept: str, own: str, expected: str, of_run: str) -> None:
    headers = [(b"accept-language", accept.encode())] if accept else []
    scope = {"type": "http", "query_string": query.encode(), "headers": headers, "state": {"language": own}}
    assert language_of(scope) == expected
    assert run_language(scope) == of_run


@pytest.mark.parametrize("value", [{"a": "ü"}, {"a": "\ud800"}, [1, None]])
def test_json_is_always_utf_8(value: object) -> None:
    assert json.loads(to_json(value).decode()) == value


@pytest.mark.parametrize("text", ["", "run_", RUN + "\n", RUN.lower(), "../" + RUN, "run_8" + RUN[5:]])
def test_an_id_that_is_none_does_not_exist(text: str) -> None:
    with pytest.raises(NotFound):
        valid_run_id(text)


def test_a_problem_says_its_language_and_is_not_kept() -> None:
    scope = {"type": "http", "path": "/x", "query_string": b"language=de", "headers": []}
    response = problem_response(NotFound("run_not_found", run_id="x").problem(), scope)
    assert (response.status_code, response.media_type) == (404, "application/problem+json")
    assert (response.headers["content-language"], response.headers["cache-control"]) == ("de", "no-store")
    assert json.loads(bytes(response.body))["detail"] == "Es gibt keinen Lauf x."
