"""What every backend that writes text over HTTP has to keep; a test class of each inherits it and gives a `rig`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field

import pytest

from devserver.models.calls import InputMedia
from devserver.models.outcomes import (
    Empty,
    Failed,
    Invalid,
    Ok,
    RateLimited,
    TextDelta,
    TimeoutUnknown,
    Unavailable,
)
from tests.backends.contract import PAGE, SECRET, SHAPE, BackendContract, Rig, collect, joined, outcome_of, text_call
from tests.fakes.http_server import DIE, END, HANG, HttpServer, Step, chunk, head, whole


@dataclass
class RemoteRig(Rig):
    """A backend with the server that it talks to."""

    server: HttpServer = field(default_factory=HttpServer)

    def says(self, *pieces: str) -> list[Step]:
        """Return the steps of an answer that says this."""
        raise NotImplementedError

    def begins(self, piece: str) -> list[Step]:
        """Return the steps of an answer that begins with this and is not whole."""
        raise NotImplementedError

    def only_thinks(self) -> list[Step]:
        """Return the steps of an answer that holds thoughts and no text."""
        raise NotImplementedError

    def fails(self, status: int, message: str, **headers: str) -> list[Step]:
        """Return the steps of an error as this server words it."""
        raise NotImplementedError


class RemoteContract(BackendContract):
    """For every backend that asks an HTTP server for text."""

    async def test_an_answer_without_a_word_is_empty(self, remote: RemoteRig) -> None:
        remote.server.plays(remote.says())
        assert isinstance(await outcome_of(remote.backend), Empty)

    async def test_an_answer_of_thoughts_alone_is_empty_and_says_so(self, remote: RemoteRig) -> None:
        remote.server.plays(remote.only_thinks())
        signals, [outcome] = await collect(remote.backend, text_call())
        assert isinstance(outcome, Empty)
        assert "thought" in outcome.reason
        assert signals == []

    async def test_thoughts_in_the_text_are_kept_apart(self, remote: RemoteRig) -> None:
        remote.server.plays(remote.says("\n<th", "ink>hm", "m</thi", "nk>\n", "Hel", "lo"))
        signals, [outcome] = await collect(remote.backend, text_call())
        assert joined(signals) == "Hello"
        assert isinstance(outcome, Ok)
        assert (outcome.text, outcome.meta["thinking"]) == ("Hello", "hmm")

    async def test_every_character_arrives_as_it_was(self, remote: RemoteRig) -> None:
        text = 'a\u2028b\u0085c\x0bd \U0001f600 \u00fc "q" \\n {{X}} \r\n'
        remote.server.plays(remote.says(*text))
        signals, [outcome] = await collect(remote.backend, text_call())
        assert isinstance(outcome, Ok)
        assert outcome.text == joined(signals) == text

    async def test_the_first_delta_comes_before_the_answer_is_whole(self, remote: RemoteRig) -> None:
        remote.server.plays([*remote.begins("Hel"), HANG])
        async with aclosing(remote.backend.execute(text_call())) as stream:  # type: ignore[type-var]
            async with asyncio.timeout(30):
                assert await anext(stream) == TextDelta(text="Hel")

    async def test_cancelling_closes_the_connection(self, remote: RemoteRig) -> None:
        remote.server.plays([*remote.begins("Hel"), HANG])
        begun = asyncio.Event()

        async def follow() -> None:
            async with aclosing(remote.backend.execute(text_call())) as stream:  # type: ignore[type-var]
                async for _item in stream:
                    begun.set()

        task = asyncio.create_task(follow())
        async with asyncio.timeout(30):
            await begun.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await remote.server.left.wait()

    async def test_cancelling_before_the_first_byte_closes_the_connection(self, remote: RemoteRig) -> None:
        remote.server.plays([HANG])
        task = asyncio.create_task(outcome_of(remote.backend))
        async with asyncio.timeout(30):
            while not remote.server.asked:
                await asyncio.sleep(0.005)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await remote.server.left.wait()

    async def test_a_stream_that_dies_is_an_error_after_the_first_byte(self, remote: RemoteRig) -> None:
        remote.server.plays([*remote.begins("Hel"), 0.02, DIE])
        signals, [outcome] = await collect(remote.backend, text_call())
        assert isinstance(outcome, Failed)
        assert not outcome.before_first_byte
        assert "broke off" in outcome.reason
        assert joined(signals) == "Hel"

    async def test_a_stream_that_ends_too_soon_is_an_error(self, remote: RemoteRig) -> None:
        remote.server.plays([*remote.begins("Hel"), END])
        outcome = await outcome_of(remote.backend)
        assert isinstance(outcome, Failed)
        assert not outcome.before_first_byte
        assert "broke off after 3 characters" in outcome.reason

    async def test_a_silent_server_is_a_timeout_that_may_have_been_done(self, remote: RemoteRig) -> None:
        remote.server.plays([HANG])
        assert await outcome_of(remote.backend) == TimeoutUnknown(seconds=1.0)

    async def test_silence_in_the_middle_is_a_timeout_too(self, remote: RemoteRig) -> None:
        remote.server.plays([*remote.begins("Hel"), HANG])
        assert await outcome_of(remote.backend) == TimeoutUnknown(seconds=1.0)

    async def test_a_server_that_is_not_there_is_unavailable_for_now(self, absent: RemoteRig) -> None:
        outcome = await outcome_of(absent.backend)
        assert isinstance(outcome, Unavailable)
        assert outcome.retryable
        assert absent.server.url in outcome.reason

    async def test_a_page_of_a_proxy_is_recognised(self, remote: RemoteRig) -> None:
        remote.server.plays(whole(200, PAGE, "text/html"))
        outcome = await outcome_of(remote.backend)
        assert isinstance(outcome, Failed)
        assert "HTML page" in outcome.reason
        assert remote.server.url in outcome.reason

    async def test_a_page_with_a_server_error_may_be_repeated(self, remote: RemoteRig) -> None:
        remote.server.plays(whole(502, PAGE, "text/html"))
        outcome = await outcome_of(remote.backend)
        assert isinstance(outcome, Failed)
        assert (outcome.before_first_byte, outcome.status) == (True, 502)

    @pytest.mark.parametrize("status", [504, 524])
    async def test_a_gateway_that_stopped_waiting_is_not_asked_again_where_it_may_cost(
        self, remote: RemoteRig, status: int
    ) -> None:
        for answer in (whole(status, PAGE, "text/html"), remote.fails(status, "took too long")):
            remote.server.plays(answer)
            outcome = await outcome_of(remote.backend)
            repeats = isinstance(outcome, Failed) and outcome.before_first_byte
            assert repeats is not remote.backend.charges
            assert isinstance(outcome, TimeoutUnknown) is remote.backend.charges

    @pytest.mark.parametrize(
        "data",
        [
            pytest.param(b"not json\n", id="plain text"),
            pytest.param(b"[1, 2]\n", id="a list"),
            pytest.param(b'{"message": NaN}\n', id="NaN"),
            pytest.param(b"\xff\xfe\x00\n", id="bytes that are no text"),
            pytest.param(b'{"a":' * 100_000 + b"\n", id="JSON without a bottom"),
            pytest.param(b'{"models": []}\n', id="the answer to another question"),
            pytest.param(b"", id="nothing"),
        ],
    )
    async def test_an_answer_that_is_none_is_an_error_with_a_sentence(self, remote: RemoteRig, data: bytes) -> None:
        remote.server.plays(whole(200, data, "text/plain"))
        outcome = await outcome_of(remote.backend)
        assert isinstance(outcome, Failed)
        assert len(outcome.reason) > 20

    async def test_a_line_without_end_is_cut_off(self, remote: RemoteRig) -> None:
        remote.server.plays([head(kind="text/event-stream"), chunk(b"data: "), *[chunk(b"x" * 1_000_000)] * 9, HANG])
        outcome = await outcome_of(remote.backend)
        assert isinstance(outcome, Failed)
        assert "more than is taken" in outcome.reason

    async def test_a_text_without_end_is_cut_off(self, remote: RemoteRig) -> None:
        steps = remote.begins("y" * 500_000)
        remote.server.plays([steps[0], *steps[1:] * 5, HANG])
        outcome = await outcome_of(remote.backend)
        assert isinstance(outcome, Failed)
        assert "more than is taken" in outcome.reason

    async def test_a_server_error_before_the_first_byte_may_be_repeated(self, remote: RemoteRig) -> None:
        remote.server.plays(remote.fails(500, "it broke"))
        outcome = await outcome_of(remote.backend)
        assert isinstance(outcome, Failed)
        assert (outcome.before_first_byte, outcome.status) == (True, 500)
        assert "it broke" in outcome.reason

    async def test_a_busy_server_is_unavailable_for_now(self, remote: RemoteRig) -> None:
        remote.server.plays(remote.fails(503, "server busy, too many waiting"))
        outcome = await outcome_of(remote.backend)
        assert isinstance(outcome, Unavailable)
        assert outcome.retryable

    async def test_a_redirect_is_not_followed(self, remote: RemoteRig) -> None:
        remote.server.plays(whole(302, b"", location="http://127.0.0.1:9/elsewhere"))
        outcome = await outcome_of(remote.backend)
        assert isinstance(outcome, Unavailable)
        assert "address" in outcome.reason
        assert len(remote.server.asked) == 1

    async def test_no_key_is_in_anything_that_is_said(self, remote: RemoteRig) -> None:
        said = []
        for status in (400, 401, 402, 403, 404, 418, 429, 500, 503):
            remote.server.plays(remote.fails(status, f"wrong key {SECRET} in Bearer {SECRET}"))
            said.append(repr(await outcome_of(remote.backend)))
        assert SECRET not in "".join(said)
        assert "very-secret" not in "".join(said)

    @pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 408, 409, 413, 418, 422, 429, 500, 502, 503, 529])
    @pytest.mark.parametrize("body", [b"", b"null", b"[]", b'{"error": null}', b'{"error": {"message": 5}}', b"\xff"])
    async def test_no_error_escapes_as_an_exception(self, remote: RemoteRig, status: int, body: bytes) -> None:
        remote.server.plays(whole(status, body))
        outcome = await outcome_of(remote.backend)
        assert not isinstance(outcome, Ok | Empty)

    async def test_a_picture_that_is_gone_is_an_error(self, remote: RemoteRig) -> None:
        gone = InputMedia(parameter="input_image", path="gone.png", mime="image/png", sha256="0" * 64)
        outcome = await outcome_of(remote.backend, text_call(images=(gone,)))
        assert isinstance(outcome, Failed)
        assert remote.server.asked == []

    async def test_a_sound_is_no_picture(self, remote: RemoteRig) -> None:
        sound = InputMedia(parameter="voice", path="a.wav", mime="audio/wav", sha256="0" * 64)
        assert isinstance(await outcome_of(remote.backend, text_call(images=(sound,))), Invalid)

    async def test_an_answer_of_a_declared_shape_comes_whole_and_unwrapped(self, remote: RemoteRig) -> None:
        remote.server.plays(remote.says("```json\n", '{"safe": true}', "\n```"))
        signals, [outcome] = await collect(remote.backend, text_call(response_schema=SHAPE))
        assert isinstance(outcome, Ok)
        assert joined(signals) == outcome.text == '{"safe": true}'
        assert "added_messages" not in outcome.meta

    @pytest.mark.parametrize(
        "wrong", ["It is safe.", '{"safe": "yes"}', '{"safe": NaN}', "{}", '{"safe": tr', "[[" * 9999]
    )
    async def test_an_answer_of_another_shape_is_asked_for_once_more(self, remote: RemoteRig, wrong: str) -> None:
        remote.server.plays(remote.says(wrong), remote.says('{"safe": true}'))
        signals, [outcome] = await collect(remote.backend, text_call(response_schema=SHAPE))
        assert isinstance(outcome, Ok)
        assert joined(signals) == outcome.text == '{"safe": true}'
        assert outcome.usage.prompt_tokens == 52, "both answers count"
        first, second = (json.loads(asked.body)["messages"] for asked in remote.server.asked)
        assert second[:-2] == first
        assert second[-2] == {"role": "assistant", "content": wrong}
        assert "does not fit the JSON Schema" in second[-1]["content"]
        assert outcome.meta["added_messages"] == second[-2:]

    async def test_another_shape_twice_is_an_error_and_never_a_text(self, remote: RemoteRig) -> None:
        remote.server.plays(remote.says("no"))
        signals, [outcome] = await collect(remote.backend, text_call(response_schema=SHAPE))
        assert isinstance(outcome, Failed)
        assert "twice" in outcome.reason
        assert not outcome.before_first_byte
        assert (len(remote.server.asked), signals) == (2, [])

    async def test_an_empty_answer_of_a_declared_shape_is_not_asked_for_again(self, remote: RemoteRig) -> None:
        remote.server.plays(remote.only_thinks())
        assert isinstance(await outcome_of(remote.backend, text_call(response_schema=SHAPE)), Empty)
        assert len(remote.server.asked) == 1

    async def test_a_schema_that_is_none_is_never_sent(self, remote: RemoteRig) -> None:
        outcome = await outcome_of(remote.backend, text_call(response_schema={"type": "no type"}))
        assert isinstance(outcome, Invalid)
        assert remote.server.asked == []

    async def test_a_connection_is_used_again(self, remote: RemoteRig) -> None:
        remote.server.plays(remote.says("Hello"))
        for _ in range(3):
            await outcome_of(remote.backend)
        assert {asked.connection for asked in remote.server.asked} == {1}

    @pytest.mark.parametrize("status", [429, 500, 503])
    async def test_a_server_that_says_not_to_ask_again_is_not_asked(self, remote: RemoteRig, status: int) -> None:
        remote.server.plays(remote.fails(status, "enough", x_should_retry="false"))
        outcome = await outcome_of(remote.backend)
        assert not getattr(outcome, "retryable", False)
        assert not getattr(outcome, "before_first_byte", False)

    async def test_a_busy_server_names_its_time(self, remote: RemoteRig) -> None:
        remote.server.plays(remote.fails(503, "busy", retry_after="20"))
        outcome = await outcome_of(remote.backend)
        assert isinstance(outcome, Unavailable)
        assert outcome.retry_at is not None

    async def test_too_many_calls_say_when_to_come_again(self, remote: RemoteRig) -> None:
        remote.server.plays(remote.fails(429, "slow down", retry_after="20"))
        outcome = await outcome_of(remote.backend)
        assert isinstance(outcome, RateLimited | Unavailable)


async def aiter_of(pieces: list[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece
