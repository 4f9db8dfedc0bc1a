"""A config: what a person picks, a pipeline with its values."""

from __future__ import annotations

from pydantic import Field

from devserver.models.declaration import Declaration, Items, Json, JsonObject, Part, dead
from devserver.models.localised import Localised


class MediaPreferences(Part):
    """Which output goes well with a config."""

    default_output: str | None = None
    supported_types: Items[str] = ()
    output_configs: Items[str] = ()
    output_config: str | None = None


class Display(Part):
    """How a config looks in a list."""

    icon: str | None = None
    color: str | None = None
    category: str | None = None
    difficulty: int | None = None
    order: int | None = None
    hidden: bool = False


class Audience(Part):
    """Whom a config is for."""

    workshop_suitable: bool | None = None
    min_age: int | None = None
    complexity: str | None = None
    requires: Items[str] = ()


class Config(Declaration):
    """A file that declares what a person picks."""

    older_names = {"workflow_type": "pipeline"}

    pipeline: str = Field(description="Id of the pipeline.")
    name: Localised | None = Field(default=None, description="Name for people. A plain text is also the id.")
    description: Localised | None = None
    category: Localised | None = None
    context: Localised | None = Field(default=None, description="The attitude: what the model is told to do.")
    parameters: JsonObject = Field(
        default={}, description="Upper case fills `{{NAMES}}` and mappings, lower case goes to the backend."
    )
    media_preferences: MediaPreferences = MediaPreferences()
    display: Display = Display()
    tags: Items[str] | dict[str, Items[str]] = ()
    audience: Audience = Audience()
    properties: Items[str] = ()
    meta: JsonObject = Field(
        default={},
        description="Open; `stage`, `model_override`, `optimization_instruction`, `optimization_model`,"
        " `shutdown_date`, `successor`, `loras` and `wikipedia` are read from it, and `verified`: false where nobody"
        " has seen it run.",
    )
    instruction_type: str | None = dead("`instruction_type` has no effect: the attitude stands in `context`.")
    chunks: Items[str | JsonObject] | None = dead("`chunks` of a config has no effect: the pipeline names the chunks.")
    config_id: str | None = dead("`config_id` has no effect: the file's name is the id.")
    model_preferences: JsonObject | None = dead("`model_preferences` has no effect: use `meta.model_override`.")
    display_name: Localised | None = dead("`display_name` has no effect: use `name`.")
    media_type: str | None = dead("`media_type` of a config has no effect: the output chunk has one.")
    parameter_ranges: JsonObject | None = dead("`parameter_ranges` has no effect: use `schema` in `input_mappings`.")
    capabilities: JsonObject | None = dead("`capabilities` has no effect.")
    requirements: Json = dead("`requirements` has no effect.")
    ui_config: JsonObject | None = dead("`ui_config` has no effect: use `display`.")
