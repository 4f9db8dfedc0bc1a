"""What a server says when it does not take a prompt, as a sentence that a person can act on. Pure.

The answer's own `details` are empty whenever the fault lies upstream of an output node, so `node_errors` are read. A
long list of choices is left out of the answer: then the catalogue of the server knows them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from devserver.backends.comfyui.catalogue import Catalogue, Lacking, Missing, is_model_file, nearest
from devserver.backends.comfyui.progress import node_title

Kind = Literal["missing", "invalid", "proxy", "unclear"]
MOST = 4
"""Faults told in one sentence."""
NO_OUTPUT = "the workflow has no output node: it needs one that saves or shows what it makes, such as SaveImage"
UI_FORMAT = (
    "the workflow is in the format of the ComfyUI page; export it in API format"
    " (Workflow, Export (API)) and use that file"
)
BROKEN = "the workflow's links are not sound; look for nodes that are linked in a circle"


@dataclass(frozen=True)
class Rejection:
    """Why a prompt was not taken.

    `missing`: another server may have what this one lacks. `invalid`: no server will take it. `proxy`: something
    before the server answered. `unclear`: the server failed, and may have queued the prompt all the same.
    """

    kind: Kind
    reason: str
    missing: Missing = Missing()


def is_ui_format(workflow: Mapping[str, Any]) -> bool:
    """Tell whether a workflow is as the ComfyUI page saves it, which its API does not take."""
    return isinstance(workflow.get("nodes"), list) and "links" in workflow


def explain(
    status: int, body: Any, workflow: Mapping[str, Any], server: str, catalogue: Catalogue | None = None
) -> Rejection:
    """Return why a server answered `POST /prompt` with a status other than 200. `body` is JSON, or text."""
    if isinstance(body, dict) and isinstance(body.get("error"), dict):
        return _rejection(body["error"], body.get("node_errors"), workflow, server, catalogue or Catalogue())
    if status >= 500:
        return Rejection("unclear", f"{server} failed to take the workflow ({status})")
    kind, reason = _STATUS.get(status) or _by_kind(status, body)
    return Rejection(kind, reason.format(server=server, status=status))


def _by_kind(status: int, body: Any) -> tuple[Kind, str]:
    if 300 <= status < 400:
        return _ELSEWHERE
    return _ANY_STATUS if isinstance(body, str) else _NO_COMFYUI


_STATUS: dict[int, tuple[Kind, str]] = {
    401: ("proxy", "{server} wants to know who we are (401): set its headers in the settings"),
    403: ("proxy", "{server} refuses us (403): it allows other origins only, or a proxy stands before it"),
    404: ("proxy", "there is no ComfyUI at the address of {server} (404)"),
    407: ("proxy", "a proxy before {server} wants to know who we are (407)"),
    413: ("invalid", "{server} does not take a workflow that large (413)"),
}
_ELSEWHERE: tuple[Kind, str] = ("proxy", "{server} sends one elsewhere ({status}): set the address that it means")
_NO_COMFYUI: tuple[Kind, str] = (
    "proxy",
    "{server} answered ({status}), and not as ComfyUI does: look whether its address is right",
)
_ANY_STATUS: tuple[Kind, str] = ("proxy", "{server} answered {status}, and not in JSON: a proxy may stand before it")


def _rejection(
    error: Mapping[str, Any], node_errors: Any, workflow: Mapping[str, Any], server: str, catalogue: Catalogue
) -> Rejection:
    kind, extra = error.get("type"), error.get("extra_info")
    if is_ui_format(workflow):
        return Rejection("invalid", UI_FORMAT)
    if kind == "prompt_no_outputs":
        return Rejection("invalid", NO_OUTPUT)
    if "missing the class_type" in str(error.get("message")):
        return Rejection("invalid", f"{error.get('details')}: every node of a workflow needs a class_type")
    absent = _missing_class(error, extra if isinstance(extra, dict) else {}, workflow)
    if absent is not None:
        missing = Missing(classes=(absent,))
        return Rejection("missing", missing.sentence(server), missing)
    faults = list(_faults(node_errors, workflow, catalogue))
    lacking = tuple(fault for fault in faults if isinstance(fault, Lacking))
    if lacking and len(lacking) == len(faults):
        missing = Missing(choices=lacking)
        return Rejection("missing", missing.sentence(server), missing)
    told = [_sentence(fault, server) if isinstance(fault, Lacking) else fault for fault in faults]
    return Rejection("invalid", "; ".join(told[:MOST]) or _general(error))


def _missing_class(error: Mapping[str, Any], extra: Mapping[str, Any], workflow: Mapping[str, Any]) -> str | None:
    if error.get("type") == "missing_node_type" and extra.get("class_type"):
        return str(extra["class_type"])
    if error.get("type") != "invalid_prompt" or "does not exist" not in str(error.get("message")):
        return None
    node = workflow.get(str(error.get("details", "")).partition("#")[2].rstrip("'"))
    return str(node["class_type"]) if isinstance(node, dict) and "class_type" in node else None


def _general(error: Mapping[str, Any]) -> str:
    said = ": ".join(str(error[part]) for part in ("message", "details") if error.get(part))
    return BROKEN if error.get("type") == "prompt_outputs_failed_validation" and not error.get("details") else said


def dropped(node_errors: Any, workflow: Mapping[str, Any]) -> dict[str, str]:
    """Return the output nodes that a server leaves out although it took the prompt, each with the reason."""
    found: dict[str, str] = {}
    for node_id, errors in node_errors.items() if isinstance(node_errors, dict) else ():
        told = "; ".join(str(fault) for fault in _of_node(node_id, errors, workflow, Catalogue()))
        outputs = errors.get("dependent_outputs") if isinstance(errors, dict) else None
        for output in outputs if isinstance(outputs, list) else [node_id]:
            found[str(output)] = told
    return found


def _faults(node_errors: Any, workflow: Mapping[str, Any], catalogue: Catalogue) -> Iterator[str | Lacking]:
    for node_id, errors in node_errors.items() if isinstance(node_errors, dict) else ():
        yield from _of_node(node_id, errors, workflow, catalogue)


def _of_node(node_id: str, errors: Any, workflow: Mapping[str, Any], catalogue: Catalogue) -> Iterator[str | Lacking]:
    described = errors if isinstance(errors, dict) else {}
    node_class = str(described.get("class_type", ""))
    title = node_title(workflow, node_id)
    where = f"node {node_id} ({title})" if title == node_class else f"node {node_id} ({title}, {node_class})"
    listed = described.get("errors")
    for error in listed if isinstance(listed, list) else ():
        if isinstance(error, dict):
            yield _fault(error, node_id, node_class, where, catalogue)


@dataclass(frozen=True)
class _Found:
    """One error of one node, taken apart."""

    where: str
    name: str
    value: Any
    details: str
    extra: Mapping[str, Any]

    @property
    def config(self) -> Mapping[str, Any]:
        return _config(self.extra)


_UNSOUND = "{0.where}: a link or a value is not sound ({0.details})"
_SENTENCES: dict[str, str] = {
    "value_smaller_than_min": "{0.where}: {0.name} is {0.value}, the least is {0.config[min]}",
    "value_bigger_than_max": "{0.where}: {0.name} is {0.value}, the most is {0.config[max]}",
    "invalid_input_type": "{0.where}: {0.name} is {0.value!r}, which is no {1}",
    "required_input_missing": "{0.where}: {0.name} is missing; give it a value or link it to a node",
    "bad_linked_input": "{0.where}: the link of {0.name} must be a node and the number of its output, not {0.value!r}",
    "return_type_mismatch": "{0.where}: {0.name} takes {1} and is linked to {0.extra[received_type]}",
    "custom_validation_failed": "{0.where}: {0.details}",
    "exception_during_validation": _UNSOUND,
    "exception_during_inner_validation": _UNSOUND,
    "dependency_cycle": "{0.where}: it is linked in a circle",
}
_OTHERWISE = "{0.where}: {2} {0.details}"


def _fault(error: Mapping[str, Any], node_id: str, node_class: str, where: str, catalogue: Catalogue) -> str | Lacking:
    given = error.get("extra_info")
    extra = given if isinstance(given, dict) else {}
    name, value, kind = str(extra.get("input_name", "")), extra.get("received_value"), str(error.get("type"))
    if kind == "value_not_in_list":
        offered = _offered(extra, node_class, catalogue)
        return Lacking(node_id, node_class, name, str(value), nearest(str(value), offered))
    found = _Found(where, name, value, str(error.get("details") or "").replace(" - ", ": ", 1), extra)
    try:
        return _SENTENCES.get(kind, _OTHERWISE).format(found, _type(extra), error.get("message"))
    except KeyError:  # the answer lacks what the sentence names
        return _OTHERWISE.format(found, "", error.get("message"))


def _config(extra: Mapping[str, Any]) -> Mapping[str, Any]:
    spec = extra.get("input_config")
    return spec[1] if isinstance(spec, list) and len(spec) > 1 and isinstance(spec[1], dict) else {}


def _type(extra: Mapping[str, Any]) -> str:
    spec = extra.get("input_config")
    return str(spec[0]) if isinstance(spec, list) and spec and isinstance(spec[0], str) else "value of that kind"


def _offered(extra: Mapping[str, Any], node_class: str, catalogue: Catalogue) -> tuple[str, ...]:
    spec = extra.get("input_config")
    listed = spec[0] if isinstance(spec, list) and spec else None
    if listed == "COMBO":
        listed = _config(extra).get("options")
    if isinstance(listed, list):
        return tuple(str(choice) for choice in listed)
    return catalogue.choices(node_class, str(extra.get("input_name", "")))


def _sentence(lacking: Lacking, server: str) -> str:
    what = "is not installed" if is_model_file(lacking.value) else "is no choice"
    hint = f"; nearest: {', '.join(lacking.nearest)}" if lacking.nearest else ""
    where = f"node {lacking.node} ({lacking.node_class})"
    return f"{where}: {lacking.value!r} for {lacking.input} {what} on {server}{hint}"
