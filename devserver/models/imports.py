"""What an imported workflow was found to hold, as it is told: parameters, model files, inputs, outputs, doubts."""

from __future__ import annotations

from pydantic import Field

from devserver.models.frozen import Frozen, Json


class Spot(Frozen):
    """An input of a node."""

    node_id: str
    node_class: str
    title: str = Field("", description="What a person called the node; its class where nobody did.")
    field: str


class FoundParameter(Frozen):
    """A parameter, the value that the workflow had, and every place where it goes."""

    name: str
    value: Json
    places: tuple[Spot, ...]


class FoundModel(Frozen):
    """A model file that the workflow loads; `kind` is checkpoint, unet, clip, vae, lora, upscale_model and the like."""

    kind: str
    file: str
    place: Spot


class FoundInput(Frozen):
    """A file that a person brings."""

    name: str
    required: bool
    place: Spot


class FoundOutput(Frozen):
    """A node that gives a medium; `taken` is the one whose files are kept here."""

    node_id: str
    node_class: str
    media_type: str
    format: str
    taken: bool


class Findings(Frozen):
    """All that was found in a workflow."""

    media_type: str
    parameters: tuple[FoundParameter, ...]
    inputs: tuple[FoundInput, ...]
    models: tuple[FoundModel, ...]
    outputs: tuple[FoundOutput, ...]


class Undecided(Frozen):
    """Something that was left as it is, or that nobody could know; a message with its parameters."""

    message: str
    params: dict[str, Json] = {}


class ImportedFile(Frozen):
    """A declaration that was written: its id, its path below the folder of declarations, and what stands in it."""

    id: str
    path: str
    declaration: dict[str, Json]


class Imported(Frozen):
    """A workflow that became a config: both declarations, what was found, what was not decided."""

    name: str
    server: str | None = Field(description="The ComfyUI server that told types, limits and choices.")
    config: ImportedFile
    chunk: ImportedFile
    findings: Findings
    undecided: tuple[Undecided, ...]
