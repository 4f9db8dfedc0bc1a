from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.engine.bounds import (
    ANSWER_TOKENS,
    PICTURE_TOKENS,
    WRAPPING_TOKENS,
    bound_of,
    images_at_most,
    tokens_at_most,
)
from devserver.models.calls import InputMedia, Prompt
from devserver.models.prices import Price
from tests.backends.contract import media_call, text_call

SHOWN = InputMedia(parameter="input_image", path="a.png", mime="image/png", sha256="0" * 64)
PROMPT = Prompt(text="Grüße", system="Say.")
SENT = 7 + 4 + WRAPPING_TOKENS

TOKENS: dict[str, tuple[dict[str, Any], int | None, tuple[int, int]]] = {
    "each byte a token": ({"parameters": {"max_tokens": 50}}, None, (SENT, 50)),
    "another name of the limit": ({"parameters": {"num_predict": 60}}, None, (SENT, 60)),
    "among the options": ({"parameters": {"options": {"num_predict": 70}}}, None, (SENT, 70)),
    "a limit that is none": ({"parameters": {"max_tokens": -1}}, None, (SENT, ANSWER_TOKENS)),
    "no limit": ({}, None, (SENT, ANSWER_TOKENS)),
    "no limit, and the longest answer is known": ({}, 4096, (SENT, 4096)),
    "a limit counts before the longest answer": ({"parameters": {"max_tokens": 50}}, 4096, (SENT, 50)),
    "a picture that is sent in": ({"images": (SHOWN,)}, 9, (SENT + PICTURE_TOKENS, 9)),
    "an answer of a shape, which may be asked for twice": (
        {"response_schema": {"type": "object"}, "parameters": {"max_tokens": 50}},
        None,
        (2 * (SENT + len('{"type": "object"}')) + 50, 100),
    ),
}


@pytest.mark.parametrize(("fields", "longest", "tokens"), TOKENS.values(), ids=TOKENS.keys())
def test_tokens_of_a_text(fields: dict[str, Any], longest: int | None, tokens: tuple[int, int]) -> None:
    parameters = fields.pop("parameters", {})
    assert tokens_at_most(text_call(prompt=PROMPT, parameters=parameters, **fields), longest) == tokens


@given(st.text(max_size=200), st.integers(1, 10_000))
def test_no_text_has_more_tokens_than_it_is_reckoned_with(text: str, limit: int) -> None:
    sent, answer = tokens_at_most(text_call(prompt=Prompt(text=text), parameters={"max_tokens": limit}))
    assert sent >= len(text.encode())
    assert answer == limit


BOUNDS: dict[str, tuple[Price, Any, float | None]] = {
    "what it never exceeds": (Price(at_most=0.5, image=9), media_call(), 0.5),
    "one picture": (Price(image=0.04), media_call(), 0.04),
    "several pictures of a request": (Price(image=0.04), media_call(request={"n": 3}), 0.12),
    "several pictures of the parameters": (Price(image=0.04, call=0.01), media_call(parameters={"n": 2}), 0.09),
    "a text for each call, asked for twice": (Price(call=0.01), text_call(response_schema={"type": "null"}), 0.02),
    "a text at a price for pictures": (Price(image=0.04), text_call(), None),
    "a picture at a price for texts": (Price(input_mtok=1, output_mtok=1), media_call(), None),
}


@pytest.mark.parametrize(("price", "call", "usd"), BOUNDS.values(), ids=BOUNDS.keys())
def test_bounds(price: Price, call: Any, usd: float | None) -> None:
    assert bound_of(price, call) == (None if usd is None else pytest.approx(usd))


def test_a_text_by_its_tokens() -> None:
    call = text_call(prompt=Prompt(text="x" * 872), parameters={"max_tokens": 100})
    assert bound_of(Price(input_mtok=2.5, output_mtok=10), call) == pytest.approx((1000 * 2.5 + 100 * 10) / 1e6)


@pytest.mark.parametrize("n", [0, -1, True, "3", None, 1.5])
def test_a_number_that_is_none_is_one_picture(n: Any) -> None:
    assert images_at_most(media_call(parameters={"n": n})) == 1
