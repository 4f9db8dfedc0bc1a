"""The page at `/`: what the server is, how to use it, and which models that it names will end."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from starlette.responses import HTMLResponse, Response

from devserver.engine.ending import all_lifecycles
from devserver.engine.engine import Engine
from devserver.engine.lifecycle import Lifecycle

PAGE = Path(__file__).parent.parent / "web" / "index.html"
PLACE = "localhost:17801"
"""Stands in the page for the address that it is served at."""
ENDS = "<!-- models that end -->"
"""Stands in the page for what is to be told of models."""


def page(engine: Engine, host: str) -> Response:
    """Return the page as it is for whoever asked `host`, which the guard has looked at."""
    with engine.setups.use() as setup:
        ends = all_lifecycles(engine.declared, setup.router)
    text = PAGE.read_text(encoding="utf-8").replace(PLACE, escape(host)).replace(ENDS, _told(ends))
    return HTMLResponse(text, headers={"Cache-Control": "no-cache", "Vary": "Host"})


def _told(ends: Iterable[Lifecycle]) -> str:
    """Return the section on models that end, or nothing where none does."""
    rows = "".join(f"<li>{escape(end.message)}</li>" for end in ends)
    if not rows:
        return ""
    return f'<section aria-labelledby="ends"><h2 id="ends">Models that end</h2><ul>{rows}</ul></section>'
