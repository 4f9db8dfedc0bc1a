"""What pydantic says of wrong values, as faults in our own sentences, with JSON pointers into the body."""

from __future__ import annotations

from typing import Any, NoReturn

from pydantic import ValidationError
from rapidfuzz import process

from devserver.engine.requests import escape
from devserver.errors import Fault, InvalidInput
from devserver.routes import bodies

OWN_WORDS = "Value error, "
"""What pydantic puts before a sentence of ours."""

_TYPES = {
    "string_type": "string",
    "int_type": "integer",
    "int_from_float": "integer",
    "bool_type": "boolean",
    "dict_type": "object",
    "model_type": "object",
    "model_attributes_type": "object",
}
_MESSAGES: dict[str, tuple[str, dict[str, str]]] = {
    "missing": ("value_missing", {}),
    "greater_than_equal": ("value_too_small", {"limit": "ge"}),
    "less_than_equal": ("value_too_large", {"limit": "le"}),
    "string_too_short": ("value_too_short", {"limit": "min_length"}),
    "string_too_long": ("value_too_long", {"limit": "max_length"}),
    "string_pattern_mismatch": ("value_pattern", {"pattern": "pattern"}),
    "literal_error": ("value_unknown", {"known": "expected"}),
    "media_type_unknown": ("media_type_not_found", {"type": "type", "known": "known"}),
}
"""Our message for an error of pydantic, and under which names it takes what of the error's context."""


def refuse(error: ValidationError) -> NoReturn:
    """Raise InvalidInput with one fault for each error of a body, query or header."""
    raise InvalidInput(*(_fault(error.title, one) for one in error.errors(include_url=False, include_input=False)))


def _fault(model: str, error: Any) -> Fault:
    message, params = _said(model, error)
    place = next((place for place in ("query", "header") if model.lower().endswith(place)), None)
    if place is not None:
        name = ".".join(map(str, error["loc"]))
        return Fault(pointer="", message=message, params={**params, "in": place, "parameter": name})
    pointer = "".join(f"/{escape(str(part))}" for part in error["loc"])
    return Fault(pointer=pointer, message=message, params=params)


def _said(model: str, error: Any) -> tuple[str, dict[str, Any]]:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return "field_unknown", {"name": str(error["loc"][-1]), "nearest": _nearest(model, error["loc"])}
    if kind in _TYPES:
        return "value_type", {"wanted": _TYPES[kind]}
    if kind in _MESSAGES:
        message, names = _MESSAGES[kind]
        return message, {name: context[key] for name, key in names.items()}
    return "value_wrong", {"reason": error["msg"].removeprefix(OWN_WORDS)}


def _nearest(model: str, location: tuple[Any, ...]) -> list[str]:
    known = getattr(bodies, model if len(location) == 1 else "Input", None)
    names = list(known.model_fields) if known else []
    return [name for name, _score, _place in process.extract(str(location[-1]), names, limit=3, score_cutoff=50)]
