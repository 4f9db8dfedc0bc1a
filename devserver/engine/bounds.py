"""What a call may cost at most, told before it is sent: for budgets, which must not be exceeded.

A text is reckoned with as if each of its bytes were a token, which no tokenizer exceeds, and the answer with as many
tokens as the call allows. Where nothing bounds the answer, and for a picture that is sent in, there are assumptions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from devserver.models.calls import MediaCall, TextCall
from devserver.models.prices import Price

ANSWER_TOKENS = 8_192
"""Tokens of an answer that neither the call nor a price bounds."""
PICTURE_TOKENS = 5_000
"""Tokens of a picture that is sent in."""
WRAPPING_TOKENS = 128
"""Tokens of what a server wraps around a prompt."""
LIMITS = ("max_tokens", "max_completion_tokens", "num_predict")


def bound_of(price: Price, call: TextCall | MediaCall) -> float | None:
    """Return what a call costs at most at a price, in USD; None where that price cannot tell."""
    if price.at_most is not None:
        return price.at_most
    if isinstance(call, MediaCall):
        return price.of_images(images_at_most(call))
    return price.of_text(*tokens_at_most(call, price.output_tokens), _rounds(call))


def tokens_at_most(call: TextCall, longest: int | None = None) -> tuple[int, int]:
    """Return the tokens that go in and come out at most; `longest` is the most that the model answers.

    An answer of a declared shape may be asked for twice, the second time with the first answer before it.
    """
    shape = "" if call.response_schema is None else json.dumps(call.response_schema)
    texts = (call.prompt.system or "", call.prompt.text, shape)
    letters = sum(len(text.encode(errors="surrogatepass")) for text in texts)
    sent = letters + WRAPPING_TOKENS + PICTURE_TOKENS * len(call.images)
    answer = _limit(call.parameters) or longest or ANSWER_TOKENS
    return (sent, answer) if _rounds(call) == 1 else (2 * sent + answer, 2 * answer)


def images_at_most(call: MediaCall) -> int:
    """Return how many pictures a call asks for."""
    for values in (call.request or {}, call.parameters):
        wanted = values.get("n")
        if isinstance(wanted, int) and not isinstance(wanted, bool) and wanted > 0:
            return wanted
    return 1


def _rounds(call: TextCall) -> int:
    return 1 if call.response_schema is None else 2


def _limit(parameters: Mapping[str, Any]) -> int | None:
    options = parameters.get("options")
    places = (parameters, options if isinstance(options, dict) else {})
    named = [values[name] for values in places for name in LIMITS if name in values]
    return max((n for n in named if isinstance(n, int) and not isinstance(n, bool) and n > 0), default=None)
