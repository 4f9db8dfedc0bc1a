"""The answer of `/chat/completions`, streamed or whole: text, thoughts, a refusal, usage and why it ended.

Servers differ in where they put thoughts (`reasoning`, `reasoning_content`, parts of the content) and in whether they
send `[DONE]`; an answer that names a reason for its end, or says `[DONE]`, is whole.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from devserver.backends.messages import count
from devserver.backends.writing import Writing, why_nothing
from devserver.models.frozen import Json
from devserver.models.outcomes import FREE, Empty, Ok, Refused, Usage


@dataclass
class Answer:
    """Takes in the chunks of one answer."""

    writing: Writing = field(default_factory=Writing)
    refusal: str = ""
    finish_reason: str | None = None
    usage: dict[str, Json] = field(default_factory=dict)
    served: dict[str, Json] = field(default_factory=dict)

    def take(self, chunk: dict[str, Any]) -> str:
        """Take in a chunk or a whole answer; return what is said with it. Raises TooLong."""
        if isinstance(usage := chunk.get("usage"), dict):
            self.usage = usage
        for name in ("id", "model", "provider"):
            if isinstance(value := chunk.get(name), str) and value:
                self.served[name] = value[:200]
        choices = chunk.get("choices")
        first = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(first, dict) or first.get("index", 0) != 0:
            return ""
        if isinstance(reason := first.get("finish_reason"), str):
            self.finish_reason = reason
        part = first.get("delta") or first.get("message")
        return self._part(part) if isinstance(part, dict) else ""

    def _part(self, part: dict[str, Any]) -> str:
        for name in ("reasoning", "reasoning_content"):
            if isinstance(thought := part.get(name), str) and thought:
                self.writing.think(thought)
                break
        if isinstance(refusal := part.get("refusal"), str):
            self.refusal += refusal
        return self._content(part.get("content"))

    def _content(self, content: Any) -> str:
        if isinstance(content, str):
            return self.writing.say(content) if content else ""
        said = ""
        for piece in content if isinstance(content, list) else ():
            kind = str(piece.get("type")) if isinstance(piece, dict) else ""
            if kind in {"text", "output_text"}:
                said += self.writing.say(str(piece.get("text", "")))
            elif kind in {"thinking", "reasoning"}:
                self.writing.think(_words(piece.get("thinking", piece.get("text"))))
        return said


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "".join(_words(part.get("text")) for part in value if isinstance(part, dict))
    return value if isinstance(value, str) else ""


def usage_of(raw: dict[str, Json], *, free: bool, reports_cost: bool) -> Usage:
    """Return what an answer says that it used; a cost only where the provider reports it in USD, or none is due."""
    used = {
        "prompt_tokens": count(raw.get("prompt_tokens")),
        "completion_tokens": count(raw.get("completion_tokens")),
        "raw": raw,
    }
    if free:
        return FREE.model_copy(update=used)
    cost = _cost(raw) if reports_cost else None
    return Usage(**used) if cost is None else Usage(**used, cost_usd=cost, cost_source="reported")


def _cost(raw: dict[str, Json]) -> float | None:
    """Return OpenRouter's cost; with a key of the person's own at the model's maker, that maker's cost is added."""
    cost = _money(raw.get("cost"))
    if cost is None or raw.get("is_byok") is not True:
        return cost
    details = raw.get("cost_details")
    upstream = _money(details.get("upstream_inference_cost")) if isinstance(details, dict) else None
    return None if upstream is None else cost + upstream


def _money(value: Any) -> float | None:
    known = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0
    return float(value) if known else None


def concluded(answer: Answer, usage: Usage, meta: dict[str, Json]) -> Ok | Empty | Refused:
    """Return the outcome of an answer that is whole."""
    writing = answer.writing
    if answer.refusal.strip():
        return Refused(reason=answer.refusal.strip()[:2000], usage=usage)
    if answer.finish_reason == "content_filter":
        return Refused(reason="The provider's content filter stopped the answer.", usage=usage)
    if not writing.text.strip():
        return Empty(reason=why_nothing(writing, answer.finish_reason), usage=usage)
    known = {
        "served": answer.served or None,
        "finish_reason": answer.finish_reason,
        "usage": answer.usage or None,
        "thinking": writing.kept_thoughts or None,
        **meta,
    }
    return Ok(text=writing.text, usage=usage, meta={name: value for name, value in known.items() if value})
