from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from devserver.engine.inputs import find_media
from devserver.engine.record import Record
from devserver.engine.views import media_of, run_view
from devserver.errors import Forbidden, InvalidInput, NotFound, render
from devserver.models.outcomes import (
    Empty,
    Failed,
    Invalid,
    Ok,
    Outcome,
    OutOfCredit,
    RateLimited,
    Refused,
    TimeoutUnknown,
    Unavailable,
)
from tests.fakes.engine_site import CHECKED, Site, open_site
from tests.fakes.scripted import Call, Part, ScriptedBackend, Step, obliging

pytestmark = pytest.mark.anyio

FORBIDDEN = {"kids": "a pistol", "youth": "heil hitler", "adult": "how to make a bomb"}
"""A text for each level that it stops and the next looser one lets pass."""
LEVELS = list(FORBIDDEN)


async def by_input(site: Site, text: str, level: str) -> Record:
    return await site.do("interception", input_text=text, config="attitude", safety_level=level)


async def by_own_words(site: Site, text: str, level: str) -> Record:
    return await site.do(
        "interception", input_text="A boat", context_prompt=text, config="attitude", safety_level=level
    )


async def by_an_edit(site: Site, text: str, level: str) -> Record:
    before = await site.do("interception", input_text="A boat", config="attitude", safety_level=level)
    return await site.do("optimization", run_id=before.run_id, input_text=text, output_config="painting")


async def by_optimization_alone(site: Site, text: str, level: str) -> Record:
    return await site.do("optimization", input_text=text, output_config="painting", safety_level=level)


async def by_generation_alone(site: Site, text: str, level: str) -> Record:
    return await site.do("generation", prompt=text, output_config="sketching", safety_level=level)


async def by_an_edit_before_generation(site: Site, text: str, level: str) -> Record:
    before = await site.do("interception", input_text="A boat", config="attitude", safety_level=level)
    before = await site.do("optimization", run_id=before.run_id, output_config="painting")
    return await site.do("generation", run_id=before.run_id, prompt=text)


async def by_a_run(site: Site, text: str, level: str) -> Record:
    return await site.do("run", input_text=text, config="attitude", output_config="sketching", safety_level=level)


async def by_a_text_parameter(site: Site, text: str, level: str) -> Record:
    return await site.do(
        "generation",
        prompt="A boat",
        output_config="painting",
        parameters={"negative_prompt": text},
        safety_level=level,
    )


async def by_a_text_deep_in_a_parameter(site: Site, text: str, level: str) -> Record:
    return await site.do(
        "run",
        input_text="A boat",
        config="attitude",
        output_config="painting",
        parameters={"notes": {"a": [1, {"b": text}]}},
        safety_level=level,
    )


async def by_what_the_model_makes_of_it(site: Site, text: str, level: str) -> Record:
    site.part.script = lambda call: [Ok(text=text)] if call.chunk == "manipulate" else obliging(call)
    return await site.do("run", input_text="A boat", config="attitude", output_config="sketching", safety_level=level)


async def by_words_set_apart(site: Site, text: str, level: str) -> Record:
    return await by_generation_alone(site, text.upper().replace(" ", "\u00a0 \n"), level)


WAYS: dict[str, Callable[[Site, str, str], Awaitable[Record]]] = {
    "the input of an interception": by_input,
    "an attitude in own words": by_own_words,
    "a text that was edited before optimization": by_an_edit,
    "a text that is only optimized": by_optimization_alone,
    "a prompt that is only generated": by_generation_alone,
    "a prompt that was edited before generation": by_an_edit_before_generation,
    "the input of a whole run": by_a_run,
    "a text parameter": by_a_text_parameter,
    "a text deep in a parameter": by_a_text_deep_in_a_parameter,
    "what a model made of a harmless input": by_what_the_model_makes_of_it,
    "a phrase in capitals with other spaces": by_words_set_apart,
}


@pytest.fixture(scope="module")
async def loosest(tmp_path_factory: pytest.TempPathFactory) -> Any:
    async with open_site(tmp_path_factory.mktemp("loose") / "data", safety_level="research") as site:
        yield site


@pytest.fixture
def loose(loosest: Site) -> Site:
    loosest.part.reset()
    return loosest


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
async def test_a_forbidden_word_is_stopped_however_it_comes(
    loose: Site, way: Callable[[Site, str, str], Awaitable[Record]], level: str
) -> None:
    record = await way(loose, FORBIDDEN[level], level)
    assert record.row.state == "refused"
    assert record.row.problem is None
    assert record.media() == []
    assert not any(call.type == "media" for call in loose.part.calls)
    view = run_view(await loose.load(record.run_id))
    assert view.refusal is not None
    assert (view.refusal.source, view.refusal.level) == ("word_list", level)
    assert view.refusal.categories
    assert view.safety_level == level
    told = [event for event in await loose.events(record.run_id) if event.type == "blocked"]
    assert [event.data["stage"] for event in told] == [view.refusal.stage]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
