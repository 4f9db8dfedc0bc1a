"""A text as it is being written by a model: what it says, kept apart from what it thinks.

Most servers send thoughts in a field of their own; some models write them into the text, between `<think>` and
`</think>` at its very beginning. Either way they never become part of the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field

OPEN, CLOSE = "<think>", "</think>"
MOST_CHARACTERS = 2_000_000
"""Characters of text and thoughts, above which TooLong is raised."""
KEPT = 20_000
"""Characters of thoughts that are kept."""


class TooLong(Exception):
    """A model does not stop writing."""


@dataclass
class Writing:
    """Collects the pieces of one answer."""

    most: int = MOST_CHARACTERS
    _said: list[str] = field(default_factory=list)
    _thought: list[str] = field(default_factory=list)
    _held: str = ""
    _where: str = "start"
    _length: int = 0

    @property
    def text(self) -> str:
        """Return what was said."""
        return "".join(self._said)

    @property
    def thoughts(self) -> str:
        """Return what was thought."""
        return "".join(self._thought)

    @property
    def kept_thoughts(self) -> str:
        """Return what of the thoughts is kept in a record."""
        return self.thoughts.strip()[:KEPT]

    @property
    def began(self) -> bool:
        """Tell whether anything was written."""
        return self._length > 0

    def think(self, piece: str) -> None:
        """Take a piece of thought; raises TooLong."""
        self._grow(piece)
        self._thought.append(piece)

    def say(self, piece: str) -> str:
        """Take a piece of text and return what of it, and of what was held back, is said; raises TooLong."""
        self._grow(piece)
        if self._where == "said":
            self._said.append(piece)
            return piece
        self._held += piece
        said = self._start() if self._where == "start" else self._thinking()
        if said:
            self._said.append(said)
        return said

    def end(self) -> str:
        """Return what was held back until now and is text after all; nothing comes after it."""
        held, self._held = self._held, ""
        if self._where == "thinking":
            self._thought.append(held)
            return ""
        self._said.append(held)
        self._unopened()
        return held

    def _unopened(self) -> None:
        """Take thoughts out of a text that only closes them: some models have the opening tag in their prompt.

        What was said until now is told already; the text that is kept has the answer alone.
        """
        thought, closed, answer = self.text.partition(CLOSE)
        if closed and OPEN not in thought and not self._thought:
            self._thought.append(thought)
            self._said = [answer.lstrip()]

    def _grow(self, piece: str) -> None:
        self._length += len(piece)
        if self._length > self.most:
            raise TooLong

    def _start(self) -> str:
        begun = self._held.lstrip()
        if begun.startswith(OPEN):
            self._where, self._held = "thinking", begun.removeprefix(OPEN)
            return self._thinking()
        if OPEN.startswith(begun):
            return ""
        return self._release()

    def _thinking(self) -> str:
        thought, closed, after = self._held.partition(CLOSE)
        if closed:
            self._thought.append(thought)
            self._where, self._held = "after", after
        if self._where == "after":
            self._held = self._held.lstrip()
            return self._release() if self._held else ""
        sure = max(0, len(self._held) - len(CLOSE) + 1)
        self._thought.append(self._held[:sure])
        self._held = self._held[sure:]
        return ""

    def _release(self) -> str:
        self._where = "said"
        held, self._held = self._held, ""
        return held


def why_nothing(writing: Writing, finish_reason: object) -> str:
    """Return why an answer that is whole says nothing, "" where nobody knows: thoughts count as tokens too."""
    thought = len(writing.thoughts.strip())
    if finish_reason == "length":
        how = f"all its tokens went into thoughts ({thought} characters)" if thought else "its tokens ran out"
        return f"{how} before it said anything: raise max_tokens, or choose a model that thinks less"
    return f"the model thought ({thought} characters) and then said nothing" if thought else ""
