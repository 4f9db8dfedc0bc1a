"""Providers over HTTP: OpenAI, OpenRouter, and every named server, each one backend for its text and its media.

Both go over one client with one key and one limit, so that a name in a declaration means one place.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from devserver.backends import NOBODY, Availability, Backend, Ticket
from devserver.backends.fetching import Fetcher
from devserver.backends.listing import Listing
from devserver.backends.media_api import MediaApi
from devserver.backends.openai_chat import ChatBackend, open_chat
from devserver.backends.opening import Opening
from devserver.backends.price_list import PriceList
from devserver.media_types import MEDIA_TYPES, TEXT_MEDIA
from devserver.models.calls import MediaCall, TextCall
from devserver.models.outcomes import Outcome, Signal


def open_hosted(opening: Opening) -> list[Backend]:
    """Return the backends of OpenAI, OpenRouter and every named server."""
    fetcher = Fetcher(opening.pool)
    return [hosted(chat, fetcher, opening) for chat in open_chat(opening)]


def hosted(chat: ChatBackend, fetcher: Fetcher, opening: Opening) -> HostedBackend:
    """Return the backend of a provider, whose chat is given."""
    media = MediaApi(
        chat.wire,
        chat.read,
        fetcher,
        opening.pool,
        charges=chat.charges,
        needs_key=chat.needs_key,
        reports_cost=chat.reports_cost,
    )
    prices = PriceList(chat.listing) if chat.name == "openrouter" else None
    if prices is not None:
        opening.stack.push_async_callback(prices.close)
    return HostedBackend(chat, media, prices)


@dataclass(frozen=True)
class HostedBackend:
    """Executes text calls as a chat, and media calls as their chunk declares them.

    `prices` has what the provider lists of them, where it does.
    """

    chat: ChatBackend
    media: MediaApi
    prices: PriceList | None = None

    @property
    def name(self) -> str:
        """Return the name of the provider."""
        return self.chat.name

    @property
    def listing(self) -> Listing:
        """Return the provider's list of models, of both kinds."""
        return self.chat.listing

    @property
    def concurrency(self) -> int:
        """Return how many calls may be in flight at once, of both kinds."""
        return self.chat.concurrency

    @property
    def timeout(self) -> float:
        """Return the seconds after which a call is given up."""
        return self.chat.timeout

    @property
    def charges(self) -> bool:
        """Tell whether a call may cost money."""
        return self.chat.charges

    async def availability(
        self, model: str, media_type: str, workflow: Mapping[str, Any] | None = None
    ) -> Availability:
        """Tell whether there is a key, and whether a server of one's own answers; a chunk may declare any medium.

        What a declared request calls its model need not be in the list of a server of one's own, which may hold chat
        models only: the server itself says what it lacks.
        """
        declared = media_type in MEDIA_TYPES and media_type not in TEXT_MEDIA and not self.chat.needs_key
        return await self.chat.availability("" if declared else model, "" if media_type in MEDIA_TYPES else media_type)

    def describe(self) -> dict[str, Any]:
        """Return what the operator sees: address, limits, and where the key stands."""
        return self.chat.describe()

    async def execute(self, call: TextCall | MediaCall, ticket: Ticket = NOBODY) -> AsyncIterator[Signal | Outcome]:
        """Do a call of either kind."""
        work = (
            self.media.execute(call, ticket.remote) if isinstance(call, MediaCall) else self.chat.execute(call, ticket)
        )
        async with aclosing(work) as items:  # type: ignore[type-var]
            async for item in items:
                yield item
