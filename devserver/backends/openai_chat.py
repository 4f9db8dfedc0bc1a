"""The backend for `/chat/completions`: OpenAI, OpenRouter, and any number of named servers that speak the same.

One instance per provider, whose name it has. Answers are streamed. An answer of a declared shape is asked for with
`response_format`, without it where the server does not know that, checked here, and asked for once more with what is
wrong with it. A field that a server rejects by name, which costs nothing, is left out from then on, and the record
says so.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from devserver.backends import NOBODY, READY, Availability, Reason, Ticket, lacking, unreachable
from devserver.backends.chat_answer import Answer, concluded, usage_of
from devserver.backends.chat_errors import key_missing, no_key, outcome_of, page_outcome, read_fault
from devserver.backends.chat_request import not_sent, rejected, request_body
from devserver.backends.lines import event_data
from devserver.backends.listing import BRIEFLY, HOURLY, Listing, Models
from devserver.backends.messages import Picture, encoded, pictures, weight
from devserver.backends.opening import Opening, Read
from devserver.backends.shaping import Message, Whole, schema_in_words, shaped
from devserver.backends.threads import off_loop
from devserver.backends.wire import Ended, Reply, Wire, drained
from devserver.backends.writing import TooLong
from devserver.media_types import TEXT_MEDIA
from devserver.models.calls import MediaCall, TextCall
from devserver.models.frozen import Json
from devserver.models.outcomes import (
    Failed,
    Invalid,
    Ok,
    Outcome,
    OutOfCredit,
    Signal,
    TextDelta,
    TimeoutUnknown,
    Unavailable,
    Usage,
)
from devserver.models.servers import Server


def open_chat(opening: Opening) -> list[ChatBackend]:
    """Return the chats of OpenAI, OpenRouter and every named server."""
    settings = opening.settings
    openai = Server.at(settings.openai_url, settings.openai)
    openrouter = Server.at(settings.openrouter_url, settings.openrouter)
    return [
        _opened(opening, "openai", openai, needs_key=True, max_tokens_name="max_completion_tokens"),
        _opened(opening, "openrouter", openrouter, needs_key=True, reports_cost=True),
        *(_opened(opening, server.name, server, free=server.free) for server in settings.openai_servers),
    ]


def _opened(opening: Opening, name: str, server: Server, *, free: bool = False, **more: Any) -> ChatBackend:
    wire = Wire(name, server, opening.keys, charges=not free, pool=opening.pool)
    opening.stack.push_async_callback(wire.close)
    return ChatBackend(
        wire, opening.read, concurrency=server.limit, timeout=server.total_seconds, charges=not free, **more
    )


@dataclass(frozen=True)
class ChatBackend:
    """Executes text calls on one server; `refused_fields` are those that it has rejected, by model."""

    wire: Wire
    read: Read
    concurrency: int = 256
    timeout: float = 900.0
    charges: bool = True
    needs_key: bool = False
    reports_cost: bool = False
    max_tokens_name: str = "max_tokens"
    listing: Listing = field(init=False, repr=False)
    refused_fields: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        listing = Listing(
            self.wire,
            "an OpenAI-compatible",
            "/models?output_modalities=all" if self.name == "openrouter" else "/models",
            "data",
            ("id",),
            lambda reply, error: page_outcome(reply, error) or outcome_of(read_fault(reply, "", error)),
            optional=not self.needs_key,
            keep_seconds=HOURLY if self.needs_key else BRIEFLY,
            spellings=self._spellings,
            before=lambda: key_missing(self.wire) if self.needs_key and self.wire.key is None else None,
        )
        object.__setattr__(self, "listing", listing)

    @property
    def name(self) -> str:
        """Return the name of the provider."""
        return self.wire.name

    async def availability(
        self, model: str, media_type: str, workflow: Mapping[str, Any] | None = None
    ) -> Availability:
        """Tell whether there is a key, a server of one's own answers, and the list of models has the model.

        The list of OpenAI and OpenRouter is not asked for here: it counts where somebody has asked for it.
        """
        if media_type and media_type not in TEXT_MEDIA:
            return lacking("", Reason(message="medium_not_made", params={"name": self.name, "media_type": media_type}))
        if self.needs_key and self.wire.key is None:
            return no_key(self.wire)
        return self._listed(self.listing.known if self.needs_key else await self.listing.models(), model)

    def _listed(self, found: Models, model: str) -> Availability:
        if isinstance(found.fault, Unavailable | OutOfCredit | TimeoutUnknown):
            return unreachable(found.fault, self.name, self.wire.server.url)
        one_for_all = not self.needs_key and len(found.entries) <= 1
        if not model or model[0] == "@" or not found.entries or one_for_all or found.find(*self._spellings(model)):
            return READY
        reasons = [Reason(message="model_not_listed", params={"name": self.name, "model": model})]
        if near := found.nearest(model):
            reasons.append(Reason(message="models_nearest_there", params={"names": list(near)}))
        return lacking("missing_model", *reasons, missing=(model,))

    def _spellings(self, model: str) -> tuple[str, ...]:
        """Return how a list may name a model; OpenRouter lists none of the suffixes that choose among its hosts."""
        if self.name != "openrouter" or model.endswith(":free"):
            return (model,)
        return model, model.partition("@")[0].partition(":")[0]

    def describe(self) -> dict[str, Any]:
        """Return what the operator sees: address, limits, and where the key stands."""
        server, key = self.wire.server, self.wire.key
        place = key.place if key else None
        return {"url": server.url, "limit": server.limit, "headers": sorted(server.headers), "key": place}

    async def execute(self, call: TextCall | MediaCall, ticket: Ticket = NOBODY) -> AsyncIterator[Signal | Outcome]:
        """Do a text call: deltas while it is written, and last one outcome."""
        if isinstance(call, MediaCall):
            yield Invalid(reason=f"{self.name} writes text, and makes no {call.media_type} here")
            return
        try:
            if self.needs_key and self.wire.key is None:
                raise Ended(key_missing(self.wire))
            given = await pictures(call, self.read, self.wire.pool)
            work = self._structured(call, given) if call.response_schema is not None else self._written(call, given)
            async with aclosing(work) as items:
                async for item in items:
                    yield item
        except Ended as ended:
            yield ended.outcome

    async def _written(self, call: TextCall, given: Sequence[Picture]) -> AsyncGenerator[Signal | Outcome, None]:
        async with aclosing(self._asked(call, given)) as items:
            async for item in items:
                if isinstance(item, str):
                    yield TextDelta(text=item)
                else:
                    yield concluded(item, self._usage(item), self._left_out(call))

    async def _structured(self, call: TextCall, given: Sequence[Picture]) -> AsyncGenerator[Signal | Outcome, None]:
        async def ask(further: Sequence[Message]) -> Whole:
            answer = await self._whole(call, given, further)
            words = self._words(call)
            meta = {**self._left_out(call), **({"added_messages": words} if words else {})}
            return concluded(answer, self._usage(answer), meta)

        outcome = await shaped(f"{self.name}/{call.model}", call.response_schema or {}, ask)
        if isinstance(outcome, Ok):
            yield TextDelta(text=outcome.text or "")
        yield outcome

    async def _whole(self, call: TextCall, given: Sequence[Picture], further: Sequence[Message] = ()) -> Answer:
        async with aclosing(self._asked(call, given, further)) as items:
            async for item in items:
                if isinstance(item, Answer):
                    return item
        raise Ended(Failed(reason=f"{self.name} gave no answer"))

    async def _asked(
        self, call: TextCall, given: Sequence[Picture], further: Sequence[Message] = ()
    ) -> AsyncGenerator[str | Answer, None]:
        """Ask, again without what the server does not take; yield what is said, and last the whole answer."""
        while True:
            left_out = self.refused_fields.get(call.model, frozenset())
            body = request_body(
                call,
                given,
                left_out=left_out,
                words=self._words(call),
                further=further,
                max_tokens_name=self.max_tokens_name,
            )
            content = await off_loop(self.wire.pool, weight(body), encoded, body)
            async with self.wire.request("POST", "/chat/completions", content) as reply:
                if reply.status == 200:
                    async with aclosing(_answered(call.model, reply)) as items:
                        async for item in items:
                            yield item
                    return
                error = await reply.error()
                names = rejected(reply.status, error, body)
                if not names:
                    raise Ended(page_outcome(reply, error) or outcome_of(read_fault(reply, call.model, error)))
            self.refused_fields[call.model] = left_out | names

    def _words(self, call: TextCall) -> list[Message]:
        """Return the message that describes the answer's shape, where the server is not told it otherwise."""
        worded = "response_format" in self.refused_fields.get(call.model, frozenset())
        return [schema_in_words(call.response_schema)] if call.response_schema is not None and worded else []

    def _usage(self, answer: Answer) -> Usage:
        return usage_of(answer.usage, free=not self.charges, reports_cost=self.reports_cost)

    def _left_out(self, call: TextCall) -> dict[str, Json]:
        names = not_sent(call, self.refused_fields.get(call.model, frozenset()))
        return {"left_out": names} if names else {}


