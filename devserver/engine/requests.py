"""What a person asks for is looked at as a whole before anything is recorded: every fault is told at once."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from math import isfinite
from typing import Any
from unicodedata import category

from jsonschema import Draft202012Validator, validators

from devserver.declarations.library import Library
from devserver.declarations.reports import nearest
from devserver.engine.builder import RANDOM_SEEDS, declared_seed, is_seed, takes_media
from devserver.engine.misfits import misfit
from devserver.errors import Fault, Forbidden, InvalidInput, NotFound
from devserver.models.declarations import Chunk
from devserver.models.runs import MAX_SEED, SAFETY_LEVELS, Request, SafetyLevel

_Validator = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine(
        "integer", lambda _checker, value: isinstance(value, int) and not isinstance(value, bool)
    ),
)

DEEPEST = 32
"""The most levels of lists and objects in a value."""
TEXT_LIMIT = 20_000
"""The most characters of a text that a person sends."""


def text_faults(pointer: str, text: str | None, limit: int = TEXT_LIMIT) -> Iterator[Fault]:
    """Yield what is wrong with a text: empty, too long, or with characters that cannot be kept."""
    if text is None:
        return
    if is_blank(text):
        yield Fault(pointer=pointer, message="text_empty")
    if len(text) > limit:
        yield Fault(pointer=pointer, message="text_too_long", params={"limit": limit, "length": len(text)})
    yield from character_faults(pointer, text)


def is_blank(text: str) -> bool:
    """Tell whether a text shows nothing: no characters, or only spaces and characters without a width."""
    return all(character.isspace() or category(character) in {"Cf", "Cc", "Mn"} for character in text)


def character_faults(pointer: str, value: Any, depth: int = 0) -> Iterator[Fault]:
    """Yield a fault for each part of a JSON value that cannot be kept.

    That is: NUL or half of a surrogate pair in a text, a number that is none, nesting deeper than `DEEPEST`.
    """
    if depth > DEEPEST:
        yield Fault(pointer=pointer[:100], message="too_deep", params={"limit": DEEPEST})
    elif isinstance(value, float) and not isfinite(value):
        yield Fault(pointer=pointer, message="number_wrong")
    elif isinstance(value, str):
        if "\0" in value:
            yield Fault(pointer=pointer, message="text_nul")
        if any("\ud800" <= character <= "\udfff" for character in value):
            yield Fault(pointer=pointer, message="text_surrogate")
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from character_faults(pointer, key)
            yield from character_faults(f"{pointer}/{escape(key)}", member, depth + 1)
    elif isinstance(value, list):
        for place, member in enumerate(value):
            yield from character_faults(f"{pointer}/{place}", member, depth + 1)


def escape(key: str) -> str:
    """Write a key as a part of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def check_request(library: Library, request: Request, limit: int = TEXT_LIMIT, known: Iterable[Fault] = ()) -> None:
    """Raise InvalidInput with every fault of a request and those `known` before; NotFound for a config that is none."""
    if request.config is not None:
        _of_kind(library, request.config, "interception")
    faults = [
        *known,
        *text_faults("/input_text", request.input_text, limit),
        *text_faults("/prompt", request.prompt, limit),
        *_context_faults(request.context_prompt, limit),
        *character_faults("/parameters", request.parameters),
    ]
    if not valid_seed(request.seed):
        faults.append(Fault(pointer="/seed", message="seed_wrong", params={"most": MAX_SEED}))
    if request.output_config is not None:
        _of_kind(library, request.output_config, "output")
        chunk = library.output_chunk(library.config(request.output_config))
        faults += parameter_faults(chunk, request.parameters)
        faults += [
            Fault(pointer=f"/inputs/{escape(name)}", message="input_unknown", params={"name": name})
            for name in request.inputs
            if not takes_media(chunk, name)
        ]
        faults += _lacking_inputs(chunk, request)
    if faults:
        raise InvalidInput(*faults)


