"""One try of a call at a server, over real HTTP and websockets, while things go wrong."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from devserver.backends import Ticket
from devserver.backends.comfyui.remote import prompt_id_of
from devserver.models.calls import InputMedia
from devserver.models.outcomes import (
    Cancelled,
    Failed,
    Invalid,
    Ok,
    Preview,
    Progress,
    Signal,
)
from tests.backends.comfyui.working import a_picture, done, graph, media_call, node, open_backend, until
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
    assert all(prefix.startswith("probe/x_") for prefix in prefixes)
    assert len(set(prefixes)) == 2, "no file has the name of an older one"


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


async def test_a_try_that_handed_nothing_in_leaves_its_id_to_the_next() -> None:
    """Another process looks for the id of the first try and of one more."""
    workflow = graph(**{"1": node("LoadImage", image=PICTURE.sha256)})
    async with open_fake() as fake, open_backend(fake, read=a_picture) as backend:
        await until(lambda: backend.pool.servers[0].feed.connected)
        fake.faults.upload_vanishes = 2
        ticket = Ticket(key="run_1/media/1")
        assert isinstance(await done(backend, media_call(workflow, images=(PICTURE,)), ticket=ticket), Ok)
    assert [body["prompt_id"] for body in fake.posted("/prompt")] == [prompt_id_of(ticket.key)]


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
