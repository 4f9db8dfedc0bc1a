"""The fake ComfyUI does what a real one was recorded to do: the same answers, and the same messages in order."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect

from tests.backends.comfyui.recorded import posts, received, recording
from tests.backends.comfyui.working import graph, until
from tests.fakes.comfyui import FakeComfy, open_fake
from tests.fakes.comfyui_catalogue import described

pytestmark = pytest.mark.anyio

SAME_CLASSES = [
    (note, request, status, answer)
    for note, request, status, answer in posts("prompt_validation_errors")
    if isinstance(request, dict)
    and isinstance(request.get("prompt"), dict)
    and all(isinstance(n, dict) and n.get("class_type") in described() for n in request["prompt"].values())
]
# What the fake does not know: targets, the sizes and origins of requests.
BEYOND_THE_FAKE = {
    "missing_inputs_key", "partial_execution_targets_unknown",
    "number_garbage", "extra_data_string", "origin_mismatch_403", "huge_body_413", "link_node_id_as_int",
}  # fmt: skip
CASES = [case for case in SAME_CLASSES if case[0] not in BEYOND_THE_FAKE]


def faults(answer: Any) -> Any:
    """Return of an answer what kinds of faults it names, and where."""
    if not isinstance(answer, dict):
        return answer
    kind = answer.get("error", {}).get("type")
    nodes = answer["node_errors"].items()
    return kind, {node: [(e["type"], e["details"]) for e in found["errors"]] for node, found in nodes}


@pytest.mark.parametrize(("note", "request_", "status", "answer"), CASES, ids=[case[0] for case in CASES])
async def test_prompts_are_accepted_and_refused_as_recorded(note: str, request_: Any, status: int, answer: Any) -> None:
    async with open_fake() as fake, httpx.AsyncClient(base_url=fake.url) as http:
        fake.catalogue["CheckpointLoaderSimple"]["input"]["required"]["ckpt_name"][0][:] = [
            "tiny_random_sd15.safetensors"
        ]
        body = {key: value for key, value in request_.items() if key != "prompt_id"}
        given = await http.post("/prompt", json=body)
    assert given.status_code == status
    assert faults(given.json()) == faults(answer)


def kinds(messages: Iterable[Any]) -> list[str]:
    """Return the types of messages; one after the other of the same type counts once, the end is named."""
    found: list[str] = []
    for message in messages:
        kind = message.get("type", "binary")
        if kind == "executing" and message["data"]["node"] is None:
            kind = "end"
        if kind != "feature_flags" and found[-1:] != [kind]:
            found.append(kind)
    return found


async def told(fake: FakeComfy, *workflows: dict[str, Any]) -> list[Any]:
    """Return what the fake tells a client of the last of some prompts."""
    messages: list[Any] = []
    async with connect(fake.url.replace("http", "ws") + "/ws?clientId=us") as socket:
        for workflow in workflows:
            messages.clear()
            async with httpx.AsyncClient(base_url=fake.url) as http:
                await http.post("/prompt", json={"prompt": workflow, "client_id": "us"})
            async for message in socket:
                messages.append(json.loads(message) if isinstance(message, str) else {"type": "binary"})
                if kinds(messages)[-1] == "end":
                    break
    return messages


def recorded_graph(name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(iter(posts(name)))[1]["prompt"]
    return found


async def test_a_success_is_told_as_recorded() -> None:
    async with open_fake() as fake:
        assert kinds(await told(fake, recorded_graph("success_simple"))) == kinds(received("success_simple"))


async def test_a_success_out_of_the_cache_is_told_as_recorded() -> None:
    workflow = recorded_graph("success_simple")
    async with open_fake() as fake:
        messages = await told(fake, workflow, workflow)
    recorded = [kind for kind in kinds(received("success_cached_resubmit")) if kind != "progress_state"]
    assert [kind for kind in kinds(messages)] == recorded


async def test_a_failure_is_told_as_recorded() -> None:
    async with open_fake() as fake:
        messages = await told(fake, recorded_graph("execution_error"))
        entry = next(iter(fake.history.values()))
    assert kinds(messages)[-3:] == kinds(received("execution_error"))[-3:] == ["execution_error", "status", "end"]
    assert (entry["status"]["status_str"], entry["status"]["completed"]) == ("error", False)
    assert list(entry["outputs"]) == ["4"], "what was made before stays"


async def test_an_interrupt_is_told_as_recorded() -> None:
    recorded = list(received("interrupt_variants"))
    async with open_fake(step=0.02) as fake, httpx.AsyncClient(base_url=fake.url) as http:
        telling = asyncio.create_task(told(fake, graph(steps=100)))
        await until(lambda: fake.running and len(fake.began) == 1)
        await asyncio.sleep(0.1)
        await http.post("/interrupt", json={"prompt_id": "somebody else's"})
        await asyncio.sleep(0.1)
        assert fake.running
        await http.post("/interrupt", json={"prompt_id": fake.running[1]})
        assert kinds(await telling)[-3:] == kinds(recorded[: recorded.index(_end(recorded)) + 1])[-3:]


def _end(messages: list[Any]) -> Any:
    return next(m for m in messages if m["type"] == "executing" and m["data"]["node"] is None)


async def test_the_recorded_server_had_the_race_that_the_fake_can_have() -> None:
    assert recording("success_simple")["comfyui"] == "0.3.64"
    async with open_fake(history_race=0.1) as fake, httpx.AsyncClient(base_url=fake.url) as http:
        telling = asyncio.create_task(told(fake, graph()))
        await until(lambda: fake.succeeded)
        assert (await http.get(f"/history/{fake.succeeded[0]}")).json() == {}
        await telling
        assert (await http.get(f"/history/{fake.succeeded[0]}")).json() != {}
