"""Events put together: the answer is the one that would have come at once."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from devserver.backends.media_events import Gathering, Partial, gathered
from devserver.backends.wire import Ended, Reply, Wire
from devserver.keys import Keys
from devserver.models.outcomes import Failed, Refused
from devserver.models.servers import Server
from tests.fakes.images import base64_of, data_url, png

pytestmark = pytest.mark.anyio

BOX = base64_of(png(10))
PICTURE = {"type": "image_url", "image_url": {"url": data_url(png(20))}}


def gathering(wanted: int = 1) -> Gathering:
    wire = Wire("lab", Server(url="http://localhost:1"), Keys(Path("nowhere"), {}))
    return Gathering(Reply(wire, httpx.Response(200), 1.0), "painter", wanted)


async def lines(*events: Any) -> AsyncIterator[bytes]:
    for event in events:
        yield b"data: " + (event if isinstance(event, bytes) else json.dumps(event).encode())
        yield b""


async def put_together(*events: Any, wanted: int = 1) -> list[Any]:
    return [item async for item in gathered(gathering(wanted), lines(*events))]


def delta(finish: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"id": "gen-1", "choices": [{"index": 0, "delta": fields, "finish_reason": finish}]}


async def test_finals_are_the_data_of_an_images_answer() -> None:
    first = {"type": "image_generation.completed", "b64_json": BOX, "usage": {"output_tokens": 1}}
    second = {**first, "usage": {"output_tokens": 2}}
    partial = {"type": "image_generation.partial_image", "b64_json": "AAAA"}
    *partials, answer = await put_together(partial, first, partial, second, partial, wanted=2)
    assert partials == [Partial("AAAA")] * 2, "what comes when all is there is not waited for"
    assert [one["b64_json"] for one in answer["data"]] == [BOX, BOX]
    assert answer["usage"] == {"output_tokens": 2}


async def test_deltas_are_the_message_of_a_chat() -> None:
    usage = {"choices": [], "usage": {"cost": 0.1}}
    [answer] = await put_together(
        delta(content="Here "), delta(content="it is."), delta(images=[PICTURE]), delta("stop"), usage, b"[DONE]"
    )
    [choice] = answer["choices"]
    assert choice["message"] == {"content": "Here it is.", "images": [PICTURE], "refusal": ""}
    assert (choice["finish_reason"], answer["usage"], answer["id"]) == ("stop", {"cost": 0.1}, "gen-1")


async def test_a_whole_answer_as_one_event_is_taken_as_it_is() -> None:
    answer = {"data": [{"b64_json": BOX}], "usage": {}}
    assert await put_together(answer) == [answer]


@pytest.mark.parametrize(
    ("events", "kind", "said"),
    [
        pytest.param([], Failed, "broke off before anything was whole", id="nothing"),
        pytest.param([delta(content="Here")], Failed, "broke off", id="words without an end"),
        pytest.param([{"type": "image_generation.partial_image"}], Failed, "broke off", id="a partial without a final"),
        pytest.param([delta("error")], Failed, "did not explain", id="an end with an error"),
        pytest.param([b"nonsense"], Failed, "no JSON", id="no JSON"),
        pytest.param([b"[1]"], Failed, "JSON of another kind", id="no object"),
        pytest.param([{"type": "error", "message": "blocked", "code": "refusal"}], Refused, "blocked",
                     id="a bare error"),
    ],
)  # fmt: skip
async def test_what_is_no_answer(events: list[Any], kind: type, said: str) -> None:
    with pytest.raises(Ended) as ended:
        await put_together(*events)
    assert isinstance(ended.value.outcome, kind)
    assert said in getattr(ended.value.outcome, "reason", "")


@pytest.mark.parametrize(
    "whole", [{"type": "image_edit.completed", "b64_json": BOX}, delta(images=[PICTURE])], ids=["a final", "a chat"]
)
async def test_what_came_whole_counts_whatever_comes_after_it(whole: Any) -> None:
    [answer] = await put_together(whole, {"error": {"message": "gone", "code": 500}}, wanted=2)
    assert answer["broke_off"] is True
