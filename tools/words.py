"""Find what must not stand in a tracked file: addresses of package registries, and paths of one machine.

Lock files carry hashes only, so that a mirror or a proxy serves as well as the registry itself. A letter of each
pattern is bracketed, so that this file does not match itself.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.repository import ROOT, text_of, tracked


@dataclass(frozen=True)
class Rule:
    """A pattern, what it finds, and the folders where it may stand."""

    what: str
    pattern: re.Pattern[str]
    allowed_in: tuple[str, ...] = ()


RULES = (
    Rule("a registry host", re.compile(r"p[y]pi\.org|p[y]thonhosted|npm[j]s\.org|deb\.d[e]bian")),
    Rule("a path of one machine", re.compile(r"/w[o]rk/[a-z.]|/f[a]rm/|/t[m]p/[a-z]"), ("tests/", "benchmarks/")),
)


def offences(name: str, text: str) -> Iterator[str]:
    """Yield `file:line: what: the line` for each line of a file that a rule forbids."""
    rules = [rule for rule in RULES if not name.startswith(rule.allowed_in)]
    for number, line in enumerate(text.splitlines(), 1):
        for rule in rules:
            if rule.pattern.search(line):
                yield f"{name}:{number}: {rule.what}: {line.strip()[:120]}"


def all_offences(root: Path = ROOT) -> list[str]:
    """Return the offences of every tracked text file."""
    texts = ((name, text_of(root / name)) for name in tracked(root))
    return [offence for name, text in texts if text is not None for offence in offences(name, text)]


def main() -> int:
    """Print the offences; return 1 when there are any."""
    found = all_offences()
    print("\n".join(found) if found else "words: nothing found")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
