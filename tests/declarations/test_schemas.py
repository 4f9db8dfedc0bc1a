from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from devserver.declarations.schemas import KINDS, main, path, schema, stale, text, write


@pytest.mark.parametrize("kind", KINDS)
def test_the_committed_schema_is_that_of_the_model(kind: str) -> None:
    assert path(kind).read_text(encoding="utf-8") == text(kind), "run python -m devserver.declarations.schemas --write"


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_a_json_schema(kind: str) -> None:
    Draft202012Validator.check_schema(schema(kind))


def test_dead_fields_are_deprecated_and_say_why() -> None:
    field = schema("config")["properties"]["instruction_type"]
    assert field["deprecated"] is True
    assert "no effect" in field["description"]


def test_a_property_called_default_is_kept() -> None:
    assert "default" in schema("chunk")["$defs"]["InputMapping"]["properties"]


def test_a_file_that_differs_is_found_and_written(tmp_path: Path) -> None:
    assert stale(tmp_path) == [path(kind, tmp_path) for kind in KINDS]
    write(tmp_path)
    assert stale(tmp_path) == []
    changed = path("chunk", tmp_path)
    changed.write_text(json.dumps({}), encoding="utf-8")
    assert stale(tmp_path) == [changed]


def test_checking_the_committed_files_succeeds() -> None:
    assert main(["--check"]) == 0
