"""Bodies of requests: strict, without unknown fields, and translated into what the engine is asked."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SkipValidation,
    WithJsonSchema,
    create_model,
)
from pydantic_core import PydanticCustomError

from devserver.engine.accepting import Asked
from devserver.ids import DECLARED_ID, RUN_ID, UPLOAD_ID
from devserver.media_types import MEDIA_TYPES
from devserver.models.gates import Choice
from devserver.models.runs import MAX_SEED, Action, FromStage, InputRef, Priority, Request, Timeout
from devserver.settings import AT_START, Settings

RunId = Annotated[str, Field(pattern=RUN_ID, description="Id of a run, made by the server.")]
Seed = Annotated[
    int,
    Field(ge=-1, le=MAX_SEED),
    BeforeValidator(lambda given: -1 if given == "random" else given),
    WithJsonSchema(
        {
            "anyOf": [{"type": "integer", "minimum": -1, "maximum": MAX_SEED}, {"type": "string", "const": "random"}],
            "description": '0 … 2⁵³-1; -1, "random" and null draw one.',
        }
    ),
]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]


def _known_media_type(name: str) -> str:
    if name not in MEDIA_TYPES:
        raise PydanticCustomError("media_type_unknown", "no such media type", {"type": name, "known": [*MEDIA_TYPES]})
    return name


MediaTypeName = Annotated[str, AfterValidator(_known_media_type), Field(json_schema_extra={"enum": [*MEDIA_TYPES]})]


class Body(BaseModel):
    """A body: an unknown field or a value of another type is a fault."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Input(Body):
    """Where an input comes from: an upload, or an output of a run."""

    upload_id: Annotated[str, Field(pattern=UPLOAD_ID)] | None = None
    run_id: RunId | None = None
    type: MediaTypeName = "image"
    index: Annotated[int, Field(ge=0, le=1_000_000)] | None = None


class _Common(Body):
    language: Language | None = Field(None, description="Language of texts and problems; else Accept-Language.")
    safety_level: Name | None = Field(None, description="kids, youth, adult or research; may only tighten.")


class _Action(_Common):
    priority: Priority = Field(0, description="A higher one goes first among the calls of the same person that wait.")
    timeout_seconds: Timeout | None = Field(
        None, description="Seconds from now after which it is given up, with all that waits; else it takes its time."
    )


class InterceptionBody(_Action):
    """Rewrite a text from an attitude. Without `run_id` it makes a run; what is not sent falls back to the run."""

    input_text: str | None = None
    config: Name | None = Field(None, description="Id of an interception config.")
    context_prompt: str | None = Field(None, description="An attitude in own words, instead of the config's.")
    run_id: RunId | None = None
    seed: Seed | None = None


_BESIDE = "Begin a run of its own from this one, which may be at work; counts where no run_id is sent."


class OptimizationBody(_Action):
    """Refine a text for one model."""

    input_text: str | None = None
    output_config: Name | None = Field(None, description="Id of an output config.")
    run_id: RunId | None = None
    parent_run_id: RunId | None = Field(None, description=_BESIDE)
    seed: Seed | None = None


class GenerationBody(_Action):
    """Make a medium of a prompt."""

    prompt: str | None = None
    output_config: Name | None = None
    run_id: RunId | None = None
    parent_run_id: RunId | None = Field(None, description=_BESIDE)
    parameters: dict[str, Any] = {}
    seed: Seed | None = None
    inputs: dict[str, Input] = {}


class RunBody(_Action):
    """All four stages as one job."""

    input_text: str | None = None
    config: Name | None = None
    output_config: Name | None = None
    context_prompt: str | None = None
    parameters: dict[str, Any] = {}
    seed: Seed | None = None
    inputs: dict[str, Input] = {}


