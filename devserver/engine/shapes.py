"""The JSON Schema of the values of settings, and whether a value is of a type that one takes.

Values from the environment are text and are converted; values over HTTP are JSON, and a text is no number there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from devserver.engine.requests import escape
from devserver.errors import Fault
from devserver.models.frozen import Json
from devserver.settings import Settings


@cache
def value_schemas() -> Mapping[str, dict[str, Json]]:
    """Return the JSON Schema 2020-12 of the value of each setting, each whole in itself."""
    made = Settings.model_json_schema()
    whole = {name: _whole(schema, made.get("$defs", {})) for name, schema in made["properties"].items()}
    told_beside = {"title", "description", "default"}
    return {name: {k: v for k, v in schema.items() if k not in told_beside} for name, schema in whole.items()}


def _whole(schema: Any, definitions: Mapping[str, Json]) -> Any:
    """Put definitions in the places of their references."""
    if isinstance(schema, list):
        return [_whole(member, definitions) for member in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _whole(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    return {key: _whole(value, definitions) for key, value in schema.items()}


def type_faults(name: str, value: Json) -> Iterator[Fault]:
    """Yield a fault for each part of a setting's value that is of another type of JSON; what it holds is not told."""
    for error in _validator(name).iter_errors(value):
        if error.validator == "type":
            pointer = "".join(f"/{escape(str(part))}" for part in (name, *error.absolute_path))
            yield Fault(pointer=pointer, message="value_type", params={"wanted": error.validator_value})


@cache
def _validator(name: str) -> Draft202012Validator:
    """Return what looks at a value that is there: of a setting that may be empty, the schema of what it holds."""
    schema = value_schemas()[name]
    held = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    return Draft202012Validator(held[0] if held else schema)
