"""What one call has heard so far: how far it is, the pictures that came, and how it ended. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from devserver.backends.swarmui.pictures import preview_of
from devserver.backends.swarmui.protocol import Closing, Discarded, Event, Fault, Made, Status, Step
from devserver.models.frozen import Json
from devserver.models.outcomes import Progress, Signal

LOADING = 0.01
"""The share that counts as done while a model is loaded: more than nothing, which would not be told."""
OF_THE_REST = 0.9
"""The part of what is left that the step in work counts for: as a rule it is the sampler, and little comes after it."""


def expected(body: Mapping[str, Json]) -> int:
    """Return how many pictures a request asks for."""
    return _number(body.get("images")) * _number(body.get("batchsize"))


def _number(value: Json) -> int:
    try:
        return max(1, int(value)) if isinstance(value, int | float | str) else 1
    except ValueError:
        return 1


@dataclass
class Collecting:
    """Takes in what the server says of one call; `plain` tells that it was said in one answer, without indices."""

    expected: int = 1
    fault: Fault | None = None
    ended: bool = False
    began: bool = False
    in_line: bool = False
    plain: bool = False
    _made: dict[int, Made] = field(default_factory=dict)
    _discarded: set[int] = field(default_factory=set)
    _shares: dict[int, float] = field(default_factory=dict)
    _most: float = 0.0

    @property
    def kept(self) -> list[Made]:
        """Return the pictures that count, in their order."""
        return [made for index, made in sorted(self._made.items()) if index not in self._discarded]

    @property
    def came(self) -> int:
        """Return how many pictures came, also such as were discarded."""
        return len(self._made)

    def take(self, event: Event) -> list[Signal]:
        """Take in what the server said; return what there is to tell of it."""
        match event:
            case Fault():
                self.fault, self.ended = event, True
            case Closing():
                self.ended = True
            case Discarded():
                self._discarded |= event.indices
            case Status():
                return self._status(event)
            case Step():
                return self._step(event)
            case Made() if event.index >= 0:
                self._made[event.index] = event
                return self._progress(event.index, 1.0)
        return []

    def _status(self, status: Status) -> list[Signal]:
        self.in_line = status.in_line and not self.began
        if status.loading:
            self.began, self._most = True, max(self._most, LOADING)
            return [Progress(fraction=self._most, part="loading")]
        return []

    def _step(self, step: Step) -> list[Signal]:
        share = step.overall + OF_THE_REST * (1.0 - step.overall) * step.current
        signals = self._progress(step.index, share)
        preview = preview_of(step.preview)
        return [*signals, preview] if preview else signals

    def _progress(self, index: int, share: float) -> list[Signal]:
        self.began, self.in_line = True, False
        self._shares[index] = max(self._shares.get(index, 0.0), share)
        whole = sum(self._shares.values()) / max(self.expected, len(self._shares))
        self._most = max(self._most, min(1.0, whole))
        return [Progress(fraction=self._most, part="making")]


def told_in(metadata: str) -> dict[str, Json]:
    """Return what of SwarmUI's metadata is kept: above all which parameters had no effect."""
    try:
        whole: Any = json.loads(metadata) if metadata else {}
    except (ValueError, RecursionError):
        return {}
    extra = whole.get("sui_extra_data") if isinstance(whole, dict) else None
    if not isinstance(extra, dict):
        return {}
    lists = {ours: _words(extra.get(theirs)) for ours, theirs in _KEPT}
    return {name: words for name, words in lists.items() if words}


_KEPT = (("left_out", "unused_parameters"), ("warnings", "parser_warnings"))


def _words(value: Any) -> list[str]:
    return [word[:200] for word in value[:20] if isinstance(word, str)] if isinstance(value, list) else []
