"""One example for each body, by operation: the documentation shows them, and a test sends them."""

from __future__ import annotations

from typing import Any

RUN = "run_01JB0Q8Z6T3W5X7Y9A1B2C3D4E"

EXAMPLES: dict[str, dict[str, Any]] = {
    "interception": {"input_text": "A red house by the sea", "config": "close_observer"},
    "stage2": {"input_text": "A red house by the sea", "config": "close_observer"},
    "optimize": {"input_text": "A red house by the sea, salt on its windows", "output_config": "image_embedded"},
    "generation": {
        "prompt": "red house, sea, salt on the windows",
        "output_config": "image_embedded",
        "parameters": {"width": 768},
        "seed": 7,
    },
    "start_run": {
        "input_text": "A red house by the sea",
        "config": "close_observer",
        "output_config": "image_embedded",
        "seed": 7,
        "language": "en",
    },
    "change_settings": {"language": "en", "text_limit": 20000},
    "test_provider": {"provider": "comfyui"},
    "import_workflow": {
        "name": "harbour",
        "workflow": {
            "1": {"class_type": "EmptyImage", "inputs": {"width": 512, "height": 512, "batch_size": 1, "color": 0}},
            "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "harbour"}},
        },
    },
    "fork_run": {"from_stage": "optimization", "changes": {"output_config": "image_embedded", "seed": 8}},
    "decide_gate": {"decision": "retry"},
    "describe_run": {"title": "The house", "pinned": True},
}
