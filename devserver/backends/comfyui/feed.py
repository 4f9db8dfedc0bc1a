"""The websocket side of one server: a socket that tells what happens, and knows when it is deaf.

There is never a second socket with our client id: when the older of two closes, the server forgets the newer one,
which then stays open, answers pings and hears nothing. So an old socket is closed to the end before a new one is
opened; and a socket that ought to have heard something and did not is replaced (`recycle`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, WebSocketException

from devserver.backends.comfyui.clock import now
from devserver.backends.comfyui.protocol import HELLO, Event, Picture, Running, Shares, read_bytes, read_text
from devserver.backends.comfyui.settings import Pace
from devserver.backends.websocket import open_websocket, websocket_url
from devserver.models.servers import ComfyServer

LARGEST = 64 * 1024**2
"""The most bytes of a message: a picture that a node sends over the socket, not a preview."""


class NoSocket(Exception):
    """A websocket could not be opened."""


def socket_url(server: ComfyServer, prefix: str, client_id: str) -> str:
    """Return the address of the websocket of a server."""
    return websocket_url(server.url, f"{prefix}/ws", f"clientId={client_id}")


@dataclass
class Feed:
    """Tells each event of a server to `tell`, and `changed` when it connects or loses the connection."""

    server: ComfyServer
    client_id: str
    pace: Pace
    tell: Callable[[Event], None]
    changed: Callable[[], None]
    heard_at: float = 0.0
    opened: int = 0
    _socket: ClientConnection | None = None
    _last: str | None = None
    _deaf: bool = False

    @property
    def connected(self) -> bool:
        """Tell whether events may be expected."""
        return self._socket is not None and not self._deaf

    async def listen(self, prefix: str = "") -> None:
        """Open the socket and tell what it says until it closes; raises NoSocket where it cannot be opened."""
        try:
            socket = await open_websocket(
                socket_url(self.server, prefix, self.client_id),
                self.server.sent_headers,
                open_timeout=self.pace.connect,
                ping_interval=self.pace.ping,
                ping_timeout=self.pace.ping,
                close_timeout=self.pace.connect,
                max_size=LARGEST,
            )
        except (OSError, TimeoutError, WebSocketException, EOFError, ImportError, ValueError) as error:
            raise NoSocket(type(error).__name__) from error
        try:
            await socket.send(HELLO)
            self._socket, self._deaf, self._last = socket, False, None
            self.opened += 1
            self.changed()
            async for message in socket:
                self._take(message)
        except ConnectionClosed:
            pass
        finally:
            self._socket = None
            await socket.close()
            self.changed()

    def recycle(self) -> None:
        """Replace the socket, which is deaf: close it, and whoever listens opens another."""
        if self._socket is not None and not self._deaf:
            self._deaf = True
            self._socket.transport.abort()

    def _take(self, message: str | bytes) -> None:
        self.heard_at = now()
        event = read_text(message) if isinstance(message, str) else read_bytes(message)
        if isinstance(event, Running | Shares) and event.prompt_id is not None:
            self._last = event.prompt_id
        if isinstance(event, Picture) and event.prompt_id is None:
            event = replace(event, prompt_id=self._last)
        if event is not None:
            self.tell(event)
