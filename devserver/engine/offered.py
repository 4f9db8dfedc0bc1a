"""The models that providers offer, as forms show them: from their lists, without a key or a price."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import Any

from devserver.backends import READY, Availability, unreachable
from devserver.backends.listing import Entry, Listing
from devserver.declarations.reports import nearest
from devserver.engine.router import Router
from devserver.errors import NotFound
from devserver.models.frozen import Frozen


class OfferedModel(Frozen):
    """One model; `id` is what a setting takes. `modalities` are what goes in and what comes out, where that is told."""

    id: str
    name: str
    input_modalities: tuple[str, ...]
    output_modalities: tuple[str, ...]
    shutdown_date: date | None


class Offer(Frozen):
    """The models of a provider; where its list cannot be had, `availability` says why, and the last one is shown."""

    provider: str
    availability: Availability
    asked_at: datetime | None
    models: tuple[OfferedModel, ...]


async def offers(router: Router, provider: str | None, language: str = "en") -> tuple[Offer, ...]:
    """Return the models of a provider, or of every provider with a list; raises NotFound for one without."""
    known = {backend.name: listing for backend in router.backends if (listing := router.listing(backend.name))}
    if provider is not None and provider not in known:
        raise NotFound("provider_without_list", provider=provider[:100], nearest=nearest(provider, known))
    names = [provider] if provider is not None else list(known)
    return tuple(await asyncio.gather(*(_offer(name, known[name], language) for name in names)))


async def _offer(name: str, listing: Listing, language: str) -> Offer:
    found = await listing.models()
    models = tuple(_model(name, entry) for _id, entry in sorted(found.entries.items()))
    fault, url = found.fault, listing.wire.server.url
    state = READY if fault is None else unreachable(fault, name, url).in_language(language)
    return Offer(provider=name, availability=state, asked_at=found.asked_at, models=models)


def _model(provider: str, entry: Entry) -> OfferedModel:
    kinds = entry.raw.get("architecture")
    told = kinds if isinstance(kinds, dict) else {}
    name = entry.raw.get("name")
    return OfferedModel(
        id=f"{provider}/{entry.id}",
        name=name if isinstance(name, str) else entry.id,
        input_modalities=_words(told.get("input_modalities")),
        output_modalities=_words(told.get("output_modalities")),
        shutdown_date=entry.shutdown_date,
    )


def _words(value: Any) -> tuple[str, ...]:
    return tuple(word for word in value if isinstance(word, str)) if isinstance(value, list) else ()
