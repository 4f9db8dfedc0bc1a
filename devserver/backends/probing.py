"""Whether a provider is there and takes the key: its cheapest route that wants one is asked, once, without a retry.

Asked is what the settings name now, over a connection of its own, so that nothing remembered comes in between. Nothing
of an answer is shown but what a server says of its own error, without keys.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import aclosing
from typing import Literal

from devserver.backends import Availability
from devserver.backends.chat_errors import outcome_of, page_outcome, read_fault
from devserver.backends.wire import Ended, Reply, Wire
from devserver.keys import Keys
from devserver.models.frozen import Frozen, Json
from devserver.models.outcomes import Reason, Unavailable, reason_of
from devserver.models.servers import Server
from devserver.settings import Settings

SECONDS = 5.0
"""Seconds that a server has to connect, and again to answer."""
ROUTES = {"openrouter": ("/key",), "ollama": ("/api/tags",), "comfyui": ("/features", "/system_stats")}
"""What is asked, the next where there is no such route; `/models` without an entry."""
NEED_KEY = frozenset({"openai", "openrouter"})

State = Literal["ok", "refused", "unreachable", "not_configured"]


class Probe(Frozen):
    """How a provider answered; `message` is a key of sentences, `params` fill it."""

    provider: str
    state: State
    message: str
    params: dict[str, Json]


def is_probed(provider: str, settings: Settings) -> bool:
    """Tell whether there is a route to ask a provider for; of another its backend says how it is."""
    named = {server.name for server in settings.openai_servers}
    return provider in NEED_KEY | ROUTES.keys() | named


def of_availability(provider: str, found: Availability) -> Probe:
    """Return what the backend of a provider says of it."""
    if found.ready:
        return _well(provider)
    return _told(provider, "unreachable", found.reason or found.state, found.reasons)


async def probe(provider: str, settings: Settings, keys: Keys, pool: Executor) -> Probe:
    """Ask every server of a provider; the first that is not well counts, else that all are."""
    servers = servers_of(provider, settings)
    if not servers:
        return _told(provider, "not_configured", f"{provider} has no address in the settings")
    key = keys.find(provider)
    if provider in NEED_KEY and key is None:
        return _told(provider, "not_configured", keys.places(provider))
    if key is not None and not key.usable:
        return _told(provider, "not_configured", f"the key in {key.place} is not one line of printable ASCII")
    found = await asyncio.gather(*(_asked(Wire(provider, server, keys, pool=pool)) for server in servers))
    return next((one for one in found if one.state != "ok"), found[0])


def servers_of(provider: str, settings: Settings) -> Sequence[Server]:
    """Return the servers of a provider as the settings name them, none where it is not configured."""
    if provider in NEED_KEY:
        return [Server(url=getattr(settings, f"{provider}_url"))]
    named = [server for server in settings.openai_servers if server.name == provider]
    given = named or getattr(settings, provider, None)
    found = given if isinstance(given, list | tuple) else [given] if given else []
    return [Server(url=one.url, headers=one.headers) for one in found]


async def _asked(wire: Wire) -> Probe:
    try:
        for path in ROUTES.get(wire.name, ("/models",)):
            async with asyncio.timeout(2 * SECONDS), wire.request("GET", path, read_seconds=SECONDS) as reply:
                if reply.status != 404:
                    return await _read(reply)
        reason = f"{wire.server.url} is not its address (status 404)"
        return _told(wire.name, "unreachable", reason)
    except TimeoutError:
        return _told(wire.name, "unreachable", f"no answer within {2 * SECONDS:.0f} s")
    except Ended as ended:
        reason = reason_of(ended.outcome, f"no answer within {SECONDS:.0f} s")
        reasons = ended.outcome.reasons if isinstance(ended.outcome, Unavailable) else ()
        return _told(wire.name, "unreachable", reason, reasons)
    finally:
        await wire.close()


async def _read(reply: Reply) -> Probe:
    if reply.status != 200:
        error = await reply.error()
        reason = reason_of(page_outcome(reply, error) or outcome_of(read_fault(reply, "", error)))
        state: State = "refused" if reply.status in {401, 402, 403, 429} else "unreachable"
        return _told(reply.wire.name, state, reason or f"status {reply.status}")
    async with aclosing(reply.pieces()) as pieces:
        start = await anext(pieces, b"")
    if not start.lstrip().startswith((b"{", b"[")):
        raise Ended(reply.unreadable(start))
    return _well(reply.wire.name)


def _well(provider: str) -> Probe:
    return Probe(provider=provider, state="ok", message="provider_ok", params={"provider": provider})


def _told(provider: str, state: State, reason: str, reasons: Sequence[Reason] = ()) -> Probe:
    """Tell how a provider is; `reasons` say the same as `reason` in every language, where that is known."""
    params: dict[str, Json] = {"provider": provider, "reason": reason.rstrip(".")}
    if reasons:
        params["reasons"] = [one.model_dump() for one in reasons]
    return Probe(provider=provider, state=state, message=f"provider_{state}", params=params)
