from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from devserver.backends import Availability
from devserver.engine.views import media_of
from devserver.models.outcomes import FREE, Failed, MediaFile, MediaOutput, Ok, Outcome, Refused, Usage
from tests.fakes.engine_site import Site, open_site, write_layer
from tests.fakes.scripted import PNG, picture

pytestmark = pytest.mark.anyio

WEBM = b"\x1aE\xdf\xa3" + bytes(16)


def outputs(*files: list[tuple[bytes, str]]) -> Ok:
    made = [MediaOutput(files=tuple(MediaFile(data=data, format=name) for data, name in one)) for one in files]
    return Ok(media=tuple(made), usage=FREE)


UNUSABLE: dict[str, Outcome] = {
    "nothing": Ok(usage=FREE),
    "an output without files": outputs([]),
    "an empty file": outputs([(b"", "png")]),
    "a file of another type": outputs([(WEBM, "png")]),
    "a format that the type does not have": outputs([(PNG, "txt")]),
    "a good file beside a bad one": outputs([(PNG, "png")], [(b"", "png")]),
    "a good encoding beside a bad one": outputs([(PNG, "png"), (PNG, "jpg")]),
    "a text in place of a picture": Ok(text="here is your picture", usage=FREE),
}


@pytest.mark.parametrize("outcome", UNUSABLE.values(), ids=UNUSABLE.keys())
async def test_media_that_cannot_be_used_are_never_a_success(site: Site, outcome: Outcome) -> None:
    site.part.script = lambda _call: [outcome]
    record = await site.do("generation", prompt="A boat", output_config="sketching")
    assert record.row.problem is not None
    assert (record.row.state, record.row.problem.message) == ("failed", "media_unusable")
    assert media_of(record) == ()
    assert list(site.folder(record).glob("*image*")) == []


async def test_the_declared_type_decides_and_not_the_picture(site: Site) -> None:
    site.part.script = lambda _call: [picture()]
    record = await site.do("generation", prompt="A boat", output_config="filming")
    assert record.row.state == "failed"
    site.part.script = lambda _call: [outputs([(WEBM, "webm")])]
    record = await site.do("generation", prompt="A boat", output_config="filming")
    (view,) = media_of(record)
    assert (view.type, view.mime, view.url) == ("video", "video/webm", f"/api/media/video/{record.run_id}/0")


async def test_several_outputs_are_numbered_and_encodings_share_a_number(site: Site) -> None:
    gif = b"GIF89a" + bytes(9)
    site.part.script = lambda _call: [outputs([(PNG, "png"), (gif, "gif")], [(PNG + b"2", "png")])]
    record = await site.do("generation", prompt="A boat", output_config="sketching")
    assert [(view.index, view.formats) for view in media_of(record)] == [(0, ("png", "gif")), (1, ("png",))]
    told = [event.data for event in await site.events(record.run_id) if event.type == "generation_complete"]
    assert [(data["index"], data["formats"]) for data in told] == [(0, ["png", "gif"]), (1, ["png"])]


@pytest.mark.parametrize(
    ("outcome", "state", "message", "type"),
    [
        pytest.param(Refused(reason="no"), "refused", "call_refused", "backend-failed", id="a refusal"),
        pytest.param(Failed(reason="it broke"), "failed", "call_failed", "backend-failed", id="an error"),
    ],
)
async def test_what_else_comes_back(site: Site, outcome: Any, state: str, message: str, type: str) -> None:
    site.part.script = lambda _call: [outcome]
    record = await site.do("generation", prompt="A boat", output_config="sketching")
    assert record.row.problem is not None
    assert (record.row.state, record.row.problem.message, record.row.problem.type) == (state, message, type)
    assert record.row.problem.params["stage"] == "media"


async def test_what_is_not_available_is_accepted_and_named_without_a_call(site: Site) -> None:
    site.part.available = Availability(state="unavailable", reason="no model", missing=("sd35.safetensors",))
    record = await site.do("run", input_text="A boat", config="nothing", output_config="sketching")
    assert record.row.problem is not None
    assert (record.row.state, record.row.problem.type) == ("failed", "unavailable")
    assert record.row.problem.params["missing"] == ["sd35.safetensors"]
    assert site.part.calls == []


async def test_a_program_may_be_written_by_a_language_model(site: Site) -> None:
    site.part.script = lambda _call: [Ok(text="draw()", usage=FREE, meta={"why": "asked"})]
    record = await site.do("generation", prompt="A boat", output_config="programming")
    (call,) = site.part.calls
    assert (call.type, call.model, call.backend) == ("text", "refiner", "scripted")
    entity = record.entity("p5")
    assert entity is not None
    assert (site.bytes_of(record, entity), entity.meta) == (b"draw()", {"why": "asked"})


async def test_the_prompt_that_is_sent_is_the_prompt_that_is_recorded(site: Site) -> None:
    text = 'A {{PROMPT}} "boat"\n\n🛶\u2028'
    record = await site.do("generation", prompt=text, output_config="painting", parameters={"negative_prompt": text})
    (call,) = site.part.calls
    (stored,) = record.calls.values()
    assert call.prompt == stored.request["prompt"] == await site.text(record, "input") == text
    assert call.parameters["negative_prompt"] == stored.request["parameters"]["negative_prompt"] == text


async def test_a_medium_costs_what_its_config_or_chunk_declares(tmp_path: Path) -> None:
    output = {"pipeline": "single_text_media_generation", "parameters": {"OUTPUT_CHUNK": "picture"}}
    priced = {"output/dear": {**output, "meta": {"price": {"image": 0.5}}}}
    layer = write_layer(tmp_path / "layer", priced)
    async with open_site(tmp_path / "data", layer=layer, budget_run_usd=0.6) as own:
        own.part.script = lambda _call: [picture(usage=Usage())]
        made = await own.do("generation", prompt="A boat", output_config="dear")
        again = await own.do("generation", prompt="A boat", output_config="painting")
    [call] = made.calls.values()
    assert (call.cost_usd, call.cost_source, call.price_version) == (0.5, "listed", "chunk picture")
    assert call.estimate_usd == 0.5
    assert again.row.problem is not None
    assert again.row.problem.message == "call_without_price"
