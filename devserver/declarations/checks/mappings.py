"""Whether mappings point at something: nodes and fields of the workflow, paths of the request body."""

from __future__ import annotations

from collections.abc import Iterator

from devserver.declarations.graph import body_path, field_path, get, is_link, node_by_title, settable
from devserver.declarations.positions import pointer
from devserver.declarations.reports import Finding, did_you_mean
from devserver.declarations.templates import placeholders
from devserver.declarations.validation import schema_fault, value_fault
from devserver.models.chunk import Chunk
from devserver.models.declaration import Json, JsonObject
from devserver.models.mapping import InputMapping

_DRAWN = ("random", -1, None)


def targets(chunk: Chunk) -> Iterator[tuple[str, InputMapping, str]]:
    """Yield each target of each mapping with its key and JSON pointer."""
    for key, value in (chunk.input_mappings or {}).items():
        if isinstance(value, list):
            for index, target in enumerate(value):
                yield key, target, pointer("input_mappings", key, index)
        else:
            yield key, value, pointer("input_mappings", key)


def node_targets(chunk: Chunk) -> Iterator[Finding]:
    """Say which mappings name a node or field that the workflow lacks, and which replace a link."""
    if chunk.workflow is None:
        return
    for key, target, where in targets(chunk):
        if target.node_id is None:
            continue
        if target.field is None:
            yield Finding("missing_field", where, "a mapping with a node needs a 'field'")
        elif target.node_id not in chunk.workflow:
            yield _no_node("unknown_node", f"{where}/node_id", target.node_id, chunk.workflow)
        else:
            yield from _field(key, target.node_id, target.field, f"{where}/field", chunk.workflow)


def _no_node(code: str, where: str, node_id: str, workflow: dict[str, JsonObject]) -> Finding:
    return Finding(code, where, f"the workflow has no node {node_id!r}", did_you_mean(node_id, workflow))


def _field(key: str, node_id: str, field: str, where: str, workflow: dict[str, JsonObject]) -> Iterator[Finding]:
    node = workflow[node_id]
    path = field_path(node, field)
    if path is None:
        inputs = node.get("inputs")
        known = [f"inputs.{name}" for name in inputs] if isinstance(inputs, dict) else []
        reason = f"the node {node_id!r} of the workflow has no field {field!r}"
        yield Finding("unknown_node", where, reason, did_you_mean(field, known))
    elif is_link(get(node, path), workflow):
        reason = f"{field!r} of the node {node_id!r} is a link to another node, which {key!r} replaces by a value"
        yield Finding("link_overwritten", where, reason)


def api_targets(chunk: Chunk) -> Iterator[Finding]:
    """Say which mappings name a place that the request body cannot have."""
    if chunk.api_config is None or chunk.workflow is not None:
        return
    for _, target, where in targets(chunk):
        if target.field is not None and not settable(chunk.api_config.request_body, body_path(target.field)):
            yield Finding("unknown_node", f"{where}/field", f"the request body has no place {target.field!r}")


def output_node(chunk: Chunk) -> Iterator[Finding]:
    """Say if the output mapping names a node that the workflow lacks."""
    node_id = chunk.output_mapping.node_id if chunk.output_mapping else None
    if chunk.workflow is not None and node_id is not None and node_id not in chunk.workflow:
        yield _no_node("unknown_output_node", "/output_mapping/node_id", node_id, chunk.workflow)


def prompt_injection(chunk: Chunk) -> Iterator[Finding]:
    """Say if no node has the title or id under which the prompt is to be put."""
    injection = chunk.legacy_config.prompt_injection if chunk.legacy_config else None
    if injection is None or chunk.workflow is None:
        return
    by_title = node_by_title(chunk.workflow, injection.target_title) if injection.target_title else None
    if by_title is None and not {injection.target_node_id, injection.fallback_node_id} & set(chunk.workflow):
        reason = f"no node has the title {injection.target_title!r}, and the node to fall back on does not exist"
        yield Finding("unknown_node", "/legacy_config/prompt_injection", reason)


def schemas(chunk: Chunk) -> Iterator[Finding]:
    """Say which schemas of parameters are none, and which defaults do not fit theirs."""
    for key, target, where in targets(chunk):
        if target.schema_ is None:
            continue
        fault = schema_fault(target.schema_)
        if fault:
            yield Finding("invalid_schema", f"{where}/schema", f"this is no JSON Schema: {fault}")
        elif target.has_default and not _is_open(target.default):
            unfit = value_fault(target.schema_, target.default)
            if unfit:
                reason = f"the default of {key!r} does not fit its schema: {unfit}"
                yield Finding("disagreement", f"{where}/default", reason)


def _is_open(default: Json) -> bool:
    return default in _DRAWN or bool(placeholders(default))
