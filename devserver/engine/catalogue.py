"""What a person can pick, in their language, with what it needs and whether it can be had now."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from math import isfinite
from typing import Any

from pydantic import Field

from devserver.backends import READY, Availability, Reason, lacking
from devserver.engine.builder import Model, media_call, resolve_parameters, served_model, takes_media
from devserver.engine.ending import lifecycles, providers
from devserver.engine.lifecycle import Lifecycle, named_model
from devserver.engine.router import Router
from devserver.engine.snapshots import Declared
from devserver.errors import DevServerError
from devserver.media_types import TEXT_MEDIA
from devserver.models.calls import InputMedia, MediaCall
from devserver.models.declarations import Chunk, Config, Localised
from devserver.models.frozen import Frozen, Json
from devserver.models.outcomes import CostSource


class ExpectedCost(Frozen):
    """What a call for a config costs, in USD, and where that comes from; None where nobody can tell before it."""

    usd: float | None
    source: CostSource


class ConfigView(Frozen):
    """A config as a list shows it."""

    id: str
    kind: str
    name: str
    description: str
    category: str
    media_type: str | None
    backend: str | None
    availability: Availability
    lifecycle: tuple[Lifecycle, ...]
    verified: bool = Field(description="False where nobody has seen the graph run on a real server.")
    estimated_seconds: float | None
    cost: ExpectedCost
    display: dict[str, Json]
    tags: tuple[str, ...]
    audience: dict[str, Json]


class ConfigDetail(ConfigView):
    """A config with its attitude and the JSON Schema of its parameters."""

    context: str
    optimization_instruction: str | None
    parameters: dict[str, Json]
    inputs: tuple[str, ...]


def text_in(value: Localised | None, language: str, otherwise: str = "") -> str:
    """Return a localised text, or what stands in for it."""
    return (value.text(language) if value else "") or otherwise


def tags_in(config: Config, language: str) -> tuple[str, ...]:
    """Return the tags of a config, in the language that its texts would be in as well."""
    if not isinstance(config.tags, dict):
        return tuple(config.tags)
    return tuple(config.tags.get(Localised({tag: tag for tag in config.tags}).text(language), ()))


async def list_configs(declared: Declared, router: Router, kind: str | None, language: str) -> list[ConfigView]:
    """Return the configs of a kind (all without one) that are not hidden, in the order of their display."""
    library = declared.library
    await router.look(providers(declared))
    fitting = [c for c in library.configs.values() if kind in {None, library.kind(c)} and not c.display.hidden]
    fitting.sort(key=lambda c: (library.kind(c), c.display.order if c.display.order is not None else 10_000, c.id))
    return list(await asyncio.gather(*(view(declared, router, config, language) for config in fitting)))


async def view(declared: Declared, router: Router, config: Config, language: str) -> ConfigView:
    """Return a config as a list shows it."""
    return ConfigView.model_validate(await _fields(declared, router, config, language))


async def detail(declared: Declared, router: Router, config: Config, language: str) -> ConfigDetail:
    """Return a config with its attitude and parameters."""
    library = declared.library
    await router.look(providers(declared))
    output = library.kind(config) == "output"
    instruction = library.optimization_instruction(config) if output else None
    fields = await _fields(declared, router, config, language)
    more = {
        "context": text_in(config.context, language),
        "optimization_instruction": instruction.text(language) if instruction else None,
        "parameters": parameter_schema(library.output_chunk(config), config, language) if output else {},
        "inputs": _inputs(library.output_chunk(config)) if output else (),
    }
    return ConfigDetail.model_validate({**fields, **more})


async def _fields(declared: Declared, router: Router, config: Config, language: str) -> dict[str, Any]:
    library = declared.library
    kind = library.kind(config)
    chunk = library.output_chunk(config) if kind == "output" else None
    return {
        "id": config.id,
        "kind": kind,
        "name": text_in(config.name, language, config.id),
        "description": text_in(config.description, language),
        "category": text_in(config.category, language, config.display.category or ""),
        "media_type": _media_type(declared, config),
        "backend": chunk.backend_type if chunk else None,
        "availability": (await availability(declared, router, config)).in_language(language),
        "lifecycle": lifecycles(declared, router, config, language),
        "verified": verified(declared, config),
        "estimated_seconds": estimated_seconds(chunk) if chunk else None,
        "cost": expected_cost(declared, router, config),
        "display": config.display.model_dump(mode="json", exclude_none=True),
        "tags": tags_in(config, language),
        "audience": config.audience.model_dump(mode="json", exclude_none=True),
    }


async def availability(declared: Declared, router: Router, config: Config) -> Availability:
    """Tell whether a config can run now: its backend is there and has what its chunks need."""
    library = declared.library
    if library.kind(config) == "output":
        chunk = library.output_chunk(config)
        media_type = _media_type(declared, config) or ""
        if media_type in TEXT_MEDIA and chunk.template is not None:
            return await _any_model(declared, router, chunk, config, media_type)
        named = declared.model(chunk, config)
        model, end = served_model(chunk, named), declared.shutdown(chunk, config, named)
        if ended := router.lifecycles.refusal(named_model(chunk, model), end):
            return Availability(state="unavailable", reason=ended.reason, missing=ended.missing)
        try:
            call = declared.once(("example", config.id), lambda: _example(chunk, config, media_type, model))
        except DevServerError as error:
            return lacking("", Reason(message=error.message, params=error.params))
        name, workflow = (call.model, call.workflow) if call else (model.name if model else "", None)
        return await router.availability(chunk.backend_type or "", name, media_type, workflow)
    for chunk in library.steps(config):
        state = await _any_model(declared, router, chunk, config, "")
        if not state.ready:
            return state
    return READY


def verified(declared: Declared, config: Config) -> bool:
    """Tell whether somebody has seen a config run: `meta.verified` of the config, else of its chunk, else yes."""
    library = declared.library
    chunk = library.output_chunk(config) if library.kind(config) == "output" else None
    said = config.meta.get("verified", chunk.meta.get("verified") if chunk else None)
    return said is not False


def _example(chunk: Chunk, config: Config, media_type: str, model: Model | None) -> MediaCall | None:
    """Return a call with all its inputs, to see whether what its workflow or request names is there."""
    if not media_type or (chunk.workflow is None and chunk.api_config is None):
        return None
    images = tuple(InputMedia(parameter=key, path="", mime="", sha256="0" * 64) for key in _inputs(chunk))
    return media_call(
        chunk, config, {}, prompt="", media_type=media_type, model=model, seed=0, language="en", images=images
    )


async def _any_model(declared: Declared, router: Router, chunk: Chunk, config: Config, media_type: str) -> Availability:
    """Tell whether a model of a text chunk can be had: the first, or one for when it cannot; else of the first why."""
    first: Availability | None = None
    for model in declared.models_of(chunk, config):
        ended = router.lifecycles.refusal(model, declared.shutdown(chunk, config, model))
        if ended is not None:
            state = Availability(state="unavailable", reason=ended.reason, missing=ended.missing)
        else:
            state = await router.availability(model.provider, model.name, media_type)
        if state.ready:
            return state
        first = first or state
    return first or lacking("not_configured", Reason(message="model_unset", params={"setting": chunk.model}))


def _media_type(declared: Declared, config: Config) -> str | None:
    kind = declared.library.media_type(config) if declared.library.kind(config) == "output" else None
    return kind.name if kind else None


def expected_cost(declared: Declared, router: Router, config: Config) -> ExpectedCost:
    """Return what one call for a config costs: nothing where no backend charges, else its declared price."""
    library = declared.library
    output = library.output_chunk(config) if library.kind(config) == "output" else None
    makes_media = output is not None and output.template is None
    steps = [output] if output is not None else library.steps(config)
    names = [chunk.backend_type for chunk in steps] if makes_media else _text_backends(declared, config, steps)
    if names and all(name is not None and router.is_free(name) for name in names):
        return ExpectedCost(usd=0.0, source="listed")
    price = library.price(config) if makes_media else None
    usd = price.of_images(1) if price else None
    return ExpectedCost(usd=usd, source="unknown" if usd is None else "listed")


def _text_backends(declared: Declared, config: Config, steps: Sequence[Chunk]) -> list[str | None]:
    models = [declared.model(chunk, config) for chunk in steps]
    return [model.provider if model else None for model in models]


def estimated_seconds(chunk: Chunk) -> float | None:
    """Return how long a chunk says it takes; of a range such as `12-20` the middle."""
    given = chunk.meta.get("estimated_duration_seconds", chunk.estimated_duration_seconds)
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        return None
    try:
        parts = [float(part) for part in given.replace("–", "-").split("-")] if isinstance(given, str) else [given]
    except ValueError:
        return None
    middle = sum(parts) / len(parts)
    return middle if isfinite(middle) else None


def _inputs(chunk: Chunk) -> tuple[str, ...]:
    """Return the names of the pictures and sounds that a chunk takes in."""
    return tuple(key for key in chunk.mappings if takes_media(chunk, key))


def parameter_schema(chunk: Chunk, config: Config, language: str) -> dict[str, Json]:
    """Return the JSON Schema of the parameters that a request may set, with their defaults and descriptions."""
    defaults = resolve_parameters(chunk, config, {}, prompt="", seed=0)
    properties: dict[str, Json] = {}
    for key, targets in chunk.mappings.items():
        if key == "prompt" or takes_media(chunk, key):
            continue
        declared = next((t.schema_ for t in targets if isinstance(t.schema_, dict)), {})
        described = next((t.description for t in targets if t.description), None)
        titled = next((t.title for t in targets if t.title), None)
        title = {"title": text_in(titled, language)} if titled else {}
        default = "random" if key == "seed" else defaults.get(key)
        properties[key] = {**declared, **title, "default": default, "description": text_in(described, language)}
    return {"type": "object", "properties": properties, "additionalProperties": False}
