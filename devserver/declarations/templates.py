"""`{{NAME}}` placeholders: found in any JSON value, and filled in one pass.

Names are case-sensitive. A text that is exactly one placeholder becomes the value with its type; within a longer text
the value is inserted as text. What was inserted is never looked at again, so a person's text is never expanded. Keys of
objects are no templates.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from devserver.models.declaration import Json

_PLACEHOLDER = re.compile(r"\{\{([A-Za-z_][A-Za-z0-9_]*)\}\}")

BUILTIN_PLACEHOLDERS = frozenset(
    {
        "TASK_INSTRUCTION", "CONTEXT", "INPUT_TEXT", "PREVIOUS_OUTPUT", "INSTRUCTION", "INSTRUCTIONS", "USER_INPUT",
        "PROMPT", "TARGET_LANGUAGE", "TARGET_LANGUAGE_CODE", "INPUT_LANGUAGE", "WIKIPEDIA_CONTEXT", "MODEL", "SEED",
        "INPUT_IMAGE", "INPUT_IMAGE1", "INPUT_IMAGE2", "INPUT_IMAGE3", "TEXT_1", "TEXT_2", "PART_A", "PART_B",
        "CLIP_PROMPT", "T5_PROMPT",
    }
)  # fmt: skip

DEAD_PLACEHOLDERS = frozenset(
    {
        "WORKFLOW_TEMPLATE", "PROMPT_NODE", "CHECKPOINT", "DURATION", "CLIP_MODEL", "MANIPULATE_CONFIG", "SPLIT_CONFIG",
        "OUTPUT_CONFIG", "MODEL_CONFIG", "MEDIA_TYPE", "UPLOADED_IMAGE_PATH", "INPUT_IMAGE_PATH", "OPENAI_API_KEY",
        "previous_output", "user_input",
    }
)  # fmt: skip


def texts(value: Json, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text within a JSON value with its JSON pointer below `where`."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts(item, f"{where}/{key.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from texts(item, f"{where}/{index}")


def names(text: str) -> list[str]:
    """Return the names of the placeholders of a text, in order."""
    return _PLACEHOLDER.findall(text) if "{{" in text else []


def placeholders(value: Json) -> frozenset[str]:
    """Return the names of all placeholders within a JSON value."""
    return frozenset(name for _, text in texts(value) for name in names(text))


def as_text(value: Json) -> str:
    """Return a value as it is inserted within a text: texts as they are, lists of texts joined, the rest as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return ", ".join(str(item) for item in value)
    return json.dumps(value, ensure_ascii=False)


def fill(value: Json, values: Mapping[str, Json]) -> Json:
    """Return the value with its placeholders filled; those without a value are left as they stand."""
    if isinstance(value, str):
        return _fill_text(value, values)
    if isinstance(value, dict):
        return {key: fill(item, values) for key, item in value.items()}
    if isinstance(value, list):
        return [fill(item, values) for item in value]
    return value


def _fill_text(text: str, values: Mapping[str, Json]) -> Json:
    whole = _PLACEHOLDER.fullmatch(text)
    if whole and whole[1] in values:
        return values[whole[1]]
    return _PLACEHOLDER.sub(lambda found: as_text(values[found[1]]) if found[1] in values else found[0], text)
