"""From findings to declarations: a chunk with the workflow and its mappings, and a config that names it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devserver.backends.comfyui.nodes import Nodes
from devserver.engine.importing.analysis import Analysis
from devserver.engine.importing.bringing import Brought
from devserver.engine.importing.forms import schema_of
from devserver.engine.importing.linked import Node
from devserver.engine.importing.words import Place
from devserver.models.imports import Findings, FoundInput, FoundModel, FoundOutput, FoundParameter, Spot

Texts = dict[str, str]

ORDER = (
    "prompt", "negative_prompt", "lyrics", "seed", "width", "height", "frames", "seconds", "fps", "steps", "cfg",
    "guidance", "sampler_name", "scheduler", "denoise",
)  # fmt: skip
"""The order of parameters in files and forms."""

_ABOUT: dict[str, Texts] = {
    "prompt": {"en": "The text that is turned into media.", "de": "Der Text, aus dem das Medium entsteht."},
    "negative_prompt": {"en": "What should not be in it.", "de": "Was nicht darin vorkommen soll."},
    "lyrics": {"en": "The words that are sung.", "de": "Die Worte, die gesungen werden."},
    "seed": {"en": "The number that chance starts from.", "de": "Die Zahl, mit der der Zufall beginnt."},
    "width": {"en": "Width in pixels.", "de": "Breite in Pixeln."},
    "height": {"en": "Height in pixels.", "de": "Höhe in Pixeln."},
    "frames": {"en": "Number of single pictures of the film.", "de": "Zahl der Einzelbilder des Films."},
    "seconds": {"en": "Length in seconds.", "de": "Länge in Sekunden."},
    "fps": {"en": "Single pictures a second.", "de": "Einzelbilder in der Sekunde."},
    "steps": {"en": "Steps of the sampler.", "de": "Schritte des Samplers."},
    "cfg": {"en": "How closely the prompt is followed.", "de": "Wie genau dem Prompt gefolgt wird."},
    "guidance": {"en": "How closely the prompt is followed.", "de": "Wie genau dem Prompt gefolgt wird."},
    "sampler_name": {"en": "Method of sampling.", "de": "Verfahren des Samplers."},
    "scheduler": {"en": "How noise is taken away over the steps.", "de": "Wie das Rauschen über die Schritte abnimmt."},
    "denoise": {"en": "How much is made anew, 0 to 1.", "de": "Wie viel neu gemacht wird, 0 bis 1."},
    "input_image": {"en": "A picture to work on.", "de": "Ein Bild, mit dem gearbeitet wird."},
    "input_audio": {"en": "A sound to work on.", "de": "Ein Klang, mit dem gearbeitet wird."},
    "input_video": {"en": "A film to work on.", "de": "Ein Film, mit dem gearbeitet wird."},
}
_MAKES: dict[str, Texts] = {
    "image": {"en": "a picture", "de": "ein Bild"},
    "video": {"en": "a film", "de": "einen Film"},
    "audio": {"en": "a sound", "de": "einen Klang"},
    "music": {"en": "music", "de": "Musik"},
    "3d": {"en": "a 3D model", "de": "ein 3D-Modell"},
    "text": {"en": "a text", "de": "einen Text"},
}


def chunk_id(name: str, media_type: str) -> str:
    """Return the id of the chunk of an imported workflow."""
    return f"output_{media_type}_{name}"


def declare_chunk(
    name: str, workflow: Mapping[str, Mapping[str, Any]], found: Analysis, nodes: Nodes | None
) -> dict[str, Any]:
    """Return the chunk: the workflow, where each parameter goes, and what comes out."""
    files = list(dict.fromkeys(model.file for model in found.models))
    return {
        "name": chunk_id(name, found.media_type),
        "type": "output_chunk",
        "description": _description(found),
        "backend_type": "comfyui",
        "media_type": found.media_type,
        "input_mappings": {
            **{key: _mapping(key, found.parameters[key], nodes) for key in ORDER if key in found.parameters},
            **{brought.key: _input(brought) for brought in found.brought},
        },
        "output_mapping": {
            "node_id": found.output.node.id,
            "output_type": found.media_type,
            "format": found.output.format,
        },
        **({"meta": {"model_files": files}} if files else {}),
        "workflow": _without_prompt(workflow, found),
    }


def declare_config(name: str, found: Analysis) -> dict[str, Any]:
    """Return the config that people pick."""
    title = name.replace("_", " ").capitalize()
    return {
        "name": {"en": title, "de": title},
        "description": _description(found),
        "pipeline": "single_text_media_generation",
        "parameters": {"OUTPUT_CHUNK": chunk_id(name, found.media_type)},
        "media_preferences": {"default_output": found.media_type, "supported_types": [found.media_type]},
        "meta": {"stage": "output"},
    }


def _description(found: Analysis) -> Texts:
    """Say what is known: what it makes, and the model that it loads."""
    made = _MAKES[found.media_type]
    model = next((m.file for kind in ("checkpoint", "unet", "model") for m in found.models if m.kind == kind), None)
    return {
        "en": f"Makes {made['en']} with an imported ComfyUI workflow" + (f" and {model}." if model else "."),
        "de": f"Macht {made['de']} mit einem importierten ComfyUI-Workflow" + (f" und {model}." if model else "."),
    }


def _mapping(key: str, places: list[Place], nodes: Nodes | None) -> Any:
    first, *others = places
    value: dict[str, Any] = {"default": "random" if key == "seed" else first.value}
    if key != "seed" and any(place.value != first.value for place in others):
        value = {}  # without a default each place keeps its own value until somebody sets them all
    if key == "prompt":
        value = {"source": "{{PREVIOUS_OUTPUT}}", "required": True}
    described = {**value, "description": _ABOUT[key], "schema": schema_of(key, places, nodes)}
    targets = [{**_target(first.node, first.input), **described}, *(_target(p.node, p.input) for p in others)]
    return targets if others else targets[0]


def _target(node: Node, name: str) -> dict[str, Any]:
    return {"node_id": node.id, "field": f"inputs.{name}"}


def _input(brought: Brought) -> dict[str, Any]:
    about = next(text for key, text in _ABOUT.items() if brought.key.startswith(key) and key.startswith("input_"))
    required = {"required": True} if brought.required else {}
    return {**_target(brought.node, brought.input), **required, "description": about}


def _without_prompt(workflow: Mapping[str, Mapping[str, Any]], found: Analysis) -> dict[str, Any]:
    """Return the workflow without the prompt that its author tried last: a person's takes its place in any case."""
    emptied: dict[str, dict[str, Any]] = {}
    for place in found.parameters.get("prompt", ()):
        emptied.setdefault(place.node.id, {})[place.input] = ""
    return {
        node_id: {**node, "inputs": {**node["inputs"], **emptied.get(node_id, {})}}
        for node_id, node in workflow.items()
    }


def findings(found: Analysis) -> Findings:
    """Return what was found as it is told."""
    return Findings(
        media_type=found.media_type,
        parameters=tuple(_parameter(key, found.parameters[key]) for key in ORDER if key in found.parameters),
        inputs=tuple(FoundInput(name=b.key, required=b.required, place=_spot(b.node, b.input)) for b in found.brought),
        models=tuple(FoundModel(kind=m.kind, file=m.file, place=_spot(m.node, m.input)) for m in found.models),
        outputs=tuple(
            FoundOutput(
                node_id=output.node.id,
                node_class=output.node.kind,
                media_type=output.media_type,
                format=output.format,
                taken=output is found.output,
            )
            for output in found.outputs
        ),
    )


def _parameter(key: str, places: list[Place]) -> FoundParameter:
    return FoundParameter(name=key, value=places[0].value, places=tuple(_spot(p.node, p.input) for p in places))


def _spot(node: Node, name: str) -> Spot:
    return Spot(node_id=node.id, node_class=node.kind, title=node.title or node.kind, field=name)
