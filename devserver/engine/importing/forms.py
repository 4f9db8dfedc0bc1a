"""The JSON Schema of a parameter: from what a server says of the input, else from what the parameter is. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from devserver.backends.comfyui.nodes import InputSpec, Nodes
from devserver.engine.importing.words import NUMBERS, Place
from devserver.models.runs import MAX_SEED

MOST_TEXT = 20_000
_WHOLE = frozenset({"steps", "width", "height", "frames"})
_LEAST = {
    "steps": 1,
    "width": 1,
    "height": 1,
    "frames": 1,
    "cfg": 0,
    "guidance": 0,
    "denoise": 0,
    "seconds": 0,
    "fps": 0,
}
_MOST = {"denoise": 1}


def schema_of(key: str, places: Sequence[Place], nodes: Nodes | None) -> dict[str, Any]:
    """Return the JSON Schema of a parameter; limits of the node that uses it and of the one that holds it count.

    Of several places the first has the say, but a seed has to suit all of them.
    """
    title = {"title": key.replace("_", " ").capitalize()}
    if key == "seed":
        return {**title, **_seed(places, nodes)}
    place = places[0]
    specs = [spec for spec in (_spec(place.meant[0].kind, place.meant[1], nodes), _held(place, nodes)) if spec]
    if key in NUMBERS:
        return {**title, **_number(key, place, specs)}
    if key == "prompt":
        return {"type": "string", **title, "minLength": 1, "maxLength": MOST_TEXT}
    choices = next((spec.choices for spec in specs if spec.choices and place.value in spec.choices), None)
    if choices:
        return {"type": "string", **title, "enum": list(choices)}
    return {"type": "string", **title, "maxLength": MOST_TEXT}


def _seed(places: Sequence[Place], nodes: Nodes | None) -> dict[str, Any]:
    specs = [spec for p in places for spec in (_spec(p.meant[0].kind, p.meant[1], nodes), _held(p, nodes)) if spec]
    most = int(min([MAX_SEED, *(spec.maximum for spec in specs if spec.maximum is not None and spec.maximum >= 0)]))
    return {"anyOf": [{"type": "integer", "minimum": -1, "maximum": most}, {"type": "null"}, {"const": "random"}]}


def _spec(kind: str, name: str, nodes: Nodes | None) -> InputSpec | None:
    known = nodes.specs.get(kind) if nodes else None
    return known.inputs.get(name) if known else None


def _held(place: Place, nodes: Nodes | None) -> InputSpec | None:
    return _spec(place.node.kind, place.input, nodes)


def _number(key: str, place: Place, specs: list[InputSpec]) -> dict[str, Any]:
    kinds = {spec.kind for spec in specs}
    whole = "INT" in kinds or (key in _WHOLE and "FLOAT" not in kinds)
    lows = [spec.minimum for spec in specs if spec.minimum is not None] or [_LEAST[key]]
    highs = [spec.maximum for spec in specs if spec.maximum is not None] or ([_MOST[key]] if key in _MOST else [])
    schema: dict[str, Any] = {"type": "integer" if whole else "number", "minimum": _written(max(lows))}
    if highs and min(highs) < MAX_SEED:
        schema["maximum"] = _written(min(highs))
    step = next((spec.step for spec in specs if spec.step), None)
    if whole and step and step > 1 and step == int(step) and _on(step, place.value) and _on(step, max(lows)):
        schema["multipleOf"] = int(step)
    return schema


def _on(step: float, value: float) -> bool:
    return value % step == 0


def _written(number: float) -> float:
    """Return a number as people write it: 1 for 1.0."""
    return int(number) if number == int(number) else number
