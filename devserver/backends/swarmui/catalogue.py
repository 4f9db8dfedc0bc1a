"""What a SwarmUI server has: models, LoRAs, and the parameters that it knows; asked now and then, by one for all.

SwarmUI takes a model whose name only holds the one it was given, and leaves out a parameter that it does not know,
both without a word. So both are looked at here before anything is sent.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from devserver.backends.swarmui.sessions import Sessions
from devserver.backends.wire import Ended
from devserver.declarations.reports import did_you_mean
from devserver.models.frozen import Json
from devserver.models.outcomes import Failed, Outcome, Unavailable

MODELS_KNOWN_FOR = 5.0
"""Seconds for which the lists of models are remembered."""
PARAMETERS_KNOWN_FOR = 60.0
FAILURE_KNOWN_FOR = 0.25
"""Long enough for all who ask at once, and too short for somebody who mends it and tries again."""
DEPTH = 20
"""Folders below one another in which models are looked for."""
OF_THE_REQUEST = frozenset({"session_id", "presets", "extra_metadata"})
"""What a request may hold that is no parameter."""

Names = dict[str, str]
"""Names by what of them counts when they are compared."""


@dataclass
class Known:
    """Names that are asked for at most every few seconds; one asks, the others wait."""

    ask: Callable[[], Awaitable[Names]]
    seconds: float
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _until: float = 0.0
    _found: Names | Outcome = field(default_factory=dict)

    async def names(self) -> Names | Outcome:
        """Return the names, or the outcome of asking where that failed."""
        async with self._asking:
            if time.monotonic() >= self._until:
                seconds = self.seconds
                try:
                    self._found = await self.ask()
                except Ended as ended:
                    self._found, seconds = ended.outcome, FAILURE_KNOWN_FOR
                self._until = time.monotonic() + seconds
            return self._found


class Catalogue:
    """What one server has."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._models = Known(lambda: self._list("Stable-Diffusion"), MODELS_KNOWN_FOR)
        self._loras = Known(lambda: self._list("LoRA"), MODELS_KNOWN_FOR)
        self._parameters = Known(self._list_parameters, PARAMETERS_KNOWN_FOR)

    async def model(self, name: str) -> Outcome | None:
        """Return what stands against a model, or without a name against the server; None where nothing does."""
        known = await self._models.names()
        if not isinstance(known, dict):
            return known
        return self._unlisted(name, known, "model") if name else None

    async def lacking(self, body: Mapping[str, Json]) -> Outcome | None:
        """Return what stands against a request: a model, LoRA or parameter that the server lacks."""
        if isinstance(model := body.get("model"), str) and (lacking := await self.model(model)):
            return lacking
        for lora in _texts(body.get("loras")):
            known = await self._loras.names()
            if isinstance(known, dict) and (lacking := self._unlisted(lora, known, "LoRA")):
                return lacking
        return self._unknown(body, await self._parameters.names())

    def _unlisted(self, name: str, known: Names, what: str) -> Unavailable | None:
        if model_key(name) in known:
            return None
        hint = did_you_mean(name, known.values())
        reason = f"{self._sessions.wire.name} has no {what} {name!r}{f': {hint}' if hint else ''}"
        return Unavailable(reason=reason, missing=(name,))

    def _unknown(self, body: Mapping[str, Json], known: Names | Outcome) -> Unavailable | None:
        """Return what is to say of the first parameter that is not known; None too where nobody tells what is."""
        if not isinstance(known, dict) or not known:
            return None
        unknown = next((n for n in body if n not in OF_THE_REQUEST and parameter_id(n) not in known), None)
        if unknown is None:
            return None
        hint = did_you_mean(unknown, known) or "look at the request_body of the chunk"
        reason = f"{self._sessions.wire.name} knows no parameter {unknown!r} and would leave it out silently: {hint}"
        return Unavailable(reason=reason, missing=(unknown,))

    async def _list(self, subtype: str) -> Names:
        fields = {"path": "", "depth": DEPTH, "subtype": subtype, "sortBy": "Name", "allowRemote": True}
        files = (await self._sessions.ask_in_any("ListModels", fields)).get("files")
        if not isinstance(files, list):
            url = self._sessions.wire.server.url
            raise Ended(Failed(reason=f"{url} gave no list of models: look whether it is a SwarmUI server"))
        return {model_key(name): name for name in _members(files, "name")}

    async def _list_parameters(self) -> Names:
        answer = await self._sessions.ask_in_any("ListT2IParams")
        return {name: name for name in _members(answer.get("list"), "id")}


def model_key(name: str) -> str:
    """Return what of the name of a model counts: SwarmUI names one with its extension or without."""
    return name.replace("\\", "/").removesuffix(".safetensors")


def parameter_id(name: str) -> str:
    """Return the id that SwarmUI makes of any spelling of a parameter: its lower-case letters."""
    return "".join(letter for letter in name.lower() if "a" <= letter <= "z")


def _members(items: Any, name: str) -> list[str]:
    given = items if isinstance(items, list) else []
    return [item[name] for item in given if isinstance(item, dict) and isinstance(item.get(name), str)]


def _texts(value: Json) -> list[str]:
    items = value if isinstance(value, list) else str(value).split(",") if value else ()
    return [text for item in items if (text := str(item).strip())]
