"""Prices that OpenRouter lists: for texts from `/models`, for pictures from `/images/models/<id>/endpoints`.

They are asked for beside the calls: at the first question about a model, and again after `KEPT_FOR`, while what was
known goes on being told. Who cannot do without may wait for them. A list that cannot be had is asked for again after
`AGAIN_AFTER`; no call fails for want of it.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import structlog
from pydantic import ValidationError

from devserver.backends.wire import Ended, Reply, Wire
from devserver.models.outcomes import Failed
from devserver.models.prices import MILLION, Price

log = structlog.get_logger(__name__)

KEPT_FOR = 6 * 3600.0
"""Seconds after which prices are asked for again."""
AGAIN_AFTER = 60.0
"""Seconds after which a list that could not be had is asked for again."""
ASK_SECONDS = 10.0
"""Seconds that a list may take."""
MOST_MODELS = 5_000
"""Models of one list that are kept."""
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
    """The prices that one provider lists."""

    wire: Wire
    clock: Callable[[], float] = time.monotonic
    _lists: dict[str, _List] = field(default_factory=dict, repr=False)

    async def close(self) -> None:
        """End what is being asked."""
        tasks = [known.asking for known in self._lists.values() if known.asking is not None]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def of_text(self, model: str) -> Listed | None:
        """Return the price of a model that writes, as far as it is known now."""
        return self._found("/models", model)

    def of_images(self, model: str) -> Listed | None:
        """Return the price of a model that makes pictures, as far as it is known now."""
        return self._found(_endpoints(model), model)

    async def wait(self, model: str, *, pictures: bool) -> None:
        """Wait until the prices of a model have come, or cannot be had."""
        known = self._list(_endpoints(model) if pictures else "/models")
        if known.asking is not None:
            await asyncio.wait([known.asking])

    def _found(self, path: str, model: str) -> Listed | None:
        known = self._list(path)
        price, exact = known.prices.get(model, (None, True))
        return None if price is None else Listed(price, known.version, exact)

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
            known.version = f"{self.wire.name} {datetime.now(UTC).date().isoformat()}"
            lasts = KEPT_FOR
        except (Ended, TimeoutError) as error:
            reason = getattr(getattr(error, "outcome", None), "reason", "") or "no answer in time"
            log.warning("prices_not_listed", provider=self.wire.name, reason=reason)
        finally:
            known.until, known.asking = self.clock() + lasts, None

    async def _read(self, path: str) -> Prices:
        async with self.wire.request("GET", path, read_seconds=ASK_SECONDS) as reply:
            if reply.status != 200:
                raise Ended(Failed(reason=f"status {reply.status}", status=reply.status))
            data = await reply.body()
            return await asyncio.get_running_loop().run_in_executor(self.wire.pool, _prices, path, reply, data)


def _prices(path: str, reply: Reply, data: bytes) -> Prices:
    value = reply.json(data)
    return dict(_texts(value) if path == "/models" else _pictures(value))


def _endpoints(model: str) -> str:
    return f"/images/models/{quote(model, safe='/')}/endpoints"


def _texts(value: Any) -> Iterator[tuple[str, tuple[Price, bool]]]:
    """Yield the price of each model of `/models`; one that varies, as a router's does, is written as -1."""
    for model in _members(value, "data")[:MOST_MODELS]:
        rates, provider = model.get("pricing"), model.get("top_provider")
        parts = rates if isinstance(rates, dict) else {}
        longest = provider.get("max_completion_tokens") if isinstance(provider, dict) else None
        price = _price(
            call=_usd(parts.get("request", 0)),
            input_mtok=_mtok(parts.get("prompt")),
            output_mtok=_mtok(parts.get("completion")),
            output_tokens=longest if isinstance(longest, int) and longest > 0 else None,
        )
        if price is not None and None not in (price.input_mtok, price.call) and isinstance(model.get("id"), str):
            yield model["id"], (price, True)


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
