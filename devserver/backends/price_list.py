"""Prices that OpenRouter lists: for texts in its list of models, for pictures in `/images/models/<id>/endpoints`.

They are asked for beside the calls: at the first question about a model, and again when they are old, while what was
known goes on being told. Who cannot do without may wait for them. No call fails for want of a list. The list of models
is that which everybody looks at: see `listing`.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

import structlog
from pydantic import ValidationError

from devserver.backends.listing import Listing, Models
from devserver.backends.wire import Ended, Wire
from devserver.models.outcomes import Failed, reason_of
from devserver.models.prices import MILLION, Price
from devserver.models.runs import now

log = structlog.get_logger(__name__)

KEPT_FOR = 6 * 3600.0
"""Seconds after which prices of pictures are asked for again."""
AGAIN_AFTER = 60.0
"""Seconds after which those that could not be had are asked for again."""
ASK_SECONDS = 10.0
"""Seconds that a list may take."""
MOST_LISTS = 200
"""Models for pictures whose prices are kept; each has a list of its own."""

Prices = Mapping[str, tuple[Price, bool]]
"""The price of each model, and whether it is exact."""


@dataclass
class _List:
    prices: Prices = field(default_factory=dict)
    version: str = ""
    until: float = 0.0
    asking: asyncio.Task[None] | None = None


@dataclass(frozen=True)
class Listed:
    """A price, which list it comes from, and whether it is the price itself or what it never exceeds."""

    price: Price
    version: str
    exact: bool = True


@dataclass
class PriceList:
    """The prices that one provider lists; `models` is its list of models."""

    models: Listing
    clock: Callable[[], float] = time.monotonic
    _lists: dict[str, _List] = field(default_factory=dict, repr=False)
    _looking: asyncio.Task[Models] | None = field(default=None, repr=False)

    @property
    def wire(self) -> Wire:
        """Return the way to the provider."""
        return self.models.wire

    async def close(self) -> None:
        """End what is being asked."""
        asked = (*(known.asking for known in self._lists.values()), self._looking)
        tasks = [task for task in asked if task is not None]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def of_text(self, model: str) -> Listed | None:
        """Return the price of a model that writes, as far as it is known now."""
        if not self.models.is_fresh and (self._looking is None or self._looking.done()):
            self._looking = asyncio.ensure_future(self.models.models())
        found = self.models.known
        entry = found.entries.get(model)
        price = _of_a_text(entry.raw) if entry is not None else None
        return None if price is None or found.asked_at is None else Listed(price, self._version(found.asked_at))

    def of_images(self, model: str) -> Listed | None:
        """Return the price of a model that makes pictures, as far as it is known now."""
        known = self._list(_endpoints(model))
        price, exact = known.prices.get(model, (None, True))
        return None if price is None else Listed(price, known.version, exact)

    async def wait(self, model: str, *, pictures: bool) -> None:
        """Wait until the prices of a model have come, or cannot be had."""
        asking = self._list(_endpoints(model)).asking if pictures else self._looking
        if asking is not None:
            await asyncio.wait([asking])

    def _version(self, asked_at: datetime) -> str:
        return f"{self.wire.name} {asked_at.date().isoformat()}"

    def _list(self, path: str) -> _List:
        if path not in self._lists and len(self._lists) > MOST_LISTS:
            return _List()
        known = self._lists.setdefault(path, _List())
        if known.asking is None and self.clock() >= known.until:
            known.asking = asyncio.ensure_future(self._ask(path, known))
        return known

    async def _ask(self, path: str, known: _List) -> None:
        lasts = AGAIN_AFTER
        try:
            async with asyncio.timeout(ASK_SECONDS):
                known.prices = await self._read(path)
            known.version = self._version(now())
            lasts = KEPT_FOR
        except (Ended, TimeoutError) as error:
            reason = "" if isinstance(error, TimeoutError) else reason_of(error.outcome)
            log.warning("prices_not_listed", provider=self.wire.name, reason=reason or "no answer in time")
        finally:
            known.until, known.asking = self.clock() + lasts, None

    async def _read(self, path: str) -> Prices:
        async with self.wire.request("GET", path, read_seconds=ASK_SECONDS) as reply:
            if reply.status != 200:
                raise Ended(Failed(reason=f"status {reply.status}", status=reply.status))
            return dict(_pictures(await reply.value()))


def _endpoints(model: str) -> str:
    return f"/images/models/{quote(model, safe='/')}/endpoints"


def _of_a_text(model: Mapping[str, Any]) -> Price | None:
    """Return the price of an entry of the list of models; one that varies, as a router's does, is written as -1."""
    rates, provider = model.get("pricing"), model.get("top_provider")
    parts = rates if isinstance(rates, dict) else {}
    longest = provider.get("max_completion_tokens") if isinstance(provider, dict) else None
    price = _price(
        call=_usd(parts.get("request", 0)),
        input_mtok=_mtok(parts.get("prompt")),
        output_mtok=_mtok(parts.get("completion")),
        output_tokens=longest if isinstance(longest, int) and longest > 0 else None,
    )
    return None if price is None or None in (price.input_mtok, price.call) else price


def _pictures(value: Any) -> Iterator[tuple[str, tuple[Price, bool]]]:
    """Yield the price of a model for pictures: that of the dearest server, where each has one for a picture alone."""
    found = value.get("data", value) if isinstance(value, dict) else None
    each = [_of_a_picture(endpoint.get("pricing")) for endpoint in _members(found, "endpoints")]
    if not each or not all(each) or not isinstance(found, dict) or not isinstance(found.get("id"), str):
        return
    known = [usd for prices in each for usd in prices]
    if price := _price(image=max(known)):
        yield found["id"], (price, min(known) == max(known))


def _of_a_picture(lines: Any) -> list[float]:
    """Return the prices of one picture in its sizes, or none where something else is charged too."""
    prices = [line for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []
    each = [(line.get("billable"), line.get("unit"), _usd(line.get("cost_usd"))) for line in prices]
    known = [usd for billable, unit, usd in each if (billable, unit) == ("output_image", "image") and usd is not None]
    return known if len(known) == len(each) else []


def _price(**parts: Any) -> Price | None:
    try:
        return Price(**parts)
    except ValidationError:
        return None


def _members(value: Any, name: str) -> list[dict[str, Any]]:
    found = value.get(name) if isinstance(value, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _mtok(value: Any) -> float | None:
    usd = _usd(value)
    return None if usd is None else round(usd * MILLION, 9)


def _usd(value: Any) -> float | None:
    """Read an amount that is written as a number or a text; None for one that is none or below 0."""
    try:
        usd = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else math.nan
    except (ValueError, OverflowError):
        return None
    return usd if math.isfinite(usd) and usd >= 0 else None
