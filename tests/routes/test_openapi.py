"""The document is valid, whole and committed; and whatever it lets through, the app answers as it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from schemathesis import checks
from schemathesis.specs.openapi import checks as openapi_checks

from devserver.errors import PROBLEM_TYPES
from devserver.routes.examples import EXAMPLES
from devserver.routes.flask_app import described_app
from devserver.routes.openapi import FILE, document
from tests.routes.serving import Server, serve, told, waiting

ROOT = Path(__file__).parent.parent.parent
CASES = 2_000
"""Cases of schemathesis over the whole JSON API."""

DOCUMENT = json.loads((ROOT / FILE).read_text())
OPERATIONS = [
    pytest.param(path, method, operation, id=operation["operationId"])
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
]


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for member in value.values():
            yield from references(member)
    elif isinstance(value, list):
        for member in value:
            yield from references(member)


def test_the_committed_document_is_that_of_the_app() -> None:
    assert document(described_app()) == DOCUMENT, "run `./dev generate`"


def test_every_reference_leads_somewhere() -> None:
    known = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}
    assert set(references(DOCUMENT)) - known == set()


def schemas(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, member in value.items():
            if key == "schema":
                yield member
            yield from schemas(member)
    elif isinstance(value, list):
        for member in value:
            yield from schemas(member)


def test_the_document_is_openapi() -> None:
    schemathesis.openapi.from_dict(DOCUMENT).validate()


def test_every_schema_is_one() -> None:
    for schema in (*DOCUMENT["components"]["schemas"].values(), *schemas(DOCUMENT["paths"])):
        Draft202012Validator.check_schema(schema)


def test_every_part_of_a_path_is_a_parameter() -> None:
    for path, item in DOCUMENT["paths"].items():
        for operation in item.values():
            named = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"}
            assert named == set(re.findall(r"{(\w+)}", path))


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [operation["operationId"] for item in DOCUMENT["paths"].values() for operation in item.values()]
    assert sorted(names) == sorted(set(names))


def test_every_json_route_is_documented() -> None:
    app = described_app()
    rules = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule) for rule in app.url_map.iter_rules()}
    native = {path for path, item in DOCUMENT["paths"].items() if any("x-native" in one for one in item.values())}
    assert rules - {"/api/docs/style.css"} == set(DOCUMENT["paths"]) - native


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_every_error_is_a_problem(path: str, method: str, operation: dict[str, Any]) -> None:
    statuses = {int(status) for status in operation["responses"]}
    assert statuses >= {400, 403, 500}
    for status in statuses & set(PROBLEM_TYPES.values()):
        assert list(operation["responses"][str(status)]["content"]) == ["application/problem+json"]
    assert operation["summary"].endswith(".")
    assert operation["tags"]


JOBS = {"list_jobs", "get_job", "cancel_job", "get_job_result", "delete_job", "retry_job", "get_job_log"}
FILES = {"download_job", "export_job"}
SAME_EVERYWHERE = {"400", "403", "413", "415", "416", "500"}
GATES = {"list_gates", "get_gate", "decide_gate"}


@pytest.mark.parametrize("name", sorted(JOBS | FILES | GATES))
def test_every_answer_of_jobs_and_gates_has_an_example_that_fits(name: str) -> None:
    operation = next(p.values[2] for p in OPERATIONS if p.id == name)
    for status, answer in operation["responses"].items():
        for mime, content in answer.get("content", {}).items():
            if status in SAME_EVERYWHERE or "binary" in str(content) or "event-stream" in mime:
                continue  # bytes and streams are no JSON
            whole = {**content["schema"], "components": DOCUMENT["components"]}
            Draft202012Validator(whole).validate(content["example"])
    assert "503" in operation["responses"], "the database may be away"


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_taken(server: Server, tmp_path: Path, name: str) -> None:
    path, method = next((p.values[0], p.values[1]) for p in OPERATIONS if p.id == name)
    if "{gate_id}" not in path:
        _take(server, name, path.replace("{run_id}", server.intercept()["run_id"]), method)
        return
    with serve(tmp_path, charges=True) as own:
        _take(own, name, path.replace("{gate_id}", waiting(own)["gate"]), method)


def _take(server: Server, name: str, path: str, method: str) -> None:
    response = server.client.open(path, method=method.upper(), json=EXAMPLES[name])
    assert response.status_code in {200, 201, 202}, response.get_data(as_text=True)


def test_the_served_document_is_the_committed_one(server: Server) -> None:
    response = server.get("/api/openapi.json")
    assert told(response) == DOCUMENT
    again = server.get("/api/openapi.json", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


CHECKED = [
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_headers_conformance,
    openapi_checks.response_schema_conformance,
    openapi_checks.negative_data_rejection,
]
"""What must hold for any answer. A wrong value must be refused; a right one may still name what does not exist."""

FUZZED = [p for p in OPERATIONS if "x-native" not in p.values[2]]
VALUED = [p.id for p in FUZZED if "parameters" in p.values[2] or "requestBody" in p.values[2]]
SHARE = -(-CASES // (2 * len(VALUED)))
"""Cases of each operation that takes values, right ones and wrong ones each."""


NOWHERE = {"openai_url": "http://127.0.0.1:1", "openrouter_url": "http://127.0.0.1:1"}
"""Settings with which the test of a provider asks nobody."""


@pytest.fixture
def tried_server(server: Server, path: str, tmp_path: Path) -> Iterator[Server]:
    """The server of all tests, but one of its own for an operation that changes the settings."""
    if not path.startswith("/api/settings"):
        yield server
        return
    with serve(tmp_path, **NOWHERE) as own:
        yield own


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisDeprecationWarning")
@pytest.mark.parametrize(("path", "method", "operation"), FUZZED)
def test_nothing_that_is_sent_breaks_the_server(
    tried_server: Server, path: str, method: str, operation: dict[str, Any]
) -> None:
    tried = schemathesis.openapi.from_wsgi("/api/openapi.json", tried_server.app)[path][method.upper()]
    right, wrong = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
    for mode in (right, wrong) if operation["operationId"] in VALUED else (right,):
        assert attempts(tried, mode) >= (SHARE if operation["operationId"] in VALUED else 1)


def name_what_there_is(case: schemathesis.Case[Any]) -> None:
    """Let a body name configs that there are, so that it comes further than to the first 404."""
    if isinstance(case.body, dict):
        names = {"config": "close_observer", "output_config": "image_embedded", "safety_level": "kids"}
        case.body.update({name: names[name] for name in names.keys() & case.body.keys()})
        case.body.pop("run_id", None)


def attempts(operation: Any, mode: schemathesis.GenerationMode) -> int:
    """Try an operation with right or wrong values, and return how often."""
    count = 0

    @settings(
        max_examples=SHARE,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def attempt(case: schemathesis.Case[Any]) -> None:
        nonlocal count
        count += 1
        if mode is schemathesis.GenerationMode.POSITIVE and count % 2:
            name_what_there_is(case)
        case.call_and_validate(checks=CHECKED)

    attempt()
    return count
