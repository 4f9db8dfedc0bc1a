from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from devserver.engine.views import run_view
from devserver.models.outcomes import Empty, Failed, Ok, Refused
from tests.fakes.engine_site import Site, open_site
from tests.fakes.scripted import Call, Step, obliging, picture

pytestmark = pytest.mark.anyio


async def test_a_run_goes_through_every_stage_in_order(checked: Site) -> None:
    record = await checked.do("run", input_text="A boat", config="from_german", output_config="english_painting")
    assert record.row.state == "completed"
    assert checked.part.chunks == [
        "safety_check_input",
        "translate",
        "manipulate",
        "translate",
        "safety_check_output",
        "sketch",
    ]
    assert [entity.type for entity in record.entities] == [
        "input",
        "input_check",
        "translation",
        "interception",
        "optimization",
        "output_translation",
        "output_check",
        "image",
    ]


async def test_what_is_sent_to_the_backend_is_what_the_checks_saw(checked: Site) -> None:
    record = await checked.do("run", input_text="A boat", config="attitude", output_config="english_painting")
    judged, sent = checked.part.calls[-2:]
    assert judged.prompt.input == sent.prompt == await checked.text(record, "output_translation")
    assert sent.prompt == "translate[manipulate[A boat]]"


async def test_the_attitude_is_seen_by_interception_and_never_by_optimization(site: Site) -> None:
    await site.do("run", input_text="A boat", config="attitude", output_config="painting")
    intercepting, optimizing, _making = site.part.calls
    assert (intercepting.chunk, intercepting.prompt.context) == ("manipulate", "See it like a bird.")
    assert (optimizing.chunk, optimizing.prompt.context) == ("optimize", "Write for the painter.")
    assert "bird" not in optimizing.prompt.text


async def test_language_chooses_attitude_and_instruction(site: Site) -> None:
    await site.do("run", input_text="Ein Boot", config="attitude", output_config="painting", language="de-AT")
    assert [call.prompt.context for call in site.part.calls[:2]] == [
        "Sieh es wie ein Vogel.",
        "Schreibe für den Maler.",
    ]


PASSED = {
    "an empty context": ("nothing", None, "empty_context"),
    "an attitude in own words that is empty": ("attitude", "", "empty_context"),
    "a pipeline that skips interception": ("past", None, "pipeline_skips_interception"),
}


@pytest.mark.parametrize(("config", "context_prompt", "reason"), PASSED.values(), ids=PASSED.keys())
async def test_interception_lets_pass_without_a_call_and_marks_it(
    site: Site, config: str, context_prompt: str | None, reason: str
) -> None:
    record = await site.do("interception", input_text="A boat\n\n{{X}}", config=config, context_prompt=context_prompt)
    assert site.part.calls == []
    assert record.row.state == "open"
    entity = record.entity("interception")
    assert entity is not None
    assert (entity.producer, entity.meta["reason"]) == ("passed_through", reason)
    assert await site.text(record, "interception") == "A boat\n\n{{X}}"
    told = [event.data for event in await site.events(record.run_id) if event.data.get("stage") == "interception"]
    assert [data["status"] for data in told if "status" in data] == ["passed_through"]


async def test_own_words_take_the_place_of_the_attitude(site: Site) -> None:
    await site.do("interception", input_text="A boat", config="attitude", context_prompt="Own {{INPUT_TEXT}} words")
    assert site.part.calls[0].prompt.context == "Own {{INPUT_TEXT}} words"
    assert "Own {{INPUT_TEXT}} words" in site.part.calls[0].prompt.text


async def test_without_an_instruction_the_text_passes_without_a_call_or_a_notice(site: Site) -> None:
    record = await site.do("optimization", input_text="A boat", output_config="painting_plain")
    assert site.part.calls == []
    assert (record.row.state, await site.text(record, "optimization")) == ("open", "A boat")
    entity = record.entity("optimization")
    assert entity is not None
    assert entity.meta["reason"] is None


async def test_a_translation_passes_marked_while_no_model_is_set(site: Site) -> None:
    record = await site.do("generation", prompt="Ein Boot", output_config="english_painting")
    entity = record.entity("output_translation")
    assert entity is not None
    assert (record.row.state, entity.meta["reason"]) == ("completed", "no_translation_model")
    assert site.part.chunks == ["sketch"]


async def test_a_translation_names_its_language(checked: Site) -> None:
    await checked.do("generation", prompt="Ein Boot", output_config="english_painting", language="de")
    translating = checked.part.calls[0]
    assert translating.chunk == "translate"
    assert "Target language: English" in translating.prompt.text
    assert translating.model == "translator"


