"""What a workflow needs and no server that is up has: a server that is down may have it, or it is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from devserver.backends import Availability, Reason, lacking
from devserver.backends.comfyui.server import Server
from devserver.backends.providers import unconfigured


def what_is_lacking(servers: Sequence[Server], workflow: Mapping[str, Any] | None) -> Availability:
    """Return why no server that is up can do a workflow: `down` while one that is not may have all it needs.

    Without a workflow it is asked for any server.
    """
    if not servers:
        return unconfigured("comfyui")
    hoped = [server for server in servers if not server.up and not (workflow and server.missing(workflow))]
    missing = nearest_to(servers, workflow) if workflow else None
    if not hoped:
        return missing or lacking("server_down", _silent(servers, servers))
    reasons, named = (missing.reasons, missing.missing) if missing else ((), ())
    silent = _silent(hoped, servers)
    names = (*named, *(server.name for server in hoped))
    return lacking("server_down", *reasons, silent, state="down", missing=names)


def nearest_to(servers: Sequence[Server], workflow: Mapping[str, Any]) -> Availability | None:
    """Return what is missing on the server that lacks least, those that are up first; None where nobody knows."""
    known = [(server, missing) for server in servers if (missing := server.missing(workflow))]
    if not known:
        return None
    server, missing = min(known, key=lambda pair: (not pair[0].up, len(pair[1].names)))
    return missing.availability(server.name)


def _silent(hoped: Sequence[Server], servers: Sequence[Server]) -> Reason:
    told = ", ".join(f"{server.name} ({server.settings.url}): {server.reason}" for server in hoped)
    message = "comfyui_down" if len(hoped) == len(servers) else "comfyui_others_down"
    return Reason(message=message, params={"servers": told})
