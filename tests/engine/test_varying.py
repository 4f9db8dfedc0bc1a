"""What can be wrong with the changes of a fork, each at its place in the body; and which level it is made at."""

from __future__ import annotations

from typing import Any

import pytest

from devserver.engine.varying import Changes, level_of
from devserver.errors import Forbidden, InvalidInput, NotFound
from devserver.models.runs import MAX_SEED, SafetyLevel
from tests.fakes.engine_site import Site

pytestmark = pytest.mark.anyio

RUN = {"input_text": "A boat", "config": "attitude", "output_config": "painting"}

FAULTS: dict[str, tuple[str, dict[str, Any], list[tuple[str, str]]]] = {
    "an empty text": ("media", {"text": ""}, [("/changes/text", "text_empty")]),
    "an empty input": ("input", {"text": " "}, [("/changes/text", "text_empty")]),
    "a text that is too long": ("interception", {"text": "x" * 20_001}, [("/changes/text", "text_too_long")]),
    "an attitude after it is used": ("media", {"config": "attitude"}, [("/changes/config", "change_before_stage")]),
    "own words after they are used": (
        "optimization",
        {"context_prompt": "Like a fox."},
        [("/changes/context_prompt", "change_before_stage")],
    ),
    "a parameter that is none": (
        "media",
        {"parameters": {"widht": 3}},
        [("/changes/parameters/widht", "parameter_unknown")],
    ),
    "a value too small": (
        "media",
        {"parameters": {"width": 1}},
        [("/changes/parameters/width", "value_too_small")],
    ),
    "a seed beyond the largest": ("media", {"seed": MAX_SEED + 1}, [("/changes/seed", "seed_wrong")]),
    "a level that is none": ("media", {"safety_level": "KIDS"}, [("/changes/safety_level", "level_unknown")]),
    "several at once": (
        "media",
        {"text": "", "seed": -5, "safety_level": "x"},
        [("/changes/safety_level", "level_unknown"), ("/changes/text", "text_empty"), ("/changes/seed", "seed_wrong")],
    ),
}


@pytest.mark.parametrize(("stage", "changes", "faults"), FAULTS.values(), ids=FAULTS.keys())
async def test_a_fault_is_told_where_it_is(
    site: Site, stage: Any, changes: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    before = await site.do("run", **RUN)
    count = len(site.rows("SELECT id FROM runs"))
    with pytest.raises(InvalidInput) as caught:
        await site.again(before.run_id, stage, **changes)
    assert [(fault.pointer, fault.message) for fault in caught.value.faults] == faults
    assert len(site.rows("SELECT id FROM runs")) == count


MISSING = {
    "an output": ("interception", ["/changes/output_config"]),
    "an output, of a text that is to be refined": ("optimization", ["/changes/output_config"]),
}


@pytest.mark.parametrize(("stage", "pointers"), MISSING.values(), ids=MISSING.keys())
async def test_what_the_run_does_not_have_has_to_be_said(site: Site, stage: Any, pointers: list[str]) -> None:
    before = await site.do("interception", input_text="A boat", config="attitude")
    with pytest.raises(InvalidInput) as caught:
        await site.again(before.run_id, stage)
    assert [(fault.pointer, fault.message) for fault in caught.value.faults] == [(p, "value_missing") for p in pointers]
    assert (await site.again(before.run_id, stage, output_config="painting")).row.state == "completed"


async def test_a_prompt_alone_has_no_attitude(site: Site) -> None:
    before = await site.do("generation", prompt="A heron", output_config="painting")
    with pytest.raises(InvalidInput) as caught:
        await site.again(before.run_id, "interception")
    assert [fault.pointer for fault in caught.value.faults] == ["/changes/config"]
    after = await site.again(before.run_id, "interception", config="attitude")
    assert site.part.calls[-1].prompt == "optimize[manipulate[A heron]]"
    assert after.row.config == "attitude"


@pytest.mark.parametrize("changes", [{"config": "atitude"}, {"output_config": "paintin"}])
async def test_a_config_that_is_none_is_not_found(site: Site, changes: dict[str, Any]) -> None:
    before = await site.do("run", **RUN)
    with pytest.raises(NotFound):
        await site.again(before.run_id, "interception", **changes)


LEVELS: dict[str, tuple[SafetyLevel, str, str | None, str]] = {
    "that of the server": ("youth", "adult", None, "youth"),
    "that of the run": ("adult", "kids", None, "kids"),
    "a stricter one": ("adult", "youth", "kids", "kids"),
    "the same one": ("adult", "youth", "youth", "youth"),
    "the strictest where that of the run is not known": ("adult", "?", None, "kids"),
}


@pytest.mark.parametrize(("server", "run", "asked", "level"), LEVELS.values(), ids=LEVELS.keys())
def test_the_level_is_as_strict_as_all_of_them(server: SafetyLevel, run: str, asked: str | None, level: str) -> None:
    assert level_of(server, run, asked) == level


@pytest.mark.parametrize(("server", "run"), [("kids", "research"), ("research", "kids")])
def test_a_looser_level_is_forbidden(server: SafetyLevel, run: str) -> None:
    with pytest.raises(Forbidden) as caught:
        level_of(server, run, "youth")
    assert caught.value.message == ("level_looser" if server == "kids" else "level_looser_than_run")


def test_null_says_something_of_a_seed() -> None:
    assert (Changes(seed=None).says("seed"), Changes().says("seed"), Changes(seed=None).asked_seed) == (True, False, -1)
