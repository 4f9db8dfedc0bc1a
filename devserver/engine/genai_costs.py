"""Estimated costs: the tokens that a provider reports, at the prices of the package genai-prices.

Its prices come with the package; nothing is asked over the network. It is imported at the first question, on the
caller's thread, which takes 0.3 s and 14 MB. What it cannot tell for certain is None here:

- pictures by OpenRouter, whose tokens it would price as those of texts, a twelfth of what they cost;
- a part without a price, which is a price that is missing and not a gift.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from devserver.models.frozen import Json

if TYPE_CHECKING:
    from genai_prices.types import PriceCalculation

UNKNOWN = (LookupError, ValueError, TypeError, ArithmeticError)
"""What the package raises where it does not know a model, or a usage has another shape than expected."""


MOST_TOKENS = 100_000_000
"""Tokens beyond which a number that a server reports is none."""


def version() -> str:
    """Return the name by which a cost says where its prices came from."""
    import genai_prices

    return f"genai-prices {genai_prices.__version__}"


def cost_of_text(provider: str, model: str, raw: Mapping[str, Json], at: datetime) -> float | None:
    """Return what an answer in words cost in USD, from the usage of `/chat/completions`, or None.

    `provider` is a name that the package knows, or the address of a server.
    """
    if _count(raw.get("completion_tokens_details"), "image_tokens"):
        return None
    found = (_cost(provider, {"model": model, "usage": raw}, flavour, at) for flavour in ("chat", "default"))
    return next((cost for cost in found if cost is not None), None)


def cost_of_images(
    provider: str, model: str, raw: Mapping[str, Json], at: datetime, *, has_input: bool
) -> float | None:
    """Return what pictures cost in USD, from the usage of OpenAI's images endpoints, or None.

    Tokens that come out are those of pictures where the usage does not tell them apart; tokens that go in are those of
    texts where no picture was sent (`has_input`), and else have to be told apart.
    """
    if provider != "openai" or "input_tokens" not in raw:
        return None
    return _cost(provider, {"model": model, "usage": _with_details(raw, has_input)}, "images", at)


def most(provider: str, model: str, prompt_tokens: int, completion_tokens: int, at: datetime) -> float | None:
    """Return what so many tokens of text cost in USD, or None where the price is not known."""
    from genai_prices import Usage, calc_price

    usage = Usage(input_tokens=prompt_tokens, output_tokens=completion_tokens)
    named: Any = _named(provider)
    try:
        return _whole(calc_price(usage, model, genai_request_timestamp=at, **named), prompt_tokens, completion_tokens)
    except UNKNOWN:
        return None


def _with_details(raw: Mapping[str, Json], has_input: bool) -> dict[str, Json]:
    usage = dict(raw)
    if not isinstance(raw.get("input_tokens_details"), Mapping) and not has_input:
        usage["input_tokens_details"] = {"text_tokens": raw["input_tokens"], "image_tokens": 0}
    details = raw.get("output_tokens_details")
    given = dict(details) if isinstance(details, Mapping) else {}
    if "image_tokens" not in given:
        given["image_tokens"] = _count(raw, "output_tokens") - _count(given, "text_tokens")
    return {**usage, "output_tokens_details": given}


def _count(values: Any, name: str) -> int:
    value = values.get(name) if isinstance(values, Mapping) else None
    return value if isinstance(value, int) else 0


def _named(provider: str) -> dict[str, str]:
    return {"provider_api_url" if "://" in provider else "provider_id": provider}


def _cost(provider: str, answer: Mapping[str, Json], flavour: str, at: datetime) -> float | None:
    from genai_prices import extract_usage

    named: Any = _named(provider)
    try:
        found = extract_usage(answer, api_flavor=flavour, **named)
        tokens = found.usage.input_tokens, found.usage.output_tokens
        return _whole(found.calc_price(genai_request_timestamp=at), *map(int, tokens))
    except UNKNOWN:
        return None


def _whole(price: PriceCalculation, prompt_tokens: int, completion_tokens: int) -> float | None:
    """Return a sum to which every part has contributed; nothing is no sum."""
    lacks = (prompt_tokens and not price.input_price) or (completion_tokens and not price.output_price)
    too_many = max(prompt_tokens, completion_tokens) > MOST_TOKENS
    return None if lacks or too_many else float(price.total_price) or None
