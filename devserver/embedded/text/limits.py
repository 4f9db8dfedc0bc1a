"""Count words and sentences as a reader would, and hold a text to the limits that a context states."""

from __future__ import annotations

import re
from dataclasses import dataclass

from devserver.embedded.text.rules import Rules

ENDS = re.compile(r"[.!?…]+[\"”“’)]*(?=\s|$)")


def count_words(text: str) -> int:
    """Return the number of words: runs without white space that hold more than a dash or a mark."""
    return sum(1 for run in text.split() if any(c.isalnum() for c in run) or len(run) > 2)


def count_sentences(text: str) -> int:
    """Return the number of sentences; a line without an end counts as one, the number of a step as none."""
    text = re.sub(r"(?m)^\d+\. ", "", text)
    return sum(max(1, len(ENDS.findall(line))) for line in text.splitlines() if line.strip())


@dataclass(slots=True)
class Budget:
    """What may still be written."""

    words: int | None
    sentences: int | None
    characters: int | None
    each: int | None

    def allows(self, text: str) -> bool:
        """Tell whether a piece of text still fits."""
        limits = (
            (self.words, count_words(text)),
            (self.sentences, count_sentences(text)),
            (self.characters, len(text) + 1),
        )
        if any(limit is not None and size > limit for limit, size in limits):
            return False
        return self.each is None or max(map(count_words, ENDS.split(text)), default=0) <= self.each

    def spend(self, text: str) -> None:
        """Count a piece of text that was written."""
        self.words = None if self.words is None else self.words - count_words(text)
        self.sentences = None if self.sentences is None else self.sentences - count_sentences(text)
        self.characters = None if self.characters is None else self.characters - len(text) - 1


def budget(rules: Rules) -> Budget:
    """Return what the rules leave room for."""
    return Budget(rules.words[1], rules.sentences[1], rules.characters, rules.sentence_words)


def cut(text: str, rules: Rules) -> str:
    """Cut a text that is still too long, between words where that is possible."""
    most = rules.words[1]
    if most is not None and count_words(text) > most:
        text = _first_words(text, most)
    if rules.characters is not None and len(text) > rules.characters:
        text = text[: rules.characters]
        text = text.rsplit(" ", 1)[0] if " " in text else text
    return text.rstrip(" ,;:–-") if text.rstrip(" ,;:–-") else text


def _first_words(text: str, most: int) -> str:
    end = 0
    for match in re.finditer(r"\S+", text):
        most -= count_words(match.group())
        if most < 0:
            break
        end = match.end()
    return text[:end].rstrip(" ,;:–-")