class ForkChanges(_Common):
    """What is other in the new run; what is not sent stays as it was."""

    text: str | None = Field(None, description="The text that the stage begins with.")
    config: Name | None = Field(None, description="Id of an interception config.")
    context_prompt: str | None = Field(None, description="An attitude in own words; null goes back to the config's.")
    output_config: Name | None = Field(None, description="Id of an output config.")
    parameters: dict[str, Any] | None = Field(None, description="In place of all that there were.")
    seed: Seed | None = None
    priority: Priority | None = None
    timeout_seconds: Timeout | None = Field(None, description="null takes the limit away.")


class ForkBody(Body):
    """Begin a run again at a stage: what came before is used again and not paid again."""

    from_stage: FromStage = Field(description="The first stage that is done anew; media begins with the output check.")
    changes: ForkChanges = ForkChanges()


class DecisionBody(Body):
    """What a person decides at a gate."""

    decision: Choice = Field(description="retry: make the call once more; fail: end the run.")


class KeyBody(Body):
    """A key of a provider."""

    value: Annotated[
        str, Field(min_length=1, max_length=4096, json_schema_extra={"format": "password", "writeOnly": True})
    ]


class ProviderBody(Body):
    """Which provider is asked."""

    provider: Name = Field(
        description="openai, openrouter, ollama, comfyui, swarmui, or the name of a server of yours."
    )


class _Changes(BaseModel):
    """Settings to change, as a JSON Merge Patch (RFC 7396): null takes away what was set here.

    Values are checked by the settings themselves, when they are put together.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    def given(self) -> dict[str, Any]:
        """Return what the body names, by name."""
        return {**{name: getattr(self, name) for name in self.model_fields_set}, **(self.model_extra or {})}


def _changeable() -> dict[str, Any]:
    """Return a field for each setting that can be changed, with its JSON Schema, that takes any value."""
    fields = {name: field for name, field in Settings.model_fields.items() if name not in AT_START}
    shapes = {name: _annotated(field.annotation, *field.metadata) for name, field in fields.items()}
    return {
        name: (Annotated[shape | None, SkipValidation], Field(None, description=fields[name].description))
        for name, shape in shapes.items()
    }


def _annotated(kind: Any, *metadata: Any) -> Any:
    return Annotated[(kind, *metadata)] if metadata else kind


if TYPE_CHECKING:
    SettingsBody = _Changes
else:
    SettingsBody = create_model("SettingsBody", __base__=_Changes, __doc__=_Changes.__doc__, **_changeable())


class DescriptionBody(Body):
    """What people say of a run; what is not sent stays as it is. A null title takes it away."""

    title: Annotated[str, Field(max_length=200)] | None = None
    pinned: bool = False
    shared: bool = False


class ImportBody(Body):
    """A ComfyUI workflow that becomes a config. `force` replaces the declarations of this name."""

    name: Annotated[str, Field(pattern=DECLARED_ID, max_length=60)] = Field(description="The id of the new config.")
    workflow: dict[str, Any] = Field(description="The graph in API format, as ComfyUI exports it.")
    server: Name | None = Field(None, description="Name of a ComfyUI server to ask; without it, all are asked.")
    force: bool = False


ACTIONS: dict[type[Body], Action] = {
    InterceptionBody: "interception",
    OptimizationBody: "optimization",
    GenerationBody: "generation",
    RunBody: "run",
}


def asked(body: Body, *, owner: str, language: str, key: str | None) -> Asked:
    """Return what the engine is asked by a body."""
    values = body.model_dump(exclude={"run_id", "parent_run_id", "language", "safety_level"})
    inputs = {name: InputRef(**ref) for name, ref in values.pop("inputs", {}).items()}
    action = ACTIONS[type(body)]
    content = f"{action}\n{body.model_dump_json()}"
    return Asked(
        request=Request(action=action, inputs=inputs, **values),
        owner=owner,
        run_id=getattr(body, "run_id", None),
        parent_run_id=getattr(body, "parent_run_id", None),
        language=getattr(body, "language", None) or language,
        safety_level=getattr(body, "safety_level", None),
        key=key,
        body_sha256=hashlib.sha256(content.encode(errors="surrogatepass")).hexdigest(),
    )
