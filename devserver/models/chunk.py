"""A chunk: one call to one backend, as its file declares it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from devserver.media_types import MEDIA_TYPES
from devserver.models.declaration import Declaration, Items, Json, JsonObject, Part, dead
from devserver.models.localised import Localised
from devserver.models.mapping import AnswerPath, InputMapping, OutputMapping

ChunkType = Literal["output_chunk", "processing_chunk", "proxy_chunk", "text_passthrough", "api_output_chunk"]
OUTPUT_TYPES: frozenset[ChunkType] = frozenset({"output_chunk", "text_passthrough", "api_output_chunk"})

CHUNK_MEDIA = (*MEDIA_TYPES, "code", "image_workflow")


def _known_medium(name: str) -> str:
    if name not in CHUNK_MEDIA:
        raise ValueError(f"must be one of {', '.join(CHUNK_MEDIA)}")
    return name


Medium = Annotated[str, AfterValidator(_known_medium), Field(json_schema_extra={"enum": list(CHUNK_MEDIA)})]


class Template(Part):
    """The older form of a template: a system text, and a prompt that is also called `user`."""

    system: str = ""
    prompt: str | None = None
    user: str | None = None


class PromptInjection(Part):
    """Where a prompt goes in a workflow without mappings: the node with a title, else a node by id."""

    target_title: str | None = None
    target_node_id: str | None = None
    fallback_node_id: str | None = None
    fallback_field: str | None = None
    method: str | None = dead("`method` has no effect: a title is looked for first, then the node id.")
    note: str | None = None


class LegacyConfig(Part):
    """How a workflow from before the mappings gets its prompt."""

    prompt_injection: PromptInjection | None = None
    source: str | None = dead("`legacy_config.source` has no effect.")
    original_file: str | None = dead("`legacy_config.original_file` has no effect.")
    migration_date: str | None = dead("`legacy_config.migration_date` has no effect.")
    workflow_complexity: str | None = dead("`legacy_config.workflow_complexity` has no effect.")
    node_count: int | None = dead("`legacy_config.node_count` has no effect.")
    custom_nodes: list[str] | None = dead("`legacy_config.custom_nodes` has no effect.")
    output_handling: JsonObject | None = dead("`legacy_config.output_handling` has no effect.")


Endpoint = Annotated[
    str, StringConstraints(pattern=r"^(?:/|https?://)[^\s?#]+$"), Field(examples=["/images/generations"])
]
"""A path below a server's address; of a whole address only the path behind its version counts."""


Seconds = Annotated[float, Field(gt=0)]


class Polling(Part):
    """How to wait for an API that answers with the id of a job; the answer that tells of its end holds the output."""

    enabled: bool = Field(default=True, description="Whether the answer is a job.")
    status_endpoint: Endpoint | None = Field(default=None, description="Path with `{job_id}`: `/videos/{job_id}`.")
    job_id_path: AnswerPath | None = Field(default=None, description="Path of the job's id in the answer; `id`.")
    poll_interval_seconds: Seconds | None = Field(default=None, description="Seconds between two looks; 2.")
    max_poll_duration_seconds: Seconds | None = Field(
        default=None, description="Seconds after which the job is given up; 300."
    )
    status_field: AnswerPath | None = Field(default=None, description="Path of the status; `status`.")
    completed_status: str | None = Field(default=None, description="Status of a job that is done; `completed`.")
    failed_status: str | None = Field(default=None, description="Status of a job that failed; `failed`.")
    in_progress_statuses: list[str] | None = Field(
        default=None,
        description="Statuses to wait through. Without them every other is; with them another is a failure.",
    )


class ApiConfig(Part):
    """A request to an API; keys are added by the router and never stand here."""

    provider: str | None = Field(default=None, description="For people; the chunk's `backend_type` is asked.")
    model: str | None = Field(default=None, description="Model for the record, where the body names none.")
    endpoint: Endpoint | None = Field(
        default=None, description="Path below the address of the chunk's backend: `/images/generations`."
    )
    encoding: Literal["json", "multipart"] = Field(
        default="json", description="How the body is sent. As `multipart`, pictures that come in go as files."
    )
    headers: dict[str, str] = Field(default={}, description="Headers beside those that every request has.")
    request_body: JsonObject = Field(default={}, description="The body, with `{{NAMES}}` and places for mappings.")
    async_polling: Polling | None = Field(default=None, description="How to wait for an answer that names a job.")
    method: str | None = dead("`method` has no effect: the request is always a POST.")


class OutputLabel(Part):
    """What one of several outputs of a chunk shows."""

    index: int
    label: Localised
    semantic_role: str | None = None
    node_id: str | None = None
    description: Localised | None = None


class Chunk(Declaration):
    """A file that declares one call to one backend."""

    older_names = {"workflow_api": "workflow"}

    name: str | None = Field(default=None, description="The id; the file's stem if it is not given.")
    description: Localised | None = None
    type: ChunkType = Field(default="processing_chunk", description="What the chunk gives: a text, or an output.")
    backend_type: str | None = Field(default=None, description="Backend that executes the call.")
    media_type: Medium | None = Field(default=None, description="Type of the output.")
    model: str | None = Field(default=None, description="Name of a model setting, or `provider/model`.")
    template: str | Template | None = Field(default=None, description="Prompt with `{{NAMES}}`.")
    parameters: JsonObject = Field(default={}, description="Values that go to the backend as they are.")
    input_mappings: dict[str, InputMapping | list[InputMapping]] | None = None
    output_mapping: OutputMapping | None = None
    workflow: dict[str, JsonObject] | None = Field(default=None, description="ComfyUI API graph.")
    api_config: ApiConfig | None = None
    legacy_config: LegacyConfig | None = None
    output_labels: Items[OutputLabel] | None = Field(default=None, description="Names of several outputs, in order.")
    estimated_duration_seconds: int | float | str | None = Field(
        default=None, description="Seconds, or a range such as `12-20`; belongs to `meta`."
    )
    meta: JsonObject = Field(
        default={},
        description="Open; `optimization_instruction`, `verified`, `shutdown_date`, `successor` and others are read"
        " from it.",
    )
    diffusers_config: JsonObject | None = Field(default=None, description="For a backend that does not exist here.")
    triton_config: JsonObject | None = Field(default=None, description="For a backend that does not exist here.")
    execution_mode: str | None = dead("There is no execution mode: every chunk runs the same way.")
    requires_workflow: bool | None = dead("`requires_workflow` has no effect: a chunk has a workflow or has none.")
    prompt_injection: JsonObject | None = dead(
        "`prompt_injection` has no effect here: use `input_mappings.prompt`, or `legacy_config.prompt_injection`."
    )
    workflow_template: str | None = dead("`workflow_template` has no effect: write the workflow under `workflow`.")
    placeholders: JsonObject | None = dead("`placeholders` has no effect: templates name their values themselves.")
    expected_outputs: int | None = dead("`expected_outputs` has no effect: every output is taken.")

    @property
    def is_output(self) -> bool:
        """Tell whether the chunk makes media rather than text for the next step."""
        return self.type in OUTPUT_TYPES

    @property
    def mappings(self) -> dict[str, tuple[InputMapping, ...]]:
        """Return the targets of every logical parameter; one target and a list of targets look alike here."""
        given = self.input_mappings or {}
        return {key: tuple(value) if isinstance(value, list) else (value,) for key, value in given.items()}

    def default(self, key: str) -> Json:
        """Return the first default of a logical parameter, or None where there is none."""
        return next((target.default for target in self.mappings.get(key, ()) if target.has_default), None)
