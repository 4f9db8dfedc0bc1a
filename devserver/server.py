"""The server: one process, uvicorn around the application, stopped cleanly by SIGTERM or SIGINT.

The socket is opened before anything else, so that a port in use is said at once and nothing was touched. When the
server stops, streams are ended first and running work gets its seconds of grace; then what is left is cancelled.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import uvicorn
from starlette.applications import Starlette
from uvicorn.loops.auto import auto_loop_factory
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from devserver.app import create_app, parts_of
from devserver.errors import Forbidden, Unavailable
from devserver.routes.security import is_loopback
from devserver.settings import Settings

BACKLOG = 1024
MOST_CONNECTIONS = 4000
"""Connections at once, above which requests are answered 503; fewer where the process may not open so many files."""
SHARE = 0.6
"""Which part of the files that may be open connections take before that; the rest is for what they are about."""
BEYOND = 1.25
"""How many times as many connections there may be before further ones are closed at once."""
MOST_MESSAGE = 64 * 1024
"""Bytes of one message of a websocket client."""
PING_EVERY = 25.0
"""Seconds between two pings of a websocket, and the seconds that an answer may take."""
COLLECT = (10_000, 20, 50)
"""How many new objects bring a collection of garbage: requests make many that end with them."""
SPARE_SECONDS = 2.0
"""Seconds beyond the grace of running work in which answers go out when the server stops."""


def serve(settings: Settings, app: Starlette | None = None, ready: Callable[[str], None] | None = None) -> int:
    """Serve until a signal comes, and return 0; `ready` gets the address, which is printed otherwise.

    Raises Forbidden for a host that is not loopback and Unavailable for an address that cannot be used, as well as
    what keeps the engine from opening.
    """
    listening = listen(settings)
    with listening:
        application = app or create_app(settings)
        _allow_open_files()
        with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
            runner.run(_run(application, listening, settings, ready or _print))
    return 0


def _allow_open_files() -> None:
    """Take as many open files as this process may have: each connection is one, and the usual limit is 1024."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 2 * MOST_CONNECTIONS if hard == resource.RLIM_INFINITY else min(hard, 2 * MOST_CONNECTIONS)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def most_connections() -> int:
    """Return how many connections leave files enough for the work that they ask for."""
    try:
        import resource

        allowed, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    except (ImportError, OSError):
        return MOST_CONNECTIONS
    return MOST_CONNECTIONS if allowed == resource.RLIM_INFINITY else min(MOST_CONNECTIONS, int(allowed * SHARE))


class Bounded(HttpToolsProtocol):
    """A connection that is closed at once where there are far too many: each takes a file, whether it asks or not."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, or end."""
        super().connection_made(transport)
        if self.limit_concurrency is not None and len(self.connections) > BEYOND * self.limit_concurrency:
            transport.abort()


def listen(settings: Settings) -> socket.socket:
    """Return a socket that listens on the address of the settings; raises Forbidden or Unavailable."""
    host = settings.host
    if not is_loopback(host):
        raise Forbidden("host_not_loopback", host=host)
    address = "127.0.0.1" if host.lower().removesuffix(".") == "localhost" else host
    listening = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, settings.port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        reason = error.strerror or str(error)
        raise Unavailable("address_unusable", host=host, port=settings.port, reason=reason) from error
    return listening


def address_of(listening: socket.socket) -> str:
    """Return the address under which a listening socket is reached."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _print(address: str) -> None:
    sys.stdout.write(f"DevServer is ready at {address}\n")
    sys.stdout.flush()


async def _run(app: Starlette, listening: socket.socket, settings: Settings, ready: Callable[[str], None]) -> None:
    async with app.router.lifespan_context(app):
        server = Server(app, settings, lambda: ready(address_of(listening)))
        await server.serve([listening])


class Server(uvicorn.Server):
    """uvicorn's server that says when it is ready, ends streams before it waits, and leaves no signal behind."""

    def __init__(self, app: Starlette, settings: Settings, ready: Callable[[], None]) -> None:
        super().__init__(_config(app, settings))
        # It would write addresses with their queries, and of each error what it says, which may be a person's words.
        # What breaks is logged by the guard, without them.
        for name in ("uvicorn.error", "python_multipart"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._engine = parts_of(app).engine
        self._grace = settings.stop_grace_seconds
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to accept, and say so."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        gc.freeze()  # what is there now stays: looking through it again and again took a tenth of a request's time
        gc.set_threshold(*COLLECT)
        gc.enable()
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End streams, then let requests and running work end side by side."""
        self._engine.log.close()
        await asyncio.gather(super().shutdown(sockets), self._engine.runs.close(self._grace))

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at SIGINT and SIGTERM; unlike uvicorn's own, do not raise them again, for we end with 0."""
        try:
            before = {number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)}
        except ValueError:  # not in the main thread: whoever started the thread stops the server
            before = {}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        if self.should_exit:  # the second one: no more grace
            self.force_exit = True
            self._loop.call_soon_threadsafe(self._engine.runs.hurry)
        self.should_exit = True


def _config(app: Starlette, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=Bounded,
        ws="websockets-sansio",
        ws_max_size=MOST_MESSAGE,
        ws_ping_interval=PING_EVERY,
        ws_ping_timeout=PING_EVERY,
        ws_per_message_deflate=False,
        lifespan="off",  # entered by `_run`, so that what keeps the engine from opening reaches the command line
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=most_connections(),
        backlog=BACKLOG,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=int(settings.stop_grace_seconds + SPARE_SECONDS),
    )
