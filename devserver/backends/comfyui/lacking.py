"""What a workflow needs and no server that is up has: a server that is down may have it, or it is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from devserver.backends import Availability
from devserver.backends.comfyui.server import Server


def what_is_lacking(servers: Sequence[Server], workflow: Mapping[str, Any] | None) -> Availability:
    """Return why no server that is up can do a workflow: `down` while one that is not may have all it needs.

    Without a workflow it is asked for any server.
    """
    if not servers:
        return Availability(state="unavailable", reason="no ComfyUI server is configured", missing=("comfyui",))
    hoped = [server for server in servers if not server.up and not (workflow and server.missing(workflow))]
    missing = nearest_to(servers, workflow) if workflow else None
    if not hoped:
        return missing or Availability(state="unavailable", reason=_silent(servers, servers))
    reason = _silent(hoped, servers) if missing is None else f"{missing.reason}; {_silent(hoped, servers)}"
    named = missing.missing if missing else ()
    return Availability(state="down", reason=reason, missing=(*named, *(server.name for server in hoped)))


def nearest_to(servers: Sequence[Server], workflow: Mapping[str, Any]) -> Availability | None:
    """Return what is missing on the server that lacks least, those that are up first; None where nobody knows."""
    known = [(server, missing) for server in servers if (missing := server.missing(workflow))]
    if not known:
        return None
    server, missing = min(known, key=lambda pair: (not pair[0].up, len(pair[1].names)))
    return Availability(state="unavailable", reason=missing.sentence(server.name), missing=missing.names)


def _silent(hoped: Sequence[Server], servers: Sequence[Server]) -> str:
    told = ", ".join(f"{server.name} ({server.settings.url}): {server.reason}" for server in hoped)
    if len(hoped) == len(servers):
        return f"no ComfyUI server answers: {told}"
    return f"of those that may have it none answers: {told}"