def _lacking_inputs(chunk: Chunk, request: Request) -> Iterator[Fault]:
    """Yield a fault for each picture without which the chunk makes nothing, where the action makes something."""
    for name, targets in chunk.mappings.items() if request.action in {"generation", "run"} else ():
        if name not in request.inputs and takes_media(chunk, name) and any(target.required for target in targets):
            yield Fault(pointer=f"/inputs/{escape(name)}", message="input_needed", params={"name": name})


def _of_kind(library: Library, config_id: str, kind: str) -> None:
    config = library.configs.get(config_id)
    if config is None:
        fitting = [name for name, other in library.configs.items() if library.kind(other) == kind]
        raise NotFound("config_not_found", id=config_id, nearest=nearest(config_id, fitting))
    if library.kind(config) != kind:
        raise NotFound("config_of_other_kind", id=config_id, kind=library.kind(config), wanted=kind)


def _context_faults(text: str | None, limit: int) -> Iterator[Fault]:
    if text:
        yield from (fault for fault in text_faults("/context_prompt", text, limit) if fault.message != "text_empty")


def parameter_faults(chunk: Chunk, given: dict[str, Any]) -> Iterator[Fault]:
    """Yield a fault for each parameter that the chunk does not have, or whose value does not fit its schema."""
    for key, value in given.items():
        pointer = f"/parameters/{escape(key)}"
        targets = chunk.mappings.get(key)
        if targets is None or key == "prompt" or takes_media(chunk, key):
            names = [name for name in chunk.mappings if name != "prompt" and not takes_media(chunk, name)]
            yield Fault(
                pointer=pointer, message="parameter_unknown", params={"name": key, "nearest": nearest(key, names)}
            )
            continue
        if any(character_faults("", value)):
            continue
        schema = next((target.schema_ for target in targets if target.schema_ is not None), None)
        if schema is not None:
            for error in _Validator(schema).iter_errors(value):
                where = "".join(f"/{escape(str(part))}" for part in error.absolute_path)
                message, params = misfit(error)
                yield Fault(pointer=pointer + where, message=message, params=params)
        elif is_seed(key) and not valid_seed(value):
            yield Fault(pointer=pointer, message="seed_wrong", params={"most": MAX_SEED})


def valid_seed(value: object) -> bool:
    """Tell whether a value is a seed, or one of the words for drawing one."""
    if isinstance(value, bool | float):
        return False
    return value in RANDOM_SEEDS or (isinstance(value, int) and 0 <= value <= MAX_SEED)


def choose_seed(library: Library, request: Request) -> int:
    """Return the seed of an attempt: of the request, else its parameters, else config or chunk, else drawn."""
    given = [value for key, value in request.parameters.items() if is_seed(key)]
    if request.seed is not None:
        given = [request.seed]
    for value in given:
        if isinstance(value, int) and 0 <= value <= MAX_SEED:
            return value
    if request.output_config is not None and not given:
        config = library.config(request.output_config)
        declared = declared_seed(library.output_chunk(config), config)
        if declared is not None:
            return declared
    return secrets.randbelow(MAX_SEED + 1)


def level_faults(asked: str | None) -> Iterator[Fault]:
    """Yield a fault for a level that is none."""
    if asked is not None and asked not in SAFETY_LEVELS:
        yield Fault(pointer="/safety_level", message="level_unknown", params={"levels": SAFETY_LEVELS})


def choose_level(server: SafetyLevel, asked: str | None) -> SafetyLevel:
    """Return the level of an attempt; raises Forbidden where a request would loosen the server's."""
    if asked is None:
        return server
    unknown = list(level_faults(asked))
    if unknown:
        raise InvalidInput(*unknown)
    level = SAFETY_LEVELS[SAFETY_LEVELS.index(asked)]
    if SAFETY_LEVELS.index(level) > SAFETY_LEVELS.index(server):
        raise Forbidden("level_looser", asked=asked, server=server)
    return level


def stricter(one: SafetyLevel, other: str) -> SafetyLevel:
    """Return the stricter of two levels; one that is not known counts as the strictest."""
    if other not in SAFETY_LEVELS:
        return SAFETY_LEVELS[0]
    return SAFETY_LEVELS[min(SAFETY_LEVELS.index(one), SAFETY_LEVELS.index(other))]
