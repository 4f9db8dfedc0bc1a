"""The websocket of SwarmUI: what its messages say. Pure, and never surprised: what says nothing to us is None.

A picture comes flat (`{"image": "View/…", "batch_index": "0"}`); its documentation shows it nested, which is taken as
well. An index of -1 is a grid of all pictures, -11 and below are steps on the way. Shapes: SwarmUI's `T2IAPI`, 2026.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from devserver.models.frozen import Json


@dataclass(frozen=True)
class Status:
    """How many pictures of a session are asked for, wait for a backend, wait for a model to load, are being made."""

    asked: int
    waiting: int
    loading: int
    live: int

    @property
    def idle(self) -> bool:
        """Tell whether the session has nothing to do any more."""
        return not (self.asked or self.waiting or self.loading or self.live)

    @property
    def in_line(self) -> bool:
        """Tell whether it waits for its turn, and for nothing else."""
        return bool(self.waiting) and not (self.loading or self.live)


@dataclass(frozen=True)
class Step:
    """How far a picture is: the share of all its steps, and of the step that runs, 0 to 1; perhaps a small picture."""

    index: int
    overall: float
    current: float
    preview: str = field(default="", repr=False)


@dataclass(frozen=True)
class Made:
    """A picture: a data URL, or a path on the server. `metadata` is what SwarmUI says of it, JSON as a rule."""

    index: int
    where: str = field(repr=False)
    metadata: str = ""


@dataclass(frozen=True)
class Discarded:
    """The last word on a request: indices of pictures that do not count after all."""

    indices: frozenset[int]


@dataclass(frozen=True)
class Fault:
    """An error, in SwarmUI's words; some have an id."""

    text: str
    id: str = ""


@dataclass(frozen=True)
class Closing:
    """The server has nothing left to do, and closes the socket soon."""


@dataclass(frozen=True)
class Alive:
    """The server works, and has nothing to tell; it says so at least every 30 seconds."""


Event = Status | Step | Made | Discarded | Fault | Closing | Alive


_COUNTS = ("waiting_gens", "waiting_backends", "loading_models", "live_gens")


def read_event(message: dict[str, Any]) -> Event | None:
    """Return what a message says, or None where it says nothing that we use."""
    return next((read(message) for name, read in _READERS if message.get(name) is not None), None)


def read_fault(message: dict[str, Any]) -> Fault:
    """Return the error that a message holds."""
    text, name = message.get("error"), message.get("error_id")
    return Fault(text if isinstance(text, str) else "", name if isinstance(name, str) else "")


def read_status(message: dict[str, Any]) -> Status | None:
    """Return the status that a message holds, or None where it holds none."""
    counts = message.get("status")
    if not isinstance(counts, dict):
        return None
    return Status(*(_count(counts.get(name)) for name in _COUNTS))


def pictures_in(answer: dict[str, Any]) -> list[Made] | None:
    """Return the pictures of an answer to the plain request, or None where it is no such answer."""
    images = answer.get("images")
    if not isinstance(images, list):
        return None
    made = (_made(item, {"batch_index": index}) for index, item in enumerate(images))
    return [one for one in made if one is not None]


def _discarded(message: dict[str, Any]) -> Discarded | None:
    indices = message["discard_indices"]
    if not isinstance(indices, list):
        return None
    return Discarded(frozenset(number for item in indices if (number := _index(item)) is not None))


def _step(message: dict[str, Any]) -> Step | None:
    step = message["gen_progress"]
    if not isinstance(step, dict):
        return None
    preview = step.get("preview")
    return Step(
        index=_index(step.get("batch_index")) or 0,
        overall=_share(step.get("overall_percent")),
        current=_share(step.get("current_percent")),
        preview=preview if isinstance(preview, str) else "",
    )


def _picture(message: dict[str, Any]) -> Made | None:
    return _made(message["image"], message)


def _made(image: Json, message: dict[str, Any]) -> Made | None:
    told = {**message, **image} if isinstance(image, dict) else message
    where, metadata = told.get("image") if isinstance(image, dict) else image, told.get("metadata")
    if not isinstance(where, str):
        return None
    index = _index(told.get("batch_index"))
    return Made(0 if index is None else index, where, metadata if isinstance(metadata, str) else "")


def _index(value: Any) -> int | None:
    try:
        return int(value) if isinstance(value, int | str) and not isinstance(value, bool) else None
    except ValueError:
        return None


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def _share(value: Any) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return min(1.0, max(0.0, float(value))) if number else 0.0


_READERS: tuple[tuple[str, Callable[[dict[str, Any]], Event | None]], ...] = (
    ("error", read_fault),
    ("error_id", read_fault),
    ("gen_progress", _step),
    ("image", _picture),
    ("discard_indices", _discarded),
    ("socket_intention", lambda _message: Closing()),
    ("status", read_status),
    ("keep_alive", lambda _message: Alive()),
)
