"""What all written programs share: their heading, their chance, and values as JavaScript.

A prompt is data. It stands in a program only within a comment, as one line without marks that could end the comment.
"""

from __future__ import annotations

import json
import random
import unicodedata
import zlib
from collections.abc import Mapping, Sequence

LONGEST_QUOTE = 120
PLAIN_MARKS = frozenset(" .,;:!?'-()&+")

Value = None | bool | int | float | str | Sequence["Value"] | Mapping[str, "Value"]


class Name(str):
    """A name in the written program, which stands there as it is and not as text."""

    __slots__ = ()


def chance(kind: str, prompt: str, seed: int) -> random.Random:
    """Give the source of all choices for one program: the same arguments give the same choices."""
    return random.Random(f"{kind}\n{seed}\n{prompt}".encode("utf-8", "surrogatepass"))  # noqa: S311 (composition, not secrecy)


def details(prompt: str) -> int:
    """Give a number of 32 bits that stands for the very words of a prompt."""
    return zlib.crc32(prompt.encode("utf-8", "surrogatepass"))


def quoted(prompt: str) -> str:
    """Make a prompt safe for a comment: one line of letters, digits and plain marks, at most 120 characters."""
    safe = (character if _is_plain(character) else " " for character in unicodedata.normalize("NFC", prompt))
    line = " ".join("".join(safe).split())
    return line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1].rstrip() + "…"


def _is_plain(character: str) -> bool:
    return character in PLAIN_MARKS or unicodedata.category(character) in {
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "Nd",
        "Mn",
        "Mc",
    }


def heading(mark: str, what: str, prompt: str, seed: int, things: Sequence[str]) -> str:
    """Write the comment lines at the top of a program, each after the comment mark of its language."""
    lines = [
        what,
        f"Written by DevServer's embedded generator, without an AI model. Seed: {seed}.",
        *([f"Prompt: {quoted(prompt)}"] if quoted(prompt) else []),
        f"Heard in the prompt: {', '.join(things) or 'no things, so moods and the seed decide'}.",
    ]
    return "".join(f"{mark} {line}\n" for line in lines)


def javascript(value: Value) -> str:
    """Write a value as a JavaScript literal; a `Name` stands as it is."""
    if isinstance(value, Name):
        return str(value)
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key}: {javascript(item)}" for key, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(javascript(item) for item in value)}]"
    return json.dumps(round(value, 3) if isinstance(value, float) else value)
