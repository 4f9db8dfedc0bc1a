"""The routes that take work, and a body that each of them takes."""

from __future__ import annotations

from typing import Any

from tests.routes.serving import STAGES

INTERCEPTION = f"{STAGES}/interception"
OPTIMIZE = f"{STAGES}/optimize"
GENERATION = f"{STAGES}/generation"
POSTS = (INTERCEPTION, f"{STAGES}/stage2", OPTIMIZE, GENERATION, "/api/runs")

STOPPED = "a naked child"


def body_for(path: str, **more: Any) -> dict[str, Any]:
    """Return a body that a route takes."""
    return {
        INTERCEPTION: {"input_text": "a house", "config": "close_observer"},
        f"{STAGES}/stage2": {"input_text": "a house", "config": "close_observer"},
        OPTIMIZE: {"input_text": "a house", "output_config": "image_embedded"},
        GENERATION: {"prompt": "a house", "output_config": "image_embedded"},
        "/api/runs": {"input_text": "a house", "config": "close_observer", "output_config": "image_embedded"},
    }[path] | more
