"""What chunk, pipeline and config have in common: strict types, no unknown fields, comments, an id.

A field that the dialect carries without effect is `dead(...)`: it is accepted, marked `deprecated` in the JSON Schema,
and reported as a warning. `_comment…` keys and `$schema` may stand at the top of any declaration. `older_names` are
names under which the dialect also knows a field; the present name wins where both are given.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue, PrivateAttr, Strict, model_validator

Json = JsonValue
JsonObject = dict[str, JsonValue]
Number = int | float

T = TypeVar("T")
Items = Annotated[tuple[T, ...], Strict(False)]

COMMENT = r"^(_comment|\$schema$)"


def is_comment(key: str) -> bool:
    """Tell whether a top-level key is for people and editors only."""
    return key.startswith("_comment") or key == "$schema"


def dead(reason: str, **options: Any) -> Any:
    """Declare a field of the dialect that has no effect; the reason says what to do instead."""
    return Field(default=None, deprecated=reason, description=reason, **options)


class Part(BaseModel):
    """A piece of a declaration: frozen, strictly typed, without unknown fields."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    @classmethod
    def dead_fields(cls) -> dict[str, str]:
        """Return the reasons of the fields without effect by their name in the file."""
        return {f.alias or n: f.deprecated for n, f in cls.model_fields.items() if isinstance(f.deprecated, str)}


class Declaration(Part):
    """A file that declares something; `id` and `folder` say where it came from and are no fields of the file."""

    model_config = ConfigDict(json_schema_extra={"patternProperties": {COMMENT: {}}})

    format: Literal[1] = Field(default=1, description="Version of the declaration format.")

    older_names: ClassVar[dict[str, str]] = {}

    _id: str = PrivateAttr("")
    _folder: str = PrivateAttr("")

    @model_validator(mode="before")
    @classmethod
    def _normalised(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        named = {cls.older_names.get(key, key): value for key, value in data.items() if not is_comment(str(key))}
        return named | {key: data[key] for key in cls.older_names.values() if key in data}

    @classmethod
    def declared(cls, data: object, id: str, folder: str = "") -> Self:
        """Make the declaration of an id from a file's JSON; `folder` is relative to the layer's folder of its kind."""
        made = cls.model_validate(data)
        made._id, made._folder = id, folder
        return made

    @property
    def id(self) -> str:
        """Return the id by which other files and requests name this declaration."""
        return self._id

    @property
    def folder(self) -> str:
        """Return the folder below `configs/` with slashes, "" at its top: `output`, `user_configs/anna`."""
        return self._folder

    def json_data(self) -> JsonObject:
        """Return the declaration as it is written in a file: only what was given, by the file's names."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)
