"""The page: one document for all its addresses, hashed files that are kept for good, and the frame for programs.

The build (`hatch_build.py`) puts `index.html`, `assets/`, `frame/` and `icon.svg` into `devserver/web/`, which is not
committed. Without it the server works all the same, and `/` says how to make it.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

WEB = Path(__file__).parent.parent / "web"
PAGES = ("/", "/runs/{rest:path}", "/jobs", "/gallery", "/models", "/models/{rest:path}", "/settings")
"""Addresses that the page itself knows what to show for; `frontend/src/features/*/page.ts` has the same."""

FRAME_POLICY = (
    "sandbox allow-scripts; default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'unsafe-inline'; img-src data: blob:; media-src data: blob:; font-src data:; worker-src blob:; "
    "connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""For the document in which a made program runs: it may draw and sound, and reach nothing, this server included."""
FRAME = {
    "Content-Security-Policy": FRAME_POLICY,
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Resource-Policy": "cross-origin",  # its origin is none, so that its own scripts are foreign to it
    "Cache-Control": "no-cache",
}
ASSET = {"Cache-Control": "public, max-age=31536000, immutable"}

_UNBUILT = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>DevServer</title>
<link rel="stylesheet" href="/api/docs/style.css"></head><body><main><h1>The server runs, its page is not built</h1>
<p>Stop the server and run <code>./dev setup</code> in the source folder; it says what it lacks. Most often that is a
connection to the npm registry, through which the page's parts come.</p>
<p>Everything works without the page: <a href="/api/docs">read the API</a>, or use <code>devserver --help</code>.</p>
<pre>curl http://{host}/api/configs/outputs</pre></main></body></html>
"""


class Front:
    """Serves the built page from a folder."""

    def __init__(self, folder: Path = WEB) -> None:
        self._folder = folder

    async def page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the page; where it is not built, with 503 and what to do."""
        if (self._folder / "index.html").is_file():
            response = await self._file("", "index.html", scope, {"Cache-Control": "no-cache"})
        else:
            host = dict(scope["headers"])[b"host"].decode("latin-1")
            response = HTMLResponse(_UNBUILT.format(host=escape(host)), 503, {"Cache-Control": "no-store"})
        await response(scope, receive, send)

    async def asset(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a file whose name holds a hash of its content."""
        await (await self._file("assets", scope["path_params"]["path"], scope, ASSET))(scope, receive, send)

    async def frame(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a file of the frame in which programs run."""
        await (await self._file("frame", scope["path_params"]["path"], scope, FRAME))(scope, receive, send)

    async def icon(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the icon."""
        await (await self._file("", "icon.svg", scope, {"Cache-Control": "no-cache"}))(scope, receive, send)

    async def _file(self, below: str, name: str, scope: Scope, headers: dict[str, str]) -> Response:
        folder = self._folder / below
        if not folder.is_dir():
            raise HTTPException(404)
        response = await StaticFiles(directory=folder, check_dir=False).get_response(name, scope)  # nothing above it
        response.headers.update(headers)
        return response
