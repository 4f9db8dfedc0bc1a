"""Settings that were changed while the server ran: `<data>/settings.json`, readable for its owner only.

    {"format": 1, "settings": {"language": "de", …}}

Values are as in `devserver.toml`. A name that is no setting any more has no effect; a file that is damaged keeps the
server from starting, because a default in the place of a safety level could be looser.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devserver.errors import Unavailable
from devserver.private import write_private

NAME = "settings.json"


def read(data: Path) -> dict[str, Any]:
    """Return the settings that are stored in a data folder; raises Unavailable for a file that is damaged."""
    path = data / NAME
    try:
        value = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        raise _unusable(path, getattr(error, "strerror", None) or "it is no JSON") from None
    settings = value.get("settings") if isinstance(value, dict) and value.get("format") == 1 else None
    if not isinstance(settings, dict):
        raise _unusable(path, 'it is not {"format": 1, "settings": {…}}')
    return settings


def write(data: Path, settings: Mapping[str, Any]) -> None:
    """Store settings in a data folder, in the place of all that were; raises Unavailable."""
    path = data / NAME
    text = json.dumps({"format": 1, "settings": dict(settings)}, ensure_ascii=False, indent=2, sort_keys=True)
    try:
        write_private(path, text.encode() + b"\n")
    except OSError as error:
        raise Unavailable("settings_unwritable", file=str(path), reason=error.strerror) from None


def _unusable(path: Path, reason: str) -> Unavailable:
    return Unavailable("settings_unreadable", file=str(path), reason=reason)
