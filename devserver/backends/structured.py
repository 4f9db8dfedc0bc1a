"""Answers that have to be JSON of a declared shape: read, checked, and said what is wrong with them."""

from __future__ import annotations

import json
import re

from devserver.models.frozen import Json

_FENCED = re.compile(r"\A\s*```(?:json)?[ \t]*\n(.*?)\n?\s*```\s*\Z", re.DOTALL | re.IGNORECASE)


def unfenced(text: str) -> str:
    """Return an answer without the Markdown fence that models like to put around JSON."""
    match = _FENCED.match(text)
    return match[1] if match else text.strip()


def unusable(schema: dict[str, Json]) -> str | None:
    """Return why a schema cannot be checked against, or None where it can."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError

    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        return f"the JSON Schema of the answer is none: {error.message}"[:300]
    return None


def fault_in(text: str, schema: dict[str, Json]) -> str | None:
    """Return what is wrong with a text that has to be JSON of a shape, or None where it fits.

    A reference out of the schema is followed nowhere: it is a fault.
    """
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    try:
        value = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return f"it is no JSON ({error})"[:200]
    try:
        found = best_match(Draft202012Validator(schema, registry=Registry()).iter_errors(value))
    except (Unresolvable, RecursionError, re.error) as error:
        return f"its schema cannot be used ({type(error).__name__})"
    return f"at /{'/'.join(map(str, found.absolute_path))}: {found.message}"[:300] if found else None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
