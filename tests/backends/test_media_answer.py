from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.backends.data_urls import decoded
from devserver.backends.media_answer import FORMS, held_in, nothing, output_of, told_in
from devserver.declarations.checks import api
from devserver.models.outcomes import Empty, Refused, Usage
from tests.fakes.images import base64_of, data_url, png

BOX = png(10)
PLAIN, WRAPPED = base64_of(BOX), data_url(BOX)
ADDRESS = "https://files.example/box.png?x=1"

JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["data", "choices", "message", "content", "images", "b64_json", "url", "text", "image_url"]),
        inner, max_size=3,
    ),
    max_leaves=12,
)  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "path", "held"),
    [
        pytest.param({"data": [{"b64_json": PLAIN}]}, "data[*].b64_json", [PLAIN], id="base64"),
        pytest.param({"data": [{"b64_json": PLAIN}, {"url": ADDRESS}]}, "data[*]", [PLAIN, ADDRESS], id="objects"),
        pytest.param({"data": [{"b64_json": PLAIN}] * 2}, "data[0].b64_json", [PLAIN], id="one place of two"),
        pytest.param({"output": ADDRESS}, "output", [ADDRESS], id="an address"),
        pytest.param({"output": [ADDRESS, WRAPPED]}, "output", [ADDRESS, WRAPPED], id="a list"),
        pytest.param({"c": [{"parts": [{"text": "x"}, {"inlineData": {"data": PLAIN}}]}]}, "c[0].parts", [PLAIN],
                     id="parts, one of them words"),
        pytest.param({"m": f"Look: {WRAPPED} and ![b]({ADDRESS})"}, "m", [WRAPPED, ADDRESS], id="within words"),
        pytest.param({"m": "data: this is a sentence"}, "m", [], id="words that begin like a data URL"),
        pytest.param({"m": "https is safer than http"}, "m", [], id="words that begin like an address"),
        pytest.param({"m": "Nope"}, "m", [], id="a word that could be base64"),
        pytest.param({"m": {"image_url": {"url": {"data": {"image": {"url": ADDRESS}}}}}}, "m", [], id="too deep"),
        pytest.param({}, "data[*].b64_json", [], id="nothing"),
    ],
)  # fmt: skip
def test_what_an_answer_holds(answer: Any, path: str, held: list[str]) -> None:
    assert [found.text for found in held_in(answer, {"extract_path": path})] == held


@pytest.mark.parametrize(
    ("output", "held"),
    [
        pytest.param({"type": "chat_completion_with_image"}, [WRAPPED], id="the form knows where"),
        pytest.param({"type": "chat_completion_with_image", "extract_path": "choices[0].message.content"}, [WRAPPED],
                     id="a path that holds words gives way to the form"),
        pytest.param({"type": "something"}, [], id="an unknown form knows nothing"),
    ],
)  # fmt: skip
def test_forms(output: dict[str, str], held: list[str]) -> None:
    message = {"content": "Here it is.", "images": [{"image_url": {"url": WRAPPED}}]}
    found = held_in({"choices": [{"message": message}]}, output)
    assert [one.text for one in found] == held


@pytest.mark.parametrize("text", ["====", "A" * 65, PLAIN[:50] + "#" + PLAIN[51:], "data:image/png;base64,!!!!"])
def test_base64_that_is_broken(text: str) -> None:
    with pytest.raises(ValueError, match=r"cut off or broken|should be image"):
        output_of("image", decoded(text), {})


@pytest.mark.parametrize(
    ("media_type", "data", "said"),
    [
        ("image", b"", "is an empty file"),
        ("image", b"<html></html>", "13 bytes of a kind that is not taken"),
        ("image", b"fLaC1234", "is audio/flac"),
        ("audio", BOX, "should be audio and is image/png"),
    ],
)
def test_bytes_are_looked_at(media_type: str, data: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        output_of(media_type, data, {})


def test_the_forms_are_those_that_declarations_may_name() -> None:
    assert {*FORMS, "bytes"} == set(api.FORMS)


@given(JSON)
def test_any_json_holds_texts_and_has_an_outcome(answer: Any) -> None:
    for form in ("images_api_base64", "chat_completion_with_image"):
        assert all(isinstance(held.text, str) for held in held_in(answer, {"type": form}))
    assert isinstance(nothing(answer, "openai", "image", Usage(), str), Refused | Empty)
    assert "blob" not in told_in(answer)


def test_what_is_told_beside_a_picture() -> None:
    answer = {"id": "gen-1", "size": "4x4", "created": 5, "data": [{"b64_json": PLAIN, "revised_prompt": "A box."}]}
    assert told_in(answer) == {"served": {"id": "gen-1", "size": "4x4"}, "revised_prompt": "A box."}
    chat = {"choices": [{"message": {"content": "A box, as asked."}}]}
    assert told_in(chat) == {"words": "A box, as asked."}
    assert told_in({"choices": [{"message": {"content": WRAPPED}}]}) == {}, "a picture is no words"
