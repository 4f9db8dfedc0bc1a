from __future__ import annotations

from typing import Any

import pytest

from tests.declarations.declared import Declared

API: dict[str, Any] = {"endpoint": "/images", "request_body": {"prompt": "", "image": [None]}}
POLLING = {"status_endpoint": "/jobs/{job_id}"}


def chunk(api: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "type": "api_output_chunk",
        "backend_type": "openai",
        "media_type": "image",
        "api_config": {**API, **(api or {})},
        "input_mappings": {"prompt": {"field": "request_body.prompt"}},
        "output_mapping": {"extract_path": "data[*].b64_json"},
        **more,
    }


@pytest.mark.parametrize(
    ("declaration", "codes"),
    [
        pytest.param(chunk(), [], id="a path and a place"),
        pytest.param(chunk(output_mapping={"type": "chat_completion_with_image"}), [], id="a known form"),
        pytest.param(chunk({"async_polling": POLLING}), [], id="a job"),
        pytest.param(chunk({"async_polling": {"enabled": False}}), [], id="a job that is turned off"),
        pytest.param(chunk({"endpoint": None}), ["error missing_field /api_config"], id="no endpoint"),
        pytest.param(
            chunk({"endpoint": "https://api.example.org/v1/images"}),
            ["warning address_ignored /api_config/endpoint"],
            id="an address for a path",
        ),
        pytest.param(chunk({"endpoint": "images"}), ["error bad_value /api_config/endpoint"], id="no path"),
        pytest.param(chunk({"endpoint": "/a?key=1"}), ["error bad_value /api_config/endpoint"], id="a query"),
        pytest.param(
            chunk({"encoding": "form"}), ["error unknown_value /api_config/encoding"], id="an unknown encoding"
        ),
        pytest.param(
            chunk(output_mapping={"type": "images_api_base46"}),
            ["warning unknown_form /output_mapping/type", "error missing_field /output_mapping"],
            id="a misspelt form",
        ),
        pytest.param(chunk(output_mapping={}), ["error missing_field /output_mapping"], id="nothing of the answer"),
        pytest.param(
            chunk(output_mapping={"extract_path": "the first picture"}),
            ["error bad_value /output_mapping/extract_path"],
            id="prose for a path",
        ),
        pytest.param(
            chunk({"async_polling": {}}), ["error missing_field /api_config/async_polling"], id="a job without a place"
        ),
        pytest.param(
            chunk({"async_polling": {"status_endpoint": "/jobs"}}),
            ["error bad_value /api_config/async_polling/status_endpoint"],
            id="a job's place without the job",
        ),
        pytest.param(
            chunk({"async_polling": {**POLLING, "poll_interval_seconds": 0}}),
            ["error bad_value /api_config/async_polling/poll_interval_seconds"],
            id="looks without a pause",
        ),
        pytest.param(
            chunk(
                {"encoding": "multipart", "request_body": {"a": {"b": ""}, "image": [None]}},
                input_mappings={"x": {"field": "request_body.a.b"}, "input_image": {"field": "request_body.image[0]"}},
            ),
            ["error bad_value /input_mappings/x/field"],
            id="a form with a depth",
        ),
    ],
)
def test_what_is_said(declared: Declared, declaration: dict[str, Any], codes: list[str]) -> None:
    declared.write("chunks/api.json", declaration)
    assert sorted(declared.codes()) == sorted(code.replace(" /", " api.json /", 1) for code in codes)


def test_a_wrong_path_is_shown_a_right_one(declared: Declared) -> None:
    declared.write("chunks/api.json", chunk(output_mapping={"extract_path": "data[-1]"}))
    assert [report.reason for report in declared.reports()] == [
        '"data[-1]" does not have the form that it needs, such as "data[*].b64_json"'
    ]
