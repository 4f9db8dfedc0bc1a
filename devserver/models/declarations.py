"""The shapes of all declarations in one place; the JSON Schemas in `devserver/schemas/` are made from them."""

from __future__ import annotations

from devserver.models.chunk import ApiConfig, Chunk, LegacyConfig, OutputLabel, Polling, PromptInjection, Template
from devserver.models.config import Audience, Config, Display, MediaPreferences
from devserver.models.declaration import Declaration, Json, JsonObject
from devserver.models.localised import Localised
from devserver.models.mapping import InputMapping, OutputMapping
from devserver.models.pipeline import Defaults, Pipeline

__all__ = [
    "ApiConfig", "Audience", "Chunk", "Config", "Declaration", "Defaults", "Display", "InputMapping", "Json",
    "JsonObject", "LegacyConfig", "Localised", "MediaPreferences", "OutputLabel", "OutputMapping", "Pipeline",
    "Polling", "PromptInjection", "Template",
]  # fmt: skip
