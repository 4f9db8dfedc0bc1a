"""How the fake ComfyUI validates a prompt, with the answers that a real one was recorded to give."""

from __future__ import annotations

import uuid
from typing import Any


class NotAccepted(Exception):
    """The prompt is answered with 400."""

    def __init__(self, kind: str, message: str, details: str = "", extra: Any = None, node_errors: Any = None) -> None:
        super().__init__(message)
        self.error = {"type": kind, "message": message, "details": details, "extra_info": extra or {}}
        self.node_errors = node_errors or {}


def validate(
    body: dict[str, Any], catalogue: dict[str, Any], uploads: set[str], *, newer: bool
) -> tuple[list[str], dict[str, Any]]:
    """Return the output nodes that run and the errors of those that do not; raises NotAccepted."""
    if "prompt" not in body:
        raise NotAccepted("no_prompt", "No prompt provided", "No prompt provided")
    if newer and not _canonical(body.get("prompt_id")):
        raise NotAccepted("invalid_prompt_id", "prompt_id must be a canonical UUID", str(body.get("prompt_id")))
    workflow = body["prompt"]
    _classes(workflow, catalogue, newer=newer)
    outputs = [node for node, described in workflow.items() if catalogue[described["class_type"]]["output_node"]]
    if not outputs:
        raise NotAccepted("prompt_no_outputs", "Prompt has no outputs")
    errors: dict[str, Any] = {}
    good = [node for node in outputs if not _tree(node, node, workflow, catalogue, uploads, errors, set())]
    if not good:
        own = [error for node in outputs for error in errors.get(node, {}).get("errors", [])]
        details = f"{own[0]['message']}: {own[0]['details']}" if own else ""
        message = "Prompt outputs failed validation"
        raise NotAccepted("prompt_outputs_failed_validation", message, details, node_errors=errors)
    return good, errors


def _canonical(prompt_id: Any) -> bool:
    try:
        return prompt_id is None or str(uuid.UUID(prompt_id)) == prompt_id
    except (ValueError, AttributeError, TypeError):
        return False


def _classes(workflow: dict[str, Any], catalogue: dict[str, Any], *, newer: bool) -> None:
    for node, described in workflow.items():
        where = f"Node ID '#{node}'"
        if not isinstance(described, dict) or "class_type" not in described:
            message = "Cannot execute because a node is missing the class_type property."
            raise NotAccepted("invalid_prompt", message, where)
        name = described["class_type"]
        if name in catalogue:
            continue
        if newer:
            extra = {"node_id": node, "class_type": name, "node_title": name}
            raise NotAccepted("missing_node_type", f"Node '{name}' not found.", where, extra)
        raise NotAccepted("invalid_prompt", f"Cannot execute because node {name} does not exist.", where)


def _tree(
    node: str,
    output: str,
    workflow: dict[str, Any],
    catalogue: dict[str, Any],
    uploads: set[str],
    errors: dict[str, Any],
    visiting: set[str],
) -> bool:
    """Collect what is wrong with a node and those before it; return whether anything is."""
    if node in visiting:
        return True  # a circle: refused without a word
    described = workflow[node]
    spec = catalogue[described["class_type"]]["input"]
    found: list[dict[str, Any]] = []
    wrong = False
    for name, config in {**spec["required"], **spec.get("optional", {})}.items():
        value = described["inputs"].get(name)
        if value is None:
            if name in spec["required"]:
                found.append(_error("required_input_missing", "Required input is missing", name, name))
        elif isinstance(value, list):
            wrong |= _link(name, config, value, found, workflow, catalogue) or _tree(
                str(value[0]), output, workflow, catalogue, uploads, errors, visiting | {node}
            )
        else:
            found += _value(name, config, value, uploads)
    if found:
        known = errors.setdefault(node, {"errors": [], "dependent_outputs": [], "class_type": described["class_type"]})
        known["errors"] = found
        known["dependent_outputs"].append(output)
    return wrong or bool(found)


def _link(
    name: str,
    config: Any,
    value: list[Any],
    found: list[dict[str, Any]],
    workflow: dict[str, Any],
    catalogue: dict[str, Any],
) -> bool:
    if len(value) != 2:
        message = "Bad linked input, must be a length-2 list of [node_id, slot_index]"
        found.append(_error("bad_linked_input", message, name, name, config, value))
        return True
    if value[0] not in workflow:
        message = "Exception when validating node"
        found.append(_error("exception_during_validation", message, repr(value[0]), name))
        return True
    outputs = catalogue[workflow[value[0]]["class_type"]]["output"]
    if value[1] >= len(outputs):
        message = "Exception when validating node"
        found.append(_error("exception_during_validation", message, "tuple index out of range", name))
        return True
    given, wanted = outputs[value[1]], config[0]
    if given != wanted and "*" not in (given, wanted):
        message, details = "Return type mismatch between linked nodes", f"received_type({given}) mismatch input_type"
        found.append(_error("return_type_mismatch", message, f"{name}, {details}({wanted})", name, config))
        return True
    return False


def _value(name: str, config: Any, value: Any, uploads: set[str]) -> list[dict[str, Any]]:
    kind, limits = config[0], config[1] if len(config) > 1 else {}
    if limits.get("image_upload"):
        if value in uploads or value in kind:
            return []
        details = f"{name} - Invalid image file: {value}"
        return [_error("custom_validation_failed", "Custom validation failed for node", details, name)]
    choices = kind if isinstance(kind, list) else limits.get("options") if kind == "COMBO" else None
    if choices is not None:
        return [] if value in choices else [_not_in_list(name, config, value, choices)]
    if kind not in {"INT", "FLOAT"}:
        return []
    try:
        number = int(value) if kind == "INT" else float(value)
    except ValueError as error:
        message = f"Failed to convert an input value to a {kind} value"
        return [_error("invalid_input_type", message, f"{name}, {value}, {error}", name, config, value)]
    if "min" in limits and number < limits["min"]:
        message = f"Value {value} smaller than min of {limits['min']}"
        return [_error("value_smaller_than_min", message, name, name, config, value)]
    if "max" in limits and number > limits["max"]:
        message = f"Value {value} bigger than max of {limits['max']}"
        return [_error("value_bigger_than_max", message, name, name, config, value)]
    return []


def _not_in_list(name: str, config: Any, value: Any, choices: list[str]) -> dict[str, Any]:
    long = len(choices) > 20
    details = f"{name}: '{value}' not in {f'(list of length {len(choices)})' if long else choices}"
    return _error("value_not_in_list", "Value not in list", details, name, None if long else config, value)


_NOTHING: Any = object()


def _error(
    kind: str, message: str, details: str, name: str, config: Any = _NOTHING, value: Any = _NOTHING
) -> dict[str, Any]:
    extra = {"input_name": name}
    if config is not _NOTHING:
        extra["input_config"] = config
    if value is not _NOTHING:
        extra["received_value"] = value
    return {"type": kind, "message": message, "details": details, "extra_info": extra}
