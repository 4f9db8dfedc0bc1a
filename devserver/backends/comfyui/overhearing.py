"""Listening under the client id of a process that is gone, for as long as one of its prompts is followed.

There is one socket for an id, however many prompts are followed under it: a server that has two forgets the newer one
when the older closes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from devserver.backends.comfyui.feed import Feed, NoSocket


@dataclass
class _Heard:
    task: asyncio.Task[None]
    prompts: int = 0


@dataclass
class Overhearing:
    """The sockets under other client ids than our `own` at one server.

    `make` makes a feed for an id, `prefix` says where it is.
    """

    own: str
    make: Callable[[str], Feed]
    prefix: Callable[[], str]
    _heard: dict[str, _Heard] = field(default_factory=dict)

    @asynccontextmanager
    async def of(self, client_id: str) -> AsyncIterator[None]:
        """Hear what the server tells to a client id; nothing to do for none, or for our own, which is heard anyway."""
        if client_id in {"", self.own}:
            yield
            return
        if client_id not in self._heard:
            self._heard[client_id] = _Heard(asyncio.create_task(self._listen(self.make(client_id))))
        heard = self._heard[client_id]
        heard.prompts += 1
        try:
            yield
        finally:
            heard.prompts -= 1
            if not heard.prompts:
                self._heard.pop(client_id, None)
                heard.task.cancel()
                await asyncio.wait([heard.task])

    async def _listen(self, feed: Feed) -> None:
        """Keep a socket open until cancelled; where none opens, the prompts are looked at all the same."""
        while True:
            try:
                await feed.listen(self.prefix())
            except NoSocket:
                await asyncio.sleep(feed.pace.health)
            await asyncio.sleep(feed.pace.again_first)
