"""Write the JSON Schema of the word lists: `python -m tools.safety_words`."""

from __future__ import annotations

import json
from pathlib import Path

from devserver.models.words import schema

FILE = Path("devserver", "schemas", "safety_words.schema.json")


def text() -> str:
    """Return the schema as its file holds it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
