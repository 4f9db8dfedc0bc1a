"""Why a value does not fit the JSON Schema of a parameter, in our own sentences, which exist in both languages."""

from __future__ import annotations

from typing import Any

from jsonschema import ValidationError

MOST_REASON = 300
_LIMITS = {
    "minimum": "value_too_small",
    "maximum": "value_too_large",
    "minLength": "value_too_short",
    "maxLength": "value_too_long",
}


def misfit(error: ValidationError) -> tuple[str, dict[str, Any]]:
    """Return the message for an error of a schema, and what fills it; what has no sentence of ours is told as it is."""
    rule = str(error.validator)
    wanted: Any = error.validator_value
    if rule == "type":
        return "value_type", {"wanted": " / ".join(wanted) if isinstance(wanted, list) else wanted}
    if rule == "enum":
        return "value_unknown", {"known": list(wanted)}
    if rule in _LIMITS:
        return _LIMITS[rule], {"limit": wanted}
    if rule == "multipleOf":
        return "value_no_multiple", {"step": wanted}
    if rule == "pattern":
        return "value_pattern", {"pattern": wanted}
    return "value_wrong", {"reason": error.message[:MOST_REASON]}
