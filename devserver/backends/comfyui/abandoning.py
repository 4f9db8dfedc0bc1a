"""Prompts that nobody follows are stopped: their run was handed over, and ended before anybody took it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from devserver.backends.comfyui.api import Refused, Unreachable
from devserver.backends.comfyui.remote import Remote
from devserver.backends.comfyui.server import Server, cancel_once


async def abandon(servers: Sequence[Server], remote: Remote) -> None:
    """Take a prompt out of the queue, or stop it where it runs; a server that does not answer is asked again later.

    So is its repetition, which may have been handed in and never been stored.
    """
    prompts = (remote.prompt_id, remote.next.prompt_id)
    await asyncio.gather(*(_stopped(server, prompt) for server in servers for prompt in prompts))


async def _stopped(server: Server, prompt_id: str) -> None:
    server.haunt(prompt_id)
    with suppress(TimeoutError, Unreachable, Refused):
        async with asyncio.timeout(server.pace.connect):
            await server.known.wait()
        await cancel_once(server.api, prompt_id)
