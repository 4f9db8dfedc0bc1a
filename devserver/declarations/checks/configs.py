"""Whether a config works with its pipeline and chunks: chunks found, placeholders filled, parameters taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from devserver.declarations.checks.references import Known, check_models, missing_chunk
from devserver.declarations.folding import TEXT_PARAMETERS, fold, is_upper
from devserver.declarations.media import chunk_media, config_media, named
from devserver.declarations.positions import pointer
from devserver.declarations.reports import Finding, did_you_mean
from devserver.declarations.resolution import OUTPUT_CHUNK, Resolution, Step, resolve
from devserver.declarations.templates import BUILTIN_PLACEHOLDERS, DEAD_PLACEHOLDERS, names
from devserver.models.chunk import Chunk
from devserver.models.config import Config

Placeholders = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class _Case:
    """A config with what it resolved to; `placeholders` are those of each chunk, with their pointers."""

    config: Config
    resolution: Resolution
    used: tuple[Chunk, ...]
    output: Chunk | None
    placeholders: Placeholders

    @property
    def callable(self) -> tuple[Chunk, ...]:
        return tuple(chunk for chunk in self.used if chunk.type != "proxy_chunk")


def check_config(config: Config, known: Known, placeholders: Placeholders, *, makes_media: bool) -> Iterator[Finding]:
    """Say what is wrong between a config and what it names."""
    yield from check_models(config, known)
    pipeline = known.pipelines.get(config.pipeline)
    if pipeline is None:
        yield _missing_pipeline(config.pipeline, known)
        return
    found = resolve(config, pipeline, known.chunks)
    faults = list(_missing_chunks(config, found, known))
    yield from faults
    if faults:
        return
    used = tuple(known.chunks[str(step.id)] for step in found.all)
    output = known.chunks[str(found.output.id)] if found.output else None
    case = _Case(config, found, used, output, placeholders)
    for check in (_unfilled, _unused, _said_twice, _disagreements):
        yield from check(case)
    if makes_media:
        yield from _media(config, output)


def _media(config: Config, output: Chunk | None) -> Iterator[Finding]:
    if output is None:
        reason = (
            "this is an output, and neither pipeline nor OUTPUT_CHUNK names a chunk that makes one; it is not offered"
        )
        yield Finding("no_output_chunk", "", reason)
    elif config_media(config, output) is None:
        yield Finding("no_media_type", "", "neither the output chunk nor `media_preferences` says which media come out")


def _missing_pipeline(name: str, known: Known) -> Finding:
    if name in known.broken_pipelines:
        return Finding("broken_reference", "/pipeline", f"the pipeline {name!r} has an error itself")
    hint = did_you_mean(name, known.pipelines)
    return Finding("unknown_pipeline", "/pipeline", f"there is no pipeline {name!r}", hint)


def _missing_chunks(config: Config, found: Resolution, known: Known) -> Iterator[Finding]:
    for step in found.all:
        chosen = names(step.written)
        where = pointer("parameters", chosen[0]) if chosen and chosen[0] in config.parameters else "/pipeline"
        yield from _step(step, where, found, known)


def _step(step: Step, where: str, found: Resolution, known: Known) -> Iterator[Finding]:
    is_output = step == found.output
    unfilled = [name for name in names(step.written) if name not in found.values]
    if unfilled:
        reason = f"the pipeline needs the parameter {unfilled[0]!r}, which names a chunk"
        yield Finding("unresolved_placeholder", where, reason, f"add {unfilled[0]!r} to the parameters")
    elif not isinstance(step.id, str):
        yield Finding("wrong_type", where, "a chunk is named by text")
    elif step.id not in known.chunks:
        yield missing_chunk(step.id, known, where, "unknown_output_chunk" if is_output else "unknown_chunk")
    elif is_output and not known.chunks[step.id].is_output:
        reason = f"the chunk {step.id!r} is a {known.chunks[step.id].type}, which makes no output"
        yield Finding("wrong_output_chunk", where, reason)


def _unfilled(case: _Case) -> Iterator[Finding]:
    given = {*case.resolution.values, *BUILTIN_PLACEHOLDERS, *_answered(case.used)}
    for chunk in case.callable:
        for name, place in case.placeholders.get(chunk.id, {}).items():
            if name in given:
                continue
            reason = f"nothing fills {{{{{name}}}}} in the chunk {chunk.id!r} at {place}"
            dead = name in DEAD_PLACEHOLDERS
            yield Finding("dead_placeholder" if dead else "unresolved_placeholder", _parameters(case), reason,
                          did_you_mean(name, given) if not dead else "")  # fmt: skip


def _answered(chunks: tuple[Chunk, ...]) -> Iterator[str]:
    """Yield the names that a model's answer in JSON fills, where a chunk declares what it answers.

    `meta.json_schema` is a JSON Schema, or an object with a description for each key; `meta.extracts` lists keys.
    """
    for chunk in chunks:
        declared, extracts = chunk.meta.get("json_schema"), chunk.meta.get("extracts")
        properties = declared.get("properties", declared) if isinstance(declared, dict) else None
        for keys in (properties, extracts):
            if isinstance(keys, dict | list):
                yield from (key.upper() for key in keys if isinstance(key, str))


def _parameters(case: _Case) -> str:
    return "/parameters" if "parameters" in case.config.model_fields_set else ""


def _unused(case: _Case) -> Iterator[Finding]:
    if not case.used:
        return
    for key in case.config.parameters:
        if not _is_taken(key, case):
            chunks = ", ".join(repr(chunk.id) for chunk in case.callable)
            known = [name for chunk in case.callable for name in chunk.mappings]
            hint = did_you_mean(key.lower(), known)
            reason = f"no chunk takes the parameter {key!r}: it has no effect on {chunks}"
            yield Finding("unused_parameter", pointer("parameters", key), reason, hint, at_key=True)


def _is_taken(key: str, case: _Case) -> bool:
    if key in case.resolution.names or (key == OUTPUT_CHUNK and case.output):
        return True
    for chunk in case.callable:
        if key in case.placeholders.get(chunk.id, {}) or fold(key, {*chunk.mappings, *chunk.parameters}):
            return True
    goes_along = key in TEXT_PARAMETERS or all(chunk.workflow is None for chunk in case.callable)
    return goes_along and not is_upper(key)


def _said_twice(case: _Case) -> Iterator[Finding]:
    """Warn of two parameters that mean the same key of the output chunk: STEPS and steps."""
    meant: dict[str, str] = {}
    for name in case.config.parameters if case.output else ():
        key = fold(name, case.output.mappings) if case.output else None
        if key and meant.setdefault(key, name) != name:
            reason = f"{name!r} and {meant[key]!r} both mean {key!r}; the later one is taken"
            yield Finding("same_key_twice", pointer("parameters", name), reason, "keep one of them", True)


def _disagreements(case: _Case) -> Iterator[Finding]:
    if case.output is None:
        return
    preferred = named(case.config.media_preferences.default_output)
    given = chunk_media(case.output)
    if preferred and given and given != preferred and given.falls_back_to != preferred.name:
        reason = f"the config prefers {preferred.name}, and its chunk {case.output.id!r} makes {given.name}"
        yield Finding("disagreement", "/media_preferences/default_output", reason)
    yield from _memory(case.config, case.output)
    yield from _backend(case.config, case.output)


def _memory(config: Config, output: Chunk) -> Iterator[Finding]:
    here, there = config.meta.get("gpu_vram_mb"), output.meta.get("gpu_vram_mb")
    if here is not None and there is not None and here != there:
        reason = f"the config says {here} MB of graphics memory, its chunk {output.id!r} says {there}"
        yield Finding("disagreement", "/meta/gpu_vram_mb", reason)


def _backend(config: Config, output: Chunk) -> Iterator[Finding]:
    here, there = config.meta.get("backend_type"), output.backend_type
    if not isinstance(here, str) or not there or here == "config_model" or here.startswith(there):
        return
    reason = f"the config says the backend {here!r}, its chunk {output.id!r} says {there!r}"
    yield Finding("disagreement", "/meta/backend_type", reason)
