"""One call at a server that speaks the real protocol, from its request to its pictures."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from devserver.backends.swarmui import SwarmBackend
from devserver.models.calls import InputMedia
from devserver.models.outcomes import (
    FREE,
    Empty,
    Failed,
    Invalid,
    Ok,
    Outcome,
    Preview,
    Progress,
    Queued,
    Refused,
    Signal,
    TimeoutUnknown,
    Unavailable,
)
from tests.backends.comfyui.working import until
from tests.backends.contract import PNG, SECRET, collect, outcome_of
from tests.backends.maker_contract import made
from tests.backends.swarmui.working import KEY, open_at, open_backend, picture_call
from tests.fakes.comfyui_nodes import JPEG, png
from tests.fakes.swarmui import MODEL, PAGE, FakeSwarm, open_fake

pytestmark = pytest.mark.anyio

SOCKET, PLAIN = "generatetext2imagews", "generatetext2image"
OTHERS = ("prompt", "model", "seed", "steps", "donotsave")


@pytest.fixture
async def fake() -> AsyncIterator[FakeSwarm]:
    async with open_fake() as fake:
        yield fake


@pytest.fixture
async def backend(fake: FakeSwarm) -> AsyncIterator[SwarmBackend]:
    async with open_backend(fake) as backend:
        yield backend


def shares(signals: list[Signal]) -> list[float]:
    return [round(signal.fraction, 3) for signal in signals if isinstance(signal, Progress)]


def says(fake: FakeSwarm, *messages: dict[str, Any] | str | bytes) -> None:
    fake.says = [json.dumps(message) if isinstance(message, dict) else message for message in messages]


async def test_the_request_goes_as_it_is_with_a_session_and_nothing_is_left_out(
    fake: FakeSwarm, backend: SwarmBackend
) -> None:
    call = picture_call(negativeprompt="", cfgscale=6.5, loras=["fine_lines"], loraweights=[0.8], images=1)
    assert made(await outcome_of(backend, call)) == [png()]
    [sent] = fake.bodies(SOCKET)
    assert {**sent, "session_id": ""} == {**(call.request or {}), "session_id": ""}
    assert sent["session_id"] in fake.sessions
    assert fake.skipped == []


async def test_how_far_it_is_and_what_is_forming_are_told(fake: FakeSwarm, backend: SwarmBackend) -> None:
    signals, [outcome] = await collect(backend, picture_call(steps=2))
    assert shares(signals) == [0.5, 0.725, 1.0]
    assert [s for s in signals if isinstance(s, Preview)] == 2 * [Preview(mime="image/jpeg", data=JPEG)]
    assert isinstance(outcome, Ok)
    assert outcome.usage == FREE
    assert outcome.meta == {"server_version": "0.9.9.GIT-0a1b2c3d"}


async def test_loading_a_model_is_told_before_the_first_step(fake: FakeSwarm, backend: SwarmBackend) -> None:
    fake.load = 0.02
    signals, _outcomes = await collect(backend, picture_call())
    first = next(signal for signal in signals if isinstance(signal, Progress))
    assert first == Progress(fraction=0.01, part="loading")


async def test_who_waits_is_told_how_many_of_ours_stand_before(fake: FakeSwarm, backend: SwarmBackend) -> None:
    await fake.free.acquire()
    places: list[list[int]] = [[], [], []]

    async def follow(number: int) -> None:
        async for item in backend.execute(picture_call(steps=1)):
            if isinstance(item, Queued):
                places[number].append(item.position)

    tasks = []
    for number in range(3):
        tasks.append(asyncio.create_task(follow(number)))
        await until(lambda number=number: places[number])
    fake.free.release()
    await asyncio.gather(*tasks)
    assert [found[0] for found in places] == [0, 1, 2]


async def test_several_pictures_come_in_their_order_and_the_grid_is_none(
    fake: FakeSwarm, backend: SwarmBackend
) -> None:
    fake.backends = 3
    signals, [outcome] = await collect(backend, picture_call(images=3, donotsave=False))
    assert made(outcome) == [png()] * 3
    assert len(fake.files) == 4, "the grid is there, and is not taken"
    assert shares(signals)[-1] == 1.0


async def test_what_was_discarded_does_not_count(fake: FakeSwarm, backend: SwarmBackend) -> None:
    fake.discards = (0,)
    assert len(made(await outcome_of(backend, picture_call(images=2)))) == 1
    outcome = await outcome_of(backend, picture_call())
    assert isinstance(outcome, Empty)
    assert "discarded every picture" in outcome.reason


async def test_a_picture_that_is_kept_there_is_fetched_by_its_encoded_path_with_the_same_token(
    fake: FakeSwarm, backend: SwarmBackend
) -> None:
    fake.token = SECRET
    outcome = await outcome_of(backend, picture_call(donotsave=None, prompt="50% söta? #1/2"))
    assert made(outcome) == [png()]
    [(_route, asked, headers)] = [one for one in fake.asked if one[0] == "view"]
    assert asked["path"] == "/View/local/raw/2026-01-02/0304-100%25%2050%25%20s%C3%B6ta%20%230.png".replace(
        "%20%230", "%3F%20%230"
    )
    assert headers["cookie"] == f"swarm_token={SECRET}"


async def test_parameters_without_effect_are_in_the_record(fake: FakeSwarm, backend: SwarmBackend) -> None:
    fake.unused = ("cfgscale",)
    outcome = await outcome_of(backend, picture_call(cfgscale=7))
    assert isinstance(outcome, Ok)
    assert outcome.media[0].files[0].meta["left_out"] == ["cfgscale"]


async def test_a_picture_that_comes_in_goes_as_a_data_url(fake: FakeSwarm, backend: SwarmBackend) -> None:
    image = InputMedia(parameter="input_image", path="a.png", mime="image/png", sha256="ab" * 32)
    call = picture_call(initimage={"$input": "input_image"}).model_copy(update={"images": (image,)})
    assert made(await outcome_of(backend, call))
    assert fake.bodies(SOCKET)[0]["initimage"] == f"data:image/png;base64,{base64.b64encode(PNG).decode()}"


async def test_a_picture_that_is_gone_ends_it_before_anything_is_sent(fake: FakeSwarm, backend: SwarmBackend) -> None:
    gone = InputMedia(parameter="input_image", path="gone.png", mime="image/png", sha256="ab" * 32)
    outcome = await outcome_of(backend, picture_call().model_copy(update={"images": (gone,)}))
    assert isinstance(outcome, Failed)
    assert fake.asked == []


@pytest.mark.parametrize("where", ["prompt", "negative_prompt"])
async def test_a_text_with_a_tag_is_refused_before_anything_is_sent(
    fake: FakeSwarm, backend: SwarmBackend, where: str
) -> None:
    text = "a boat <repeat[900000]:x>"
    call = picture_call(prompt=text) if where == "prompt" else picture_call()
    outcome = await outcome_of(backend, call.model_copy(update={"parameters": {where: text}}))
    assert isinstance(outcome, Refused)
    assert "<repeat[900000]" in outcome.reason
    assert fake.asked == []


LACKING = {
    "a model that is not there": ({"call_model": "sd_xl"}, "has no model 'sd_xl'", "sd_xl"),
    "a LoRA that is not there": ({"loras": ["fine_line"]}, "LoRA 'fine_line': did you mean 'fine_lines", "fine_line"),
    "a parameter that nobody knows": ({"cfg_scal": 5}, "'cfg_scal' and would leave it out silently", "cfg_scal"),
}


@pytest.mark.parametrize(("request_", "words", "missing"), LACKING.values(), ids=LACKING.keys())
async def test_what_the_server_lacks_is_named_and_nothing_else_is_taken_for_it(
    fake: FakeSwarm, backend: SwarmBackend, request_: dict[str, Any], words: str, missing: str
) -> None:
    outcome = await outcome_of(backend, picture_call(**request_))
    assert isinstance(outcome, Unavailable)
    assert words in outcome.reason
    assert outcome.missing == (missing,)
    assert fake.began == []


async def test_parameters_that_an_account_may_not_list_are_sent_unlooked(
    fake: FakeSwarm, backend: SwarmBackend
) -> None:
    fake.forbidden = frozenset({"listt2iparams"})
    assert made(await outcome_of(backend, picture_call(novelty=1)))
    assert fake.skipped == ["novelty"]


@pytest.mark.parametrize("sockets", [True, False], ids=["over the websocket", "over the plain request"])
async def test_a_session_that_was_forgotten_is_replaced_once(sockets: bool) -> None:
    async with open_fake(websockets=sockets) as fake, open_backend(fake) as backend:
        assert made(await outcome_of(backend, picture_call()))
        fake.forget_sessions()
        assert made(await outcome_of(backend, picture_call()))
        assert len(fake.began) == 2
        assert len(fake.bodies("getnewsession")) >= 2


async def test_a_server_that_forgets_every_session_is_an_error(fake: FakeSwarm, backend: SwarmBackend) -> None:
    assert made(await outcome_of(backend, picture_call()))
    says(fake, {"error": "Invalid session ID.", "error_id": "invalid_session_id"})
    outcome = await outcome_of(backend, picture_call())
    assert isinstance(outcome, Failed)
    assert "forgets its sessions" in outcome.reason
    assert len(fake.bodies(SOCKET)) == 3


GENERATION_ERRORS = {
    "a value out of its limits": ({"steps": 501}, "", Invalid, "Steps"),
    "another fault": ({}, "Something went wrong while generating images.", Failed, "Something went wrong"),
    "busy backends": ({}, "Timeout! All backends are occupied with other tasks.", Unavailable, "busy"),
    "no pictures": ({}, "No images were generated (all refused, or failed).", Failed, "refused"),
}


@pytest.mark.parametrize("sockets", [True, False], ids=["over the websocket", "over the plain request"])
@pytest.mark.parametrize(
    ("request_", "error", "kind", "words"), GENERATION_ERRORS.values(), ids=GENERATION_ERRORS.keys()
)
async def test_an_error_with_status_200_is_an_outcome(
    sockets: bool, request_: dict[str, Any], error: str, kind: type[Outcome], words: str
) -> None:
    async with open_fake(generation_error=error, websockets=sockets) as fake, open_backend(fake) as backend:
        outcome = await outcome_of(backend, picture_call(**request_))
        assert isinstance(outcome, kind)
        assert words in getattr(outcome, "reason", "")
        assert fake.bodies("interruptall") == []


MESSAGES: dict[str, tuple[list[dict[str, Any] | str | bytes], type[Outcome], str]] = {
    "plain text": (["not json"], Failed, "no JSON: 'not json'"),
    "bytes that are no text": ([b"\xff\xfe\0"], Failed, "no JSON"),
    "NaN": (['{"gen_progress": NaN}'], Failed, "no JSON"),
    "a list": (["[1]"], Failed, "no JSON"),
    "JSON without a bottom": (['{"a":' * 100_000], Failed, "no JSON"),
    "a page of a proxy": ([PAGE], Failed, "HTML page"),
    "nothing": ([], Failed, "broke off"),
    "words that mean nothing": ([{"hello": 1}, {"gen_progress": 5}, {"image": 7}, {"status": []}], Failed, "broke off"),
    "an end without a picture": ([{"discard_indices": []}, {"socket_intention": "close"}], Failed, "may have stopped"),
    "a picture that is none": ([{"image": "data:image/png;base64,AAAA", "batch_index": "0"}], Failed, "of a kind"),
    "a picture that is broken": ([{"image": "data:image/png;base64,*", "batch_index": "0"}], Failed, "cannot be read"),
    "a picture that is empty": ([{"image": "data:image/png;base64,", "batch_index": "0"}], Failed, "is empty"),
    "a picture elsewhere": ([{"image": "https://example.org/View/a.png"}], Failed, "outside its own"),
    "a picture above its folder": ([{"image": "View/../API/x"}], Failed, "outside its own"),
    "a picture that is not there": ([{"image": "View/local/x.png"}], Failed, "does not have it any more"),
}


@pytest.mark.parametrize(("messages", "kind", "words"), MESSAGES.values(), ids=MESSAGES.keys())
async def test_whatever_the_websocket_says_is_an_outcome_with_a_sentence(
    fake: FakeSwarm, backend: SwarmBackend, messages: list[Any], kind: type[Outcome], words: str
) -> None:
    says(fake, *messages)
    outcome = await outcome_of(backend, picture_call())
    assert isinstance(outcome, kind)
    assert words in getattr(outcome, "reason", "")


async def test_fewer_pictures_than_were_asked_for_are_no_success(fake: FakeSwarm, backend: SwarmBackend) -> None:
    picture = {"image": f"data:image/png;base64,{base64.b64encode(png()).decode()}", "batch_index": "0"}
    says(fake, picture, {"discard_indices": []}, {"socket_intention": "close"})
    outcome = await outcome_of(backend, picture_call(images=2))
    assert isinstance(outcome, Failed)
    assert "1 of 2 pictures" in outcome.reason


async def test_where_no_websocket_passes_the_plain_request_is_made_and_none_is_tried_again_at_once() -> None:
    async with open_fake(websockets=False) as fake, open_backend(fake) as backend:
        assert len(made(await outcome_of(backend, picture_call(images=2)))) == 2
        assert made(await outcome_of(backend, picture_call()))
        assert len(fake.bodies(PLAIN)) == 2
        assert backend.server.no_socket_until > 0


async def test_pictures_that_the_plain_request_discarded_are_no_lack() -> None:
    async with open_fake(websockets=False, discards=(1,)) as fake, open_backend(fake) as backend:
        assert len(made(await outcome_of(backend, picture_call(images=2)))) == 1


async def test_a_server_that_is_not_there_is_unavailable_for_now() -> None:
    async with open_fake() as fake:
        url = fake.url
    async with open_at(url) as backend:
        outcome = await outcome_of(backend, picture_call())
        state = await backend.availability(MODEL, "image")
    assert isinstance(outcome, Unavailable)
    assert outcome.retryable
    assert url in outcome.reason
    assert not state.ready


async def test_a_server_that_is_frozen_is_a_timeout(fake: FakeSwarm) -> None:
    async with open_backend(fake, read_seconds=1.0) as backend:
        assert made(await outcome_of(backend, picture_call()))
        fake.step = 0.05
        begun: list[Signal] = []
        outcome: Outcome | None = None
        async for item in backend.execute(picture_call(steps=50)):
            if isinstance(item, Progress) and not begun:
                begun.append(item)
                fake.relay.freeze()
            if isinstance(item, TimeoutUnknown):
                outcome = item
        fake.relay.thaw()
    assert outcome == TimeoutUnknown(seconds=1.0)


@pytest.mark.parametrize("token", ["two words", "a;b=c", 'quo"ted'])
async def test_a_token_that_is_none_is_not_sent(fake: FakeSwarm, token: str) -> None:
    async with open_backend(fake, {KEY: token}) as backend:
        outcome = await outcome_of(backend, picture_call())
    assert isinstance(outcome, Unavailable)
    assert KEY in outcome.reason
    assert token not in outcome.reason
    assert fake.asked == []


@pytest.mark.parametrize(("environment", "words"), [({}, f"set {KEY}"), ({KEY: "wrong-one"}, "does not accept")])
async def test_an_account_that_is_asked_for_is_named_with_the_place_of_its_token(
    fake: FakeSwarm, environment: dict[str, str], words: str
) -> None:
    fake.token = SECRET
    async with open_backend(fake, environment) as backend:
        outcome = await outcome_of(backend, picture_call())
    assert isinstance(outcome, Unavailable)
    assert words in outcome.reason


async def test_token_and_headers_go_with_every_request(fake: FakeSwarm) -> None:
    fake.token = SECRET
    async with open_backend(fake, headers={"X-Pass": "open sesame"}) as backend:
        assert made(await outcome_of(backend, picture_call()))
        assert "sesame" not in repr(backend) + str(backend.describe())
    assert {headers.get("x-pass") for _route, _body, headers in fake.asked} == {"open sesame"}
    assert {headers.get("cookie") for _route, _body, headers in fake.asked} == {f"swarm_token={SECRET}"}


async def test_no_token_is_in_anything_that_is_said(fake: FakeSwarm, backend: SwarmBackend) -> None:
    fake.generation_error = f"ComfyUI failed with token {SECRET} in Bearer {SECRET}"
    said = repr(await outcome_of(backend, picture_call()))
    assert "very-secret" not in said
    assert "ComfyUI failed with token" in said
