"""What can be picked: in which language and order, what it needs, and whether it can be had."""

from __future__ import annotations

import json
from typing import Any

import pytest

from devserver.backends import READY, Availability
from devserver.declarations.library import Library, load
from devserver.engine.catalogue import detail, estimated_seconds, list_configs, parameter_schema, view
from devserver.engine.router import Router
from devserver.engine.snapshots import Checks, Declared
from devserver.models.declarations import Chunk, Config
from devserver.settings import SHIPPED, Settings
from tests.fakes.engine_site import write_layer
from tests.fakes.scripted import Part, ScriptedBackend

pytestmark = pytest.mark.anyio

PICTURE = {"pipeline": "single_text_media_generation", "parameters": {"OUTPUT_CHUNK": "picture"}}
TEXTS = {
    "name": {"en": "Castle", "de": "Burg"},
    "description": {"en": "A castle."},
    "category": {"de": "Bauten", "en": "Buildings"},
    "tags": {"en": ["stone"], "de": ["Stein", "alt"]},
}
ATTITUDE = {"pipeline": "text_transformation", "context": {"en": "Look.", "de": "Schau."}}
OVERRIDDEN = {"stage": "interception", "model_override": "gone/model"}
CONFIGS: dict[str, dict[str, Any]] = {
    "output/castle": {**PICTURE, **TEXTS, "display": {"order": 2, "icon": "castle"}},
    "output/first": {**PICTURE, "display": {"order": 1, "category": "early"}},
    "output/second_a": {**PICTURE, "display": {"order": 2}},
    "output/unseen": {**PICTURE, "display": {"hidden": True}},
    "output/elsewhere": {**PICTURE, "parameters": {"OUTPUT_CHUNK": "from_elsewhere"}},
    "output/by_request": {**PICTURE, "parameters": {"OUTPUT_CHUNK": "by_request", "MODEL": "two"}},
    "output/priced": {**PICTURE, "meta": {"price": {"image": 0.04}}},
    "output/bounded": {**PICTURE, "meta": {"price": {"at_most": 0.5}}},
    "interception/lost": {**ATTITUDE, "meta": OVERRIDDEN},
}
ELSEWHERE = {
    "type": "output_chunk",
    "backend_type": "triton",
    "media_type": "image",
    "input_mappings": {"prompt": {"field": "prompt", "source": "{{PREVIOUS_OUTPUT}}"}},
    "output_mapping": {"output_type": "image", "format": "png"},
}


