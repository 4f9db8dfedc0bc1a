"""The JSON Schemas of all kinds of declarations, made from the models and committed beside the declarations.

`python -m devserver.declarations.schemas --write` writes `devserver/schemas/*.schema.json`; `--check` exits 1 where one
differs.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from devserver.models.chunk import Chunk
from devserver.models.config import Config
from devserver.models.declaration import Declaration
from devserver.models.pipeline import Pipeline

KINDS: dict[str, type[Declaration]] = {"chunk": Chunk, "pipeline": Pipeline, "config": Config}
SHIPPED_FOLDER = Path(__file__).parent.parent / "schemas"

Schema = dict[str, Any]


def shipped(kind: str) -> Schema:
    """Read the JSON Schema of a kind of declaration as it is committed, which takes less time than making it."""
    read: Schema = json.loads(path(kind).read_bytes())
    return read


def schema(kind: str) -> Schema:
    """Make the JSON Schema 2020-12 of a kind of declaration."""
    model = KINDS[kind]
    made = _tidy(model.model_json_schema(by_alias=True))
    for inlined in _INLINE:
        made["$defs"].pop(inlined.rpartition("/")[2], None)
    for older, name in model.older_names.items():
        _allow_older_name(made, older, name)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"DevServer: {kind}", **made}


def _allow_older_name(made: Schema, older: str, name: str) -> None:
    made["properties"][older] = {**made["properties"][name], "deprecated": True}
    if name in made.get("required", []):
        made["required"].remove(name)
        made["anyOf"] = [{"required": [name]}, {"required": [older]}]


def _tidy(node: Any) -> Any:
    """Leave out what says nothing (generated titles, empty defaults, references to any value) and merge types."""
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("$ref") in _INLINE:
        return {**_INLINE[node["$ref"]], **{key: value for key, value in node.items() if key == "description"}}
    return _merge_types({key: _tidied(key, value) for key, value in node.items() if not _says_nothing(key, value)})


def _tidied(key: str, value: Any) -> Any:
    if key in {"properties", "$defs"}:
        return {name: _tidy(inner) for name, inner in value.items()}
    return _tidy(value)


_ANY = {"$ref": "#/$defs/JsonValue"}
_INLINE: dict[str, Schema] = {
    "#/$defs/JsonValue": {},
    "#/$defs/Localised": {"type": ["string", "object"], "additionalProperties": {"type": "string"}},
}


def _says_nothing(key: str, value: Any) -> bool:
    if key == "additionalProperties":
        return value in (True, _ANY)
    return (key == "title" and isinstance(value, str)) or (key == "default" and not isinstance(value, str | int))


def _merge_types(node: Schema) -> Schema:
    """Write `anyOf` of different types as one list of types: it is checked faster and explained better."""
    branches = node.get("anyOf", [])
    if not branches or not all("type" in branch for branch in branches):
        return node
    types = [name for branch in branches for name in _types(branch)]
    words = [word for branch in branches for word in branch if word != "type"]
    if len(set(types)) < len(types) or len(set(words)) < len(words):
        return node
    merged = {word: value for branch in branches for word, value in branch.items()}
    if "enum" in merged and "null" in types:
        merged["enum"] = [*merged["enum"], None]
    return {**{word: value for word, value in node.items() if word != "anyOf"}, **merged, "type": types}


def _types(branch: Schema) -> list[str]:
    return branch["type"] if isinstance(branch["type"], list) else [branch["type"]]


def text(kind: str) -> str:
    """Return a schema as its file holds it."""
    return json.dumps(schema(kind), indent=2, ensure_ascii=False) + "\n"


def path(kind: str, folder: Path = SHIPPED_FOLDER) -> Path:
    """Return the path of a schema's file."""
    return folder / f"{kind}.schema.json"


def write(folder: Path = SHIPPED_FOLDER) -> None:
    """Write all schemas."""
    for kind in KINDS:
        path(kind, folder).write_text(text(kind), encoding="utf-8")


def stale(folder: Path = SHIPPED_FOLDER) -> list[Path]:
    """Return the schema files that are missing or differ from the models."""
    found = {kind: path(kind, folder) for kind in KINDS}
    return [p for kind, p in found.items() if not p.is_file() or p.read_text(encoding="utf-8") != text(kind)]


def main(arguments: list[str]) -> int:
    """Write or check the schema files; return the exit code."""
    if arguments == ["--write"]:
        write()
        return 0
    differing = stale()
    for found in differing:
        print(f"{found} differs from the models: run python -m devserver.declarations.schemas --write")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
