"""The Ollama backend: its own `/api/chat`, streamed as one JSON object per line.

Its OpenAI-compatible endpoint cannot set the size of the context, so it is not used. `truncate` is false: a text
that is too long is an error and never loses its head in silence. Parameters go to `options`, except those that the
request itself knows. A server of one's own costs nothing by declaration.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from devserver.backends import NOBODY, READY, Availability, Backend, Reason, Ticket, lacking, unreachable
from devserver.backends.listing import Listing
from devserver.backends.messages import Picture, count, encoded, parameters, pictures, weight
from devserver.backends.opening import Opening, Read
from devserver.backends.shaping import Message, shaped
from devserver.backends.threads import off_loop
from devserver.backends.waiting import as_told, retry_at
from devserver.backends.wire import Ended, Reply, Wire, drained, is_page, page_sentence
from devserver.backends.writing import TooLong, Writing, why_nothing
from devserver.media_types import TEXT_MEDIA
from devserver.models.calls import MediaCall, TextCall
from devserver.models.frozen import Json
from devserver.models.outcomes import (
    FREE,
    Empty,
    Failed,
    Invalid,
    Ok,
    Outcome,
    Signal,
    TextDelta,
    Unavailable,
)
from devserver.models.runs import now

OF_THE_REQUEST = frozenset({"keep_alive", "think", "format", "truncate", "shift"})
OTHER_NAMES = {
    "max_tokens": "num_predict",
    "max_completion_tokens": "num_predict",
    "repetition_penalty": "repeat_penalty",
}
_NO_MEMORY = re.compile(r"system memory|out of memory", re.IGNORECASE)
_TOO_LONG = re.compile(r"context (length|size|window)|input length", re.IGNORECASE)


def open_ollama(opening: Opening) -> list[Backend]:
    """Return the backend of the Ollama server that the settings name, or none."""
    server = opening.settings.ollama
    if server is None:
        return []
    wire = Wire("ollama", server, opening.keys, pool=opening.pool)
    opening.stack.push_async_callback(wire.close)
    return [OllamaBackend(wire, opening.read, concurrency=server.limit, timeout=server.total_seconds)]


@dataclass(frozen=True)
class OllamaBackend:
    """Executes text calls on an Ollama server."""

    wire: Wire
    read: Read
    name: str = "ollama"
    concurrency: int = 256
    timeout: float = 900.0
    charges: bool = False
    listing: Listing = field(init=False, repr=False)

    def __post_init__(self) -> None:
        listing = Listing(
            self.wire,
            "an Ollama",
            "/api/tags",
            "models",
            ("model", "name"),
            lambda reply, error: _outcome(reply, error, ""),
            spellings=lambda name: (name, f"{name}:latest"),
        )
        object.__setattr__(self, "listing", listing)

    async def availability(
        self, model: str, media_type: str, workflow: Mapping[str, Any] | None = None
    ) -> Availability:
        """Tell whether the server can be reached and has a model."""
        if media_type and media_type not in TEXT_MEDIA:
            return lacking("", Reason(message="medium_not_made", params={"name": "ollama", "media_type": media_type}))
        found = await self.listing.models()
        if found.fault is not None:
            return unreachable(found.fault, "ollama", self.wire.server.url, missing=(self.wire.server.url,))
        if model and not found.find(model, f"{model}:latest"):
            return _to_pull(model, found.nearest(model))
        return READY

    def describe(self) -> dict[str, Any]:
        """Return what the operator sees: address and limits."""
        server = self.wire.server
        return {"url": server.url, "limit": server.limit, "headers": sorted(server.headers)}

    async def execute(self, call: TextCall | MediaCall, ticket: Ticket = NOBODY) -> AsyncIterator[Signal | Outcome]:
        """Do a text call: deltas while it is written, and last one outcome."""
        if isinstance(call, MediaCall):
            yield Invalid(reason=f"ollama writes text, and makes no {call.media_type}")
            return
        try:
            async with aclosing(self._write(call)) as items:
                async for item in items:
                    yield item
        except Ended as ended:
            yield ended.outcome

    async def _write(self, call: TextCall) -> AsyncGenerator[Signal | Outcome, None]:
        given = await pictures(call, self.read, self.wire.pool)
        if call.response_schema is None:
            async with aclosing(self._asked(call, given)) as items:
                async for item in items:
                    yield TextDelta(text=item) if isinstance(item, str) else item
            return
        outcome = await shaped(f"ollama/{call.model}", call.response_schema, partial(self._whole, call, given))
        if isinstance(outcome, Ok):
            yield TextDelta(text=outcome.text or "")
        yield outcome

    async def _whole(self, call: TextCall, given: Sequence[Picture], further: Sequence[Message]) -> Ok | Empty:
        async with aclosing(self._asked(call, given, further)) as items:
            async for item in items:
                if not isinstance(item, str):
                    return item
        raise Ended(Failed(reason="ollama gave no answer"))

    async def _asked(
        self, call: TextCall, given: Sequence[Picture], further: Sequence[Message] = ()
    ) -> AsyncGenerator[str | Ok | Empty, None]:
        """Ask; yield what is said, and last how the answer ended."""
        body = request_body(call, given, further)
        content = await off_loop(self.wire.pool, weight(body), encoded, body)
        async with self.wire.request("POST", "/api/chat", content) as reply:
            if reply.status != 200:
                raise Ended(_outcome(reply, await reply.error(), call.model))
            writing = Writing()
            try:
                async with aclosing(reply.lines()) as lines:
                    async for line in lines:
                        if not line.strip():
                            continue
                        last = reply.object(line)
                        if said := _take(last, writing, reply):
                            yield said
                        if last.get("done") is True:
                            await drained(lines)
                            break
                    else:
                        raise Ended(Failed(reason=f"ollama broke off after {len(writing.text)} characters"))
            except TooLong:
                raise Ended(reply.too_long()) from None
            if held := writing.end():
                yield held
            yield _concluded(last, writing)


def request_body(call: TextCall, given: Sequence[Picture] = (), further: Sequence[Message] = ()) -> dict[str, Json]:
    """Return the body of the request for a call, with every parameter of it; `further` messages stand last."""
    named = {OTHER_NAMES.get(name, name): value for name, value in parameters(call).items()}
    nested = named.pop("options", None)
    options = {**(nested if isinstance(nested, dict) else {}), **named}
    top = {name: options.pop(name) for name in sorted(OF_THE_REQUEST & options.keys())}
    if isinstance(options.get("stop"), str):
        options["stop"] = [options["stop"]]
    if call.response_schema is not None:
        top["format"] = call.response_schema
    system = [{"role": "system", "content": call.prompt.system}] if call.prompt.system else []
    user = {"role": "user", "content": call.prompt.text, **({"images": [p.base64 for p in given]} if given else {})}
    body = {"model": call.model, "messages": [*system, user, *further], "stream": True, "truncate": False, **top}
    return {**body, "options": options}


def _take(value: dict[str, Any], writing: Writing, reply: Reply) -> str:
    """Take a line of the answer in; return what is said with it. Raises Ended for an error, TooLong."""
    if error := value.get("error"):
        reason = f"ollama ended with an error: {reply.wire.clean(error)}"
        raise Ended(Failed(reason=reason, before_first_byte=not writing.began))
    message = value.get("message")
    if not isinstance(message, dict):
        if value.get("done") is True:
            return ""
        raise Ended(
            Failed(reason=f"{reply.wire.server.url} answered, but not as Ollama does: look whether it is its address")
        )
    if isinstance(thought := message.get("thinking"), str):
        writing.think(thought)
    content = message.get("content")
    return writing.say(content) if isinstance(content, str) and content else ""


def _concluded(last: dict[str, Any], writing: Writing) -> Ok | Empty:
    usage = FREE.model_copy(
        update={
            "prompt_tokens": count(last.get("prompt_eval_count")),
            "completion_tokens": count(last.get("eval_count")),
            "raw": _used(last),
        }
    )
    if not writing.text.strip():
        return Empty(reason=why_nothing(writing, last.get("done_reason")), usage=usage)
    return Ok(text=writing.text, usage=usage, meta=_meta(last, writing))


def _used(last: dict[str, Any]) -> dict[str, Json]:
    return {name: value for name, value in last.items() if name.endswith(("_count", "_duration"))}


def _meta(last: dict[str, Any], writing: Writing) -> dict[str, Json]:
    known = {
        "finish_reason": last.get("done_reason") or None,
        "usage": _used(last) or None,
        "thinking": writing.kept_thoughts or None,
    }
    return {name: value for name, value in known.items() if value is not None}


def _to_pull(model: str, near: Sequence[str] = ()) -> Availability:
    reasons = [Reason(message="model_to_pull", params={"model": model})]
    reasons += [Reason(message="models_nearest_there", params={"names": list(near)})] if near else []
    return lacking("missing_model", *reasons, missing=(model,))


def _outcome(reply: Reply, error: Any, model: str) -> Outcome:
    """Return the outcome of an answer that is not 200."""
    return as_told(_meant(reply, error, model), reply.headers)


def _meant(reply: Reply, error: Any, model: str) -> Outcome:
    wire, status = reply.wire, reply.status
    if isinstance(error, str) and is_page(reply.kind, error):
        reason = page_sentence(wire.name, wire.server.url)
        return Failed(reason=reason, status=status, before_first_byte=status >= 500)
    said = error.get("error") if isinstance(error, dict) else error
    said = said.get("message", said) if isinstance(said, dict) else said  # as a proxy before it writes errors
    text = wire.clean(said) or f"status {status}"
    if status in {401, 403}:
        reason = f"ollama at {wire.server.url} wants a key: {wire.keys.places(wire.name)}"
        return Unavailable(reason=reason, missing=(wire.keys.variable(wire.name),))
    return _lacking(reply, text, model) or _failed(status, text)


def _lacking(reply: Reply, text: str, model: str) -> Unavailable | None:
    """Return what the server lacks, where that is what it says."""
    wire, status = reply.wire, reply.status
    if status == 404 and model and "model" in text:
        return _to_pull(model).outcome()
    if status == 404 or 300 <= status < 400:
        reason = f"{wire.server.url} is not the address of an Ollama server (status {status})"
        return Unavailable(reason=reason, missing=(wire.server.url,))
    if status in {429, 503}:
        moment = retry_at(reply.headers, now())
        return Unavailable(reason=f"ollama is busy: {text}", retryable=True, retry_at=moment)
    if _NO_MEMORY.search(text):
        return Unavailable(reason=f"ollama cannot load {model}: {text}", missing=(model,))
    return None


def _failed(status: int, text: str) -> Invalid | Failed:
    if _TOO_LONG.search(text):
        return Invalid(reason=f"{text}; set num_ctx higher, or send less text")
    if 400 <= status < 500:
        return Invalid(reason=text)
    return Failed(reason=f"ollama failed: {text}", status=status, before_first_byte=True)
