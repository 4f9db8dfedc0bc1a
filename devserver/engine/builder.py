"""The chunk builder: a chunk and values become a call. Pure: no I/O, no clock, no chance, no global.

A `{{PLACEHOLDER}}` is filled in one pass and keeps its type. What a person wrote is a value like any other: it is
never looked through for placeholders, neither in a prompt nor in a workflow.

Parameters: request, then config, then chunk, then the default of the mapping. Upper-case keys of a config fold to the
mapping's key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, cast

from devserver.declarations.folding import fold
from devserver.declarations.templates import fill
from devserver.engine.asking import api_request, request_body
from devserver.engine.workflow import inject_prompt, place_all, with_given_inputs, with_loras
from devserver.media_types import MEDIA_TYPES
from devserver.models.calls import InputMedia, MediaCall, Prompt, TextCall
from devserver.models.declarations import Chunk, Config, Template
from devserver.models.frozen import Json
from devserver.models.mapping import InputMapping
from devserver.models.runs import MAX_SEED

RANDOM_SEEDS = (None, -1, "random")
_MEDIA = re.compile(r"(\{\{)?INPUT_(IMAGE|AUDIO|VIDEO)\d*(\}\})?")


@dataclass(frozen=True)
class Parts:
    """The three parts of a prompt; `source` is what the first of several chunks took in."""

    task: str
    context: str
    input: str
    source: str | None = None


@dataclass(frozen=True)
class Model:
    """A model that is resolved: who provides it, and its name there."""

    provider: str
    name: str

    def __str__(self) -> str:
        return f"{self.provider}/{self.name}" if self.name else self.provider


def resolve_models(name: str | None, models: Mapping[str, str], default_provider: str) -> tuple[Model, ...]:
    """Resolve the name of a model setting, or `provider/model`: the model, then those for when it is unavailable.

    They are separated by commas; there is none where the setting is empty.
    """
    value = models.get(name or "", name or "")
    return tuple(_model(one.strip(), default_provider) for one in value.split(",") if one.strip())


def resolve_model(name: str | None, models: Mapping[str, str], default_provider: str) -> Model | None:
    """Resolve the name of a model setting, or `provider/model`; None where the setting is empty."""
    return next(iter(resolve_models(name, models, default_provider)), None)


def _model(value: str, default_provider: str) -> Model:
    provider, slash, model = value.partition("/")
    return Model(provider, model) if slash else Model(default_provider, value)


def served_model(chunk: Chunk, model: Model | None) -> Model | None:
    """Return the model of an output chunk under its name at the chunk's backend.

    A request to an API names its model itself where neither chunk nor config do: in the body, or in `api_config`.
    """
    api, backend = chunk.api_config, chunk.backend_type or ""
    if api is None:
        return model
    named = api.request_body.get("model") if model is None else str(model)
    name = named if isinstance(named, str) and not is_placeholder(named) else api.model
    return Model(backend, name.removeprefix(f"{backend}/")) if name else None


def text_call(
    chunk: Chunk,
    config: Config,
    parts: Parts,
    model: Model,
    *,
    seed: int,
    language: str,
    values: Mapping[str, Json] | None = None,
    images: tuple[InputMedia, ...] = (),
) -> TextCall:
    """Make the call of a processing chunk."""
    known = {
        **{key: value for key, value in config.parameters.items() if key.isupper()},
        **(values or {}),
        "TASK_INSTRUCTION": parts.task,
        "CONTEXT": parts.context,
        "INSTRUCTION": parts.context,
        "INSTRUCTIONS": parts.context,
        "INPUT_TEXT": parts.input if parts.source is None else parts.source,
        "USER_INPUT": parts.input if parts.source is None else parts.source,
        "PREVIOUS_OUTPUT": parts.input,
        "PROMPT": parts.input,
        "MODEL": str(model),
    }
    direct = {key: value for key, value in config.parameters.items() if not key.isupper()}
    return TextCall(
        chunk=chunk.id,
        backend=model.provider,
        provider=model.provider,
        model=model.name,
        prompt=_prompt(chunk.template, parts, known),
        parameters=fill({**chunk.parameters, **direct}, known),
        seed=seed,
        language=language,
        response_schema=_answer_schema(chunk),
        images=images,
    )


def _answer_schema(chunk: Chunk) -> dict[str, Json] | None:
    """Return the JSON Schema of the answer; prose about its members, which the dialect allows, is none."""
    declared = chunk.meta.get("json_schema")
    return declared if isinstance(declared, dict) and "type" in declared else None


def _prompt(template: str | Template | None, parts: Parts, known: Mapping[str, Json]) -> Prompt:
    system = None
    if isinstance(template, Template):
        system = str(fill(template.system, known)) or None
        template = template.prompt or template.user or "{{INPUT_TEXT}}"
    text = str(fill("{{INPUT_TEXT}}" if template is None else template, known))
    return Prompt(text=text, system=system, task=parts.task, context=parts.context, input=parts.input)


def resolve_parameters(
    chunk: Chunk, config: Config, given: Mapping[str, Json], *, prompt: str, seed: int
) -> dict[str, Json]:
    """Return the value of every logical parameter; a seed is that of the attempt, within what its schema allows."""
    declared = _declared(chunk, config)
    resolved: dict[str, Json] = {}
    for key, targets in chunk.mappings.items():
        value = given.get(key)
        if value is None:
            value = declared.get(key)
            if value is None or is_placeholder(value):
                value = chunk.default(key)
        if key == "prompt" or (value is None and any(t.source == "{{PREVIOUS_OUTPUT}}" for t in targets)):
            value = prompt
        if is_seed(key):
            value = seed % (_most_seed(targets) + 1)
        resolved[key] = value
    return resolved


def _most_seed(targets: Iterable[InputMapping]) -> int:
    """Return the largest seed that the schemas of a mapping allow; a larger one is taken modulo what they do."""
    schemas = [target.schema_ for target in targets if isinstance(target.schema_, dict)]
    parts = [part for schema in schemas for part in (schema, *_members(schema.get("anyOf")))]
    limits = [part["maximum"] for part in parts if isinstance(part, dict) and isinstance(part.get("maximum"), int)]
    return min([MAX_SEED, *(limit for limit in limits if isinstance(limit, int) and limit >= 0)])


def _members(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _declared(chunk: Chunk, config: Config) -> dict[str, Json]:
    """Return what chunk and config say of the logical parameters, under the mappings' keys."""
    folded = ((fold(name, chunk.mappings), value) for name, value in config.parameters.items())
    return {**chunk.parameters, **{key: value for key, value in folded if key is not None}}


