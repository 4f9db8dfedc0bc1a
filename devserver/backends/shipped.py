"""The backends that are shipped: this is the list to which a new one is added."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from devserver.backends import Backend
from devserver.backends.embedded import EmbeddedBackend
from devserver.backends.hosted import open_hosted
from devserver.backends.network import trusted
from devserver.backends.ollama import open_ollama
from devserver.backends.opening import Opening
from devserver.settings import Settings

MakeBackends = Callable[[Opening], Iterable[Backend]]


def shipped_backends(opening: Opening) -> list[Backend]:
    """Return the backends that there are.

    What `kept` opens stays open when settings change, unless one of those that are named here changes.
    """
    return [
        *opening.kept(_open_embedded),
        *opening.kept(open_ollama, "ollama"),
        *opening.kept(open_hosted, "openai_url", "openrouter_url", "openai_servers", "openai", "openrouter"),
        *opening.kept(_open_comfyui, "comfyui", "comfyui_wait_seconds"),
        *opening.kept(_open_swarmui, "swarmui"),
    ]


def import_transports(settings: Settings) -> None:
    """Import what opening needs, on a thread: it takes 300 ms, and others are at work on the loop by now."""
    if settings.comfyui:
        import devserver.backends.comfyui

        trusted()
    if settings.swarmui:
        import devserver.backends.swarmui  # noqa: F401 - for the sake of importing


def _open_embedded(opening: Opening) -> list[Backend]:
    return [EmbeddedBackend(pool=opening.renderers)]


def _open_comfyui(opening: Opening) -> list[Backend]:
    """Import the transport only where a server is set: that takes 300 ms and the memory of a websocket client."""
    if not opening.settings.comfyui:
        return []
    from devserver.backends.comfyui import open_comfyui

    return [open_comfyui(opening)]


def _open_swarmui(opening: Opening) -> list[Backend]:
    """Import the websocket client only where a server is set, as above."""
    if opening.settings.swarmui is None:
        return []
    from devserver.backends.swarmui import open_swarmui

    return [open_swarmui(opening)]
