"""Ways into an answer: `data[*].b64_json`, as `output_mapping.extract_path` declares them."""

from __future__ import annotations

import re

from devserver.models.declaration import Json

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+|\*)\]")


def found_at(value: Json, path: str) -> list[Json]:
    """Return what stands under a path, in order: several values where it holds `[*]`, none where there is none."""
    found = [value]
    for key, place in _STEP.findall(path):
        found = [inner for outer in found for inner in _step(outer, key, place)]
    return found


def first_at(value: Json, path: str) -> Json:
    """Return the first of what stands under a path, or None."""
    return next(iter(found_at(value, path)), None)


def _step(value: Json, key: str, place: str) -> list[Json]:
    if key:
        return [value[key]] if isinstance(value, dict) and key in value else []
    if not isinstance(value, list):
        return []
    return list(value) if place == "*" else value[int(place) : int(place) + 1]
