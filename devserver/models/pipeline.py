"""A pipeline: an ordered list of chunks, as its file declares it."""

from __future__ import annotations

from pydantic import Field

from devserver.models.declaration import Declaration, Items, Json, JsonObject, Part, dead
from devserver.models.localised import Localised


class Defaults(Part):
    """Values of a pipeline under those of its configs."""

    parameters: JsonObject = {}


class Pipeline(Declaration):
    """A file that declares an ordered list of chunks."""

    name: str | None = Field(default=None, description="The id; the file's stem if it is not given.")
    description: Localised | None = None
    pipeline_type: str | None = Field(default=None, description="A word for people; tells safety checks from others.")
    pipeline_stage: str | int | None = Field(default=None, description="Stage this is meant for, 1 to 4.")
    chunks: Items[str] = Field(default=(), description="Chunk ids in order; `{{NAME}}` is filled from parameters.")
    requires_interception_prompt: bool | None = None
    input_requirements: JsonObject = Field(default={}, description='What goes in: `{"texts": 1}`, `{"images": 3}`.')
    defaults: Defaults = Defaults()
    skip_stage2: bool = Field(default=False, description="Whether the text passes by interception.")
    meta: JsonObject = Field(default={}, description="Open; for people.")
    config_mappings: JsonObject | None = dead("`config_mappings` has no effect: chunks are filled from parameters.")
    required_configs: Json = dead("`required_configs` has no effect: a config names what it needs.")
    instruction_type: str | None = dead("`instruction_type` has no effect: the attitude stands in `context`.")
