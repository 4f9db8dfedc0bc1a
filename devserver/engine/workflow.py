"""Values into declared JSON: nodes of a workflow and paths of a request body. Pure; the declaration is never changed.

How fields and paths are written, and which exist, is known to `declarations.graph`, which the checks use as well.
"""

from __future__ import annotations

from typing import Any

from devserver.declarations.graph import Path, body_path, field_path, node_by_title
from devserver.models.declarations import Chunk, InputMapping
from devserver.models.frozen import Json


def place(chunk: Chunk, filled: dict[str, Any], target: InputMapping, value: Json) -> None:
    """Write a value where one target of a mapping says: into a node, or into the request body."""
    if target.node_id is not None and chunk.workflow is not None:
        node = filled[target.node_id]
        _put(node, field_path(node, target.field or "value") or body_path(target.field or "inputs.value"), value)
    elif target.field is not None and chunk.api_config is not None:
        _put(filled, body_path(target.field), value)


def inject_prompt(chunk: Chunk, workflow: dict[str, Any], prompt: str) -> None:
    """Write the prompt into a workflow without a prompt mapping: the node with the title, else the node by id."""
    injection = chunk.legacy_config.prompt_injection if chunk.legacy_config else None
    if injection is None or "prompt" in chunk.mappings:
        return
    titled = node_by_title(workflow, injection.target_title) if injection.target_title else None
    node_id = titled or injection.target_node_id or injection.fallback_node_id
    if node_id in workflow:
        field = (injection.fallback_field or "text").removeprefix("inputs.")
        _put(workflow[node_id], ("inputs", *body_path(field)), prompt)


def _put(target: Any, path: Path, value: Json) -> None:
    *way, last = path
    for part in way:
        target = target[part] if isinstance(part, int) else target.setdefault(part, {})
    target[last] = value
