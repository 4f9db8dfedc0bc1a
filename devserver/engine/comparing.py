"""Two runs side by side, one a repetition of the other: what is the same to the byte, and how the rest differs.

What a person wrote is no result and is not compared. A verdict is compared by what it said, everything else by its
SHA-256; texts then word by word, pictures by size and by how far they are apart. Costs are told and decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from difflib import SequenceMatcher
from io import BytesIO

from devserver.engine.inputs import ENTITY
from devserver.engine.record import Record
from devserver.engine.recorder import Recorder
from devserver.engine.spending import Cost, cost_of
from devserver.errors import NotFound, Problem
from devserver.models.frozen import Frozen
from devserver.models.runs import CallRecord, Entity, RunState

MOST_CHANGES = 12
"""The most places of a text that are told."""
LONGEST = 120
"""The most characters of a place that are told."""
SIDE = 64
"""Pixels of the side to which pictures are brought before they are compared."""
_MADE = frozenset({"completed", "open"})


class Picture(Frozen):
    """Two pictures: width and height of each in pixels, and the mean distance of their colours, 0 to 1."""

    before: tuple[int, int]
    after: tuple[int, int]
    distance: float


class Part(Frozen):
    """One artefact of both runs; None where one of them has none. `changes` are places of a text: out, in."""

    stage: str
    type: str
    same: bool
    before: str | None
    after: str | None
    changes: tuple[tuple[str, str], ...] = ()
    picture: Picture | None = None


class Called(Frozen):
    """One call of both runs: which model answered, whether it was told the same, and what it cost in USD."""

    stage: str
    before: str | None
    after: str | None
    told_same: bool
    before_usd: float | None
    after_usd: float | None


class Comparison(Frozen):
    """What a repetition came to, beside what it repeats; `problem` says why it failed."""

    run_id: str
    parent_run_id: str
    same: bool
    before: RunState
    after: RunState
    parts: tuple[Part, ...]
    calls: tuple[Called, ...]
    cost_before: Cost
    cost_after: Cost
    problem: Problem | None


async def compare(recorder: Recorder, before: Record, after: Record) -> Comparison:
    """Return how a repetition differs from the newest attempt of the run that it repeats."""
    old, new = _results(before), _results(after)
    keys = [*new, *(key for key in old if key not in new)]
    parts = [part for key in keys if (part := await _part(recorder, before, after, old.get(key), new.get(key)))]
    attempt = before.context.attempt
    calls = [call for call in before.calls.values() if call.attempt == attempt]
    ended_alike = before.row.state == after.row.state or {before.row.state, after.row.state} <= _MADE
    return Comparison(
        run_id=after.run_id,
        parent_run_id=before.run_id,
        same=ended_alike and all(part.same for part in parts),
        before=before.row.state,
        after=after.row.state,
        parts=tuple(parts),
        calls=tuple(_calls(calls, list(after.calls.values()))),
        cost_before=cost_of(calls),
        cost_after=cost_of(after.calls.values()),
        problem=after.row.problem,
    )


Key = tuple[str, int]


def _results(record: Record) -> dict[Key, Entity]:
    """Return what stages made in the newest attempt of a run, the same kind in the order made."""
    found: dict[Key, Entity] = {}
    for entity in record.entities:
        if entity.attempt == record.context.attempt and entity.producer != "person" and entity.type != ENTITY:
            found[entity.type, sum(kind == entity.type for kind, _n in found)] = entity
    return found


async def _part(
    recorder: Recorder, before: Record, after: Record, old: Entity | None, new: Entity | None
) -> Part | None:
    """Compare one artefact; None for a verdict that only one run needed, and that let it pass."""
    one = new or old
    if one is None or _is_needless(old, new):
        return None
    if old is None or new is None:
        return _described(one, old, new, same=False)
    judged = "passed" in new.meta
    same = old.meta.get("passed") == new.meta["passed"] if judged else old.sha256 == new.sha256
    part = _described(new, old, new, same=same)
    if same or judged or old.blocked or new.blocked:
        return part
    with suppress(NotFound):
        contents = [await recorder.content(record.run_id, e) for record, e in ((before, old), (after, new))]
        return part.model_copy(update=await recorder.off_loop(lambda: _apart(new.mime, *contents)))
    return part


def _apart(mime: str, before: bytes, after: bytes) -> dict[str, object]:
    """Return how far two files are apart, as fields of a part: for texts and pictures."""
    if mime.startswith("text/"):
        return {"changes": tuple(changes(before.decode(errors="replace"), after.decode(errors="replace")))}
    return {"picture": pictures(before, after)} if mime.startswith("image/") else {}


def _is_needless(old: Entity | None, new: Entity | None) -> bool:
    alone = [entity for entity in (old, new) if entity is not None]
    return len(alone) == 1 and alone[0].meta.get("passed") is True


def _described(one: Entity, old: Entity | None, new: Entity | None, *, same: bool) -> Part:
    before, after = (entity.sha256 if entity else None for entity in (old, new))
    return Part(stage=one.stage, type=one.type, same=same, before=before, after=after)


def changes(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield the places in which two texts differ, word by word: what is out, what is in."""
    old, new = before.split(), after.split()
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    places = [step for step in steps if step[0] != "equal"]
    for _kind, start, end, begin, until in places[:MOST_CHANGES]:
        yield " ".join(old[start:end])[:LONGEST], " ".join(new[begin:until])[:LONGEST]
    if not places:
        yield repr(before)[:LONGEST], repr(after)[:LONGEST]


def pictures(before: bytes, after: bytes) -> Picture | None:
    """Return how far two pictures are apart, or None where one of them cannot be read."""
    import numpy as np
    from PIL import Image, UnidentifiedImageError

    try:
        opened = [Image.open(BytesIO(data)) for data in (before, after)]
        small = [np.asarray(image.convert("RGB").resize((SIDE, SIDE)), dtype=np.float64) for image in opened]
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    distance = float(np.abs(small[0] - small[1]).mean() / 255)
    return Picture(before=opened[0].size, after=opened[1].size, distance=round(distance, 4))


def _calls(before: list[CallRecord], after: list[CallRecord]) -> Iterator[Called]:
    old, new = _by_stage(before), _by_stage(after)
    for key in (*old, *(key for key in new if key not in old)):
        one, other = old.get(key), new.get(key)
        yield Called(
            stage=key[0],
            before=_model(one),
            after=_model(other),
            told_same=one is not None and other is not None and _told(one) == _told(other),
            before_usd=one.cost_usd if one else None,
            after_usd=other.cost_usd if other else None,
        )


def _by_stage(calls: Iterable[CallRecord]) -> dict[Key, CallRecord]:
    found: dict[Key, CallRecord] = {}
    for call in calls:
        found[call.stage, sum(stage == call.stage for stage, _n in found)] = call
    return found


def _model(call: CallRecord | None) -> str | None:
    if call is None:
        return None
    return f"{call.provider}/{call.model}" if call.model else call.provider


def _told(call: CallRecord) -> dict[str, object]:
    """Return what a call was told: pictures that it takes in lie in another folder for each run."""
    images = [{**image, "path": ""} for image in call.request.get("images") or []]
    return {**call.request, "images": images}
