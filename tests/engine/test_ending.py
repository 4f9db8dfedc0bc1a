"""Which models are in use, and which of them end."""

from __future__ import annotations

from datetime import UTC, date, datetime

from devserver.declarations.library import Library
from devserver.engine.builder import Model
from devserver.engine.ending import all_lifecycles, lifecycles, models_used, providers, settings_lifecycles
from devserver.engine.lifecycle import Lifecycles, Shutdown
from devserver.engine.router import Router
from devserver.engine.snapshots import Checks, Declared

LIBRARY = Library.from_snapshot(
    {
        "chunks": {
            "rewrite": {"model": "WRITER_MODEL", "template": "{{INPUT_TEXT}}"},
            "paint": {
                "type": "api_output_chunk",
                "backend_type": "openai",
                "api_config": {"provider": "openai", "model": "image-1"},
                "input_mappings": {},
                "output_mapping": {"output_type": "image"},
                "meta": {"shutdown_date": "2026-12-01", "successor": "openai/image-2"},
                "media_type": "image",
            },
            "program": {
                "type": "output_chunk",
                "backend_type": "embedded",
                "media_type": "p5",
                "template": "{{INPUT_TEXT}}",
                "model": "CODER_MODEL",
                "output_mapping": {"output_type": "p5"},
            },
        },
        "pipelines": {"one": {"chunks": ["rewrite"]}, "out": {"chunks": ["{{OUTPUT_CHUNK}}"]}},
        "configs": {
            "attitude": {"folder": "interception", "declaration": {"pipeline": "one"}},
            "painting": {
                "folder": "output",
                "declaration": {
                    "pipeline": "out",
                    "parameters": {"OUTPUT_CHUNK": "paint"},
                    "meta": {"stage": "output", "optimization_model": "lab/refiner"},
                },
            },
            "programming": {
                "folder": "output",
                "declaration": {
                    "pipeline": "out",
                    "parameters": {"OUTPUT_CHUNK": "program"},
                    "meta": {"stage": "output"},
                },
            },
        },
        "unavailable": {},
    }
)
SETTINGS = {"WRITER_MODEL": "openrouter/v/old, ollama/qwen3", "CODER_MODEL": "ollama/coder", "OTHER_MODEL": ""}
DECLARED = Declared(LIBRARY, SETTINGS, Checks())
OLD, LOCAL = Model("openrouter", "v/old"), Model("ollama", "qwen3")


def router() -> Router:
    found = Router([])
    days = {"v/old": date(2026, 11, 30)}
    found.lifecycles = Lifecycles(lambda _provider, model: days.get(model), lambda: datetime(2026, 11, 1, tzinfo=UTC))
    return found


def used(config: str) -> list[tuple[str, Shutdown]]:
    return [(str(model), end) for model, end in models_used(DECLARED, LIBRARY.config(config))]


def test_every_model_that_a_run_may_ask_is_found() -> None:
    nothing = Shutdown()
    assert used("attitude") == [(str(OLD), nothing), (str(LOCAL), nothing)]
    assert used("programming") == [("ollama/coder", nothing)]
    assert used("painting") == [
        ("openai/image-1", Shutdown(date(2026, 12, 1), "openai/image-2")),
        ("lab/refiner", nothing),
    ]


def test_those_that_end_are_told_of_where_they_are_used() -> None:
    assert [end.model for end in lifecycles(DECLARED, router(), LIBRARY.config("attitude"))] == ["openrouter/v/old"]
    assert [end.model for end in lifecycles(DECLARED, router(), LIBRARY.config("painting"))] == ["openai/image-1"]
    assert lifecycles(DECLARED, router(), LIBRARY.config("programming")) == ()


def test_settings_that_name_them_are_told() -> None:
    found = settings_lifecycles(DECLARED, router())
    assert {alias: [end.model for end in ends] for alias, ends in found.items()} == {
        "WRITER_MODEL": ["openrouter/v/old"]
    }


def test_all_of_them_are_told_once() -> None:
    assert [end.model for end in all_lifecycles(DECLARED, router())] == ["openrouter/v/old", "openai/image-1"]


def test_only_providers_in_use_are_asked_for_their_lists() -> None:
    assert providers(DECLARED) == {"openrouter", "ollama", "openai", "lab"}
