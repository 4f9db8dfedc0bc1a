"""What every API for media has to keep, whatever its answers look like; a test class of each gives a `rig`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from devserver.backends.fetching import Fetcher
from devserver.backends.hosted import HostedBackend
from devserver.backends.media_api import MOST_ANSWER, MediaApi
from devserver.backends.openai_chat import ChatBackend
from devserver.backends.wire import Wire
from devserver.media_types import sniff
from devserver.models.calls import ApiRequest, InputMedia, MediaCall
from devserver.models.outcomes import (
    OUTCOMES,
    Empty,
    Failed,
    Invalid,
    Ok,
    Outcome,
    RateLimited,
    Signal,
    TimeoutUnknown,
    Unavailable,
)
from devserver.models.servers import Server
from tests.backends.contract import PAGE, SECRET, collect, keys, outcome_of, read_picture, text_call
from tests.fakes.http_server import DIE, HANG, Asked, HttpServer, Step, whole
from tests.fakes.images import error

NO_PICTURE = [
    pytest.param(b"not json", id="plain text"),
    pytest.param(b"[1, 2]", id="a list"),
    pytest.param(b'{"data": NaN}', id="NaN"),
    pytest.param(b'{"data": [{"b64_json": 5}], "choices": 5}', id="a number where the picture is"),
    pytest.param(b'{"data": {"b64_json": []}, "choices": [null]}', id="other shapes"),
    pytest.param(b"\xff\xfe\x00", id="bytes that are no text"),
    pytest.param(b'{"a":' * 50_000, id="JSON without a bottom"),
    pytest.param(b'{"models": []}', id="the answer to another question"),
    pytest.param(b"", id="nothing"),
    pytest.param(b'{"data": [{"b64_json": "iVBORw0KGgo', id="an answer that is cut off"),
]


def api_call(request: dict[str, Any], *, endpoint: str = "/images", output: Any = None, **more: Any) -> MediaCall:
    """Return a call for a picture; `polling`, `encoding` and `headers` go to its API."""
    api = {name: more.pop(name) for name in ("polling", "encoding", "headers") if name in more}
    named = {"chunk": "c", "backend": "x", "provider": "x", "model": "painter", "prompt": "a box"}
    return MediaCall(
        **{**named, "media_type": "image", "formats": ("png",), **more},
        request=request,
        api=ApiRequest(endpoint=endpoint, **api),
        output=output or {"type": "images_api_base64", "extract_path": "data[*].b64_json"},
    )


@asynccontextmanager
async def opened(
    server: HttpServer, folder: Path, name: str = "openai", *, most: int = MOST_ANSWER, **more: Any
) -> AsyncIterator[HostedBackend]:
    """Give the backend of a provider, for text and media."""
    where = Server(url=f"{server.url}/v1", read_seconds=1.0, connect_seconds=5.0)
    given = keys(folder, OPENAI_API_KEY=SECRET, OPENROUTER_API_KEY=SECRET, DEVSERVER_KEY_LAB=SECRET)
    options = {"charges": name != "lab", "needs_key": name != "lab", "reports_cost": name == "openrouter", **more}
    wire = Wire(name, where, given, charges=options["charges"])
    chat = ChatBackend(wire, read_picture, **options)
    try:
        yield HostedBackend(chat, MediaApi(wire, read_picture, Fetcher(), most=most, **options))
    finally:
        await wire.close()


@dataclass
class MediaRig:
    """A backend with a call that it can do, and the steps of its server's answers."""

    backend: HostedBackend
    server: HttpServer
    call: MediaCall
    succeeds: list[Step]
    begins: list[Step]

    async def outcome(self, **changes: Any) -> Outcome:
        return await outcome_of(self.backend, self.call.model_copy(update=changes))


def sizes(outcome: Outcome) -> list[int]:
    assert isinstance(outcome, Ok), outcome
    return [len(output.files[0].data) for output in outcome.media]


