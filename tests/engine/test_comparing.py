"""A repetition is compared with what it repeats: what is the same, and how the rest differs."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import pytest
from PIL import Image

from devserver.engine.comparing import MOST_CHANGES, Comparison, Part, Picture, changes, compare, pictures
from devserver.models.outcomes import Failed, MediaFile, MediaOutput, Ok, Usage
from tests.fakes.bundles import RUN
from tests.fakes.engine_site import Site
from tests.fakes.scripted import Call, Step, obliging

pytestmark = pytest.mark.anyio


def png(colour: tuple[int, int, int], size: tuple[int, int] = (32, 16)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def painting(data: bytes, usage: Usage | None = None) -> Any:
    """Return a script that paints one picture, and does everything else as ever."""

    def script(call: Call) -> Iterable[Step]:
        if call.chunk != "picture":
            return obliging(call)
        file = MediaFile(data=data, format="png")
        return [Ok(media=(MediaOutput(files=(file,)),), usage=usage or Usage(cost_usd=0.25, cost_source="reported"))]

    return script


async def repeated(site: Site, **given: Any) -> Comparison:
    """Do the run again, and compare."""
    before = await site.load(given.pop("run_id"))
    return await compare(site.engine.recorder, before, await site.again(before.run_id))


def of(found: Comparison, kind: str) -> Part:
    return next(part for part in found.parts if part.type == kind)


async def test_the_same_is_the_same(checked: Site) -> None:
    before = await checked.do("run", **RUN)
    found = await repeated(checked, run_id=before.run_id)
    assert found.same and all(part.same for part in found.parts)
    assert [part.type for part in found.parts] == [
        *("input_check", "interception", "optimization", "output_check", "image"),
    ]
    assert all(call.told_same and call.before == call.after for call in found.calls)
    assert found.cost_before == found.cost_after


async def test_another_text_is_told_word_by_word(site: Site) -> None:
    before = await site.do("run", **RUN)
    other = Ok(text="manipulate[A red boat]")
    site.part.script = lambda call: [other] if call.chunk == "manipulate" else obliging(call)
    found = await repeated(site, run_id=before.run_id)
    assert not found.same
    assert of(found, "interception").changes == (("", "red"),)
    told = {call.stage: call.told_same for call in found.calls}
    assert told == {"interception": True, "optimization": False, "media": False}


async def test_another_picture_is_told_by_size_and_distance(site: Site) -> None:
    site.part.script = painting(png((0, 0, 0)))
    before = await site.do("run", **RUN)
    site.part.script = painting(png((255, 255, 255), (16, 16)))
    found = await repeated(site, run_id=before.run_id)
    assert of(found, "image").picture == Picture(before=(32, 16), after=(16, 16), distance=1.0)
    assert not found.same


async def test_another_price_is_told_and_is_no_difference(site: Site) -> None:
    site.part.script = painting(png((0, 0, 0)))
    before = await site.do("run", **RUN)
    site.part.script = painting(png((0, 0, 0)), Usage(cost_usd=0.5, cost_source="reported"))
    found = await repeated(site, run_id=before.run_id)
    assert found.same
    assert (found.cost_before.usd, found.cost_after.usd) == (0.75, 1.0)


async def test_a_run_that_fails_now_says_why(site: Site) -> None:
    before = await site.do("run", **RUN)
    site.part.script = lambda call: [Failed(reason="broken")] if call.chunk == "picture" else obliging(call)
    found = await repeated(site, run_id=before.run_id)
    assert (found.same, found.before, found.after) == (False, "completed", "failed")
    assert found.problem is not None
    assert of(found, "image").after is None


async def test_another_judgement_is_a_difference(checked: Site) -> None:
    before = await checked.do("run", **RUN)
    no = Ok(text='{"safe": false, "reason": "no"}')
    checked.part.script = lambda call: [no] if call.chunk == "safety_check_input" else obliging(call)
    found = await repeated(checked, run_id=before.run_id)
    assert (found.after, of(found, "input_check").same) == ("refused", False)


async def test_only_the_newest_attempt_is_compared(site: Site) -> None:
    first = await site.do("interception", input_text="A boat", config="attitude")
    await site.do("generation", run_id=first.run_id, prompt="A red boat", output_config="painting")
    found = await repeated(site, run_id=first.run_id)
    assert found.same
    assert [part.type for part in found.parts] == ["output_check", "image"]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        pytest.param("a red house", "a blue house", [("red", "blue")], id="a word is another"),
        pytest.param("a house", "a red house", [("", "red")], id="a word more"),
        pytest.param("a red house", "a house", [("red", "")], id="a word less"),
        pytest.param("a house", "a  house", [("'a house'", "'a  house'")], id="only the spaces"),
    ],
)
def test_texts_word_by_word(before: str, after: str, told: list[tuple[str, str]]) -> None:
    assert list(changes(before, after)) == told


def test_few_places_of_a_text_are_told() -> None:
    words = [f"w{n}" for n in range(100)]
    other = [word if n % 2 else "x" for n, word in enumerate(words)]
    assert len(list(changes(" ".join(words), " ".join(other)))) == MOST_CHANGES


def test_what_is_no_picture_has_no_distance() -> None:
    assert pictures(b"none", png((1, 2, 3))) is None