async def _answered(model: str, reply: Reply) -> AsyncGenerator[str | Answer, None]:
    """Read an answer with status 200: events, or one JSON object where the server does not stream."""
    answer = Answer()
    try:
        if reply.kind == "application/json":
            said = _taken(model, reply, await reply.body(), answer)
            answer.finish_reason = answer.finish_reason or "stop"
        else:
            said = ""
            async with aclosing(_events(model, reply, answer)) as pieces:
                async for piece in pieces:
                    yield piece
        said += answer.writing.end()
    except TooLong:
        raise Ended(reply.too_long()) from None
    if said:
        yield said
    yield answer


async def _events(model: str, reply: Reply, answer: Answer) -> AsyncGenerator[str, None]:
    seen = False
    async with (
        aclosing(reply.lines()) as lines,
        aclosing(_with_start(lines, reply)) as checked,
        aclosing(event_data(checked)) as events,
    ):
        async for data in events:
            if data.strip() == b"[DONE]":
                await drained(events)
                seen = True
                break
            if said := _taken(model, reply, data, answer):
                yield said
    if not seen and answer.finish_reason is None:
        raise Ended(Failed(reason=f"{reply.wire.name} broke off after {len(answer.writing.text)} characters"))


async def _with_start(lines: AsyncIterator[bytes], reply: Reply) -> AsyncGenerator[bytes, None]:
    """Pass lines on; raise Ended where the first shows that these are no events."""
    started = reply.kind == "text/event-stream"
    async for line in lines:
        if not started and line.strip():
            if not line.startswith((b"data:", b":", b"event:", b"id:", b"retry:")):
                raise Ended(reply.unreadable(line))
            started = True
        yield line


def _taken(model: str, reply: Reply, data: bytes, answer: Answer) -> str:
    """Take in a piece of an answer; return what is said with it. Raises Ended for an error inside it, TooLong."""
    chunk = reply.object(data)
    if chunk.get("error"):
        fault = read_fault(reply, model, chunk, began=answer.writing.began)
        raise Ended(outcome_of(fault))
    said = answer.take(chunk)
    if answer.finish_reason == "error":
        raise Ended(Failed(reason=f"{reply.wire.name} ended with an error that it did not explain"))
    return said