class MediaContract:
    """For every API that makes media."""

    pytestmark = pytest.mark.anyio

    async def test_a_call_ends_in_one_outcome_with_a_picture(self, rig: MediaRig) -> None:
        rig.server.plays(rig.succeeds)
        _signals, [outcome] = await collect(rig.backend, rig.call)
        assert isinstance(outcome, Ok)
        [output] = outcome.media
        assert (output.files[0].format, sniff(output.files[0].data)) == ("png", "image/png")

    async def test_what_no_chunk_declares_is_invalid(self, rig: MediaRig) -> None:
        for changes in ({"request": None}, {"api": None}, {"media_type": "p5"}):
            assert isinstance(await rig.outcome(**changes), Invalid)
        assert rig.server.asked == []

    async def test_a_stream_that_is_closed_early_ends(self, rig: MediaRig) -> None:
        rig.server.plays(rig.succeeds)
        async with aclosing(rig.backend.execute(rig.call)) as stream:  # type: ignore[type-var]
            async for _item in stream:
                break
        assert isinstance(await rig.outcome(), Ok), "the next call is not touched by it"

    async def test_two_calls_at_once_do_not_mix(self, rig: MediaRig) -> None:
        rig.server.plays(rig.succeeds)
        first, second = await asyncio.gather(rig.outcome(), rig.outcome())
        assert sizes(first) == sizes(second)

    async def test_no_secret_is_in_what_it_says_of_itself(self, rig: MediaRig) -> None:
        assert SECRET not in repr(rig.backend) + repr(rig.backend.media) + str(rig.backend.describe())

    async def test_cancelling_closes_the_connection(self, rig: MediaRig) -> None:
        begun = asyncio.Event()

        def script(_asked: Asked) -> Iterator[Step]:
            yield from rig.begins
            begun.set()
            yield HANG

        rig.server.script = script
        task = asyncio.create_task(rig.outcome())
        async with asyncio.timeout(30):
            await begun.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await rig.server.left.wait()

    async def test_an_answer_that_dies_is_an_error_after_the_first_byte(self, rig: MediaRig) -> None:
        rig.server.plays([*rig.begins, 0.02, DIE])
        outcome = await rig.outcome()
        assert isinstance(outcome, Failed)
        assert not outcome.before_first_byte
        assert "broke off" in outcome.reason

    async def test_a_connection_that_closes_before_an_answer_is_not_repeated_where_it_may_cost(
        self, rig: MediaRig
    ) -> None:
        rig.server.plays([DIE])
        outcome = await rig.outcome()
        assert isinstance(outcome, Failed)
        assert outcome.before_first_byte is not rig.backend.charges

    async def test_a_silent_server_is_a_timeout_that_may_have_been_done(self, rig: MediaRig) -> None:
        rig.server.plays([HANG])
        assert await rig.outcome() == TimeoutUnknown(seconds=1.0)

    async def test_silence_in_the_middle_is_a_timeout_too(self, rig: MediaRig) -> None:
        rig.server.plays([*rig.begins, HANG])
        assert await rig.outcome() == TimeoutUnknown(seconds=1.0)

    async def test_a_page_of_a_proxy_is_recognised(self, rig: MediaRig) -> None:
        rig.server.plays(whole(200, PAGE, "text/html"))
        outcome = await rig.outcome()
        assert isinstance(outcome, Failed)
        assert "HTML page" in outcome.reason

    async def test_a_page_with_a_server_error_may_be_repeated(self, rig: MediaRig) -> None:
        rig.server.plays(whole(502, PAGE, "text/html"))
        outcome = await rig.outcome()
        assert isinstance(outcome, Failed)
        assert (outcome.before_first_byte, outcome.status) == (True, 502)

    @pytest.mark.parametrize("status", [504, 524])
    @pytest.mark.parametrize(
        ("body", "kind"), [(PAGE, "text/html"), (b'{"error": {"message": "took too long"}}', "application/json")]
    )
    async def test_a_gateway_that_stopped_waiting_is_not_asked_again_where_it_may_cost(
        self, rig: MediaRig, status: int, body: bytes, kind: str
    ) -> None:
        rig.server.plays(whole(status, body, kind))
        outcome = await rig.outcome()
        if rig.backend.charges:
            assert isinstance(outcome, TimeoutUnknown)
        else:
            assert isinstance(outcome, Failed)
            assert (outcome.before_first_byte, outcome.status) == (True, status)

    @pytest.mark.parametrize("data", NO_PICTURE)
    async def test_an_answer_that_is_none_is_no_success_and_has_a_sentence(self, rig: MediaRig, data: bytes) -> None:
        rig.server.plays(whole(200, data))
        outcome = await rig.outcome()
        assert isinstance(outcome, Failed | Empty)
        assert len(outcome.reason) > 20
        assert not getattr(outcome, "before_first_byte", False)

    async def test_a_redirect_is_not_followed(self, rig: MediaRig) -> None:
        rig.server.plays(whole(302, b"", location="http://127.0.0.1:9/elsewhere"))
        assert isinstance(await rig.outcome(), Unavailable)
        assert len(rig.server.asked) == 1

    async def test_no_key_is_in_anything_that_is_said(self, rig: MediaRig) -> None:
        said = []
        for status in (200, 400, 401, 402, 403, 404, 418, 429, 500, 503):
            rig.server.plays(error(status, f"wrong key {SECRET} in Bearer {SECRET}"))
            said.append(repr(await rig.outcome()))
        assert "very-secret" not in "".join(said)

    @pytest.mark.parametrize("status", [200, 400, 401, 402, 403, 404, 408, 409, 413, 418, 422, 429, 500, 503, 529])
    async def test_no_error_escapes_as_an_exception(self, rig: MediaRig, status: int) -> None:
        for body in (b"", b"null", b"[]", b'{"error": {"message": 5}}', b"\xff"):
            rig.server.plays(whole(status, body))
            assert not isinstance(await rig.outcome(), Ok)

    async def test_a_picture_that_is_gone_is_an_error(self, rig: MediaRig) -> None:
        gone = InputMedia(parameter="input_image", path="gone.png", mime="image/png", sha256="0" * 64)
        assert isinstance(await rig.outcome(images=(gone,)), Failed)
        assert rig.server.asked == []

    async def test_a_connection_is_used_again(self, rig: MediaRig) -> None:
        rig.server.plays(rig.succeeds)
        for _ in range(3):
            await rig.outcome()
        assert {asked.connection for asked in rig.server.asked} == {1}

    async def test_too_many_calls_say_when_to_come_again(self, rig: MediaRig) -> None:
        rig.server.plays(error(429, "slow down", {"retry_after": "20"}))
        outcome = await rig.outcome()
        assert isinstance(outcome, RateLimited)
        assert outcome.retry_at is not None

    async def test_it_goes_on_writing_text(self, rig: MediaRig) -> None:
        rig.server.plays(error(500, "no text today"))
        assert isinstance(await outcome_of(rig.backend, text_call()), Failed)
        assert rig.server.asked[0].path == "/v1/chat/completions"


async def signals_and_outcome(rig: MediaRig, **changes: Any) -> tuple[list[Signal], Outcome]:
    items = [item async for item in rig.backend.execute(rig.call.model_copy(update=changes))]
    assert isinstance(items[-1], OUTCOMES)
    return [item for item in items[:-1] if not isinstance(item, OUTCOMES)], items[-1]
