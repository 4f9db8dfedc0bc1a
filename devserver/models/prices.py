"""Prices: what a call of a model costs, declared in the settings or a declaration, or listed by a provider."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from devserver.models.frozen import Frozen

MILLION = 1_000_000
PricedName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,40}/\S{1,200}$")]
"""A model with its provider, as in the settings of models."""
Usd = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]


class Price(Frozen):
    """What one call of a model costs, in USD: the sum of the parts that are set.

    `call` is for each call, `image` for each picture that comes out, the others for a million tokens of text. `at_most`
    is no price: it is what a call never exceeds, for budgets. `output_tokens` is the most tokens of an answer.
    """

    call: Usd | None = None
    image: Usd | None = None
    input_mtok: Usd | None = None
    output_mtok: Usd | None = None
    at_most: Usd | None = None
    output_tokens: Annotated[int, Field(ge=1, le=100_000_000)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if (self.input_mtok is None) != (self.output_mtok is None):
            raise ValueError("input_mtok and output_mtok belong together")
        if not self.model_dump(exclude_none=True):
            raise ValueError("names no price")
        return self

    def of_text(self, prompt_tokens: int | None, completion_tokens: int | None, answers: int = 1) -> float | None:
        """Return what answers in words cost together, in USD; None where this price cannot tell."""
        calls = None if self.call is None else answers * self.call
        if self.input_mtok is None or self.output_mtok is None:
            return calls
        if prompt_tokens is None or completion_tokens is None:
            return None
        return (calls or 0.0) + (prompt_tokens * self.input_mtok + completion_tokens * self.output_mtok) / MILLION

    def of_images(self, images: int) -> float | None:
        """Return what a call that makes pictures costs, in USD; None where this price cannot tell."""
        if self.image is not None:
            return (self.call or 0.0) + images * self.image
        return self.call if self.input_mtok is None else None
