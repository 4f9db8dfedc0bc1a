"""The declared APIs for media: the contract with each form of answer, and what each of their answers means."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from devserver.models.calls import InputMedia
from devserver.models.outcomes import (
    Empty,
    Failed,
    Invalid,
    Ok,
    OutOfCredit,
    Preview,
    RateLimited,
    Refused,
    Unavailable,
    Usage,
)
from tests.backends.contract import PNG, outcome_of
from tests.backends.media_contract import MediaContract, MediaRig, api_call, opened, signals_and_outcome
from tests.fakes import images as fake
from tests.fakes.http_server import DIE, END, HttpServer, Step, chunk, head, running, whole

pytestmark = pytest.mark.anyio

OPENAI = {"model": "painter", "prompt": "a box", "n": 1, "stream": True, "partial_images": 2}
CHAT = {"model": "painter", "messages": [{"role": "user", "content": "a box"}], "modalities": ["image", "text"]}
DRAWN = {"type": "chat_completion_with_image", "extract_path": "choices[0].message.content"}
BOX, OTHER = fake.png(10), fake.png(200, side=8)


@pytest.fixture
async def server() -> AsyncIterator[HttpServer]:
    async with running(HttpServer()) as server:
        yield server


@pytest.fixture
async def openai(server: HttpServer, tmp_path: Path) -> AsyncIterator[MediaRig]:
    begins: list[Step] = [head(kind=fake.KIND), fake.partial(OTHER)]
    call = api_call(OPENAI, endpoint="/images/generations")
    async with opened(server, tmp_path) as backend:
        yield MediaRig(backend, server, call, fake.streamed(fake.partial(OTHER), fake.completed(BOX)), begins)


@pytest.fixture
async def openrouter(server: HttpServer, tmp_path: Path) -> AsyncIterator[MediaRig]:
    call = api_call({"model": "painter", "prompt": "a box"})
    async with opened(server, tmp_path, "openrouter") as backend:
        yield MediaRig(backend, server, call, fake.images(BOX, usage=fake.ROUTED), [head(), chunk(b'{"created"')])


@pytest.fixture
async def chat(server: HttpServer, tmp_path: Path) -> AsyncIterator[MediaRig]:
    call = api_call(CHAT, endpoint="/chat/completions", output=DRAWN)
    begins: list[Step] = [head(kind=fake.KIND), fake.delta(content="Here")]
    succeeds = fake.streamed(fake.drawn(fake.data_url(BOX)), fake.delta("stop"), fake.used(), fake.DONE)
    async with opened(server, tmp_path, "openrouter") as backend:
        yield MediaRig(backend, server, call, succeeds, begins)


@pytest.fixture
async def lab(server: HttpServer, tmp_path: Path) -> AsyncIterator[MediaRig]:
    call = api_call({"words": "a box"}, endpoint="/draw", output={"type": "bytes"})
    async with opened(server, tmp_path, "lab") as backend:
        yield MediaRig(backend, server, call, whole(200, BOX, "image/png"), [head(kind="image/png"), chunk(BOX[:9])])


class TestOpenAI(MediaContract):
    @pytest.fixture
    async def rig(self, openai: MediaRig) -> MediaRig:
        return openai


class TestOpenRouter(MediaContract):
    @pytest.fixture
    async def rig(self, openrouter: MediaRig) -> MediaRig:
        return openrouter


class TestChat(MediaContract):
    @pytest.fixture
    async def rig(self, chat: MediaRig) -> MediaRig:
        return chat


class TestBytes(MediaContract):
    @pytest.fixture
    async def rig(self, lab: MediaRig) -> MediaRig:
        return lab


def pictures(outcome: Any) -> list[bytes]:
    assert isinstance(outcome, Ok), outcome
    return [output.files[0].data for output in outcome.media]


@pytest.mark.parametrize(
    ("events", "previews"),
    [
        pytest.param([fake.partial(OTHER), fake.partial(OTHER, 1), fake.completed(BOX)], 2, id="previews, then it"),
        pytest.param([fake.completed(BOX), fake.partial(OTHER)], 0, id="the final before a partial"),
        pytest.param([fake.partial(b"no picture at all"), fake.completed(BOX)], 0, id="a preview that is none"),
        pytest.param([fake.completed(BOX, of="image_edit")], 0, id="an edit"),
        pytest.param([chunk(b": keep-alive\n\n"), fake.completed(BOX), fake.DONE], 0, id="comments and an end mark"),
        pytest.param([fake.event(type="image_generation.later", x=1), fake.completed(BOX)], 0, id="an unknown event"),
    ],
)
async def test_events_of_an_images_api(openai: MediaRig, events: list[bytes], previews: int) -> None:
    openai.server.plays(fake.streamed(*events))
    signals, outcome = await signals_and_outcome(openai)
    assert pictures(outcome) == [BOX]
    assert [type(signal) for signal in signals] == [Preview] * previews
    assert all(signal.mime == "image/jpeg" for signal in signals if isinstance(signal, Preview))


async def test_a_picture_that_came_whole_counts_though_the_stream_breaks_off(openai: MediaRig) -> None:
    openai.server.plays([head(kind=fake.KIND), fake.completed(BOX), 0.05, DIE])
    assert pictures(await openai.outcome(request={**OPENAI, "n": 2})) == [BOX]


async def test_several_pictures_are_several_outputs_and_fewer_than_asked_for_are_told(openai: MediaRig) -> None:
    openai.server.plays(fake.streamed(fake.completed(BOX), fake.completed(OTHER)))
    outcome = await openai.outcome(request={**OPENAI, "n": 3})
    assert pictures(outcome) == [BOX, OTHER]
    assert isinstance(outcome, Ok)
    assert outcome.meta["asked_for"] == 3


async def test_a_picture_among_several_that_is_none_is_told_and_left_out(openrouter: MediaRig) -> None:
    openrouter.server.plays(fake.images(BOX, b"x" * 80))
    outcome = await openrouter.outcome()
    assert pictures(outcome) == [BOX]
    assert isinstance(outcome, Ok)
    assert outcome.meta["unusable"] == ["it should be image and is 80 bytes of a kind that is not taken"]


async def test_usage_is_kept_as_it_was_reported(openai: MediaRig, openrouter: MediaRig) -> None:
    openai.server.plays(openai.succeeds)
    outcome = await openai.outcome()
    assert isinstance(outcome, Ok)
    assert outcome.usage == Usage(prompt_tokens=14, completion_tokens=1056, raw=fake.USAGE)
    openrouter.server.plays(openrouter.succeeds)
    outcome = await openrouter.outcome()
    assert isinstance(outcome, Ok)
    assert (outcome.usage.cost_usd, outcome.usage.cost_source) == (0.04, "reported")
    assert outcome.usage.raw == fake.ROUTED


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param(fake.chat(fake.data_url(BOX)), id="images of the message"),
        pytest.param(fake.chat(fake.data_url(BOX, "image/jpeg")), id="a type that is not that of the bytes"),
        pytest.param(fake.chat(fake.base64_of(BOX)), id="plain base64"),
        pytest.param(
            fake.chat(content=[{"type": "text", "text": "Here."},
                               {"type": "image_url", "image_url": {"url": fake.data_url(BOX)}}]),
            id="a part of the content",
        ),
        pytest.param(fake.chat(content=f"Here: ![box]({fake.data_url(BOX)}) it is."), id="Markdown in the content"),
        pytest.param(
            fake.streamed(fake.delta(content="Here"), fake.drawn(fake.data_url(BOX)), fake.delta("stop"), fake.DONE),
            id="a delta",
        ),
        pytest.param(fake.streamed(fake.drawn(fake.data_url(BOX))), id="a stream that ends after the picture"),
        pytest.param(
            fake.streamed(
                fake.delta(content=[{"type": "image_url", "image_url": {"url": fake.data_url(BOX)}}]),
                fake.delta("stop"),
            ),
            id="a part of the content in a delta",
        ),
    ],
)  # fmt: skip
async def test_a_picture_in_a_chat(chat: MediaRig, steps: list[Step]) -> None:
    chat.server.plays(steps)
    assert pictures(await chat.outcome()) == [BOX]


OUTCOMES = [
    pytest.param(
        fake.chat(content="I can only write."),
        Empty,
        "openrouter answered with words and no image; a request for one usually needs `modalities`: 'I can only write'",
        id="words alone",
    ),
    pytest.param(fake.chat(refusal="I won't draw that."), Refused, "I won't draw that", id="a refusal"),
    pytest.param(fake.chat(finish="content_filter"), Refused, "moderation stopped", id="a content filter"),
    pytest.param(fake.chat(), Empty, "without any image", id="nothing at all"),
    pytest.param(
        fake.streamed(fake.delta(content="I can "), fake.delta(content="only write."), fake.delta("stop"), fake.DONE),
        Empty,
        "'I can only write'",
        id="streamed words alone",
    ),
    pytest.param(
        fake.streamed(
            fake.event(choices=[{"delta": {}, "finish_reason": "stop", "native_finish_reason": "IMAGE_SAFETY"}]),
            fake.DONE,
        ),
        Refused,
        "IMAGE_SAFETY",
        id="a reason of the model's maker",
    ),
    pytest.param(
        fake.answer({"candidates": [{"finishReason": "PROHIBITED_CONTENT"}]}),
        Refused,
        "PROHIBITED_CONTENT",
        id="a candidate that was stopped",
    ),
    pytest.param(fake.answer({"candidates": [{"finishReason": "NO_IMAGE"}]}), Empty, "(NO_IMAGE)", id="a reason"),
    pytest.param(fake.answer({"data": []}), Empty, "without any image", id="an empty list"),
    pytest.param(fake.chat(fake.data_url(b"GIF89a" + bytes(60))), Ok, "", id="a picture of another format"),
    pytest.param(fake.chat(fake.data_url(b"fLaC" + bytes(90))), Failed, "is audio/flac", id="a sound for a picture"),
    pytest.param(fake.chat(fake.data_url(b"<html>" + bytes(90))), Failed, "not taken", id="a page for a picture"),
    pytest.param(fake.chat(fake.data_url(BOX)[:-5] + "#####"), Failed, "broken", id="base64 that is broken"),
    pytest.param(fake.chat("http://127.0.0.1/x.png"), Failed, "no https address", id="an address that is not secure"),
    pytest.param(fake.chat("https://127.0.0.1/x.png"), Failed, "public internet", id="an address of this machine"),
    pytest.param(fake.error(200, "broken", code=502), Failed, "broken", id="an error with status 200"),
    pytest.param(
        fake.error(200, "no", code=403, metadata={"reasons": ["violence"]}), Refused, "violence", id="moderation"
    ),
    pytest.param(
        fake.error(400, "Your request was rejected by the safety system.", type="image_generation_user_error",
                   code="moderation_blocked"),
        Refused, "safety system", id="moderation of an images API",
    ),
    pytest.param(
        fake.streamed(fake.event(type="error", error={"message": "blocked", "code": "moderation_blocked"})),
        Refused, "blocked", id="moderation as an event",
    ),
    pytest.param(
        fake.streamed(fake.event(type="response.failed", response={"error": {"message": "x", "code": "server"}})),
        Invalid | Failed, "x", id="a failed response as an event",
    ),
    pytest.param(
        fake.streamed(fake.partial(OTHER), fake.event(type="error", error={"message": "gone", "code": 503})),
        Failed, "broke off its answer: gone", id="an error after a preview",
    ),
    pytest.param(
        fake.streamed(fake.event(type="image_generation.completed", usage=fake.USAGE)), Empty, "without any image",
        id="an end without a picture",
    ),
    pytest.param(fake.error(402, "no money"), OutOfCredit, "no money", id="no credit"),
    pytest.param(fake.error(529, "busy"), Unavailable, "busy", id="an overloaded provider"),
    pytest.param(fake.error(404, "no such model"), Unavailable, "has no model 'painter'", id="no such model"),
    pytest.param(fake.error(404, "Not Found"), Unavailable, "there is no /chat/completions", id="no such path"),
    pytest.param(fake.error(400, "size must be 4x4", param="size"), Invalid, "size must be 4x4", id="a wrong value"),
    pytest.param(fake.error(429, "slow"), RateLimited, "slow", id="too many calls"),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "kind", "said"), OUTCOMES)
async def test_outcomes(chat: MediaRig, steps: list[Step], kind: type, said: str) -> None:
    chat.server.plays(steps)
    outcome = await chat.outcome()
    assert isinstance(outcome, kind), outcome
    assert said in getattr(outcome, "reason", "")


async def test_an_answer_with_a_refusal_keeps_its_usage(chat: MediaRig) -> None:
    chat.server.plays(fake.chat(content="No."))
    outcome = await chat.outcome()
    assert isinstance(outcome, Empty)
    assert outcome.usage.cost_usd == 0.04


@pytest.mark.parametrize(
    ("fields", "left"),
    [
        pytest.param({"code": "unknown_parameter", "param": "partial_images"}, {"stream", "n"}, id="previews alone"),
        pytest.param({"code": "unsupported_parameter", "param": "stream"}, {"n"}, id="events, and previews with them"),
    ],
)
async def test_what_a_server_does_not_take_of_how_to_send_is_left_out_once_and_for_all(
    openai: MediaRig, fields: dict[str, Any], left: set[str]
) -> None:
    openai.server.plays(fake.error(400, "Unknown parameter.", **fields), fake.images(BOX))
    for _ in range(2):
        outcome = await openai.outcome()
        assert isinstance(outcome, Ok)
        assert set(outcome.meta["left_out"]) == OPENAI.keys() - left - {"model", "prompt"}
    bodies = [json.loads(asked.body) for asked in openai.server.asked]
    assert [body.keys() - {"model", "prompt"} for body in bodies] == [{"n", "stream", "partial_images"}, left, left]


async def test_nothing_that_changes_the_picture_is_left_out(openai: MediaRig) -> None:
    openai.server.plays(fake.error(400, "Unknown parameter.", code="unknown_parameter", param="n"))
    assert isinstance(await openai.outcome(), Invalid)
    assert len(openai.server.asked) == 1


async def test_the_request_is_the_one_that_is_declared_byte_for_byte(openai: MediaRig) -> None:
    openai.server.plays(fake.images(BOX))
    await openai.outcome(request={"prompt": 'Ü "{{X}}"\n🛶', "size": "3840x17", "seed": 2**40 + 5})
    [asked] = openai.server.asked
    assert asked.path == "/v1/images/generations"
    assert asked.headers["content-type"] == "application/json"
    assert asked.body.decode() == '{"prompt":"Ü \\"{{X}}\\"\\n🛶","size":"3840x17","seed":5}'


async def test_a_picture_that_comes_in_goes_as_a_data_url_or_as_a_file(openai: MediaRig) -> None:
    openai.server.plays(fake.images(BOX))
    image = InputMedia(parameter="input_image", path="a.png", mime="image/png", sha256="0" * 64)
    request = {"image": [{"$input": "input_image"}], "prompt": "a\r\nb", "n": 2, "mask": None, "stream": True}
    await openai.outcome(images=(image,), request=request)
    [first] = openai.server.asked
    assert json.loads(first.body)["image"] == [fake.data_url(PNG)]
    await outcome_of(
        openai.backend,
        api_call(request, images=(image,), encoding="multipart", headers={"X-Title": "Studio", "Host": "x"}),
    )
    second = openai.server.asked[1]
    assert fake.form_of(second) == [
        ("image[]", "input_image.png", PNG), ("prompt", None, b"a\r\nb"), ("n", None, b"2"), ("stream", None, b"true")
    ]  # fmt: skip
    assert second.headers["x-title"] == "Studio"
    assert second.headers["host"].startswith("127.0.0.1")


async def test_without_a_key_nothing_is_sent(server: HttpServer, tmp_path: Path) -> None:
    async with opened(server, tmp_path, "nobody", needs_key=True) as backend:
        outcome = await outcome_of(backend, api_call(OPENAI))
        assert isinstance(outcome, Unavailable)
        assert "DEVSERVER_KEY_NOBODY" in outcome.reason
        assert (await backend.availability("painter", "image")).missing == outcome.missing
    assert server.asked == []


async def test_a_server_that_is_not_there_is_unavailable_for_now(tmp_path: Path) -> None:
    async with running(HttpServer()) as server:
        pass
    async with opened(server, tmp_path, "lab") as backend:
        outcome = await outcome_of(backend, api_call(OPENAI))
        assert isinstance(outcome, Unavailable)
        assert outcome.retryable
        assert not (await backend.availability("painter", "image")).ready


@pytest.mark.parametrize(("kind", "start"), [("application/json", b'{"data": ["'), (fake.KIND, b"data: ")])
async def test_an_answer_without_end_is_cut_off(server: HttpServer, tmp_path: Path, kind: str, start: bytes) -> None:
    server.plays([head(kind=kind), chunk(start + b"A" * 2000), END])
    async with opened(server, tmp_path, most=1000) as backend:
        outcome = await outcome_of(backend, api_call(OPENAI))
    assert isinstance(outcome, Failed)
    assert "more than is taken" in outcome.reason


async def test_a_large_picture_is_read_off_the_loop(openai: MediaRig) -> None:
    large = fake.png(side=400)
    openai.server.plays(fake.streamed(fake.partial(large), fake.completed(large)))
    signals, outcome = await signals_and_outcome(openai)
    assert pictures(outcome) == [large]
    assert len(signals) == 1


async def test_an_api_for_another_medium_is_the_same(lab: MediaRig) -> None:
    sound = b"ID3" + bytes(200)
    lab.server.plays(whole(200, sound, "audio/mpeg"))
    assert pictures(await lab.outcome(media_type="audio", formats=("mp3",))) == [sound]
    lab.server.plays(fake.answer({"audio": {"data": fake.base64_of(sound)}}))
    output = {"extract_path": "audio"}
    assert pictures(await lab.outcome(media_type="audio", formats=("mp3",), output=output)) == [sound]
