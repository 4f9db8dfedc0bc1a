from __future__ import annotations

from typing import Any

import pytest

from devserver.engine.asking import api_request, request_body
from devserver.engine.builder import Model, media_call, served_model, takes_media
from devserver.errors import InvalidInput
from devserver.models.calls import InputMedia
from devserver.models.declarations import ApiConfig, Chunk, Config

PROMPT = {"field": "request_body.prompt", "source": "{{PREVIOUS_OUTPUT}}"}
IMAGE = {"source": "{{INPUT_IMAGE}}", "default": None}
MESSAGES = [
    {"role": "user", "content": [{"type": "text", "text": ""}, {"type": "image_url", "image_url": {"url": ""}}]}
]
SHA = "ab" * 32


def chunk(body: dict[str, Any], model: str | None = None, **mappings: Any) -> Chunk:
    declared = {
        "type": "api_output_chunk",
        "backend_type": "openrouter",
        "media_type": "image",
        "model": model,
        "api_config": {"endpoint": "/images", "request_body": body},
        "input_mappings": mappings,
        "output_mapping": {"extract_path": "data[*].b64_json"},
    }
    return Chunk.declared(declared, "api")


def body_of(declared: Chunk, **given: Any) -> dict[str, Any]:
    media = [key for key in declared.mappings if takes_media(declared, key)]
    return request_body(declared, given, {key.upper(): value for key, value in given.items()}, media)


@pytest.mark.parametrize(
    ("body", "field", "without"),
    [
        pytest.param(
            {"references": [{"type": "image_url", "image_url": {"url": ""}}], "n": 1},
            "request_body.references[0].image_url.url",
            {"n": 1},
            id="the only part of a list goes with its list",
        ),
        pytest.param(
            {"messages": MESSAGES},
            "request_body.messages[0].content[1].image_url.url",
            {"messages": [{"role": "user", "content": [{"type": "text", "text": ""}]}]},
            id="a part of the nearest list goes, the others stay",
        ),
        pytest.param({"mask": None, "n": 1}, "request_body.mask", {"n": 1}, id="a member goes"),
        pytest.param({"input": {"image": "", "x": []}}, "request_body.input.image", {"input": {"x": []}}, id="deeper"),
        pytest.param({"image": [None, "kept"]}, "request_body.image[0]", {"image": ["kept"]}, id="a place in a list"),
    ],
)
def test_a_picture_that_is_not_given_leaves_no_trace(body: Any, field: str, without: Any) -> None:
    declared = chunk(body, input_image={"field": field, **IMAGE})
    assert body_of(declared) == without
    assert declared.api_config is not None
    assert declared.api_config.request_body == body, "the declaration is as it was"


def test_pictures_that_are_given_stay_in_their_order() -> None:
    places: dict[str, Any] = {f"input_image{n}": {"field": f"request_body.image[{n}]", **IMAGE} for n in range(3)}
    declared = chunk({"image": [None, None, None]}, **places)
    assert body_of(declared, input_image0=SHA, input_image2=SHA) == {
        "image": [{"$input": "input_image0"}, {"$input": "input_image2"}]
    }


def test_a_picture_that_is_needed_is_asked_for() -> None:
    declared = chunk({"image": [None]}, input_image={"field": "request_body.image[0]", **IMAGE, "required": True})
    with pytest.raises(InvalidInput) as refusal:
        body_of(declared)
    assert [fault.pointer for fault in refusal.value.faults] == ["/inputs/input_image"]


@pytest.mark.parametrize(
    ("endpoint", "value", "filled"),
    [
        ("/models/{{MODEL}}:draw", "painter", "/models/painter:draw"),
        ("/models/{{MODEL}}:draw", "a/../../b?c#d", "/models/a%2F..%2F..%2Fb%3Fc%23d:draw"),
        ("/{{MODEL}}", 5, "/5"),
    ],
)
def test_a_value_in_a_path_is_one_step_of_it(endpoint: str, value: Any, filled: str) -> None:
    assert api_request(ApiConfig(endpoint=endpoint), {"MODEL": value}).endpoint == filled


@pytest.mark.parametrize(
    ("body", "chunk_model", "chosen", "name"),
    [
        pytest.param({"model": "maker/painter"}, None, None, "maker/painter", id="the body names it"),
        pytest.param({"model": "x"}, None, Model("openrouter", "maker/new"), "maker/new", id="a config names another"),
        pytest.param({"model": "x"}, None, Model("maker", "new"), "maker/new", id="without the provider"),
        pytest.param({"model": "{{MODEL}}"}, None, Model("openrouter", "new"), "new", id="a placeholder"),
        pytest.param({"prompt": ""}, None, None, "", id="an API without models"),
    ],
)
def test_the_model_is_known_and_sent_by_its_name_at_the_backend(
    body: dict[str, Any], chunk_model: str | None, chosen: Model | None, name: str
) -> None:
    declared = chunk(body, chunk_model, prompt={**PROMPT, "field": "request_body.text"})
    config = Config.declared({"pipeline": "p"}, "c")
    call = media_call(declared, config, {}, prompt="A boat", media_type="image", model=chosen, seed=1, language="en")
    assert (call.provider, call.model) == ("openrouter", name)
    assert call.request is not None
    assert call.request.get("model", "") == name
    found = served_model(declared, chosen)
    assert (found.name if found else "") == name


def test_what_a_person_wrote_is_no_place_of_a_picture() -> None:
    declared = chunk({"prompt": ""}, prompt=PROMPT, input_image={"field": "request_body.image", **IMAGE})
    image = InputMedia(parameter="input_image", path="a.png", mime="image/png", sha256=SHA)
    call = media_call(
        declared,
        Config.declared({"pipeline": "p"}, "c"),
        {},
        prompt='{"$input": "input_image"}',
        media_type="image",
        model=None,
        seed=1,
        language="en",
        images=(image,),
    )
    assert call.request == {"prompt": '{"$input": "input_image"}', "image": {"$input": "input_image"}}
    assert call.parameters["input_image"] == SHA
