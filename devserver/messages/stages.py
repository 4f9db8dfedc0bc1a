"""What stages are called in sentences."""

from __future__ import annotations

from devserver.messages.texts import Texts

NAMES: dict[str, Texts] = {
    "input_check": {"en": "input check", "de": "Eingangsprüfung"},
    "translation": {"en": "translation", "de": "Übersetzung"},
    "interception": {"en": "interception", "de": "Interzeption"},
    "optimization": {"en": "optimization", "de": "Optimierung"},
    "output_translation": {"en": "translation of the prompt", "de": "Übersetzung des Prompts"},
    "output_check": {"en": "output check", "de": "Ausgangsprüfung"},
    "media": {"en": "medium", "de": "Medium"},
}


def stage_name(stage: str, language: str) -> str:
    """Return what a stage is called, en or de; one of several steps, as `interception_2`, with its number."""
    name, _, number = stage.rpartition("_") if stage[-1:].isdecimal() else (stage, "", "")
    texts = NAMES.get(name)
    return f"{texts[language]} {number}".rstrip() if texts else stage
