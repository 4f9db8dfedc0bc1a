from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from devserver.models.prices import Price

TEXTS: dict[str, tuple[dict[str, float], tuple[int | None, int | None, int], float | None]] = {
    "tokens": ({"input_mtok": 2.5, "output_mtok": 10}, (1000, 100, 1), 0.0035),
    "tokens and each call": ({"input_mtok": 2.5, "output_mtok": 10, "call": 0.01}, (1000, 100, 2), 0.0235),
    "each call": ({"call": 0.01}, (None, None, 3), 0.03),
    "tokens that nobody counted": ({"input_mtok": 2.5, "output_mtok": 10}, (1000, None, 1), None),
    "tokens that nobody counted, beside each call": (
        {"input_mtok": 1, "output_mtok": 1, "call": 1},
        (None, 1, 1),
        None,
    ),
    "for nothing, declared": ({"call": 0}, (1000, 100, 1), 0.0),
    "a price for pictures": ({"image": 1}, (1000, 100, 1), None),
    "no price, but a bound": ({"at_most": 1}, (1000, 100, 1), None),
}


@pytest.mark.parametrize(("parts", "used", "usd"), TEXTS.values(), ids=TEXTS.keys())
def test_what_answers_in_words_cost(parts: Any, used: Any, usd: float | None) -> None:
    assert Price(**parts).of_text(*used) == (None if usd is None else pytest.approx(usd))


PICTURES: dict[str, tuple[dict[str, float], int, float | None]] = {
    "each picture": ({"image": 0.04}, 3, 0.12),
    "each picture and the call": ({"image": 0.04, "call": 0.01}, 2, 0.09),
    "the call, however many": ({"call": 0.04}, 3, 0.04),
    "tokens of texts": ({"input_mtok": 1, "output_mtok": 1, "call": 1}, 1, None),
    "no price, but a bound": ({"at_most": 1}, 1, None),
}


@pytest.mark.parametrize(("parts", "images", "usd"), PICTURES.values(), ids=PICTURES.keys())
def test_what_pictures_cost(parts: Any, images: int, usd: float | None) -> None:
    assert Price(**parts).of_images(images) == (None if usd is None else pytest.approx(usd))


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"input_mtok": 1}, id="tokens one way"),
        pytest.param({"call": -0.01}, id="below 0"),
        pytest.param({"call": float("nan")}, id="no number"),
        pytest.param({"call": float("inf")}, id="without end"),
        pytest.param({"per_call": 1}, id="another name"),
        pytest.param({"output_tokens": 0}, id="an answer without a token"),
    ],
)
def test_what_is_no_price(parts: Any) -> None:
    with pytest.raises(ValidationError):
        Price(**parts)
