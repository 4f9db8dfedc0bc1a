"""Where a chunk puts its values, and where it finds what came back."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from devserver.models.declaration import Json, JsonObject, Part, dead
from devserver.models.localised import Localised

_KEY, _PLACE = r"[^.\[\]\s]+", r"\[(?:\d+|\*)\]"
AnswerPath = Annotated[
    str,
    StringConstraints(pattern=rf"^(?:{_KEY}|{_PLACE})(?:{_PLACE}|\.{_KEY})*$", max_length=200),
    Field(examples=["data[*].b64_json"]),
]
"""A way into an answer: keys after dots, places in brackets, `[*]` for every place of a list."""


class InputMapping(Part):
    """Where one logical parameter goes: a node and field of the workflow, or a path in the request body."""

    node_id: str | None = Field(default=None, description="Node of the workflow; any text, such as `6` or `115:111`.")
    field: str | None = Field(
        default=None, description="Dotted path below the node (`inputs.text`), or `request_body.messages[1].content`."
    )
    default: Json = Field(
        default=None,
        description="Value when neither request nor config gives one. A seed may be -1, null or `random`;"
        " one above the `maximum` of its `schema` is taken modulo what that allows.",
    )
    source: str | None = Field(
        default=None, description="Template that gives the value, such as `{{PREVIOUS_OUTPUT}}`."
    )
    required: bool = Field(default=False, description="Whether a run without this value is refused.")
    title: Localised | None = Field(
        default=None, description="Name of the parameter for people; without one, the title of its `schema`."
    )
    description: Localised | None = None
    schema_: JsonObject | bool | None = Field(
        default=None,
        alias="schema",
        description="JSON Schema 2020-12 of the value; requests are checked against it and forms are drawn from it.",
    )

    @property
    def has_default(self) -> bool:
        """Tell whether a default was given; null is one."""
        return "default" in self.model_fields_set


class OutputMapping(Part):
    """Which node or which part of the answer holds the output."""

    node_id: str | None = Field(default=None, description="Node of the workflow that holds the output.")
    output_type: str | None = Field(default=None, description="Media type of the output.")
    format: str | None = Field(default=None, description="File format of the output, such as `png` or `p5`.")
    formats: list[str] | None = Field(
        default=None, description="All file formats that one output comes in, the preferred one first."
    )
    type: str | None = Field(
        default=None,
        description="Form of an API's answer: `images_api_base64`, `chat_completion_with_image`, or `bytes` where the"
        " answer is the file itself. The first two know where outputs stand; `extract_path` goes before that.",
    )
    extract_path: AnswerPath | None = Field(
        default=None,
        description="Path of the outputs in an API's answer: `data[*].b64_json`. There stand base64, data URLs, https"
        " addresses, or objects and lists that hold them.",
    )
    description: Localised | None = None
    field: str | None = dead("`output_mapping.field` has no effect: all outputs of the node are taken.")
    extract_logic: str | None = dead("`extract_logic` is prose and has no effect; `extract_path` says where it is.")
    job_id_path: str | None = dead("`output_mapping.job_id_path` has no effect; it belongs to `async_polling`.")
