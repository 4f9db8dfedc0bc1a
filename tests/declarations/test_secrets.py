from __future__ import annotations

from typing import Any

import pytest

from devserver.declarations.secrets import secret_findings, without_secrets
from tests.declarations.declared import Declared

API: dict[str, Any] = {
    "type": "api_output_chunk",
    "backend_type": "openai",
    "media_type": "image",
    "api_config": {
        "endpoint": "/images",
        "headers": {"Authorization": "Bearer {{OPENAI_API_KEY}}", "X-Title": "Studio"},
        "request_body": {"prompt": ""},
    },
    "input_mappings": {"prompt": {"field": "request_body.prompt", "source": "{{PREVIOUS_OUTPUT}}"}},
    "output_mapping": {"type": "images_api_base64", "extract_path": "data[0].b64_json"},
    "workflow": None,
}


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        pytest.param("Authorization", "x", True, id="the Authorization header"),
        pytest.param("x-api-key", "x", True, id="a key of an API"),
        pytest.param("X-Custom", "Bearer abc", True, id="a bearer token under another name"),
        pytest.param("X-Custom", "{{SOME_TOKEN}}", True, id="a placeholder for a token"),
        pytest.param("Cookie", "x", True, id="a cookie"),
        pytest.param("X-Title", "Studio", False, id="a title"),
        pytest.param("HTTP-Referer", "https://example.org", False, id="an address"),
        pytest.param("Content-Type", "application/json", False, id="a content type"),
    ],
)
def test_headers(name: str, value: str, secret: bool) -> None:
    data = {"api_config": {"headers": {name: value}}}
    assert [f.pointer for f in secret_findings(data, shipped=False)] == ["/api_config/headers/" + name] * secret
    kept = without_secrets(data)
    assert isinstance(kept, dict)
    assert kept["api_config"] == {"headers": {} if secret else {name: value}}


@pytest.mark.parametrize(
    ("name", "secret"),
    [("api_key", True), ("access_token", True), ("max_tokens", False), ("key", False), ("KEY", False)],
    ids=["an API key", "an access token", "a number of tokens", "a musical key", "a musical key as placeholder"],
)
def test_parameters(name: str, secret: bool) -> None:
    assert len(list(secret_findings({"parameters": {name: "x"}}, shipped=False))) == secret


def test_in_a_layered_folder_the_header_is_dropped_with_a_warning(declared: Declared) -> None:
    declared.media(chunk=API)
    library = declared.load()
    assert "warning secret_header painter.json /api_config/headers/Authorization" in declared.codes()
    config = library.chunk("painter").api_config
    assert config is not None
    assert config.headers == {"X-Title": "Studio"}


def test_in_the_built_in_folder_it_is_an_error(declared: Declared) -> None:
    declared.media(chunk=API)
    library = declared.load(shipped=True)
    assert "error secret_header painter.json /api_config/headers/Authorization" in declared.codes(shipped=True)
    assert "painter" not in library.chunks


def test_the_value_is_not_repeated(declared: Declared) -> None:
    declared.media(chunk=API | {"api_config": {"headers": {"Authorization": "Bearer s3cret"}}})
    assert "s3cret" not in " ".join(map(str, declared.reports()))
