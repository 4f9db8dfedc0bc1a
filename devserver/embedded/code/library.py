"""The parts that programs are put together from: named functions in files beside this module.

A file holds blocks that are separated by one blank line. A block is a comment and one top-level function (with a
constant of its own before it, where it needs one). A program takes what it names and all that those name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

DECLARED = re.compile(r"^(?:async )?function (\w+)|^const (\w+) = \(", re.MULTILINE)
WORD = re.compile(r"\b[A-Za-z_]\w*\b")


@cache
def blocks(folder: str) -> dict[str, str]:
    """Read all blocks of a folder of this package, by the name of their function."""
    found: dict[str, str] = {}
    for file in sorted((files(__package__) / folder).iterdir(), key=lambda item: item.name):
        for block in file.read_text(encoding="utf-8").strip().split("\n\n"):
            declared = DECLARED.search(block)
            if declared is None:
                raise ValueError(f"{file.name}: a block declares no function: {block[:60]!r}")
            found[declared[1] or declared[2]] = block
    return found


def needed(folder: str, code: str) -> list[str]:
    """Give the blocks that a program needs, directly or through others, in the order of their files."""
    known = blocks(folder)
    names: set[str] = set()
    waiting = _named(code, known)
    while waiting:
        name = waiting.pop()
        names.add(name)
        waiting |= _named(known[name], known) - names
    return [block for name, block in known.items() if name in names]


def _named(code: str, known: Iterable[str]) -> set[str]:
    return set(WORD.findall(code)) & set(known)