def is_placeholder(value: Json) -> bool:
    """Tell whether a declared value is only the name of another value."""
    return isinstance(value, str) and value.startswith("{{") and value.endswith("}}")


def is_seed(key: str) -> bool:
    """Tell whether a logical parameter is a seed."""
    return key in {"seed", "noise_seed"}


def takes_media(chunk: Chunk, key: str) -> bool:
    """Tell whether a parameter is a picture or a sound: `input_image`, or one with the source `{{INPUT_IMAGE}}`.

    It is given as an input, which names an upload or an output of a run, and never as a value: that would be a path.
    """
    sources = [str(target.source) for target in chunk.mappings.get(key, ())]
    return any(_MEDIA.match(name) for name in sources) or (bool(sources) and _MEDIA.match(key.upper()) is not None)


def declared_seed(chunk: Chunk, config: Config) -> int | None:
    """Return the fixed seed that config or chunk declare, or None where it is to be drawn."""
    declared = _declared(chunk, config)
    for key in filter(is_seed, chunk.mappings):
        value = declared.get(key, chunk.default(key))
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_SEED:
            return value
    return None


def media_call(
    chunk: Chunk,
    config: Config,
    given: Mapping[str, Json],
    *,
    prompt: str,
    media_type: str,
    model: Model | None,
    seed: int,
    language: str,
    images: tuple[InputMedia, ...] = (),
) -> MediaCall:
    """Make the call of an output chunk.

    Raises InvalidInput where a picture is missing without which nothing would be made, Unavailable for LoRAs that the
    workflow cannot take.
    """
    model = served_model(chunk, model)
    resolved = resolve_parameters(chunk, config, given, prompt=prompt, seed=seed)
    resolved.update({image.parameter: image.sha256 for image in images})
    known = {
        **{key: value for key, value in config.parameters.items() if key.isupper()},
        **{key.upper(): value for key, value in resolved.items()},
        "PROMPT": prompt,
        "INPUT_TEXT": prompt,
        "PREVIOUS_OUTPUT": prompt,
        **({"MODEL": model.name} if model and chunk.api_config else {}),
    }
    backend = chunk.backend_type or ""
    media = [key for key in chunk.mappings if takes_media(chunk, key)]
    request = request_body(chunk, resolved, known, media) if chunk.api_config else None
    named = request.get("model") if request else None
    return MediaCall(
        chunk=chunk.id,
        backend=backend,
        provider=model.provider if model else backend,
        model=named if isinstance(named, str) else model.name if model else "",
        media_type=media_type,
        formats=_formats(chunk, media_type),
        prompt=prompt,
        parameters={_argument(chunk, key): value for key, value in resolved.items()},
        workflow=_workflow(chunk, config, resolved, known, prompt),
        request=request,
        api=api_request(chunk.api_config, known) if chunk.api_config else None,
        output=chunk.output_mapping.model_dump(mode="json", exclude_none=True) if chunk.output_mapping else {},
        seed=seed,
        language=language,
        images=images,
    )


def _formats(chunk: Chunk, media_type: str) -> tuple[str, ...]:
    known = MEDIA_TYPES[media_type].formats
    mapping = chunk.output_mapping
    named = [name for name in (*(mapping.formats or ()), mapping.format) if name] if mapping else []
    return tuple(dict.fromkeys(name for name in named if name in known)) or (MEDIA_TYPES[media_type].default_format,)


def _argument(chunk: Chunk, key: str) -> str:
    target = chunk.mappings[key][0] if key in chunk.mappings else None
    direct = target is not None and target.node_id is None and chunk.api_config is None
    return target.field if direct and target is not None and target.field else key


def _workflow(
    chunk: Chunk, config: Config, resolved: Mapping[str, Json], known: Mapping[str, Json], prompt: str
) -> dict[str, Any] | None:
    if chunk.workflow is None:
        return None
    workflow = cast(dict[str, Any], fill(deepcopy(dict[str, Json](chunk.workflow)), known))
    place_all(chunk, workflow, resolved)
    inject_prompt(chunk, workflow, prompt)
    unused = [key for key in chunk.mappings if takes_media(chunk, key) and resolved.get(key) is None]
    return with_loras(chunk, config, with_given_inputs(chunk, workflow, unused))


def texts_in(value: Json) -> list[str]:
    """Return every text in a JSON value, in order."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in texts_in(part)]


def upper_keys(text: str) -> dict[str, Json]:
    """Return what a step's answer adds to the values of the next: the members of a JSON object, in upper case."""
    try:
        value = json.loads(text) if text.lstrip().startswith("{") else None
    except (ValueError, RecursionError):  # nested beyond reason
        return {}
    return {key.upper(): member for key, member in value.items()} if isinstance(value, dict) else {}
