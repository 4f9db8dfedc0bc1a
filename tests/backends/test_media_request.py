from __future__ import annotations

from typing import Any

import pytest

from devserver.backends.inputs import Input
from devserver.backends.media_request import content_of, path_of, sent_headers
from devserver.backends.wire import Ended
from devserver.models.outcomes import Invalid
from tests.backends.media_contract import api_call
from tests.fakes.http_server import Asked
from tests.fakes.images import form_of

GIVEN = {"input_image": Input("input_image", "image/webp", b"RIFF1234WEBP")}


@pytest.mark.parametrize(
    ("endpoint", "path"),
    [
        pytest.param("/images/generations", "/images/generations", id="a path"),
        pytest.param("https://api.openai.com/v1/images/edits", "/images/edits", id="an address with a version"),
        pytest.param("https://openrouter.ai/api/v1/chat/completions", "/chat/completions", id="a version further in"),
        pytest.param("https://api.example.org/v1beta/models/x:draw", "/models/x:draw", id="a version with a word"),
        pytest.param("https://api.example.org/draw", "/draw", id="an address without a version"),
    ],
)
def test_where_a_request_goes_below_the_servers_address(endpoint: str, path: str) -> None:
    assert path_of(endpoint) == path


@pytest.mark.parametrize("endpoint", ["", "images", "/a/../b", "/./b", "/..", "https://x/v1/../../admin"])
def test_what_is_no_path_is_asked_nowhere(endpoint: str) -> None:
    with pytest.raises(Ended) as ended:
        path_of(endpoint)
    assert isinstance(ended.value.outcome, Invalid)


def test_a_declaration_decides_on_no_header_that_is_ours() -> None:
    declared = {"X-Title": "Studio", "Authorization": "x", "HOST": "x", "Content-Length": "5", "Cookie": "x"}
    assert sent_headers(declared) == {"x-title": "Studio"}


@pytest.mark.parametrize("headers", [{"X-Title": "Grün"}, {"X-Title": "a\r\nb: c"}, {"Ü": "x"}])
def test_a_header_that_cannot_be_sent_is_invalid(headers: dict[str, str]) -> None:
    with pytest.raises(Ended) as ended:
        sent_headers(headers)
    assert isinstance(ended.value.outcome, Invalid)


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        pytest.param(
            {"a": [{"url": {"$input": "input_image"}}], "n": 1},
            b'{"a":[{"url":"data:image/webp;base64,UklGRjEyMzRXRUJQ"}],"n":1}',
            id="an input deep inside",
        ),
        pytest.param({"$input": "other"}, b'{"$input":"other"}', id="a name that is no input stays a value"),
        pytest.param({"seed": 2**53 - 1}, b'{"seed":2147483647}', id="a seed that servers can read"),
        pytest.param({"seed": True}, b'{"seed":1}', id="a truth for a seed"),
        pytest.param({"mask": None}, b'{"mask":null}', id="nothing"),
    ],
)
def test_bodies(body: dict[str, Any], sent: bytes) -> None:
    assert content_of(api_call({}), body, GIVEN) == (sent, "application/json")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_what_json_cannot_hold_is_invalid(value: Any) -> None:
    with pytest.raises(Ended) as ended:
        content_of(api_call({}), {"x": value}, {})
    assert isinstance(ended.value.outcome, Invalid)


def test_a_form_has_one_field_for_each_value() -> None:
    body: dict[str, Any] = {
        "image": [{"$input": "input_image"}, {"$input": "input_image"}],
        "prompt": 'a "box"\r\n--x\r\nContent-Disposition: form-data; name="n"\r\n\r\n5',
        "n": 2,
        "stream": True,
        "extra": {"a": 1},
        "mask": None,
    }
    content, kind = content_of(api_call({}, encoding="multipart"), body, GIVEN)
    fields = form_of(Asked("POST", "/", {"content-type": kind}, content, 1))
    assert fields == [
        ("image[]", "input_image.webp", b"RIFF1234WEBP"),
        ("image[]", "input_image.webp", b"RIFF1234WEBP"),
        ("prompt", None, body["prompt"].encode()),
        ("n", None, b"2"),
        ("stream", None, b"true"),
        ("extra", None, b'{"a": 1}'),
    ]
