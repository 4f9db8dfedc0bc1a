"""The providers that there are by their names, and what to set for one that is not configured."""

from __future__ import annotations

from devserver.backends.availability import Availability, lacking
from devserver.models.outcomes import Reason
from devserver.models.servers import OWN_NAMES

PROVIDERS = OWN_NAMES
"""Names that a declaration can use whether they are configured or not."""

_SERVERS = {
    "ollama": ("DEVSERVER_OLLAMA", "Ollama", "http://localhost:11434"),
    "comfyui": ("DEVSERVER_COMFYUI", "ComfyUI", "http://localhost:8188"),
    "swarmui": ("DEVSERVER_SWARMUI", "SwarmUI", "http://localhost:7801"),
}


def unconfigured(name: str) -> Availability:
    """Return that there is no backend of a name, and what to set so that there is."""
    if name not in _SERVERS:
        reason = Reason(message="provider_unknown", params={"name": name})
        return lacking("not_configured", reason, missing=(name,))
    setting, title, example = _SERVERS[name]
    params = {"name": name, "setting": setting, "title": title, "example": example}
    return lacking("not_configured", Reason(message="provider_unset", params=params), missing=(name,))
