"""The shape of one declaration: first by JSON Schema, as editors do, then by the model that the server works with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

from jsonschema import Draft202012Validator, SchemaError, ValidationError
from pydantic import ValidationError as ModelError

from devserver.declarations.positions import pointer, token
from devserver.declarations.reports import Finding, cut, did_you_mean
from devserver.declarations.schemas import KINDS, shipped
from devserver.models.declaration import Declaration, Json

_TYPE_NAMES = {
    "string": "text",
    "object": "an object",
    "array": "a list",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "null",
}


@cache
def validator(kind: str) -> Draft202012Validator:
    """Return the compiled JSON Schema of a kind of declaration."""
    return Draft202012Validator(shipped(kind))


def shape_findings(kind: str, data: Json) -> Iterator[Finding]:
    """Yield what the JSON Schema of a kind has against a value; of a value of the wrong type only that."""
    for fault in validator(kind).iter_errors(data):
        if fault.validator != "enum" or _has_type(fault):
            yield from _findings(kind, fault)


def _has_type(fault: ValidationError) -> bool:
    declared: dict[str, Any] = fault.schema  # type: ignore[assignment]
    return "type" not in declared or Draft202012Validator({"type": declared["type"]}).is_valid(fault.instance)


def model(kind: str, data: Json, id: str, folder: str) -> Declaration | list[Finding]:
    """Return the declaration that a value makes, or what the model has against it."""
    try:
        return KINDS[kind].declared(data, id, folder)
    except ModelError as fault:
        faults = {_within(data, e["loc"]): e["msg"] for e in reversed(fault.errors(include_url=False))}
        return [Finding("wrong_type", where, message[:1].lower() + message[1:]) for where, message in faults.items()]


def _within(data: Json, location: tuple[str | int, ...]) -> str:
    """Return the JSON pointer of a model's location: it also names the branches of unions, which no file has."""
    keys: list[str | int] = []
    for key in location:
        if isinstance(data, dict) and key in data:
            data = data[str(key)]
        elif isinstance(data, list) and isinstance(key, int) and key < len(data):
            data = data[key]
        else:
            break
        keys.append(key)
    return pointer(*keys)


def _findings(kind: str, fault: ValidationError) -> Iterator[Finding]:
    where = pointer(*fault.absolute_path)
    told = _BY_KEYWORD.get(str(fault.validator))
    if told:
        yield from told(kind, where, fault)
    else:
        yield Finding("bad_value", where, fault.message)


def _unknown_fields(_: str, where: str, fault: ValidationError) -> Iterator[Finding]:
    declared: dict[str, Any] = fault.schema  # type: ignore[assignment]
    instance: dict[str, Any] = fault.instance  # type: ignore[assignment]
    known, patterns = declared.get("properties", {}), declared.get("patternProperties", {})
    for key in instance:
        if key not in known and not any(re.search(pattern, key) for pattern in patterns):
            yield Finding(
                "unknown_field",
                f"{where}/{token(key)}",
                f"there is no field {key!r} here",
                did_you_mean(key, known),
                True,
            )


def _missing(_: str, where: str, fault: ValidationError) -> Iterator[Finding]:
    names: list[str] = fault.validator_value  # type: ignore[assignment]
    for key in names:
        if key not in fault.instance:  # type: ignore[operator]
            yield Finding("missing_field", where, f"the field {key!r} is missing")


def _pattern(_: str, where: str, fault: ValidationError) -> Iterator[Finding]:
    """Show how a text of a fixed form is written, where the form has an example."""
    declared: dict[str, Any] = fault.schema  # type: ignore[assignment]
    given = cut(json.dumps(fault.instance, ensure_ascii=False))
    written = "".join(f", such as {json.dumps(example)}" for example in declared.get("examples", ())[:1])
    yield Finding("bad_value", where, f"{given} does not have the form that it needs{written}")


def _wrong_type(_: str, where: str, fault: ValidationError) -> Iterator[Finding]:
    wanted = _or(_as_list(fault.validator_value))
    yield Finding("wrong_type", where, f"must be {wanted}, and is {_type_of(fault.instance)}")


def _unknown_value(_: str, where: str, fault: ValidationError) -> Iterator[Finding]:
    names = [value for value in _as_list(fault.validator_value) if value is not None]
    shown = ", ".join(json.dumps(name) for name in names)
    given = json.dumps(fault.instance, ensure_ascii=False)
    yield Finding(
        "unknown_value", where, f"{cut(given)} is none of {shown}", did_you_mean(str(fault.instance), map(str, names))
    )


def _no_branch(kind: str, where: str, fault: ValidationError) -> Iterator[Finding]:
    """Explain by the branch that was meant: one whose fault is not just that the value is of another type."""
    faults = list(fault.context or [])
    if all(f.validator == "required" and f.absolute_path == fault.absolute_path for f in faults):
        yield Finding("missing_field", where, f"the field {_as_list(faults[0].validator_value)[0]!r} is missing")
        return
    meant = [f for f in faults if not (f.validator == "type" and f.absolute_path == fault.absolute_path)]
    for found in meant:
        yield from _findings(kind, found)
    if not meant:
        types = [name for f in faults for name in _as_list(f.validator_value)]
        yield Finding("wrong_type", where, f"must be {_or(types)}, and is {_type_of(fault.instance)}")


_BY_KEYWORD = {
    "additionalProperties": _unknown_fields,
    "required": _missing,
    "type": _wrong_type,
    "enum": _unknown_value,
    "pattern": _pattern,
    "const": _unknown_value,
    "anyOf": _no_branch,
}


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _or(types: Sequence[str]) -> str:
    named = [_TYPE_NAMES[name] for name in dict.fromkeys(types) if name != "null"]
    return " or ".join(named) or "null"


def _type_of(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int | float):
        return f"the number {cut(json.dumps(value))}"
    return "text" if isinstance(value, str) else "an object" if isinstance(value, dict) else "a list"


@lru_cache(maxsize=4096)
def _schema_fault(text: str) -> str | None:
    value = json.loads(text)
    if _refers(value):
        return "it refers to another schema with $ref, which is not followed"
    try:
        Draft202012Validator.check_schema(value, format_checker=Draft202012Validator.FORMAT_CHECKER)
    except SchemaError as fault:
        return f"{pointer(*fault.absolute_path)}: {fault.message}"
    return None


def _refers(value: Json) -> bool:
    if isinstance(value, list):
        return any(_refers(item) for item in value)
    if isinstance(value, dict):
        own = any(isinstance(value.get(word), str) for word in ("$ref", "$dynamicRef", "$recursiveRef"))
        return own or any(_refers(item) for item in value.values())
    return False


def schema_fault(value: Json) -> str | None:
    """Return why a value is no JSON Schema 2020-12, or None where it is one; it refers to no other."""
    return _schema_fault(json.dumps(value, sort_keys=True))


def value_fault(declared: Json, value: Json) -> str | None:
    """Return why a value does not fit a valid JSON Schema, or None where it fits."""
    fault = next(Draft202012Validator(declared).iter_errors(value), None)  # type: ignore[arg-type]
    return fault.message if fault else None
