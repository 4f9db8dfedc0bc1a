"""What a call cost, and what one may cost at most: from the surest source that knows.

    reported    the provider said what it cost
    listed      a declared price (`meta.price` of config or chunk, the settings), or one that the provider lists
    estimated   the tokens that were used, at the prices of the package genai-prices
    unknown     nobody knows; never 0

A backend that charges nothing is never asked about, and what may cost only where a budget is set.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal, TypeVar

from devserver.backends.price_list import Listed, PriceList
from devserver.engine import genai_costs
from devserver.engine.bounds import bound_of, tokens_at_most
from devserver.models.calls import MediaCall, TextCall
from devserver.models.frozen import Json
from devserver.models.outcomes import CostSource, Empty, Ok, Outcome, Usage
from devserver.models.prices import Price

T = TypeVar("T")


@dataclass(frozen=True)
class Bound:
    """What a call costs at most, in USD, and where that comes from; None where nobody knows."""

    usd: float | None
    source: Literal["listed", "estimated", "unknown"]


UNKNOWN_BOUND = Bound(None, "unknown")

Call = TextCall | MediaCall


@dataclass(frozen=True)
class Pricing:
    """Knows prices: those declared for `provider/model`, those that providers list, and those of genai-prices.

    `places` says under which name or address genai-prices knows a provider.
    """

    declared: Mapping[str, Price]
    listings: Mapping[str, PriceList]
    places: Mapping[str, str]
    pool: Executor

    async def priced(self, call: Call, own: Price | None, outcome: Outcome, at: datetime) -> Usage:
        """Return the usage of an outcome with its cost; `own` is the price that config or chunk declare."""
        usage: Usage = getattr(outcome, "usage", Usage())
        if usage.cost_usd is not None:
            return usage
        for price, version in self._prices(call, own):
            cost = _at(price, call, outcome, usage)
            if cost is not None:
                return _with_cost(usage, cost, "listed", version)
        if not usage.raw:
            return usage
        found = await self._off_loop(partial(self._estimate, call, usage, at))
        return _with_cost(usage, found[0], "estimated", found[1]) if found else usage

    async def at_most(self, call: Call, own: Price | None, at: datetime) -> float | None:
        """Return what a call costs at most, in USD, or None where nobody knows, as `bound` does."""
        return (await self.bound(call, own, at)).usd

    async def bound(self, call: Call, own: Price | None, at: datetime) -> Bound:
        """Return what a call costs at most, and where that comes from.

        Where only a list of the provider can tell, it is waited for.
        """
        bound = await self._bound(call, own, at)
        listing = self.listings.get(call.provider)
        if bound.usd is None and listing is not None:
            await listing.wait(call.model, pictures=isinstance(call, MediaCall))
            bound = await self._bound(call, own, at)
        return bound

    async def _bound(self, call: Call, own: Price | None, at: datetime) -> Bound:
        prices = [price for price, _version in self._prices(call, own)]
        listed = self._listed(call)
        prices += [listed.price] if listed and not listed.exact else []
        bounds = (bound_of(price, call) for price in prices)
        known = next((bound for bound in bounds if bound is not None), None)
        if known is not None:
            return Bound(known, "listed")
        if isinstance(call, MediaCall):
            return UNKNOWN_BOUND
        longest = next((price.output_tokens for price in prices if price.output_tokens), None)
        tokens = tokens_at_most(call, longest)
        most = await self._off_loop(partial(genai_costs.most, self._place(call), call.model, *tokens, at))
        return UNKNOWN_BOUND if most is None else Bound(most, "estimated")

    def _prices(self, call: Call, own: Price | None) -> list[tuple[Price, str]]:
        """Return the prices that are declared or listed, the surest first, each with its version."""
        listed = self._listed(call)
        found = (
            (own, f"chunk {call.chunk}"),
            (self.declared.get(f"{call.provider}/{call.model}"), "settings"),
            (listed.price if listed and listed.exact else None, listed.version if listed else ""),
        )
        return [(price, version[:64]) for price, version in found if price is not None]

    def _listed(self, call: Call) -> Listed | None:
        listing = self.listings.get(call.provider)
        if listing is None:
            return None
        return listing.of_images(call.model) if isinstance(call, MediaCall) else listing.of_text(call.model)

    def _place(self, call: Call) -> str:
        return self.places.get(call.provider, call.provider)

    def _estimate(self, call: Call, usage: Usage, at: datetime) -> tuple[float, str] | None:
        """Return what the answers of a call cost together, and by which prices; None where one is not known."""
        place, costs = self._place(call), []
        for raw in _answers(usage):
            if isinstance(call, MediaCall):
                given = bool(call.images)
                costs.append(genai_costs.cost_of_images(place, call.model, raw, at, has_input=given))
            else:
                costs.append(genai_costs.cost_of_text(place, call.model, raw, at))
        known = [cost for cost in costs if cost is not None]
        return (sum(known), genai_costs.version()) if len(known) == len(costs) else None

    async def _off_loop(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.pool, work)


def _at(price: Price, call: Call, outcome: Outcome, usage: Usage) -> float | None:
    """Return what an outcome cost at a price; without an answer there is no certain cost."""
    if not isinstance(outcome, Ok | Empty):
        return None
    if isinstance(call, TextCall):
        return price.of_text(usage.prompt_tokens, usage.completion_tokens, len(_answers(usage)))
    return price.of_images(len(outcome.media)) if isinstance(outcome, Ok) else None


def _answers(usage: Usage) -> list[dict[str, Json]]:
    """Return the usage of each answer of a call."""
    each = usage.raw.get("answers")
    return [raw for raw in each if isinstance(raw, dict)] if isinstance(each, list) else [usage.raw]


def _with_cost(usage: Usage, cost: float, source: CostSource, version: str) -> Usage:
    return usage.model_copy(update={"cost_usd": round(cost, 10), "cost_source": source, "price_version": version})
