"""Inputs on their way up; names of files on their way down."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest

from devserver.backends.comfyui.fetching import renamed
from devserver.models.outcomes import (
    Cancelled,
    Empty,
    Failed,
    Ok,
    Unavailable,
)
from tests.backends.comfyui.working import FAST, done, graph, media_call, node, open_backend, painting, until
from tests.fakes.comfyui import open_fake
from tests.fakes.comfyui_nodes import FILES

pytestmark = pytest.mark.anyio


def test_savers_get_another_name_and_nothing_else_changes() -> None:
    before = graph()
    after = renamed(before, "ab12")
    assert after["2"]["inputs"] == {"images": ["3", 0], "filename_prefix": "probe/x_ab12"}
    assert {key: after[key] for key in "13"} == {key: before[key] for key in "13"}
    assert before == graph()


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
    pace = replace(FAST, patience=0.5)
    async with open_fake(step=0.01) as fake, open_fake() as other, open_backend(fake, other, pace=pace) as backend:
        backend.pool.servers[0].resident = ("small.safetensors",)
        fake.faults.view_truncated = 99
        call = asyncio.create_task(done(backend, media_call(painting())))
        await until(lambda: fake.faults.view_truncated < 99)
        await fake.die()
        outcome = await call
    assert isinstance(outcome, Unavailable)
    assert re.search(r"paint_[0-9a-f]{8}_00001_.png and went away before it could be fetched$", outcome.reason)
    assert other.began == []


async def test_an_output_of_a_server_that_is_away_is_waited_for_only_while_it_is_wanted() -> None:
    async with open_fake(step=0.01) as fake, open_backend(fake) as backend:
        fake.faults.view_truncated = 99
        job = backend.pool.submit(media_call(graph()))
        await until(lambda: fake.faults.view_truncated < 99)
        await fake.die()
        job.cancel()
        assert await asyncio.wait_for(job.outcome, 30) == Cancelled()


async def test_an_output_of_a_server_that_is_back_is_fetched_and_not_made_again() -> None:
    async with open_fake(step=0.01) as fake, open_backend(fake) as backend:
        fake.faults.view_truncated = 99
        job = backend.pool.submit(media_call(graph()))
        await until(lambda: fake.faults.view_truncated < 99)
        await fake.die()
        fake.faults.view_truncated = 0
        await fake.rise()
        assert isinstance(await asyncio.wait_for(job.outcome, 30), Ok)
    assert len(fake.began) == 1


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
    assert re.search(r"gave no image; it gave x_[0-9a-f]{8}_00001_.mp4 \(node 2\)", outcome.reason)
