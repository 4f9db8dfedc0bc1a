"""Compare what a test produced with a file under `tests/golden/`, byte for byte.

`golden("calls/surreal.json", value)` writes JSON as it is compared (two spaces, order kept, UTF-8); any other ending
takes text. `--update-golden` writes the files instead, for a person to read in the diff before they are committed.
"""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "golden"
MOST_LINES = 80


def as_text(name: str, value: Any) -> str:
    """Return what the file of that name holds for a value."""
    if name.endswith(".json"):
        return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    if not isinstance(value, str):
        raise TypeError(f"{name}: text is wanted, not {type(value).__name__}; only .json takes other values")
    return value


def difference(name: str, expected: str, actual: str) -> str:
    """Return a unified diff of at most `MOST_LINES` lines, where line ends and trailing spaces are seen."""
    before, after = (
        [line.encode("unicode_escape").decode() for line in text.splitlines(keepends=True)]
        for text in (expected, actual)
    )
    lines = list(difflib.unified_diff(before, after, f"golden/{name}", "this run", lineterm="", n=2))
    rest = [f"… and {len(lines) - MOST_LINES} more lines"] if len(lines) > MOST_LINES else []
    return "\n".join(lines[:MOST_LINES] + rest)


@dataclass(frozen=True)
class Golden:
    """The folder of golden files, and whether this run writes them."""

    update: bool = False
    folder: Path = FOLDER

    def __call__(self, name: str, value: Any) -> None:
        """Fail unless the file `name` holds exactly `value`; with `--update-golden` make it so."""
        path, actual = self.folder / name, as_text(name, value)
        expected = path.read_bytes() if path.exists() else None
        if expected == actual.encode():
            return
        if self.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(actual.encode())
            return
        hint = f"When that is meant: `./dev golden -k …`, and read the diff of tests/golden/{name}."
        if expected is None:
            raise AssertionError(f"There is no golden file {name}. {hint}")
        raise AssertionError(f"{difference(name, expected.decode(errors='replace'), actual)}\n\n{hint}")
