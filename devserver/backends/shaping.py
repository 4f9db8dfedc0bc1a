"""Answers of a declared shape, for every backend that writes text: checked here, and asked for once more.

What does not fit is never shown as the text. A server that is told the shape may still answer with something else: an
older version, a model that ignores it, an answer that was cut.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence

from devserver.backends.structured import fault_in, unfenced, unusable
from devserver.backends.wire import Ended
from devserver.models.frozen import Json
from devserver.models.outcomes import Empty, Failed, Invalid, Ok, Outcome, Refused, Usage, reason_of

Message = dict[str, Json]
Whole = Ok | Empty | Refused
"""How an answer can end that came whole."""
Ask = Callable[[Sequence[Message]], Awaitable[Whole]]
"""Asks with further messages behind the prompt and gives the whole answer; raises Ended."""


async def shaped(who: str, schema: dict[str, Json], ask: Ask) -> Outcome:
    """Return an answer that fits a JSON Schema, or the outcome of asking for one twice; raises Ended.

    `added_messages` in the answer's metadata ends with what was said to get it. The usage is that of both answers.
    """
    if why := unusable(schema):
        raise Ended(Invalid(reason=why))
    outcome = await ask(())
    fault = _fault(outcome, schema)
    if fault is None:
        return _plain(outcome)
    first, further = outcome.usage, ask_again(getattr(outcome, "text", "") or "", fault)
    try:
        second = await ask(further)
    except Ended as ended:
        raise Ended(_after_the_first(ended.outcome, first)) from None
    usage, fault = used(first, second.usage), _fault(second, schema)
    if fault is not None:
        return Failed(reason=f"{who} gave JSON of another shape, twice: {fault}", usage=usage)
    return _plain(_with_messages(second, further).model_copy(update={"usage": usage}))


def ask_again(answer: str, fault: str) -> list[Message]:
    """Return the messages that ask for a better answer."""
    words = (
        f"This answer does not fit the JSON Schema: {fault}. Answer once more, with JSON that fits and nothing else."
    )
    return [{"role": "assistant", "content": answer}, {"role": "user", "content": words}]


def schema_in_words(schema: dict[str, Json]) -> Message:
    """Return the message that asks for JSON of a shape where the server cannot be told so."""
    text = json.dumps(schema, ensure_ascii=False)
    return {
        "role": "system",
        "content": f"Answer with one JSON value and nothing else. It fits this JSON Schema: {text}",
    }


def used(one: Usage, other: Usage) -> Usage:
    """Return what two calls used together; what is not known of one is not known of both."""

    def added(first: float | None, second: float | None) -> float | None:
        return None if first is None or second is None else first + second

    cost = added(one.cost_usd, other.cost_usd)
    return Usage(
        prompt_tokens=_whole_number(added(one.prompt_tokens, other.prompt_tokens)),
        completion_tokens=_whole_number(added(one.completion_tokens, other.completion_tokens)),
        cost_usd=cost,
        cost_source="unknown" if cost is None else one.cost_source,
        raw={"answers": [one.raw, other.raw]} if one.raw or other.raw else {},
    )


def _fault(outcome: Whole, schema: dict[str, Json]) -> str | None:
    """Return what is wrong with a whole answer; a refusal or an empty one is not asked for again."""
    return fault_in(unfenced(outcome.text or ""), schema) if isinstance(outcome, Ok) else None


def _plain(outcome: Whole) -> Whole:
    return outcome.model_copy(update={"text": unfenced(outcome.text or "")}) if isinstance(outcome, Ok) else outcome


def _with_messages(outcome: Whole, further: Sequence[Message]) -> Whole:
    if not isinstance(outcome, Ok):
        return outcome
    before = outcome.meta.get("added_messages")
    told = [*(before if isinstance(before, list) else ()), *further]
    return outcome.model_copy(update={"meta": {**outcome.meta, "added_messages": told}})


def _after_the_first(outcome: Outcome, usage: Usage) -> Outcome:
    """Return the outcome of asking again: the first answer was paid, so nothing of it leads to repeating both."""
    if isinstance(outcome, Refused):
        return outcome.model_copy(update={"usage": usage})
    why = reason_of(outcome, outcome.type)
    return Failed(reason=f"the answer was no JSON of the wanted shape, and asking again failed: {why}", usage=usage)


def _whole_number(value: float | None) -> int | None:
    return None if value is None else int(value)
