"""What a server can do: its node classes and the choices of their inputs, from `GET /object_info`. Pure.

Choices are written in two ways: `[[choices], {…}]`, and `["COMBO", {"options": [choices]}]`. Inputs that take uploads
list the files of yesterday, and those that ask elsewhere list nothing, so both are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from devserver.backends.availability import Availability, Cause, ModelFile, lacking, said
from devserver.backends.comfyui.folders import folder_of
from devserver.models.outcomes import Reason

MODEL_FILES = (".safetensors", ".sft", ".ckpt", ".pt", ".pt2", ".pth", ".gguf", ".bin", ".onnx", ".patch")
"""Endings of the names of model files, in lower case."""


def is_model_file(value: object) -> bool:
    """Tell whether a value names a model file."""
    return isinstance(value, str) and value.lower().endswith(MODEL_FILES)


@dataclass(frozen=True)
class Lacking:
    """A choice that a server does not offer, and what it offers that is written most like it."""

    node: str
    node_class: str
    input: str
    value: str
    nearest: tuple[str, ...] = ()

    @property
    def is_model(self) -> bool:
        """Tell whether it is a model file, which can be installed."""
        return is_model_file(self.value)

    @property
    def file(self) -> ModelFile:
        """Return it as a file to install."""
        return ModelFile(name=self.value, folder=folder_of(self.node_class, self.input))

    @property
    def place(self) -> str:
        """Return the file with the folder that it goes to, or with the input that asks for it."""
        folder = self.file.folder
        return f"{folder}/{self.value}" if folder else f"{self.value} ({self.node_class}.{self.input})"


@dataclass(frozen=True)
class Missing:
    """What a workflow needs and a server has not."""

    classes: tuple[str, ...] = ()
    choices: tuple[Lacking, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.classes or self.choices)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of what is missing: node classes, then files and other choices."""
        return (*self.classes, *dict.fromkeys(choice.value for choice in self.choices))

    def availability(self, server: str) -> Availability:
        """Return what is missing on a server, and what would help."""
        files = {choice.file.name: choice.file for choice in self.choices if choice.is_model}
        return lacking(self._cause, *self._reasons(server), missing=self.names, files=files.values())

    def sentence(self, server: str) -> str:
        """Say in English what is missing on a server, and what would help."""
        return said(self._reasons(server), "en")

    @property
    def _cause(self) -> Cause:
        if self.classes:
            return "missing_node"
        return "missing_file" if any(choice.is_model for choice in self.choices) else "missing_choice"

    def _reasons(self, server: str) -> Iterator[Reason]:
        if self.classes:
            yield Reason(message="comfyui_nodes_missing", params={"server": server, "nodes": list(self.classes)})
        files = {choice.value: choice for choice in self.choices if choice.is_model}
        if files:
            message = "comfyui_file_missing" if len(files) == 1 else "comfyui_files_missing"
            yield Reason(message=message, params={"server": server, "files": [file.place for file in files.values()]})
        for choice in self.choices:
            if not choice.is_model:
                params = {"server": server, "value": choice.value, "place": f"{choice.node_class}.{choice.input}"}
                yield Reason(message="comfyui_choice_missing", params=params)
            if choice.nearest and len(self.names) == 1:
                yield Reason(message="comfyui_nearest", params={"nearest": list(choice.nearest)})


def nearest(value: str, choices: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Return up to three choices that are written most like a value; where none is, the only few there are."""
    lower = {choice.lower(): choice for choice in choices}
    close = tuple(lower[match] for match in get_close_matches(value.lower(), list(lower), n=3, cutoff=0.6))
    return close or (tuple(choices) if len(choices) <= 3 else ())


@dataclass(frozen=True)
class Catalogue:
    """The node classes of a server, each with the choices of its inputs that have some."""

    classes: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict, repr=False)

    def missing(self, workflow: Mapping[str, Any]) -> Missing:
        """Return what a workflow needs that is not there."""
        named = dict.fromkeys(node["class_type"] for _, node in nodes_of(workflow))
        absent = tuple(name for name in named if name not in self.classes)
        return Missing(absent, tuple(self._lacking(workflow)))

    def choices(self, node_class: str, name: str) -> tuple[str, ...]:
        """Return the choices of an input, none where it has none."""
        return self.classes.get(node_class, {}).get(name, ())

    def spelled(self, workflow: Mapping[str, Any]) -> dict[str, Any]:
        """Return a workflow whose choices are written as the server does: on Windows with `\\` for `/`."""
        return {node_id: self._spelled(node) for node_id, node in workflow.items()}

    def _spelled(self, node: Any) -> Any:
        if not isinstance(node, dict) or not isinstance(node.get("inputs"), dict):
            return node
        known = self.classes.get(node.get("class_type", ""), {})
        given = {k: _as_offered(v, known[k]) for k, v in node["inputs"].items() if k in known and isinstance(v, str)}
        return {**node, "inputs": {**node["inputs"], **given}}

    def _lacking(self, workflow: Mapping[str, Any]) -> Iterator[Lacking]:
        for node_id, node in nodes_of(workflow):
            known = self.classes.get(node["class_type"], {})
            for name, value in node["inputs"].items():
                if name in known and isinstance(value, str) and _as_offered(value, known[name]) not in known[name]:
                    yield Lacking(node_id, node["class_type"], name, value, nearest(value, _alike(value, known[name])))


def _alike(value: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    """Return the choices that may stand for a value: files for a file, for an input may offer other words as well."""
    return tuple(filter(is_model_file, choices)) if is_model_file(value) else choices


def _as_offered(value: str, choices: tuple[str, ...]) -> str:
    if value in choices:
        return value
    turned = value.replace("/", "\\") if "/" in value else value.replace("\\", "/")
    return turned if turned in choices else value


def nodes_of(workflow: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the nodes of a workflow in API format, each with its id; what is no node is left out."""
    for node_id, node in workflow.items():
        if isinstance(node, dict) and isinstance(node.get("class_type"), str) and isinstance(node.get("inputs"), dict):
            yield node_id, node


def read_catalogue(answer: Any) -> Catalogue:
    """Return the catalogue that `GET /object_info` describes; classes that make no sense are known without choices."""
    whole = answer if isinstance(answer, dict) else {}
    return Catalogue({name: dict(_combos(described)) for name, described in whole.items()})


def _combos(described: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    inputs = described.get("input") if isinstance(described, dict) else None
    for group in ("required", "optional"):
        of_group = inputs.get(group) if isinstance(inputs, dict) else None
        for name, spec in of_group.items() if isinstance(of_group, dict) else ():
            choices = choices_of(spec)
            if choices is not None:
                yield name, choices


def choices_of(spec: Any) -> tuple[str, ...] | None:
    """Return the choices of an input as a server describes it, None where it has none or its list does not hold."""
    if not isinstance(spec, list) or not spec:
        return None
    config = spec[1] if len(spec) > 1 and isinstance(spec[1], dict) else {}
    if "remote" in config or any(key.endswith("_upload") and value for key, value in config.items()):
        return None
    given = spec[0] if isinstance(spec[0], list) else config.get("options") if spec[0] == "COMBO" else None
    if not isinstance(given, list) or not all(isinstance(choice, str) for choice in given):
        return None
    return tuple(given)


def model_key(workflow: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a server must hold to run a workflow without loading: its model files, LoRAs left out.

    A LoRA is patched into a model that is there already, which costs little.
    """
    files = {
        value
        for _, node in nodes_of(workflow)
        for name, value in node["inputs"].items()
        if is_model_file(value) and "lora" not in name.lower()
    }
    return tuple(sorted(files))
