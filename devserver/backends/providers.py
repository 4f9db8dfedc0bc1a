"""The providers that there are by their names, and what to set for one that is not configured."""

from __future__ import annotations

PROVIDERS = frozenset({"embedded", "ollama", "openai", "openrouter", "comfyui", "swarmui"})
"""Names that a declaration can use whether they are configured or not."""

_SETTINGS = {
    "ollama": "set DEVSERVER_OLLAMA to the address of an Ollama server, such as http://localhost:11434",
    "comfyui": "set DEVSERVER_COMFYUI to the address of a ComfyUI server, such as http://localhost:8188",
    "swarmui": "set DEVSERVER_SWARMUI to the address of a SwarmUI server, such as http://localhost:7801",
}


def not_configured(name: str) -> str:
    """Say that there is no backend of a name, and what to set so that there is."""
    if name in _SETTINGS:
        return f"{name} is not configured: {_SETTINGS[name]}"
    return f"no such backend: {name}; a server is named as {name}=http://… in DEVSERVER_OPENAI_SERVERS"
