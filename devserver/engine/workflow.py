"""Values into declared JSON: nodes of a workflow and paths of a request body. Pure; the declaration is never changed.

How fields and paths are written, and which exist, is known to `declarations.graph`, which the checks use as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from devserver.declarations.graph import Path, body_path, field_path, node_by_title
from devserver.engine.graphs import Graph, GraphError, insert_loras, without_inputs
from devserver.errors import Fault, InvalidInput, Unavailable
from devserver.models.declarations import Chunk, Config, InputMapping
from devserver.models.frozen import Json


def place(chunk: Chunk, filled: dict[str, Any], target: InputMapping, value: Json) -> None:
    """Write a value where one target of a mapping says: into a node, or into the request body."""
    if target.node_id is not None and chunk.workflow is not None:
        node = filled[target.node_id]
        _put(node, field_path(node, target.field or "value") or body_path(target.field or "inputs.value"), value)
    elif target.field is not None and chunk.api_config is not None:
        _put(filled, body_path(target.field), value)


def place_all(chunk: Chunk, filled: dict[str, Any], values: Mapping[str, Json]) -> None:
    """Write every value that there is where the mappings of its parameter say."""
    for key, targets in chunk.mappings.items():
        if values.get(key) is not None:
            for target in targets:
                place(chunk, filled, target, values[key])


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


def with_given_inputs(chunk: Chunk, workflow: Graph, unused: Sequence[str]) -> Graph:
    """Return a workflow without the nodes of pictures and sounds that were not given.

    Raises InvalidInput where one of them is required, or where nothing would be made without them.
    """
    targets = {key: chunk.mappings[key] for key in unused}
    required = [key for key in unused if any(target.required for target in targets[key])]
    nodes = [target.node_id for of_key in targets.values() for target in of_key if target.node_id in workflow]
    if not required:
        try:
            return without_inputs(workflow, [node for node in nodes if node]) if nodes else workflow
        except GraphError:
            required = list(unused)
    raise InvalidInput(
        *(Fault(pointer=f"/inputs/{key}", message="input_needed", params={"name": key}) for key in required)
    )


def with_loras(chunk: Chunk, config: Config, workflow: Graph) -> Graph:
    """Return a workflow with the LoRAs of `config.meta.loras`; raises Unavailable where it cannot take them."""
    loras = config.meta.get("loras")
    if not loras:
        return workflow
    try:
        return insert_loras(workflow, _loras(loras))
    except GraphError as error:
        raise Unavailable("loras_unusable", config=config.id, chunk=chunk.id, reason=str(error)) from None


def _loras(value: Json) -> list[dict[str, Json]]:
    given = value if isinstance(value, list) else [value]
    found = [lora for lora in given if isinstance(lora, dict)]
    if len(found) < len(given):
        raise GraphError("`meta.loras` is not a list of objects with `name` and `strength`")
    return found


def _put(target: Any, path: Path, value: Json) -> None:
    *way, last = path
    for part in way:
        target = target[part] if isinstance(part, int) else target.setdefault(part, {})
    target[last] = value