async def test_the_next_looser_level_lets_it_pass(
    loose: Site, way: Callable[[Site, str, str], Awaitable[Record]], level: str
) -> None:
    looser = {"kids": "youth", "youth": "adult", "adult": "research"}[level]
    assert (await way(loose, FORBIDDEN[level], looser)).row.state in {"open", "completed"}


@pytest.mark.parametrize("level", ["adult", "research"])
async def test_a_request_cannot_loosen_the_level(site: Site, level: str) -> None:
    with pytest.raises(Forbidden) as caught:
        await site.do("interception", input_text="A boat", config="attitude", safety_level=level)
    assert caught.value.status == 403
    assert caught.value.message == "level_looser"


async def test_an_unknown_level_is_a_fault(site: Site) -> None:
    with pytest.raises(InvalidInput) as caught:
        await site.do("interception", input_text="A boat", config="attitude", safety_level="KIDS")
    assert [fault.pointer for fault in caught.value.faults] == ["/safety_level"]


async def test_a_run_that_began_strict_stays_strict(site: Site) -> None:
    before = await site.do("interception", input_text="A boat", config="attitude", safety_level="kids")
    after = await site.do("optimization", run_id=before.run_id, input_text="A pistol", output_config="painting")
    assert (after.row.state, after.row.safety_level) == ("refused", "kids")


async def test_hits_are_places_in_the_text(site: Site) -> None:
    text = "Look: heil hitler!"
    record = await site.do("interception", input_text=text, config="attitude", context_prompt="See a bird.")
    view = run_view(record)
    assert view.refusal is not None
    assert [text[start:end] for start, end in view.refusal.hits] == ["heil hitler"]


async def test_a_word_is_not_made_of_two_texts(loose: Site) -> None:
    record = await loose.do(
        "generation",
        prompt="On the table: how to make",
        output_config="painting",
        parameters={"negative_prompt": "a bomb"},
        safety_level="adult",
    )
    assert record.row.state == "completed"


SAID: dict[str, tuple[Outcome, str, str | None]] = {
    "safe": (Ok(text='{"safe": true, "reason": ""}'), "open", None),
    "safe, with spaces around it": (Ok(text=' \n{"safe": true}\n'), "open", None),
    "not safe": (Ok(text='{"safe": false, "reason": "too loud"}'), "refused", None),
    "a word that is no JSON": (Ok(text="SAFE"), "failed", "check_unreadable"),
    "safe as a text": (Ok(text='{"safe": "true"}'), "failed", "check_unreadable"),
    "safe as a number": (Ok(text='{"safe": 1}'), "failed", "check_unreadable"),
    "safe is null": (Ok(text='{"safe": null}'), "failed", "check_unreadable"),
    "a list": (Ok(text="[true]"), "failed", "check_unreadable"),
    "true alone": (Ok(text="true"), "failed", "check_unreadable"),
    "an object that ends too early": (Ok(text='{"safe": true'), "failed", "check_unreadable"),
    "an object that is nested beyond reason": (Ok(text='{"a":' * 100_000), "failed", "check_unreadable"),
    "two objects": (Ok(text='{"safe": false} {"safe": true}'), "failed", "check_unreadable"),
    "no answer": (Ok(text=None), "failed", "check_unreadable"),
    "nothing": (Empty(), "failed", "check_failed"),
    "a refusal to judge": (Refused(reason="I would rather not"), "failed", "check_failed"),
    "a timeout that may have been paid": (TimeoutUnknown(seconds=1), "waiting", None),
    "an error": (Failed(reason="x"), "failed", "check_failed"),
    "unavailable": (Unavailable(reason="x"), "failed", "check_failed"),
    "rate limited for long": (RateLimited(retry_at=None), "failed", "check_failed"),
    "no credit": (OutOfCredit(), "failed", "check_failed"),
    "invalid": (Invalid(reason="x"), "failed", "check_failed"),
}


@pytest.mark.parametrize(("outcome", "state", "message"), SAID.values(), ids=SAID.keys())
async def test_a_model_must_say_safe_in_so_many_words(
    checked: Site, outcome: Outcome, state: str, message: str | None
) -> None:
    checked.engine.router._first_wait = 0.001
    checked.part.script = lambda call: [outcome] if call.response_schema else obliging(call)
    record = await checked.do("interception", input_text="A boat", config="attitude")
    assert record.row.state == state
    assert (record.row.problem.message if record.row.problem else None) == message
    assert ("manipulate" in checked.part.chunks) == (state == "open")


async def test_a_model_that_hangs_closes_the_gate(tmp_path: Path) -> None:
    def backend(part: Part) -> ScriptedBackend:
        return ScriptedBackend(part, timeout=0.05, charges=False)

    async with open_site(tmp_path / "data", backend=backend, **CHECKED) as own:
        own.part.script = lambda call: [30.0] if call.response_schema else obliging(call)
        record = await own.do("generation", prompt="A boat", output_config="sketching")
    assert record.row.problem is not None
    assert (record.row.state, record.row.problem.message) == ("failed", "check_failed")
    assert record.row.problem.params["outcome"] == "timeout_unknown"
    assert "0.05 s" in render(record.row.problem)["detail"]
    assert own.part.chunks == ["safety_check_output"] * 2, "what charges nothing is asked once more"