BY_REQUEST = {
    **ELSEWHERE,
    "type": "api_output_chunk",
    "backend_type": "scripted",
    "api_config": {"endpoint": "/pictures", "request_body": {}},
    "output_mapping": {"output_type": "image", "format": "png", "extract_path": "images[*]"},
    "input_mappings": {"model": {"field": "request_body.model", "default": "one"}, "input_image": {"field": "image"}},
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    layer = write_layer(tmp_path_factory.mktemp("layer"), CONFIGS)
    for name, declared in {"from_elsewhere": ELSEWHERE, "by_request": BY_REQUEST}.items():
        (layer / "chunks" / f"{name}.json").write_text(json.dumps(declared))
    return load([SHIPPED, layer], aliases=Settings().models, backends={"embedded", "scripted"})


@pytest.fixture
def part() -> Part:
    return Part()


@pytest.fixture
def router(part: Part) -> Router:
    return Router([ScriptedBackend(part), ScriptedBackend(part, name="embedded")])


def declared(library: Library, **models: str) -> Declared:
    return Declared(library, {**Settings().models, **models}, Checks())


async def shown(library: Library, router: Router, id: str, language: str = "en", **models: str) -> Any:
    return await view(declared(library, **models), router, library.config(id), language)


LANGUAGES = {
    "English": ("en", ("Castle", "A castle.", "Buildings", ("stone",))),
    "German, with English where there is no German": ("de", ("Burg", "A castle.", "Bauten", ("Stein", "alt"))),
    "a country's German": ("de-AT", ("Burg", "A castle.", "Bauten", ("Stein", "alt"))),
    "English for a language that there is not": ("fr", ("Castle", "A castle.", "Buildings", ("stone",))),
}


@pytest.mark.parametrize(("language", "texts"), LANGUAGES.values(), ids=LANGUAGES.keys())
async def test_texts_come_in_a_language(library: Library, router: Router, language: str, texts: object) -> None:
    found = await shown(library, router, "castle", language)
    assert (found.name, found.description, found.category, found.tags) == texts


async def test_what_has_no_texts_goes_by_its_id_and_the_category_of_its_display(
    library: Library, router: Router
) -> None:
    found = await shown(library, router, "first")
    assert (found.name, found.description, found.category, found.tags) == ("first", "", "early", ())
    assert (found.kind, found.media_type, found.backend) == ("output", "image", "scripted")


async def test_outputs_come_by_kind_and_order_then_id_and_hidden_ones_do_not(library: Library, router: Router) -> None:
    found = [config.id for config in await list_configs(declared(library), router, "output", "en")]
    assert [id for id in found if id in {"first", "castle", "second_a"}] == ["first", "castle", "second_a"]
    without = [id for id in found if library.config(id).display.order is None]
    assert without == sorted(without) != []
    assert found[-len(without) :] == without, "what has no order comes last"
    assert "unseen" not in found


async def test_the_whole_list_keeps_kinds_together_and_agrees_with_single_views(
    library: Library, router: Router
) -> None:
    found = await list_configs(declared(library), router, None, "de")
    kinds = [config.kind for config in found]
    assert kinds == sorted(kinds)
    assert {"interception", "output"} <= set(kinds)
    castle = next(config for config in found if config.id == "castle")
    assert castle == await shown(library, router, "castle", "de")
    assert castle.display == {"order": 2, "icon": "castle", "hidden": False}


class _OneModel(ScriptedBackend):
    async def availability(self, model: str, media_type: str, workflow: Any = None) -> Availability:
        return Availability(state="ready", reason=f"{model} {media_type}")


async def test_of_a_request_the_backend_is_asked_for_the_model_in_it(library: Library) -> None:
    found = await shown(library, Router([_OneModel(Part())]), "by_request")
    assert found.availability.reason == "two image"


DOWN = Availability(state="down", reason="it is off", missing=("x",))
NO_SUCH = "no such backend: {0}; a server is named as {0}=http://… in DEVSERVER_OPENAI_SERVERS"
UNSET = Availability(state="unavailable", cause="not_configured")
NO_TRITON = UNSET.model_copy(update={"reason": NO_SUCH.format("triton"), "missing": ("triton",)})
NO_GONE = UNSET.model_copy(update={"reason": NO_SUCH.format("gone"), "missing": ("gone",)})
NO_MODEL = UNSET.model_copy(update={"reason": "no model is set for STAGE2_INTERCEPTION_MODEL"})
AVAILABILITY: dict[str, tuple[str, Availability, dict[str, str], Availability]] = {
    "a medium whose backend is ready": ("castle", READY, {}, READY),
    "a medium whose backend is down": ("castle", DOWN, {}, DOWN),
    "a medium whose backend does not exist": ("elsewhere", READY, {}, NO_TRITON),
    "an attitude whose model is ready": ("attitude", READY, {}, READY),
    "an attitude whose backend is down": ("attitude", DOWN, {}, DOWN),
    "an attitude without a model": ("attitude", READY, {"STAGE2_INTERCEPTION_MODEL": ""}, NO_MODEL),
    "an attitude with a model of nobody": ("lost", READY, {}, NO_GONE),
}


@pytest.mark.parametrize(("id", "state", "models", "expected"), AVAILABILITY.values(), ids=AVAILABILITY.keys())
async def test_whether_it_can_be_had_and_why_not(
    library: Library, router: Router, part: Part, id: str, state: Availability, models: dict[str, str], expected: object
) -> None:
    part.available = state
    found = (await shown(library, router, id, **models)).availability
    assert found.model_copy(update={"reasons": ()}) == expected


async def test_a_config_whose_backend_does_not_exist_is_listed_all_the_same(library: Library, router: Router) -> None:
    found = {config.id: config for config in await list_configs(declared(library), router, "output", "en")}
    assert (found["elsewhere"].backend, found["elsewhere"].availability.ready) == ("triton", False)
    full = await detail(declared(library), router, library.config("elsewhere"), "en")
    assert (full.parameters["properties"], full.inputs) == ({}, ())


SECONDS: dict[str, tuple[Any, float | None]] = {
    "a number": (15, 15.0),
    "a fraction": (0.5, 0.5),
    "a number as text": ("15", 15.0),
    "the middle of a range": ("12-20", 16.0),
    "a range with spaces": ("12 - 20", 16.0),
    "a range with a dash": ("12–20", 16.0),
    "nothing for words": ("about 20", None),
    "nothing for a range without an end": ("12-", None),
    "nothing for what is no amount": ("nan", None),
    "nothing for what never ends": ("inf", None),
    "a small number as a power": (1e-05, 0.00001),
    "nothing where nothing is said": (None, None),
}


@pytest.mark.parametrize(("given", "seconds"), SECONDS.values(), ids=SECONDS.keys())
def test_how_long_it_takes(given: Any, seconds: float | None) -> None:
    assert estimated_seconds(Chunk.declared({"meta": {"estimated_duration_seconds": given}}, "c")) == seconds
    assert estimated_seconds(Chunk.declared({"estimated_duration_seconds": given}, "c")) == seconds


def test_what_meta_says_of_the_time_goes_first() -> None:
    fields = {"estimated_duration_seconds": 5, "meta": {"estimated_duration_seconds": "1-3"}}
    assert estimated_seconds(Chunk.declared(fields, "c")) == 2.0
    assert estimated_seconds(Chunk.declared({"meta": {"estimated_duration_seconds": True}}, "c")) is None


MAPPINGS: dict[str, Any] = {
    "prompt": {"node_id": "6", "field": "text", "source": "{{PREVIOUS_OUTPUT}}"},
    "input_image": {"node_id": "8", "field": "image"},
    "mask": {"node_id": "8", "field": "mask", "source": "{{INPUT_IMAGE_2}}"},
    "seed": {"node_id": "3", "field": "seed", "default": -1},
    "steps": [
        {"node_id": "3", "field": "steps", "default": 20, "description": {"en": "How often", "de": "Wie oft"}},
        {"node_id": "4", "field": "steps", "schema": {"type": "integer", "minimum": 1, "maximum": 50, "title": "S"}},
    ],
    "cfg": {"node_id": "3", "field": "cfg", "default": 7.5, "title": {"en": "Care", "de": "Treue"}},
}


def test_the_schema_of_parameters_leaves_out_prompt_and_media() -> None:
    chunk = Chunk.declared({"type": "output_chunk", "input_mappings": MAPPINGS}, "c")
    config = Config.declared({"pipeline": "p", "parameters": {"CFG": 5}}, "d")
    assert parameter_schema(chunk, config, "de") == {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "seed": {"default": "random", "description": ""},
            "steps": {
                "type": "integer",
                "minimum": 1,
                "maximum": 50,
                "title": "S",
                "default": 20,
                "description": "Wie oft",
            },
            "cfg": {"title": "Treue", "default": 5, "description": ""},
        },
    }


