"""Sessions, and small requests in one of them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from devserver.backends.swarmui.sessions import MOST_FREE, Sessions
from devserver.backends.wire import Ended
from devserver.models.outcomes import Failed, Invalid, Outcome, RateLimited, TimeoutUnknown, Unavailable
from tests.backends.swarmui.working import open_backend, wire_to
from tests.fakes.http_server import DIE, HANG, HttpServer, Step, chunk, head, running, whole
from tests.fakes.swarmui import PAGE, FakeSwarm, open_fake

pytestmark = pytest.mark.anyio


@pytest.fixture
async def fake() -> AsyncIterator[FakeSwarm]:
    async with open_fake() as fake:
        yield fake


@pytest.fixture
async def sessions(fake: FakeSwarm) -> AsyncIterator[Sessions]:
    async with open_backend(fake) as backend:
        yield backend.server.sessions


async def test_nobody_shares_a_session_and_a_free_one_is_used_again(fake: FakeSwarm, sessions: Sessions) -> None:
    first, second = await asyncio.gather(sessions.take(), sessions.take())
    assert first != second
    sessions.give_back(first)
    assert await sessions.take() == first
    assert len(fake.bodies("getnewsession")) == 2
    assert sessions.version == "0.9.9.GIT-0a1b2c3d"


def test_only_so_many_are_kept() -> None:
    sessions = Sessions(wire_to("http://localhost:1"))
    for number in range(MOST_FREE + 5):
        sessions.give_back(str(number))
    assert len(sessions._free) == MOST_FREE
    assert "31" not in repr(sessions)


async def test_what_was_forgotten_is_asked_for_once_more(fake: FakeSwarm, sessions: Sessions) -> None:
    assert "files" in await sessions.ask_in_any("ListModels", {"subtype": "LoRA"})
    fake.forget_sessions()
    assert "files" in await sessions.ask_in_any("ListModels", {"subtype": "LoRA"})
    assert len(fake.bodies("getnewsession")) == 2


def told(status: int, **body: Any) -> list[Step]:
    return whole(status, json.dumps(body).encode())


ANSWERS: dict[str, tuple[list[Step], type[Outcome], str]] = {
    "an error as another API has it": (whole(401, b'{"error": {"message": "no"}}'), Unavailable, "no API of SwarmUI"),
    "a page of a proxy": (whole(200, PAGE.encode(), "text/html"), Failed, "HTML page"),
    "a page with an error": (whole(502, PAGE.encode(), "text/html"), Failed, "HTML page"),
    "no JSON": (whole(200, b"hello", "text/plain"), Failed, "no JSON"),
    "a list": (whole(200, b"[]"), Failed, "JSON of another kind"),
    "NaN": (whole(200, b'{"session_id": NaN}'), Failed, "NaN or Infinity"),
    "JSON without a bottom": (whole(200, b'{"a":' * 100_000), Failed, "no JSON"),
    "nothing": (whole(200, b""), Failed, "no JSON"),
    "half of it": (whole(200, b'{"session_id": "ab'), Failed, "no JSON"),
    "another server": (told(200, hello=1), Failed, "whether it is the address of a SwarmUI"),
    "a session that is none": (told(200, session_id=5), Failed, "whether it is the address of a SwarmUI"),
    "no account": (told(200, error="Invalid or unauthorized."), Unavailable, "does not accept the token"),
    "a wall before it": (whole(401, b"Unauthorized", "text/plain"), Unavailable, "does not accept the token"),
    "elsewhere": (whole(302, b"", location="/Login"), Unavailable, "sends one elsewhere"),
    "no such place": (whole(404, b"", "text/plain"), Unavailable, "no API of SwarmUI"),
    "too many": (whole(429, b"slow down", "text/plain", retry_after="20"), RateLimited, "slow down"),
    "too large": (whole(413, b"", "text/plain"), Invalid, "that large"),
    "not now": (whole(503, b"starting", "text/plain"), Unavailable, "starting"),
    "a defect": (told(400, error="An internal error occurred", error_id="internal_error"), Failed, "internal error"),
    "a fault": (whole(500, b"boom", "text/plain"), Failed, "boom"),
    "the end in the middle": ([head(), chunk(b'{"sess'), DIE], Failed, "broke off"),
    "the end before it": ([DIE], Failed, "closed the connection"),
    "silence": ([HANG], TimeoutUnknown, ""),
}


@pytest.mark.parametrize(("steps", "kind", "words"), ANSWERS.values(), ids=ANSWERS.keys())
async def test_whatever_is_answered_is_an_outcome_with_a_sentence(
    steps: list[Step], kind: type[Outcome], words: str
) -> None:
    async with running(HttpServer()) as server:
        server.plays(steps)
        wire = wire_to(server.url)
        with pytest.raises(Ended) as caught:
            await Sessions(wire, 0.3).take()
        await wire.close()
    outcome = caught.value.outcome
    assert isinstance(outcome, kind)
    assert words in getattr(outcome, "reason", "")
    assert server.asked[0].path == "/API/GetNewSession"


async def test_an_answer_without_end_is_cut_off() -> None:
    async with running(HttpServer()) as server:
        server.plays([head(), *[chunk(b"x" * 50_000)] * 4, HANG])
        wire = wire_to(server.url)
        with pytest.raises(Ended) as caught:
            await Sessions(wire, most=100_000).take()
        await wire.close()
    assert isinstance(caught.value.outcome, Failed)
    assert "more than is taken" in caught.value.outcome.reason


async def test_a_session_that_is_not_known_anew_is_no_loop(fake: FakeSwarm, sessions: Sessions) -> None:
    fake.forget_sessions()
    forgotten = json.dumps({"error_id": "invalid_session_id", "error": "Invalid session ID."}).encode()
    async with running(HttpServer()) as server:
        answers = {"/API/GetNewSession": told(200, session_id="a"), "/API/ListModels": whole(401, forgotten)}
        server.script = lambda asked: answers[asked.path]
        wire = wire_to(server.url)
        with pytest.raises(Ended) as caught:
            await Sessions(wire).ask_in_any("ListModels")
        await wire.close()
    assert isinstance(caught.value.outcome, Failed)
    assert len(server.asked) == 4
