from __future__ import annotations

from typing import Any

import pytest

from devserver.models.chunk import Chunk


def test_a_chunk_without_type_processes_text() -> None:
    chunk = Chunk.declared({}, "a")
    assert chunk.type == "processing_chunk"
    assert not chunk.is_output


@pytest.mark.parametrize("kind", ["output_chunk", "text_passthrough", "api_output_chunk"])
def test_these_types_make_media(kind: str) -> None:
    assert Chunk.declared({"type": kind}, "a").is_output


@pytest.mark.parametrize(
    ("mapping", "nodes", "default"),
    [
        pytest.param({"node_id": "1", "default": 4}, ["1"], 4, id="one target"),
        pytest.param([{"node_id": "1"}, {"node_id": "2", "default": 5}], ["1", "2"], 5, id="a list of targets"),
        pytest.param([], [], None, id="an empty list"),
        pytest.param({"node_id": "1", "default": None}, ["1"], None, id="null as default"),
    ],
)
def test_one_target_and_a_list_look_alike(mapping: Any, nodes: list[str], default: object) -> None:
    chunk = Chunk.declared({"input_mappings": {"steps": mapping}}, "a")
    assert [target.node_id for target in chunk.mappings["steps"]] == nodes
    assert chunk.default("steps") == default


def test_a_parameter_without_mapping_has_no_default() -> None:
    assert Chunk.declared({}, "a").default("steps") is None
