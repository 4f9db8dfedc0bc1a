"""Where a prompt is that a process before this one handed in."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from devserver.backends.comfyui.api import Refused, Unreachable
from devserver.backends.comfyui.remote import Remote
from devserver.backends.comfyui.server import Server
from devserver.backends.comfyui.tracking import Look


async def find(servers: Sequence[Server], remote: Remote) -> tuple[Remote, Server] | None:
    """Return a prompt or its repetition with the server that knows of it, None where none does as far as they answer.

    The repetition may have been handed in by a process that was gone before that was stored. A server that nothing is
    known of yet is waited for as long as connecting may take.
    """
    await known(servers)
    for one in (remote, remote.next):
        for server in sorted(servers, key=lambda server: server.name != one.server):
            with suppress(Unreachable, Refused):
                if server.up and await server.api.look(one.prompt_id) != Look():
                    return one, server
    return None


async def known(servers: Sequence[Server]) -> None:
    """Wait until something is known of each server, as long as connecting may take."""
    await asyncio.gather(*(_known(server) for server in servers))


async def _known(server: Server) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(server.pace.connect):
            await server.known.wait()