async def test_an_output_tells_its_parameters_inputs_and_instruction(library: Library, router: Router) -> None:
    full = await detail(declared(library), router, library.config("castle"), "de")
    assert set(full.parameters["properties"]) == {"seed", "negative_prompt", "width", "scale", "notes"}
    assert full.inputs == ("input_image",)
    assert (full.context, full.optimization_instruction) == ("", "Schreibe für den Maler.")
    assert (
        full.model_dump(include=set(type(await shown(library, router, "castle")).model_fields))
        == (await shown(library, router, "castle", "de")).model_dump()
    )


async def test_an_attitude_tells_its_context_and_has_no_parameters(library: Library, router: Router) -> None:
    full = await detail(declared(library), router, library.config("attitude"), "de")
    assert (full.context, full.parameters, full.inputs) == ("Sieh es wie ein Vogel.", {}, ())
    assert (full.optimization_instruction, full.media_type, full.backend) == (None, None, None)
    assert full.estimated_seconds is None


COSTS: dict[str, tuple[str, bool, tuple[float | None, str]]] = {
    "nothing where the backend charges nothing": ("castle", False, (0.0, "listed")),
    "the declared price of a picture": ("priced", True, (0.04, "listed")),
    "nothing at a free backend, whatever is declared": ("priced", False, (0.0, "listed")),
    "unknown without a price": ("castle", True, (None, "unknown")),
    "unknown where only a bound is declared": ("bounded", True, (None, "unknown")),
    "unknown for a backend that is not configured": ("elsewhere", False, (None, "unknown")),
    "unknown for an attitude whose model charges": ("attitude", True, (None, "unknown")),
    "nothing for an attitude whose model is free": ("attitude", False, (0.0, "listed")),
}


@pytest.mark.parametrize(("id", "charges", "cost"), COSTS.values(), ids=COSTS.keys())
async def test_what_a_call_costs_is_told_before(
    library: Library, part: Part, id: str, charges: bool, cost: tuple[float | None, str]
) -> None:
    router = Router([ScriptedBackend(part, charges=charges), ScriptedBackend(part, name="embedded", charges=charges)])
    found = (await shown(library, router, id, STAGE2_INTERCEPTION_MODEL="scripted/x")).cost
    assert (found.usd, found.source) == cost