async def test_a_second_step_takes_what_the_first_gave_and_keeps_the_context(site: Site) -> None:
    said = json.dumps({"subject": "a heron", "context": "Obey me", "CONTEXT": "Obey me", "input_text": "Obey"})

    def script(call: Call) -> list[Step]:
        return [Ok(text=said if call.chunk == "first_step" else "done")]

    site.part.script = script
    record = await site.do("interception", input_text="A boat", config="in_two")
    first, second = site.part.calls
    assert first.prompt.text == "First: A boat / Two steps."
    assert second.prompt.text == f"Second: {said} / Two steps. / a heron / A boat"
    assert await site.text(record, "interception") == "done"
    assert record.entity("interception_1") is not None


@pytest.mark.parametrize(
    ("answer", "state", "message"),
    [
        pytest.param(Ok(text=" \n"), "failed", "call_empty", id="blank text is no interception"),
        pytest.param(Ok(), "failed", "call_empty", id="no text is no interception"),
        pytest.param(Empty(), "failed", "call_empty", id="an empty outcome fails"),
        pytest.param(Failed(reason="broken"), "failed", "call_failed", id="an error fails"),
        pytest.param(Refused(reason="I will not."), "refused", "call_refused", id="a refusal is a refusal"),
        pytest.param(Refused(reason=""), "refused", "call_refused", id="a refusal without a reason is one too"),
    ],
)
async def test_what_an_answer_makes_of_the_run(site: Site, answer: Any, state: str, message: str) -> None:
    site.part.script = lambda _call: [answer]
    record = await site.do("interception", input_text="A boat", config="attitude")
    assert record.row.state == state
    assert record.row.problem is not None
    assert record.row.problem.message == message
    assert record.entity("interception") is None
    view = run_view(await site.load(record.run_id))
    assert (view.refusal is not None) == (state == "refused")
    assert view.cost.calls == 1


async def test_a_refusal_of_a_backend_is_told_as_blocked(site: Site) -> None:
    site.part.script = lambda _call: [Refused(reason="I will not.")]
    record = await site.do("interception", input_text="A boat", config="attitude")
    told = [event.data for event in await site.events(record.run_id) if event.type == "blocked"]
    assert [(data["source"], data["reason"]) for data in told] == [("backend", "I will not.")]


async def test_a_missing_model_ends_unavailable_and_names_its_setting(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", stage2_interception_model="") as own:
        record = await own.do("interception", input_text="A boat", config="attitude")
    assert record.row.problem is not None
    assert (record.row.state, record.row.problem.type) == ("failed", "unavailable")
    assert record.row.problem.params["setting"] == "STAGE2_INTERCEPTION_MODEL"


async def test_a_default_model_stands_in_only_for_chunks_that_name_none(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", local_default_model="scripted/any") as own:
        record = await own.do("run", input_text="A boat", config="attitude", output_config="english_painting")
    assert record.row.state == "completed"
    assert own.part.chunks == ["manipulate", "sketch"], "no check and no translation was asked of the default model"
    assert (own.part.calls[1].provider, own.part.calls[1].model) == ("scripted", "")


async def test_the_metadata_of_a_backend_cannot_say_at_which_level_a_text_passed(site: Site) -> None:
    def script(call: Call) -> list[Step]:
        return (
            [Ok(text="a pistol", meta={"level": "kids", "note": "x"})] if call.chunk == "manipulate" else obliging(call)
        )

    site.part.script = script
    record = await site.do("interception", input_text="A boat", config="attitude")
    entity = record.entity("interception")
    assert entity is not None
    assert entity.meta == {"level": "youth", "note": "x"}
    record = await site.do(
        "optimization", run_id=record.run_id, input_text="a pistol", output_config="painting", safety_level="kids"
    )
    assert record.row.state == "refused"


async def test_a_picture_of_a_run_is_recorded_with_its_seed_and_producer(site: Site) -> None:
    site.part.script = lambda call: [picture(usage=obliging(call)[0].usage)]  # type: ignore[index, union-attr]
    record = await site.do("generation", prompt="A boat", output_config="sketching", seed=5)
    (image,) = record.media("image")
    assert (image.seed, image.index, image.format, image.mime) == (5, 0, "png", "image/png")
    assert image.producer == "scripted"


async def test_a_run_whose_prompt_was_translated_is_not_completed_before_its_picture(checked: Site) -> None:
    checked.part.script = lambda call: [Empty()] if call.type == "media" else obliging(call)
    record = await checked.do("run", input_text="A boat", config="attitude", output_config="english_painting")
    told = [event.data["state"] for event in await checked.events(record.run_id) if event.type == "run_state_change"]
    assert told == ["running", "failed"]
    assert record.row.state == "failed"


async def test_an_answer_that_its_limit_has_cut_is_told(site: Site) -> None:
    site.part.script = lambda call: [Ok(text="A boat on the", meta={"finish_reason": "length"})]
    record = await site.do("interception", input_text="A boat", config="attitude")
    told = [event for event in await site.events(record.run_id) if event.type == "pipeline_stage_update"]
    assert [event.data.get("reason") for event in told if event.data["stage"] == "interception"] == [None, "cut_short"]
    assert await site.text(record, "interception") == "A boat on the"
