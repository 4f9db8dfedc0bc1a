"""Server-sent events of an API for media, put together to the answer that would have come without them.

Images APIs send `….partial_image` and `….completed`, in any order; chats send deltas, with pictures in `images` or as
parts of the content. Partial pictures become previews. What came whole counts, even where the stream breaks off after
it: it was paid.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from devserver.backends.chat_answer import Answer
from devserver.backends.chat_errors import outcome_of, read_fault
from devserver.backends.lines import event_data
from devserver.backends.media_answer import MEMBERS
from devserver.backends.wire import Ended, Reply, drained
from devserver.backends.writing import TooLong
from devserver.models.frozen import Json
from devserver.models.outcomes import Failed


@dataclass(frozen=True)
class Partial:
    """A picture that is forming, as an event holds it."""

    text: str


@dataclass
class Gathering:
    """Takes in events; `wanted` is how many outputs were asked for."""

    reply: Reply
    model: str
    wanted: int = 1
    whole: dict[str, Json] = field(default_factory=dict)
    finals: list[dict[str, Json]] = field(default_factory=list)
    pictures: list[Json] = field(default_factory=list)
    chat: Answer = field(default_factory=Answer)
    reason: str = ""
    began: bool = False
    broke_off: bool = False

    @property
    def complete(self) -> bool:
        """Tell whether all that was asked for is there, so that nothing has to be waited for."""
        return len(self.finals) >= self.wanted

    @property
    def has_output(self) -> bool:
        """Tell whether something came whole."""
        return bool(self.finals or self.pictures)

    @property
    def ended(self) -> bool:
        """Tell whether the answer is whole, with or without an output."""
        return bool(self.finals or self.chat.finish_reason or self.whole)

    def take(self, data: bytes) -> Partial | None:
        """Take in an event; return the picture that it shows in forming. Raises Ended for an error inside it."""
        event = self.reply.object(data)
        kind = str(event.get("type") or "")
        if event.get("error") or kind == "error" or kind.endswith(".failed"):
            raise Ended(self._failed(event))
        partial = None
        if kind.endswith(".partial_image"):
            held = event.get("b64_json")
            partial = Partial(held) if isinstance(held, str) else None
        elif kind.endswith(".completed"):
            self._final(event)
        elif "choices" in event:
            self._delta(event)
        elif not kind:
            self.whole |= event
        self.began = True
        return partial

    def answer(self) -> dict[str, Json]:
        """Return the answer as it would have come at once."""
        if self.finals:
            return {**self.finals[-1], "data": self.finals, "broke_off": self.broke_off}
        if not self.chat.served and not self.pictures and self.chat.finish_reason is None and self.whole:
            return self.whole
        message = {"content": self.chat.writing.text, "images": self.pictures, "refusal": self.chat.refusal}
        choice = {
            "message": message,
            "finish_reason": self.chat.finish_reason,
            "native_finish_reason": self.reason or None,
        }
        return {
            **self.whole,
            **self.chat.served,
            "choices": [choice],
            "usage": self.chat.usage,
            "broke_off": self.broke_off,
        }

    def _final(self, event: dict[str, Json]) -> None:
        told = {name: value for name, value in event.items() if name != "type"}
        if told.keys() & set(MEMBERS):
            self.finals.append(told)
        else:
            self.whole |= told

    def _delta(self, event: dict[str, Any]) -> None:
        try:
            self.chat.take(event)
        except TooLong:
            raise Ended(self.reply.too_long()) from None
        choices = event["choices"]
        first = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(first, dict):
            return
        if isinstance(reason := first.get("native_finish_reason"), str):
            self.reason = reason
        if self.chat.finish_reason == "error":
            raise Ended(Failed(reason=f"{self.reply.wire.name} ended with an error that it did not explain"))
        part = first.get("delta") or first.get("message")
        if isinstance(part, dict):
            self.pictures += _pictures(part)

    def _failed(self, event: dict[str, Any]) -> Any:
        inner = event.get("response")
        source = inner if isinstance(inner, dict) and inner.get("error") else event
        return outcome_of(read_fault(self.reply, self.model, source, began=self.began))


def _pictures(part: dict[str, Any]) -> list[Json]:
    images, content = part.get("images"), part.get("content")
    given = list(images) if isinstance(images, list) else []
    parts = content if isinstance(content, list) else []
    return given + [piece for piece in parts if isinstance(piece, dict) and piece.keys() & set(MEMBERS)]


async def gathered(
    gathering: Gathering, lines: AsyncIterator[bytes]
) -> AsyncGenerator[Partial | dict[str, Json], None]:
    """Yield pictures that are forming and, last, the answer; raises Ended where there is none."""
    try:
        async with aclosing(event_data(lines)) as events:
            async for data in events:
                if data.strip() == b"[DONE]":
                    await drained(events)
                    break
                if partial := gathering.take(data):
                    yield partial
                if gathering.complete:
                    await drained(events)
                    break
    except Ended:
        if not gathering.has_output:
            raise
        gathering.broke_off = True
    if not (gathering.ended or gathering.has_output):
        raise Ended(Failed(reason=f"{gathering.reply.wire.name} broke off before anything was whole"))
    yield gathering.answer()
