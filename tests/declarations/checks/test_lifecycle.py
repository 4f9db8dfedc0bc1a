"""A shutdown date that cannot be read is told, and is not simply without effect."""

from __future__ import annotations

from typing import Any

import pytest

from devserver.declarations.checks.lifecycle import shutdown
from devserver.models.chunk import Chunk
from devserver.models.config import Config
from devserver.models.pipeline import Pipeline

CASES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a day": ({"shutdown_date": "2026-10-23"}, []),
    "a day and a successor": ({"shutdown_date": "2026-10-23", "successor": "openai/gpt-image-2"}, []),
    "nothing": ({}, []),
    "a word": ({"shutdown_date": "autumn"}, ["/meta/shutdown_date"]),
    "a number": ({"shutdown_date": 20261023}, ["/meta/shutdown_date"]),
    "a successor that is no name": ({"successor": ["a", "b"]}, ["/meta/successor"]),
}


@pytest.mark.parametrize(("meta", "places"), CASES.values(), ids=CASES.keys())
def test_the_end_of_a_model_is_checked(meta: dict[str, Any], places: list[str]) -> None:
    chunk = Chunk.declared({"meta": meta}, "chunk")
    config = Config.declared({"pipeline": "p", "meta": meta}, "config")
    for declaration in (chunk, config):
        assert [finding.pointer for finding in shutdown(declaration, {})] == places


def test_a_pipeline_has_no_model() -> None:
    pipeline = Pipeline.declared({"chunks": ["a"], "meta": {"shutdown_date": 1}}, "pipeline")
    assert list(shutdown(pipeline, {})) == []
