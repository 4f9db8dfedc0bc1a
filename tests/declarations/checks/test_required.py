from __future__ import annotations

from typing import Any

import pytest

from tests.declarations.declared import OUTPUT, Declared

API = {
    "type": "api_output_chunk",
    "backend_type": "openai",
    "api_config": {"endpoint": "/images"},
    "input_mappings": {},
    "output_mapping": {"type": "bytes"},
}
DIRECT = {"type": "output_chunk", "backend_type": "embedded", "input_mappings": {}, "output_mapping": {}}
PASSTHROUGH = {"type": "text_passthrough", "backend_type": "embedded", "media_type": "code"}
OLD = {"type": "output_chunk", "backend_type": "comfyui", "execution_mode": "legacy_workflow", "workflow": {}}


@pytest.mark.parametrize(
    ("chunk", "required"),
    [
        pytest.param(OUTPUT, ["backend_type", "workflow", "input_mappings", "output_mapping"], id="ComfyUI"),
        pytest.param(DIRECT, ["backend_type", "input_mappings", "output_mapping"], id="another backend"),
        pytest.param(API, ["backend_type", "api_config", "input_mappings", "output_mapping"], id="an API"),
        pytest.param(PASSTHROUGH, ["backend_type", "media_type"], id="text that is passed through"),
        pytest.param(OLD, ["backend_type", "workflow"], id="a workflow from before the mappings"),
        pytest.param({}, [], id="a processing chunk needs nothing"),
        pytest.param({"type": "proxy_chunk"}, [], id="a proxy needs nothing"),
    ],
)
def test_required_fields(declared: Declared, chunk: dict[str, Any], required: list[str]) -> None:
    declared.write("chunks/a.json", chunk)
    assert [code for code in declared.codes() if code.startswith("error")] == []
    for name in required:
        declared.write("chunks/a.json", {key: value for key, value in chunk.items() if key != name})
        errors = [r.reason for r in declared.reports() if r.code == "missing_field"]
        assert [reason.endswith(f"needs {name!r}") for reason in errors] == [True], name
