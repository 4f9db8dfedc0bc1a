"""Usage as providers report it, priced; the amounts are worked out by hand from the prices per million tokens."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.engine import genai_costs
from devserver.engine.genai_costs import cost_of_images, cost_of_text

AT = datetime(2026, 11, 20, tzinfo=UTC)

TEXTS: dict[str, tuple[str, str, dict[str, Any], float | None]] = {
    "a chat, 2.50 in and 10 out": ("openai", "gpt-4o", {"prompt_tokens": 1000, "completion_tokens": 100}, 0.0035),
    "a dated name": ("openai", "gpt-4o-2024-08-06", {"prompt_tokens": 1000, "completion_tokens": 100}, 0.0035),
    "half of it from the cache, at 1.25": (
        "openai",
        "gpt-4o",
        {"prompt_tokens": 1000, "completion_tokens": 100, "prompt_tokens_details": {"cached_tokens": 500}},
        0.002875,
    ),
    "by OpenRouter": ("openrouter", "openai/gpt-4o", {"prompt_tokens": 1000, "completion_tokens": 100}, 0.0035),
    "by the address of a server": (
        "https://api.groq.com/openai/v1",
        "llama-3.3-70b-versatile",
        {"prompt_tokens": 1000, "completion_tokens": 100},
        0.000669,
    ),
    "a server that nobody knows": ("http://lab:8000/v1", "gpt-4o", {"prompt_tokens": 1, "completion_tokens": 1}, None),
    "a provider that nobody knows": ("lab", "gpt-4o", {"prompt_tokens": 1, "completion_tokens": 1}, None),
    "a model that nobody knows": ("openai", "gpt-99", {"prompt_tokens": 1, "completion_tokens": 1}, None),
    "a model for nothing is a price that is missing": (
        "openrouter",
        "meta-llama/llama-3.3-70b-instruct:free",
        {"prompt_tokens": 1000, "completion_tokens": 100},
        None,
    ),
    "pictures in the answer have another price": (
        "openrouter",
        "google/gemini-2.5-flash-image",
        {"prompt_tokens": 10, "completion_tokens": 1300, "completion_tokens_details": {"image_tokens": 1290}},
        None,
    ),
    "no tokens at all": ("openai", "gpt-4o", {"prompt_tokens": 0, "completion_tokens": 0}, None),
    "no usage": ("openai", "gpt-4o", {}, None),
    "more from the cache than was sent": (
        "openai",
        "gpt-4o",
        {"prompt_tokens": 10, "completion_tokens": 3, "prompt_tokens_details": {"cached_tokens": 20}},
        None,
    ),
}


@pytest.mark.parametrize(("provider", "model", "raw", "usd"), TEXTS.values(), ids=TEXTS.keys())
def test_answers_in_words(provider: str, model: str, raw: Any, usd: float | None) -> None:
    assert cost_of_text(provider, model, raw, AT) == (None if usd is None else pytest.approx(usd))


DETAILS = {"input_tokens": 50, "input_tokens_details": {"text_tokens": 40, "image_tokens": 10}, "output_tokens": 4160}
PLAIN = {"input_tokens": 50, "output_tokens": 4160, "total_tokens": 4210}
APART = {**PLAIN, "output_tokens_details": {"text_tokens": 160, "image_tokens": 4000}}

IMAGES: dict[str, tuple[str, dict[str, Any], bool, float | None]] = {
    "5 text in, 8 picture in, 30 out": ("gpt-image-2", DETAILS, True, (40 * 5 + 10 * 8 + 4160 * 30) / 1e6),
    "the one after it": ("gpt-image-2.5-flare", DETAILS, True, (40 * 5 + 10 * 8 + 4160 * 30) / 1e6),
    "32 for pictures, where all tokens are those of pictures": (
        "gpt-image-1.5",
        DETAILS,
        True,
        (40 * 5 + 10 * 8 + 4160 * 32) / 1e6,
    ),
    "32 for pictures and 10 for texts, told apart": (
        "gpt-image-1.5",
        APART,
        False,
        (50 * 5 + 160 * 10 + 4000 * 32) / 1e6,
    ),
    "texts told apart, and the rest not named": (
        "gpt-image-1.5",
        {**PLAIN, "output_tokens_details": {"text_tokens": 160}},
        False,
        (50 * 5 + 160 * 10 + 4000 * 32) / 1e6,
    ),
    "the first": ("gpt-image-1", DETAILS, True, (40 * 5 + 10 * 10 + 4160 * 40) / 1e6),
    "the small one": ("gpt-image-1-mini", DETAILS, True, (40 * 2 + 10 * 2.5 + 4160 * 8) / 1e6),
    "without details, and no picture was sent": ("gpt-image-1", PLAIN, False, (50 * 5 + 4160 * 40) / 1e6),
    "without details, and a picture was sent": ("gpt-image-1", PLAIN, True, None),
    "a model that nobody knows": ("gpt-image-99", DETAILS, True, None),
    "the usage of a chat": ("gpt-image-1", {"prompt_tokens": 1, "completion_tokens": 4160}, False, None),
    "more text than there is": (
        "gpt-image-1.5",
        {**PLAIN, "output_tokens_details": {"text_tokens": 9999}},
        False,
        None,
    ),
}


@pytest.mark.parametrize(("model", "raw", "has_input", "usd"), IMAGES.values(), ids=IMAGES.keys())
def test_pictures(model: str, raw: Any, has_input: bool, usd: float | None) -> None:
    found = cost_of_images("openai", model, raw, AT, has_input=has_input)
    assert found == (None if usd is None else pytest.approx(usd))


def test_pictures_by_openrouter_are_never_priced_as_texts() -> None:
    for raw in (DETAILS, {"prompt_tokens": 0, "completion_tokens": 4175}):
        assert cost_of_images("openrouter", "google/gemini-2.5-flash-image", raw, AT, has_input=False) is None


NAMES = ["prompt_tokens", "completion_tokens", "input_tokens", "output_tokens", "prompt_tokens_details"]
NAMES += ["completion_tokens_details", "input_tokens_details", "output_tokens_details", "cached_tokens"]
NAMES += ["image_tokens", "text_tokens"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**70) | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=6), st.booleans())
def test_whatever_is_reported_a_cost_is_above_0_or_not_known(raw: dict[str, Any], has_input: bool) -> None:
    found = (
        cost_of_text("openai", "gpt-4o", raw, AT),
        cost_of_images("openai", "gpt-image-1.5", raw, AT, has_input=has_input),
    )
    assert all(usd is None or 0 < usd < float("inf") for usd in found)


def test_so_many_tokens_cost_at_most() -> None:
    assert genai_costs.most("openai", "gpt-4o", 1000, 100, AT) == pytest.approx(0.0035)
    assert genai_costs.most("openai", "gpt-99", 1000, 100, AT) is None
    assert genai_costs.most("lab", "gpt-4o", 1000, 100, AT) is None


def test_a_cost_names_its_prices() -> None:
    name, _space, number = genai_costs.version().partition(" ")
    assert name == "genai-prices"
    assert number[0].isdigit()


def test_the_package_is_not_imported_before_it_is_asked() -> None:
    code = "import sys; import devserver.engine.engine, devserver.cli; print('genai_prices' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
