"""The questions that a stage asks of a record before it does anything."""

from __future__ import annotations

from typing import Any

import pytest

from devserver.engine.record import Record
from tests.fakes.engine_site import Site

pytestmark = pytest.mark.anyio


async def record_of(site: Site, *entities: tuple[str, int], media: tuple[tuple[str, int], ...] = ()) -> Record:
    """Return a record that holds entities of a type and attempt, and media of a type and index."""
    record = await site.do("interception", input_text="A boat", config="attitude")
    made = record.entities[0]
    texts: list[dict[str, Any]] = [{"type": type, "attempt": attempt} for type, attempt in entities]
    files = [{"type": type, "media_type": type, "index": index} for type, index in media]
    record.entities = [made.model_copy(update={"n": n, **one}) for n, one in enumerate([*texts, *files], 1)]
    return record


LATEST: dict[str, tuple[list[str], int | None]] = {
    "the input where there is nothing else": (["input"], 1),
    "a translation before the input": (["input", "translation"], 2),
    "an interception before both": (["input", "translation", "interception"], 3),
    "an optimization before all, also where it is older": (["input", "optimization", "interception"], 2),
    "an edit that came after the stage": (["input", "interception", "interception_edit"], 3),
    "the stage again after an edit": (["interception", "interception_edit", "interception"], 3),
    "an edit of an optimization alone": (["input", "interception", "optimization_edit"], 3),
    "none where there is no text": (["input_check"], None),
}


@pytest.mark.parametrize(("types", "n"), LATEST.values(), ids=LATEST.keys())
async def test_the_most_processed_text(site: Site, types: list[str], n: int | None) -> None:
    found = (await record_of(site, *((type, 1) for type in types))).latest_text()
    assert (found.n if found else None) == n


ENTITIES: dict[str, tuple[str, int | None, int | None]] = {
    "the newest of a type": ("interception", None, 3),
    "that of an attempt": ("interception", 1, 2),
    "none of an attempt that made none": ("input", 2, None),
    "none of a type that there is not": ("optimization", None, None),
}


@pytest.mark.parametrize(("type", "attempt", "n"), ENTITIES.values(), ids=ENTITIES.keys())
async def test_an_entity_of_a_type(site: Site, type: str, attempt: int | None, n: int | None) -> None:
    record = await record_of(site, ("input", 1), ("interception", 1), ("interception", 2))
    found = record.entity(type, attempt)
    assert (found.n if found else None) == n
    assert record.next_n == 4


async def test_media_are_counted_by_their_type_and_encodings_share_an_index(site: Site) -> None:
    record = await record_of(site, ("input", 1), media=(("image", 0), ("image", 0), ("audio", 0), ("image", 1)))
    assert [entity.n for entity in record.media()] == [2, 3, 4, 5]
    assert [entity.n for entity in record.media("image")] == [2, 3, 5]
    assert [record.next_index(type) for type in ("image", "audio", "video")] == [2, 1, 0]
