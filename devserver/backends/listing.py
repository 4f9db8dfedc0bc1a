"""The lists of models that providers give: asked for by one for all who wait, and kept for a while.

| provider             | path        | what an entry may say                                          |
| -------------------- | ----------- | -------------------------------------------------------------- |
| Ollama               | `/api/tags` | name, size, family                                             |
| OpenAI               | `/models`   | id, `shutdown_date` (a day, or null while none is announced)   |
| OpenRouter           | `/models`   | id, name, prices, modalities, `expiration_date` (a day or null)|
| servers of one's own | `/models`   | id; some have no list, or one name for whatever they serve     |

Forms and lists ask (`models`). What is sent to a model never waits for a list: it takes what is `known`. Entries are
kept as the provider gave them, for who reads prices in them. A list that cannot be had leaves the last one as it was.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fnmatch import fnmatchcase
from typing import Any

from devserver.backends import Backend
from devserver.backends.wire import Ended, Reply, Wire
from devserver.declarations.reports import nearest
from devserver.models.days import day_of
from devserver.models.frozen import Json
from devserver.models.outcomes import Failed, Outcome, TimeoutUnknown
from devserver.models.runs import now

SECONDS = 3.0
"""Seconds that a server has to begin, and between two pieces of its list."""
WHOLE_SECONDS = 10.0
"""Seconds in which a list has to be there."""
BRIEFLY, HOURLY = 5.0, 3600.0
"""Seconds for which the list of a server of one's own, and of a provider on the internet, is kept."""
FAILED_FOR = 30.0
"""The most seconds for which a failure is remembered."""
MOST_MODELS = 10_000
NO_LIST = frozenset({404, 405, 501})
"""What a server answers that has no list."""
_DATES = ("shutdown_date", "expiration_date")


@dataclass(frozen=True)
class Entry:
    """One model of a list; `raw` is the entry as the provider gave it."""

    id: str
    raw: Mapping[str, Json]

    @property
    def shutdown_date(self) -> date | None:
        """Return the last day (UTC) on which the provider says that it serves the model."""
        return next((day for day in map(day_of, map(self.raw.get, _DATES)) if day is not None), None)


@dataclass(frozen=True)
class Models:
    """The models of a provider by their ids; `fault` is what became of asking for them, where that failed."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    fault: Outcome | None = None
    asked_at: datetime | None = None

    def find(self, *names: str) -> Entry | None:
        """Return the first entry of some spellings of a name, or the pattern among the ids that takes one of them."""
        found = next((self.entries[name] for name in names if name in self.entries), None)
        patterns = (entry for id, entry in self.entries.items() if "*" in id)
        return found or next((p for p in patterns if any(fnmatchcase(name, p.id) for name in names)), None)

    def nearest(self, name: str) -> tuple[str, ...]:
        """Return the ids most like a name, best first."""
        return tuple(nearest(name, self.entries, cutoff=50))


Spellings = Callable[[str], Iterable[str]]
Faults = Callable[[Reply, Any], Outcome]


@dataclass
class Listing:
    """The list of one provider: the member `member` of what `path` gives, whose entries have one of some `names`.

    `faults` reads an error, `before` tells why there is no use in asking; a server with an `optional` list may have
    none.
    """

    wire: Wire
    kind: str
    path: str
    member: str
    names: tuple[str, ...]
    faults: Faults
    optional: bool = False
    keep_seconds: float = BRIEFLY
    spellings: Spellings = lambda name: (name,)
    before: Callable[[], Outcome | None] = lambda: None
    clock: Callable[[], float] = time.monotonic
    _asked: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)
    _until: float = 0.0
    _found: Models = field(default_factory=Models, repr=False)

    @property
    def known(self) -> Models:
        """Return what was found last, without asking; a failure counts only while it is remembered."""
        return self._found if self.is_fresh else replace(self._found, fault=None)

    def entry(self, model: str) -> Entry | None:
        """Return what is known of a model, without asking."""
        return self._found.find(*self.spellings(model))

    async def models(self) -> Models:
        """Return the list; ask for it where what is known is too old. A failure is part of the answer."""
        if (why := self.before()) is not None:
            return Models(fault=why)
        async with self._asked:
            if not self.is_fresh:
                self._found = await self._ask()
                failed = self._found.fault is not None
                self._until = self.clock() + (min(FAILED_FOR, self.keep_seconds) if failed else self.keep_seconds)
            return self._found

    @property
    def is_fresh(self) -> bool:
        """Tell whether what is known, be it a failure, is new enough not to be asked for again."""
        return self.clock() < self._until

    async def _ask(self) -> Models:
        try:
            async with asyncio.timeout(WHOLE_SECONDS):
                return Models(await self._read(), asked_at=now())
        except TimeoutError:
            fault: Outcome = TimeoutUnknown(seconds=WHOLE_SECONDS)
        except Ended as ended:
            fault = ended.outcome
        return replace(self._found, fault=fault)

    async def _read(self) -> dict[str, Entry]:
        async with self.wire.request("GET", self.path, read_seconds=SECONDS) as reply:
            if reply.status in NO_LIST and self.optional:
                return {}
            if reply.status != 200:
                raise Ended(self.faults(reply, await reply.error()))
            value = await reply.value()
        given = value.get(self.member) if isinstance(value, dict) else None
        if not isinstance(given, list):
            raise Ended(
                Failed(reason=f"{self.wire.server.url} gave no list of models: look whether it is {self.kind} server")
            )
        return {entry.id: entry for entry in map(self._entry, given[:MOST_MODELS]) if entry is not None}

    def _entry(self, value: object) -> Entry | None:
        if not isinstance(value, dict):
            return None
        id = next((value[name] for name in self.names if isinstance(value.get(name), str)), "")
        return Entry(id, value) if id else None


def listing_of(backend: Backend) -> Listing | None:
    """Return the list of models of a backend that has one."""
    found = getattr(backend, "listing", None)
    return found if isinstance(found, Listing) else None
