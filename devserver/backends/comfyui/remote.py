"""Where a prompt was handed in, as the ledger keeps it: what another process needs to follow it.

A server tells how far a prompt is to the websocket with the client id that handed it in, and to no other. So whoever
follows it later listens under that id too.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from devserver.models.frozen import Json
from devserver.models.outcomes import Submitted

_OURS = uuid.UUID("9b7c1f9e-4a3e-5c0b-8f52-6d1f0a7e2c41")


@dataclass(frozen=True)
class Remote:
    """A prompt, the name of the server that has it, and the client id under which that tells of it."""

    prompt_id: str
    server: str = ""
    client_id: str = ""

    @property
    def next(self) -> Remote:
        """Return the prompt that a further try is: the same in every process, so that it is found unstored too."""
        return Remote(str(uuid.uuid5(_OURS, self.prompt_id)))

    @property
    def signal(self) -> Submitted:
        """Return what the ledger stores."""
        return Submitted(remote=asdict(self))


def prompt_id_of(key: str) -> str:
    """Return the id under which a call with a key is handed in first; the same in every process."""
    return str(uuid.uuid5(_OURS, key))


def remote_of(key: str, stored: Mapping[str, Json] | None) -> Remote:
    """Return where a call with a key may be: as stored, else under the id of its first try, wherever that is."""
    texts = {name: value for name, value in (stored or {}).items() if isinstance(value, str) and value}
    if "prompt_id" not in texts:
        return Remote(prompt_id_of(key))
    return Remote(texts["prompt_id"], texts.get("server", ""), texts.get("client_id", ""))
