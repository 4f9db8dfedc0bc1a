"""Calls through the pool to fake servers, over real HTTP and websockets, while things go wrong."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest
from pydantic import SecretStr

from devserver.backends import Ticket
from devserver.backends.comfyui import Pace, open_pool
from devserver.models.calls import InputMedia
from devserver.models.outcomes import (
    Cancelled,
    Empty,
    Failed,
    Invalid,
    Ok,
    Preview,
    Progress,
    Queued,
    Signal,
    TimeoutUnknown,
    Unavailable,
)
from devserver.models.servers import ComfyServer
from tests.backends.comfyui.working import FAST, a_picture, done, graph, media_call, node, open_backend, painting, until
from tests.fakes.comfyui import Faults, open_fake
from tests.fakes.comfyui_nodes import FILES, JPEG, png

pytestmark = pytest.mark.anyio


async def test_a_call_gives_progress_previews_and_a_picture() -> None:
    async with open_fake(previews=True, step=0.02) as fake, open_backend(fake) as backend:
        await until(lambda: backend.pool.servers[0].feed.connected)
        signals: list[Signal] = []
        outcome = await done(backend, media_call(graph(steps=4)), signals)
    assert isinstance(outcome, Ok)
    assert [file.data for output in outcome.media for file in output.files] == [FILES["png"]]
    assert outcome.usage.cost_usd == 0.0
    shares = [signal.fraction for signal in signals if isinstance(signal, Progress)]
    assert shares == sorted(shares)
    assert len(shares) >= 4
    assert any(0.1 < share < 0.9 for share in shares)
    assert {signal.note for signal in signals if isinstance(signal, Progress)} >= {"ProbeSteps", "SaveImage"}
    assert [signal.data for signal in signals if isinstance(signal, Preview)][-1] == JPEG
    assert len(fake.succeeded) == 1


async def test_the_same_call_again_gives_the_same_picture_out_of_the_cache() -> None:
    async with open_fake() as fake, open_backend(fake) as backend:
        first, second = await done(backend, media_call(graph())), await done(backend, media_call(graph()))
    assert isinstance(first, Ok)
    assert first == second
    assert len(fake.succeeded) == 2


@pytest.mark.parametrize(
    ("fault", "handed_in"),
    [
        pytest.param("post_vanishes", 2, id="the connection broke before the server took the prompt"),
        pytest.param("post_unanswered", 1, id="the connection broke after the server took the prompt"),
        pytest.param("post_500", 2, id="the server failed and did not queue"),
        pytest.param("post_500_queued", 1, id="the server failed and queued all the same"),
        pytest.param("post_truncated", 1, id="the answer broke off in its JSON"),
        pytest.param("post_html", 2, id="a proxy answered with a page"),
        pytest.param("queue_garbage", 1, id="the queue was a page of a proxy once"),
        pytest.param("view_truncated", 1, id="the file broke off once"),
        pytest.param("no_history", 1, id="the history forgot the prompt"),
    ],
)
async def test_a_fault_that_passes_leads_to_one_success(fault: str, handed_in: int) -> None:
    async with open_fake(step=0.01) as fake, open_backend(fake) as backend:
        await until(lambda: backend.pool.servers[0].feed.connected)
        setattr(fake.faults, fault, 1)
        outcome = await done(backend, media_call(graph()))
    assert isinstance(outcome, Ok), outcome
    assert len(fake.posted("/prompt")) == handed_in
    assert len(fake.succeeded) == 1


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        pytest.param("view_empty", "is an empty file", id="an empty file"),
        pytest.param("view_html", "should be image and is of a kind that nobody knows", id="a page for a picture"),
    ],
)
async def test_bytes_that_are_no_picture_are_no_success(fault: str, words: str) -> None:
    async with open_fake() as fake, open_backend(fake) as backend:
        setattr(fake.faults, fault, 1)
        outcome = await done(backend, media_call(graph()))
    assert isinstance(outcome, Failed)
    assert words in outcome.reason


async def test_a_server_that_dies_before_its_file_was_fetched_does_not_do_it_again_elsewhere() -> None:
    async with open_fake(step=0.01) as fake, open_fake() as other, open_backend(fake, other) as backend:
        backend.pool.servers[0].resident = ("small.safetensors",)
        fake.faults.view_truncated = 99
        call = asyncio.create_task(done(backend, media_call(painting())))
        await until(lambda: fake.faults.view_truncated < 99)
        await fake.die()
        outcome = await call
    assert isinstance(outcome, Unavailable)
    assert outcome.reason.endswith("paint_00001_.png and went away before it could be fetched")
    assert other.began == []


async def test_without_a_websocket_prompts_are_followed_by_looking() -> None:
    async with open_fake(faults=Faults(no_websocket=True), step=0.01) as fake, open_backend(fake) as backend:
        assert isinstance(await done(backend, media_call(graph())), Ok)
        assert not backend.pool.servers[0].feed.connected


async def test_a_websocket_that_breaks_in_mid_run_changes_nothing() -> None:
    async with open_fake(step=0.03) as fake, open_backend(fake) as backend:
        call = asyncio.create_task(done(backend, media_call(graph(steps=8))))
        await until(lambda: fake.running)
        fake.relay.drop_sockets()
        assert isinstance(await call, Ok)
        await until(lambda: backend.pool.servers[0].feed.opened >= 2)
    assert len(fake.succeeded) == 1


async def test_a_socket_that_the_server_forgot_is_replaced() -> None:
    """The reconnect trap: the server notices the loss of the old socket late, and forgets the new one with it."""
    async with open_fake(step=0.03) as fake, open_backend(fake) as backend:
        feed = backend.pool.servers[0].feed
        await until(lambda: feed.connected)
        fake.relay.half_open()
        await until(lambda: feed.opened == 2 and fake.sockets)
        fake.relay.close_orphans()
        await until(lambda: not fake.sockets)
        assert feed.connected, "nothing tells us that we are deaf"
        assert isinstance(await done(backend, media_call(graph(steps=8))), Ok)
        await until(lambda: feed.opened == 3 and fake.sockets)
        signals: list[Signal] = []
        assert isinstance(await done(backend, media_call(graph(steps=8, shade=1)), signals), Ok)
    assert any(isinstance(signal, Progress) for signal in signals)


async def test_a_server_that_starts_anew_in_mid_run_gets_the_prompt_again() -> None:
    async with open_fake(step=0.03) as fake, open_backend(fake) as backend:
        call = asyncio.create_task(done(backend, media_call(graph(steps=8))))
        await until(lambda: fake.running)
        await fake.restart(after=0.1)
        assert isinstance(await call, Ok)
    assert len(fake.began) == 2
    assert len(fake.succeeded) == 1
    assert len({body["prompt_id"] for body in fake.posted("/prompt")}) == 2


async def test_what_a_dead_server_had_goes_to_another() -> None:
    async with open_fake(step=0.03) as dying, open_fake() as other, open_backend(dying, other) as backend:
        backend.pool.servers[0].resident = ("small.safetensors",)
        call = asyncio.create_task(done(backend, media_call(painting(steps=60))))
        await until(lambda: dying.running)
        await dying.die()
        assert isinstance(await call, Ok)
        assert [server["state"] for server in backend.describe()["servers"]] == ["down", "up"]
    assert len(other.succeeded) == 1


async def test_a_server_that_freezes_for_a_while_loses_nothing() -> None:
    async with open_fake(step=0.02) as fake, open_backend(fake) as backend:
        call = asyncio.create_task(done(backend, media_call(graph(steps=6))))
        await until(lambda: fake.running)
        fake.relay.freeze()
        await asyncio.sleep(0.9)
        fake.relay.thaw()
        assert isinstance(await call, Ok)
    assert len(fake.succeeded) == 1
    assert len(fake.posted("/prompt")) == 1


async def test_a_server_that_stays_frozen_may_have_done_it() -> None:
    pace = replace(FAST, frozen=0.7, control=0.2, ping=0.3, closing=0.1)
    async with open_fake(step=0.02) as fake, open_backend(fake, pace=pace) as backend:
        call = asyncio.create_task(done(backend, media_call(graph(steps=6))))
        await until(lambda: fake.running)
        fake.relay.freeze()
        assert await call == TimeoutUnknown(seconds=pace.frozen)
        fake.relay.thaw()


async def test_a_cancelled_call_is_stopped_where_it_runs() -> None:
    async with open_fake(step=0.02) as fake, open_backend(fake) as backend:
        running = backend.execute(media_call(graph(steps=500)))
        await anext(running)
        await until(lambda: fake.running)
        await running.aclose()  # type: ignore[attr-defined]
        await until(lambda: not fake.running)
        ours = fake.posted("/prompt")[0]["prompt_id"]
        assert fake.posted("/interrupt")[0] == {"prompt_id": ours}
        await until(lambda: backend.describe()["servers"][0]["running"] == 0)
    assert fake.succeeded == []


async def test_a_lost_interrupt_is_sent_again() -> None:
    async with open_fake(step=0.02, faults=Faults(interrupts_lost=2)) as fake, open_backend(fake) as backend:
        call = asyncio.create_task(done(backend, media_call(graph(steps=500))))
        await until(lambda: fake.running)
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)
        await until(lambda: not fake.running)
        assert len(fake.posted("/interrupt")) >= 3


async def test_a_cancelled_call_that_waits_is_taken_back_and_nobody_elses_is_touched() -> None:
    async with open_fake(step=0.02) as fake, open_backend(fake) as backend:
        theirs = await fake.post_foreign(graph(steps=30), "somebody")
        later = await fake.post_foreign(graph(steps=1, shade=7), "somebody")
        await until(lambda: fake.running)
        call = asyncio.create_task(done(backend, media_call(graph(steps=3, shade=3))))
        await until(lambda: len(fake.queue) == 2)
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)
        ours = fake.posted("/prompt")[0]["prompt_id"]
        await until(lambda: all(item[1] != ours for item in fake.queue))
        await until(lambda: fake.succeeded == [theirs, later])
        assert ours not in fake.began
        assert all(body == {"delete": [ours]} for body in fake.posted("/queue"))
        assert fake.posted("/interrupt") == []


async def test_a_call_that_is_cancelled_in_our_own_line_never_leaves_it() -> None:
    async with open_fake(step=0.02) as fake, open_backend(fake, limit=1) as backend:
        first = asyncio.create_task(done(backend, media_call(graph(steps=10))))
        await until(lambda: fake.running)
        second = backend.pool.submit(media_call(graph(shade=5)))
        await asyncio.sleep(0.05)
        second.cancel()
        assert await second.outcome == Cancelled()
        assert isinstance(await first, Ok)
    assert len(fake.posted("/prompt")) == 1


async def test_a_prompt_that_somebody_else_stops_is_a_failure() -> None:
    async with open_fake(step=0.02) as fake, open_backend(fake) as backend:
        call = asyncio.create_task(done(backend, media_call(graph(steps=500))))
        await until(lambda: fake.running)
        fake.interrupt_flag = True
        assert await call == Failed(reason="somebody else stopped it on s1")


async def test_out_of_memory_is_tried_on_another_server_and_then_told() -> None:
    broken = {**graph(), "3": node("ProbeRaise", image=["1", 0], message="oom")}
    async with open_fake() as one, open_fake() as two, open_backend(one, two) as backend:
        outcome = await done(backend, media_call(broken))
    assert isinstance(outcome, Failed)
    assert "ran out of graphics memory in node 3 (ProbeRaise): try a smaller size" in outcome.reason
    assert (len(one.began), len(two.began)) == (1, 1)


async def test_a_node_that_fails_is_named_and_not_tried_again() -> None:
    broken = {**graph(), "3": node("ProbeRaise", image=["1", 0], message="boom")}
    async with open_fake() as fake, open_backend(fake) as backend:
        outcome = await done(backend, media_call(broken))
    assert outcome == Failed(reason="s1: node 3 (ProbeRaise) failed: boom")
    assert len(fake.began) == 1


async def test_an_output_that_was_deleted_is_made_again() -> None:
    async with open_fake() as fake, open_backend(fake) as backend:
        assert isinstance(await done(backend, media_call(graph())), Ok)
        fake.delete_outputs()
        assert isinstance(await done(backend, media_call(graph())), Ok)
    prefixes = [body["prompt"]["2"]["inputs"]["filename_prefix"] for body in fake.posted("/prompt")]
    assert prefixes[0] == prefixes[1] == "probe/x"
    assert prefixes[2].startswith("probe/x_")


async def test_an_output_that_is_never_there_is_a_failure() -> None:
    async with open_fake(faults=Faults(view_missing=99)) as fake, open_backend(fake) as backend:
        outcome = await done(backend, media_call(graph()))
    assert isinstance(outcome, Failed)
    assert "lists x_" in outcome.reason
    assert len(fake.began) == 2


async def test_a_passing_output_that_is_gone_is_made_again_too() -> None:
    async with open_fake() as fake, open_backend(fake) as backend:
        call = media_call(graph(saver="PreviewImage"))
        assert isinstance(await done(backend, call), Ok)
        fake.delete_outputs()
        assert isinstance(await done(backend, call), Ok)
    assert fake.posted("/free") == [{"unload_models": False, "free_memory": True}]


@pytest.mark.parametrize(
    ("workflow", "words"),
    [
        pytest.param(None, "has no workflow", id="no workflow"),
        pytest.param({"nodes": [], "links": []}, "export it in API format", id="the format of the page"),
        pytest.param({"1": graph()["1"]}, "no output node", id="no output node"),
        pytest.param(
            graph(shade=-1), "node 1 (EmptyImage): color is -1, the least is 0", id="a value out of its limits"
        ),
    ],
)
async def test_a_workflow_that_no_server_takes_is_invalid(workflow: dict[str, Any] | None, words: str) -> None:
    async with open_fake() as fake, open_backend(fake) as backend:
        outcome = await done(backend, media_call(workflow))
    assert isinstance(outcome, Invalid)
    assert words in outcome.reason
    assert fake.began == []


async def test_a_model_that_one_server_lacks_is_taken_from_another() -> None:
    async with open_fake() as one, open_fake() as two:
        two.catalogue["CheckpointLoaderSimple"]["input"]["required"]["ckpt_name"][0].append("rare.safetensors")
        async with open_backend(one, two) as backend:
            assert isinstance(await done(backend, media_call(painting("rare.safetensors"))), Ok)
    assert (len(one.posted("/prompt")), len(two.posted("/prompt"))) == (0, 1)


async def test_a_model_that_nobody_has_is_named() -> None:
    async with open_fake() as fake, open_backend(fake) as backend:
        outcome = await done(backend, media_call(painting("smal.safetensors")))
    assert isinstance(outcome, Unavailable)
    assert outcome.missing == ("smal.safetensors",)
    assert "nearest there: small.safetensors" in outcome.reason
    assert fake.posted("/prompt") == []


@pytest.mark.parametrize("newer", [False, True], ids=["older", "newer"])
async def test_a_node_that_was_taken_away_since_we_asked_is_found_elsewhere(newer: bool) -> None:
    async with open_fake(newer=newer) as one, open_fake(newer=newer) as two, open_backend(one, two) as backend:
        del one.catalogue["KSampler"]
        backend.pool.servers[0].resident = ("small.safetensors",)
        assert isinstance(await done(backend, media_call(painting())), Ok)
        assert (len(one.began), len(two.began)) == (0, 1)
        outcome = await done(backend, media_call({**painting(), "77": node("RareNode")}))
    assert isinstance(outcome, Unavailable)
    assert outcome.missing == ("RareNode",)


BAD = {"7": node("SaveImage", filename_prefix="probe/bad")}


async def test_an_output_beside_ours_that_is_left_out_is_only_told() -> None:
    async with open_fake() as fake, open_backend(fake) as backend:
        outcome = await done(backend, media_call(graph(**BAD), output_node="2"))
    assert isinstance(outcome, Ok)
    assert "images is missing" in outcome.meta["left_out"]["7"]


@pytest.mark.parametrize("output_node", ["7", None], ids=["ours", "one of all"])
async def test_an_output_that_is_left_out_and_wanted_makes_the_call_invalid(output_node: str | None) -> None:
    async with open_fake(step=0.02) as fake, open_backend(fake) as backend:
        outcome = await done(backend, media_call(graph(steps=500, **BAD), output_node=output_node))
        assert outcome == Invalid(reason="node 7 (SaveImage): images is missing; give it a value or link it to a node")
        await until(lambda: not fake.running and not fake.queue)
    assert fake.succeeded == []


async def test_events_of_others_are_not_ours() -> None:
    async with open_fake(step=0.02, previews=True) as fake, open_backend(fake) as backend:
        await until(lambda: backend.pool.servers[0].feed.connected)
        await fake.post_foreign(graph(steps=10), None)
        signals: list[Signal] = []
        call = asyncio.create_task(done(backend, media_call(graph(steps=2, shade=2)), signals))
        await until(lambda: fake.posted("/prompt"))
        ours = fake.posted("/prompt")[0]["prompt_id"]
        await until(lambda: fake.running and fake.running[1] != ours)
        await fake.broadcast("executing", {"node": None, "prompt_id": "nobody"})
        await fake.broadcast("execution_success", {"prompt_id": "nobody", "timestamp": 1})
        await asyncio.sleep(0.1)
        assert not any(isinstance(signal, Preview | Progress) for signal in signals)
        assert isinstance(await call, Ok)


@pytest.mark.parametrize("settings", [{"newer": True}, {"only_api": True}], ids=["a newer one", "one below /api only"])
async def test_another_kind_of_server(settings: dict[str, Any]) -> None:
    async with open_fake(step=0.02, **settings) as fake, open_backend(fake) as backend:
        await until(lambda: backend.pool.servers[0].feed.connected)
        assert isinstance(await done(backend, media_call(graph())), Ok)
        call = asyncio.create_task(done(backend, media_call(graph(steps=500))))
        await until(lambda: fake.running)
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)
        await until(lambda: not fake.running)
    jobs = [request for request in fake.requests if request[1] == "/api/jobs/cancel"]
    assert bool(jobs) == ("newer" in settings)
    assert bool(fake.posted("/interrupt")) == ("only_api" in settings)


PICTURE = InputMedia(parameter="input_image", path="picture", mime="image/png", sha256="a" * 64)


async def test_inputs_are_uploaded_once_for_each_server_under_the_hash_of_their_content() -> None:
    workflow = graph(**{"1": node("LoadImage", image=PICTURE.sha256)})
    async with open_fake() as fake, open_backend(fake, read=a_picture) as backend:
        await until(lambda: backend.pool.servers[0].feed.connected)
        for _ in range(2):
            assert isinstance(await done(backend, media_call(workflow, images=(PICTURE,))), Ok)
        name = f"devserver/{PICTURE.sha256}.png"
        assert fake.uploads == {name: png()}
        assert len(fake.posted("/upload/image")) == 1
        assert [body["prompt"]["1"]["inputs"]["image"] for body in fake.posted("/prompt")] == [name] * 2
        fake.uploads.clear()
        assert isinstance(await done(backend, media_call(workflow, images=(PICTURE,))), Ok), "uploaded again"


async def test_availability_says_what_is_missing_or_down() -> None:
    async with open_fake() as fake, open_backend(fake) as backend:
        assert (await backend.availability("", "image")).ready
        assert (await backend.availability("", "image", graph())).ready
        lacking = await backend.availability("", "image", {**painting("x.safetensors"), "77": node("RareNode")})
        assert lacking.missing == ("RareNode", "x.safetensors")
        assert lacking.reason.startswith("s1 does not have the node RareNode")
        await fake.die()
        await until(lambda: not backend.pool.servers[0].up)
        down = await backend.availability("", "image", graph())
        assert (down.state, down.ready) == ("down", False)
        assert down.reason == f"no ComfyUI server answers: s1 ({fake.url}): no connection"


async def test_a_call_waits_for_a_server_that_is_down_and_comes_back() -> None:
    async with open_fake() as fake, open_backend(fake) as backend:
        await fake.die()
        await until(lambda: not backend.pool.servers[0].up)
        call = asyncio.create_task(done(backend, media_call(graph())))
        await asyncio.sleep(0.2)
        await fake.rise()
        assert isinstance(await call, Ok)
        await fake.die()
        await until(lambda: not backend.pool.servers[0].up)
        outcome = await done(backend, media_call(graph()))
        assert isinstance(outcome, Unavailable)
        assert outcome.reason.startswith("no ComfyUI server answers")


async def test_a_server_behind_a_login_is_down_and_says_so() -> None:
    async with open_fake(faults=Faults(unauthorised=True)) as fake, open_backend(fake) as backend:
        reason = (await backend.availability("", "image")).reason
    assert reason.endswith("s1 wants to know who we are (401): set its headers in the settings")


async def test_two_servers_of_one_name_are_refused() -> None:
    servers = [ComfyServer(name="attic", url="http://127.0.0.1:1"), ComfyServer(name="attic", url="http://127.0.0.1:2")]
    with pytest.raises(ValueError, match="same name"):
        async with open_pool(servers, a_picture, FAST):
            pass


async def test_an_input_that_cannot_be_read_ends_its_call_only() -> None:
    async def read(_image: InputMedia) -> bytes:
        raise FileNotFoundError("gone")

    workflow = graph(**{"1": node("LoadImage", image=PICTURE.sha256)})
    async with open_fake() as fake, open_backend(fake, read=read) as backend:
        assert await done(backend, media_call(workflow, images=(PICTURE,))) == Invalid(
            reason="a picture or sound that the call takes in is no longer in the data folder"
        )
        assert isinstance(await done(backend, media_call(graph())), Ok)


async def test_a_call_that_is_cancelled_while_its_input_goes_up_is_never_handed_in() -> None:
    async def read(_image: InputMedia) -> bytes:
        job.cancel()
        return png()

    workflow = graph(**{"1": node("LoadImage", image=PICTURE.sha256)})
    async with open_fake() as fake, open_backend(fake, read=read) as backend:
        job = backend.pool.submit(media_call(workflow, images=(PICTURE,)))
        assert await asyncio.wait_for(job.outcome, 30) == Cancelled()
    assert fake.posted("/prompt") == []


async def test_a_server_never_has_more_of_ours_than_its_limit_and_all_are_done_once() -> None:
    most: dict[str, int] = {}
    async with open_fake(step=0.005) as one, open_fake(step=0.005) as two, open_backend(one, two) as backend:

        async def watch() -> None:
            while True:
                for server in backend.describe()["servers"]:
                    most[server["name"]] = max(most.get(server["name"], 0), server["running"])
                await asyncio.sleep(0.002)

        watching = asyncio.create_task(watch())
        models = ["small.safetensors", "large.safetensors"]
        calls = [media_call(painting(models[n % 2], seed=n)) for n in range(16)]
        outcomes = await asyncio.gather(*(done(backend, call) for call in calls))
        watching.cancel()
    assert all(isinstance(outcome, Ok) for outcome in outcomes)
    assert len(one.succeeded) + len(two.succeeded) == 16
    assert max(most.values()) <= 2
    assert all(
        len({body["prompt"]["4"]["inputs"]["ckpt_name"] for body in f.posted("/prompt")}) <= 2 for f in (one, two)
    )


async def test_people_take_turns_and_hear_their_place() -> None:
    order: list[str] = []
    async with open_fake(step=0.01) as fake, open_backend(fake, limit=1) as backend:
        first = asyncio.create_task(done(backend, media_call(graph(steps=20))))
        await until(lambda: fake.running)
        signals: list[Signal] = []

        async def one(owner: str, shade: int) -> None:
            heard = signals if owner == "ben" else None
            await done(backend, media_call(graph(steps=2, shade=shade)), heard, Ticket(owner))
            order.append(owner)

        rest = [asyncio.create_task(one("ada", n)) for n in range(3)]
        await asyncio.sleep(0.02)
        rest.append(asyncio.create_task(one("ben", 9)))
        await asyncio.gather(first, *rest)
    assert order == ["ada", "ben", "ada", "ada"]
    places = [signal.position for signal in signals if isinstance(signal, Queued)]
    assert places[0] == 1
    assert places[-1] == 0


async def test_a_call_that_only_waits_is_moved_to_a_server_that_has_nothing_to_do() -> None:
    async with open_fake(step=0.02) as one, open_fake() as two, open_backend(one, two) as backend:
        await two.die()
        await until(lambda: not backend.pool.servers[1].up)
        calls = [asyncio.create_task(done(backend, media_call(painting(steps=40, seed=n)))) for n in range(3)]
        await until(lambda: len(one.posted("/prompt")) == 2)
        await two.rise()
        assert all(isinstance(outcome, Ok) for outcome in await asyncio.gather(*calls))
    assert (len(one.succeeded), len(two.succeeded)) == (1, 2)


async def test_a_closed_pool_leaves_nothing_at_its_servers() -> None:
    async with open_fake(step=0.02) as fake:
        async with AsyncExitStack() as stack:
            backend = await stack.enter_async_context(open_backend(fake))
            jobs = [backend.pool.submit(media_call(graph(steps=500, shade=n))) for n in range(5)]
            await until(lambda: fake.running)
        assert [job.outcome.result() for job in jobs] == [Cancelled()] * 5
        await until(lambda: not fake.running and not fake.queue)
    assert fake.succeeded == []


@pytest.mark.parametrize(
    ("saver", "media_type", "extension"),
    [
        pytest.param("SaveImage", "image", "png", id="image"),
        pytest.param("SaveVideo", "video", "mp4", id="video, under images"),
        pytest.param("SaveWEBM", "video", "webm", id="video in another container"),
        pytest.param("SaveAudio", "audio", "flac", id="audio"),
        pytest.param("SaveAudioMP3", "music", "mp3", id="music"),
        pytest.param("SaveAudioOpus", "audio", "opus", id="opus"),
        pytest.param("SaveGLB", "3d", "glb", id="3d"),
        pytest.param("SaveImageWebsocket", "image", "png", id="an image over the websocket"),
    ],
)
async def test_every_kind_of_output(saver: str, media_type: str, extension: str) -> None:
    async with open_fake() as fake, open_backend(fake) as backend:
        await until(lambda: backend.pool.servers[0].feed.connected)
        outcome = await done(backend, media_call(graph(saver=saver), media_type))
    assert isinstance(outcome, Ok), outcome
    assert [(f.format, f.data) for output in outcome.media for f in output.files] == [(extension, FILES[extension])]


async def test_text_is_an_output() -> None:
    workflow = {"1": node("PrimitiveString", value="h\u00e9llo"), "2": node("PreviewAny", source=["1", 0])}
    async with open_fake() as fake, open_backend(fake) as backend:
        outcome = await done(backend, media_call(workflow, "text", "2"))
    assert isinstance(outcome, Ok)
    assert outcome.text == "h\u00e9llo"


async def test_a_workflow_that_makes_something_else_is_empty_and_says_what() -> None:
    async with open_fake() as fake, open_backend(fake) as backend:
        outcome = await done(backend, media_call(graph(saver="SaveVideo")))
    assert isinstance(outcome, Empty)
    assert "gave no image; it gave x_00001_.mp4 (node 2)" in outcome.reason


async def test_without_servers_nothing_is_available() -> None:
    async with open_pool([], a_picture, FAST) as pool:
        assert (await pool.availability(None)).reason == "no ComfyUI server is configured"
        outcome = await asyncio.wait_for(pool.submit(media_call(graph())).outcome, 30)
    assert isinstance(outcome, Unavailable)


async def test_what_an_operator_sees_has_no_password_and_no_header() -> None:
    server = ComfyServer(name="attic", url="http://127.0.0.1:9/", headers={"Authorization": SecretStr("Bearer secret")})
    async with open_pool([server], a_picture, replace(FAST, connect=0.1)) as pool:
        assert "secret" not in repr(pool.describe()) + repr(server)
        assert "Bearer" not in repr(server)


def test_patience_has_sane_defaults() -> None:
    pace = Pace()
    assert pace.confirm < pace.poll <= pace.word < pace.quiet < pace.gone < pace.frozen


async def test_a_prompt_of_a_process_that_is_gone_is_followed_and_not_done_again() -> None:
    ticket = Ticket(key="run_1/media/1")
    async with open_fake(step=0.03) as fake:
        async with open_backend(fake) as backend:
            await until(lambda: backend.pool.servers[0].feed.connected)
            backend.pool.submit(media_call(graph(steps=8)), ticket)
            await until(lambda: fake.running)
            fake.relay.freeze()  # as if the process were killed: nothing of its end reaches the server
            fake.requests.clear()
        await fake.relay.die()
        fake.relay.thaw()
        await fake.relay.listen()
        async with open_backend(fake) as backend:
            assert isinstance(await done(backend, media_call(graph(steps=8)), ticket=replace(ticket, resumed=True)), Ok)
            assert isinstance(await done(backend, media_call(graph(steps=8)), ticket=replace(ticket, resumed=True)), Ok)
    assert len(fake.began) == 1
    assert fake.posted("/prompt") == []


async def test_a_prompt_of_a_process_that_is_gone_is_done_anew_where_no_server_knows_it() -> None:
    ticket = Ticket(key="run_1/media/1", resumed=True)
    async with open_fake() as fake, open_backend(fake) as backend:
        assert isinstance(await done(backend, media_call(graph()), ticket=ticket), Ok)
    assert len(fake.began) == 1