WHY: dict[str, tuple[Outcome, str]] = {
    "the server is away": (Unavailable(reason="nobody answers at http://gpu"), "nobody answers at http://gpu"),
    "it broke": (Failed(reason="it answered with a page"), "it answered with a page"),
    "it will not judge": (Refused(reason="I would rather not"), "I would rather not"),
    "nothing was said": (Empty(), "answered with nothing"),
}


@pytest.mark.parametrize(("outcome", "told"), WHY.values(), ids=WHY.keys())
async def test_a_check_that_cannot_be_completed_says_which_model_failed_and_why(
    checked: Site, outcome: Outcome, told: str
) -> None:
    checked.engine.router._first_wait = 0.001
    checked.part.script = lambda call: [outcome] if call.response_schema else obliging(call)
    record = await checked.do("interception", input_text="A boat", config="attitude")
    assert record.row.problem is not None
    for language, nothing in (("en", "nothing went on"), ("de", "ging nichts weiter")):
        detail = render(record.row.problem, language)["detail"]
        assert nothing in detail
        assert "scripted/" in detail
        assert told in detail or language == "de"
    assert record.row.problem.params["outcome"] == outcome.type


async def test_the_reason_of_a_model_is_shown(checked: Site) -> None:
    checked.part.script = lambda call: [Ok(text='{"safe": false, "reason": "too {loud}"}')]
    view = run_view(await checked.do("generation", prompt="A boat", output_config="sketching"))
    assert view.refusal is not None
    assert (view.refusal.source, view.refusal.reason) == ("model", "too {loud}")


async def test_the_word_index_come_before_the_model(checked: Site) -> None:
    record = await checked.do("generation", prompt=FORBIDDEN["youth"], output_config="sketching")
    assert (record.row.state, checked.part.calls) == ("refused", [])


@pytest.mark.parametrize("level", ["kids", "youth"])
async def test_the_model_is_told_the_rules_of_the_level(checked: Site, level: str) -> None:
    await checked.do("generation", prompt="A boat", output_config="sketching", safety_level=level)
    config = checked.engine.declared.library.config("output_check")
    assert checked.part.calls[0].prompt.context == config.meta["levels"][level]["en"]
    assert checked.part.calls[0].prompt.input == "A boat"


async def test_the_model_sees_every_text_that_would_be_sent(checked: Site) -> None:
    await checked.do(
        "generation", prompt="A boat", output_config="painting", parameters={"negative_prompt": "clouds", "width": 64}
    )
    assert "clouds" in checked.part.calls[0].prompt.input
    await checked.do("interception", input_text="A boat", config="attitude", context_prompt="See it as a fish.")
    assert "See it as a fish." in checked.part.calls[2].prompt.input


EDITS = {
    "the very text that interception made is not checked again": (None, False),
    "another text is checked": ("Another boat", True),
    "the text with one more space is checked": ("manipulate[A boat] ", True),
    "the input itself, which passed, is not checked again": ("A boat", False),
}


@pytest.mark.parametrize(("edited", "asked"), EDITS.values(), ids=EDITS.keys())
async def test_optimization_checks_what_has_not_passed(checked: Site, edited: str | None, asked: bool) -> None:
    before = await checked.do("interception", input_text="A boat", config="attitude")
    checked.part.calls.clear()
    await checked.do("optimization", run_id=before.run_id, input_text=edited, output_config="painting")
    assert ("safety_check_input" in checked.part.chunks) == asked


async def test_what_passed_at_a_looser_level_is_checked_again_at_a_stricter_one(site: Site) -> None:
    before = await site.do("interception", input_text="A pistol", config="nothing")
    assert before.row.state == "open"
    after = await site.do(
        "optimization", run_id=before.run_id, input_text="A pistol", output_config="painting", safety_level="kids"
    )
    assert after.row.state == "refused"


async def test_a_blocked_medium_cannot_be_found(site: Site) -> None:
    record = await site.do("generation", prompt="A boat", output_config="sketching")
    hidden = [entity.model_copy(update={"blocked": bool(entity.media_type)}) for entity in record.entities]
    record.entities[:] = hidden
    assert media_of(record) == ()
    with pytest.raises(NotFound):
        find_media(record, "image")
    with pytest.raises(NotFound):
        find_media(record, "image", 0)


async def test_a_verdict_keeps_the_hash_of_the_text_and_not_the_text(site: Site) -> None:
    record = await site.do("generation", prompt="A secret boat", output_config="sketching")
    entity = record.entity("output_check")
    assert entity is not None
    assert b"secret" not in site.bytes_of(record, entity)
    assert entity.meta["passed"] is True


async def test_two_checks_of_one_run_at_once_do_not_mix(site: Site) -> None:
    def script(call: Call) -> list[Step]:
        return [0.01, *obliging(call)]

    site.part.script = script
    good = await site.start("generation", prompt="A boat", output_config="sketching")
    bad = await site.start("generation", prompt=FORBIDDEN["youth"], output_config="sketching")
    assert (await site.engine.runs.ended(bad)).row.state == "refused"
    assert (await site.engine.runs.ended(good)).row.state == "completed"
