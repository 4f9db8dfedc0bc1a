"""Media from any HTTP API that a chunk declares: where to ask, what to send, where in the answer the output stands.

One mechanism for all of them. The body is the chunk's own; an answer comes at once or as events, holds base64, data
URLs or addresses, is the file itself, or names a job to wait for. Of a request nothing is left out that changes what
is made: only how it is sent, where a server rejects that by name.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import aclosing
from dataclasses import dataclass, field

from devserver.backends.chat_answer import usage_of
from devserver.backends.chat_errors import key_missing, outcome_of, page_outcome, read_fault
from devserver.backends.chat_request import rejected
from devserver.backends.data_urls import decoded
from devserver.backends.fetching import Fetcher, NotFetched
from devserver.backends.inputs import inputs_of
from devserver.backends.media_answer import Held, held_in, nothing, output_of, told_in
from devserver.backends.media_events import Gathering, Partial, gathered
from devserver.backends.media_polling import Polling, is_job
from devserver.backends.media_request import content_of, path_of, sent_headers
from devserver.backends.messages import count
from devserver.backends.opening import Read
from devserver.backends.previews import small_preview
from devserver.backends.threads import LARGE, off_loop
from devserver.backends.wire import Ended, Reply, Wire
from devserver.media_types import TEXT_MEDIA, format_of
from devserver.models.calls import MediaCall
from devserver.models.frozen import Json
from devserver.models.outcomes import (
    Failed,
    Invalid,
    MediaOutput,
    Ok,
    Outcome,
    Preview,
    Progress,
    Signal,
    Submitted,
    Usage,
)

MOST_ANSWER = 120_000_000
"""Bytes of an answer, and of one of its lines."""
ONLY_SENDING = frozenset({"stream", "partial_images", "stream_options"})
"""Fields that change how an answer comes and not what it holds."""
FILE_KINDS = ("image/", "audio/", "video/", "model/")


@dataclass(frozen=True)
class Whole:
    """An answer that is there: JSON, or the file itself."""

    answer: Json
    data: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class MediaApi:
    """Executes media calls on one server; `not_taken` are the fields that it has rejected, by model.

    `most` are the bytes of an answer, and of one of its lines.
    """

    wire: Wire
    read: Read
    fetcher: Fetcher
    pool: Executor | None = None
    charges: bool = True
    needs_key: bool = False
    reports_cost: bool = False
    most: int = MOST_ANSWER
    not_taken: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)

    async def execute(
        self, call: MediaCall, remote: Mapping[str, Json] | None = None
    ) -> AsyncIterator[Signal | Outcome]:
        """Do a media call: previews while it is made, and last one outcome.

        `remote` is what a process before this one handed in: its job is waited for, and nothing is asked for anew.
        """
        try:
            if call.request is None or call.api is None or call.media_type in TEXT_MEDIA:
                reason = f"{self.wire.name} makes {call.media_type} only where a chunk declares the request to an API"
                raise Ended(Invalid(reason=reason))
            if self.needs_key and self.wire.key is None:
                raise Ended(key_missing(self.wire))
            async with aclosing(self._jobs_answer(call, remote) or self._answered(call, call.request)) as items:
                async for item in items:
                    if isinstance(item, Whole):
                        yield await self._concluded(call, item)
                    else:
                        yield item
        except Ended as ended:
            yield ended.outcome

    async def _answered(self, call: MediaCall, request: dict[str, Json]) -> AsyncGenerator[Signal | Whole, None]:
        """Ask, again without what a server does not take of how to send; yield previews and last the answer."""
        assert call.api is not None  # noqa: S101 - execute looked
        inputs = await inputs_of(call.images, self.read)
        while True:
            left_out = self.not_taken.get(call.model, frozenset())
            body = {name: value for name, value in request.items() if name not in left_out}
            content, kind = await off_loop(self.pool, LARGE, content_of, call, body, inputs)
            path, headers = path_of(call.api.endpoint), sent_headers(call.api.headers)
            async with self.wire.request("POST", path, content, kind=kind, headers=headers) as reply:
                if reply.status in range(200, 300):
                    async with aclosing(self._read(call, reply)) as items:
                        async for item in items:
                            yield item
                    return
                error = await reply.error()
                names = rejected(reply.status, error, body) & ONLY_SENDING
                if not names:
                    raise Ended(page_outcome(reply, error) or self._fault(reply, call, error))
            self.not_taken[call.model] = left_out | (ONLY_SENDING if "stream" in names else names)

    def _fault(self, reply: Reply, call: MediaCall, error: Json) -> Outcome:
        return outcome_of(read_fault(reply, call.model, error))

    async def _read(self, call: MediaCall, reply: Reply) -> AsyncGenerator[Signal | Whole, None]:
        """Read an answer of any kind, waiting for its job where it names one."""
        whole: Whole | None = None
        if reply.kind == "text/event-stream":
            async with aclosing(reply.lines(self.most)) as lines, aclosing(self._events(call, reply, lines)) as items:
                async for item in items:
                    if isinstance(item, Whole):
                        whole = item
                    else:
                        yield item
        else:
            whole = await self._body(call, reply)
        if whole is not None and call.api is not None and call.api.polling is not None and whole.data is None:
            polling = Polling(self.wire, call.model, call.api.polling)
            async with aclosing(_signs(polling.done(whole.answer, sent_headers(call.api.headers)))) as signs:
                async for sign in signs:
                    yield sign
        elif whole is not None:
            yield whole

    def _jobs_answer(
        self, call: MediaCall, remote: Mapping[str, Json] | None
    ) -> AsyncGenerator[Signal | Whole, None] | None:
        """Return what yields the signs and last the answer of a job that was handed in, or None where there is none."""
        job = (remote or {}).get("job")
        if call.api is None or call.api.polling is None or not isinstance(job, str) or not is_job(job):
            return None
        polling = Polling(self.wire, call.model, call.api.polling)
        return _signs(polling.followed(job, sent_headers(call.api.headers)))

    async def _events(
        self, call: MediaCall, reply: Reply, lines: AsyncIterator[bytes]
    ) -> AsyncGenerator[Preview | Whole, None]:
        gathering = Gathering(reply, call.model, wanted=_wanted(call))
        async with aclosing(gathered(gathering, lines)) as items:
            async for item in items:
                if not isinstance(item, Partial):
                    yield Whole(item)
                elif preview := await off_loop(self.pool, len(item.text), _shown, item.text):
                    yield preview

    async def _body(self, call: MediaCall, reply: Reply) -> Whole:
        data = await reply.body(self.most)
        is_file = reply.kind.startswith(FILE_KINDS) or call.output.get("type") == "bytes"
        if is_file and reply.kind != "application/json" and format_of(call.media_type, data) is not None:
            return Whole({}, data)
        answer = await off_loop(self.pool, len(data), reply.object, data)
        if answer.get("error"):
            raise Ended(self._fault(reply, call, answer))
        return Whole(answer)

    async def _concluded(self, call: MediaCall, whole: Whole) -> Outcome:
        """Return the outcome of an answer, its outputs brought here and looked at."""
        answer = whole.answer
        usage = self._usage(answer)
        held = held_in(answer, call.output) if whole.data is None else []
        meta = {**told_in(answer), **self._left_out(call)}
        outputs, faults = await self._outputs(call, whole.data, held, meta)
        if not outputs and not faults:
            return nothing(answer, self.wire.name, call.media_type, usage, self.wire.clean)
        if not outputs:
            return Failed(reason=f"{self.wire.name} sent no usable {call.media_type}: {'; '.join(faults)}", usage=usage)
        notes = {"unusable": faults, "asked_for": wanted if (wanted := _wanted(call)) > len(outputs) else None}
        return Ok(media=tuple(outputs), usage=usage, meta={**meta, **{k: v for k, v in notes.items() if v}})

    async def _outputs(
        self, call: MediaCall, data: bytes | None, held: Sequence[Held], meta: dict[str, Json]
    ) -> tuple[list[MediaOutput], list[str]]:
        outputs, faults = [], []
        for one in held if data is None else [None]:
            try:
                found = data or b"" if one is None else await self._bytes(one)
                outputs.append(output_of(call.media_type, found, meta))
            except (ValueError, NotFetched) as fault:
                faults.append(self.wire.clean(fault))
        return outputs, list(dict.fromkeys(faults))

    async def _bytes(self, held: Held) -> bytes:
        if held.is_address:
            return await self.fetcher.fetch(held.text)
        return await off_loop(self.pool, len(held.text), decoded, held.text)

    def _usage(self, answer: Json) -> Usage:
        raw = answer.get("usage") if isinstance(answer, dict) else None
        known = raw if isinstance(raw, dict) else {}
        names = {"prompt_tokens": "input_tokens", "completion_tokens": "output_tokens"}
        counted = {name: known.get(name, known.get(other)) for name, other in names.items()}
        usage = usage_of({**known, **counted}, free=not self.charges, reports_cost=self.reports_cost)
        return usage.model_copy(update={"raw": known})

    def _left_out(self, call: MediaCall) -> dict[str, Json]:
        names = self.not_taken.get(call.model, frozenset()) & (call.request or {}).keys()
        return {"left_out": sorted(names)} if names else {}


async def _signs(job: AsyncGenerator[Submitted | Progress | Json, None]) -> AsyncGenerator[Signal | Whole, None]:
    """Yield what is told of a job, and last its answer."""
    async with aclosing(job) as items:
        async for item in items:
            yield item if isinstance(item, Submitted | Progress) else Whole(item)


def _wanted(call: MediaCall) -> int:
    """Return how many outputs a call asks for."""
    return count((call.request or {}).get("n")) or 1


def _shown(text: str) -> Preview | None:
    try:
        return small_preview(decoded(text))
    except ValueError:
        return None
