"""Hot reload: a file that changes is live within half a second.

Only what changed is read again; everything is cross-checked again. A file that is half written, or broken by an edit,
is reported, and its last good version is served until it is mended, removed, or says another id. What was good and now
names something that is gone is reported and not served, as at start. A run that has begun keeps its snapshot.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import anyio
import anyio.to_thread
from watchfiles import Change, awatch

from devserver.declarations.layers import Layer
from devserver.declarations.library import Library, load
from devserver.declarations.loading import Files

QUIET_MS = 30
QUIET_TURN_MS = 1000
DEBOUNCE_MS = 300

_PASSING = (".swp", ".swx", ".tmp", ".part", "~")


class Stop(Protocol):
    """What ends the watching when it is set; an `asyncio.Event` or `anyio.Event`."""

    def is_set(self) -> bool:
        """Tell whether to stop."""


def concerns(_: Change, path: str) -> bool:
    """Tell whether a changed path can be a declaration or a folder of some."""
    name = Path(path).name
    return not name.startswith(".") and not name.endswith(_PASSING)


async def watch(
    layers: Iterable[Layer | Path | str],
    on_change: Callable[[Library], Awaitable[None]],
    *,
    aliases: Collection[str],
    backends: Collection[str],
    files: Files | None = None,
    stop: Stop | None = None,
) -> None:
    """Call `on_change` with a new library after each change in a layer's folder, until cancelled or stopped.

    `files` should be those of the first `load`, so that the first change is as cheap as the next. A folder that comes,
    goes, or is made anew is noticed within `QUIET_TURN_MS`.
    """
    laid = [Layer.of(layer) for layer in layers]
    known = files or Files()
    reload = partial(load, laid, aliases=aliases, backends=backends, files=known)
    options: dict[str, Any] = {"watch_filter": concerns, "debounce": DEBOUNCE_MS, "step": QUIET_MS, "stop_event": stop}
    while stop is None or not stop.is_set():
        present = _present(laid)
        if not present:
            await anyio.sleep(QUIET_TURN_MS / 1000)
            continue
        joined = False
        async for changes in awatch(*present, rust_timeout=QUIET_TURN_MS, yield_on_timeout=True, **options):
            moved = _present(laid) != present
            if joined and not changes and not moved:
                continue
            joined = True  # once in any case: what changed between the load and the joining is told by nobody
            known.forget({Path(path) for _, path in changes})
            await on_change(await anyio.to_thread.run_sync(reload))
            if moved:
                break


def _present(layers: Iterable[Layer]) -> dict[Path, int]:
    """Return the folders that are there, each with what tells it from another one of the same name."""
    found: dict[Path, int] = {}
    for layer in layers:
        with suppress(OSError):
            found[layer.folder] = layer.folder.stat().st_ino
    return found
