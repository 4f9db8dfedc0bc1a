"""What is said of a provider that is not configured."""

from __future__ import annotations

import pytest

from devserver.backends.providers import unconfigured


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("ollama", "DEVSERVER_OLLAMA"),
        ("comfyui", "DEVSERVER_COMFYUI"),
        ("swarmui", "DEVSERVER_SWARMUI"),
        ("lab", "lab=http://… in DEVSERVER_OPENAI_SERVERS"),
    ],
)
def test_what_to_set_is_named(name: str, setting: str) -> None:
    assert name in unconfigured(name).reason
    assert setting in unconfigured(name).reason
