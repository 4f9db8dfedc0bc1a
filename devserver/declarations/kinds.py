"""What a config is for."""

from __future__ import annotations

from typing import Literal

from devserver.declarations.resolution import OUTPUT_CHUNK
from devserver.models.config import Config
from devserver.models.pipeline import Pipeline

Kind = Literal["interception", "output", "safety_check", "translation", "other"]

_CHOSEN: dict[str, Kind] = {
    "interception": "interception",
    "output": "output",
    "safety": "safety_check",
    "safety_check": "safety_check",
    "safety_checks": "safety_check",
    "translation": "translation",
    "translations": "translation",
}


def kind_of(config: Config, pipeline: Pipeline | None) -> Kind:
    """Return a config's kind: `meta.stage` and the folder where they say it, else what pipeline and id are called.

    `pre_interception` and `pre_output` hold checks and translations; a user's config is an interception unless it names
    an output chunk.
    """
    stage = config.meta.get("stage")
    folder = config.folder.partition("/")[0]
    for said in (stage, folder):
        if isinstance(said, str) and said in _CHOSEN:
            return _CHOSEN[said]
    words = f"{config.pipeline} {pipeline.pipeline_type if pipeline else ''} {config.id}"
    if "safety" in words:
        return "safety_check"
    if "translat" in words:
        return "translation"
    if OUTPUT_CHUNK in config.parameters:
        return "output"
    return "interception" if folder == "user_configs" else "other"
