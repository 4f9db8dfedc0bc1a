"""What a server says of nodes, as recorded and as nobody would expect it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from devserver.backends.comfyui.nodes import InputSpec, Nodes, ask_nodes, read_nodes
from devserver.models.servers import ComfyServer
from tests.backends.comfyui.working import FAST
from tests.fakes.comfyui import open_fake

RECORDED = Path(__file__).parent.parent.parent / "fixtures" / "comfyui" / "info_endpoints.json"


def recorded(*classes: str) -> Nodes:
    answers: dict[str, Any] = {}
    for event in json.loads(RECORDED.read_text())["events"]:
        if event["kind"] == "http_response" and event["path"].startswith("/object_info/") and event["status"] == 200:
            answers |= event["body"]
    return read_nodes(answers, classes or tuple(answers), "attic")


def test_a_recorded_answer_has_types_limits_and_choices() -> None:
    nodes = recorded()
    sampler = nodes.specs["KSampler"].inputs
    assert sampler["steps"] == InputSpec("INT", required=True, minimum=1, maximum=10000)
    assert sampler["cfg"] == InputSpec("FLOAT", required=True, minimum=0, maximum=100, step=0.1)
    assert "euler" in (sampler["sampler_name"].choices or ())
    assert (sampler["model"].kind, sampler["model"].choices) == ("MODEL", None)
    assert nodes.specs["LoadImage"].inputs["image"].upload
    assert nodes.specs["SaveVideo"].inputs["format"].choices == ("auto", "mp4")
    assert [name for name, spec in sorted(nodes.specs.items()) if spec.is_output] == ["SaveImage", "SaveVideo"]


def test_only_the_classes_that_were_asked_for_are_kept() -> None:
    nodes = recorded("KSampler", "NoSuchNode")
    assert set(nodes.specs) == {"KSampler"}
    assert nodes.catalogue.missing({"1": {"class_type": "NoSuchNode", "inputs": {}}}).classes == ("NoSuchNode",)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(None, id="nothing"),
        pytest.param([1], id="a list"),
        pytest.param({"A": None}, id="a class without a description"),
        pytest.param({"A": {"input": []}}, id="inputs that are a list"),
        pytest.param({"A": {"input": {"required": {"x": [], "y": "INT", "z": None}}}}, id="inputs without a type"),
        pytest.param({"A": {"input": {"required": {"x": ["INT", {"min": "1", "max": True}]}}}}, id="limits of text"),
        pytest.param({"A": {"input": {"required": {"x": [{"a": 1}, 5]}}}}, id="a type that is an object"),
    ],
)
def test_answers_that_make_no_sense_break_nothing(answer: Any) -> None:
    for spec in read_nodes(answer, {"A"}).specs.values():
        assert all(one.minimum is one.maximum is one.choices is None for one in spec.inputs.values())


@pytest.mark.anyio
async def test_of_several_servers_the_one_that_knows_most_is_heard_and_the_others_failures_are_told() -> None:
    async with open_fake() as poor, open_fake() as rich, open_fake() as gone:
        poor.catalogue = {"SaveImage": poor.catalogue["SaveImage"]}
        await gone.die()
        servers = [ComfyServer(name=n, url=f.url) for n, f in (("poor", poor), ("rich", rich), ("gone", gone))]
        found, failed = await ask_nodes(servers, {"SaveImage", "KSampler"}, FAST)
        nothing, all_failed = await ask_nodes(servers[2:], {"SaveImage"}, FAST)
    each = [(nodes.server, set(nodes.specs)) for nodes in found]
    assert each == [("poor", {"SaveImage"}), ("rich", {"SaveImage", "KSampler"})]
    assert set(failed) == {"gone"}
    assert (nothing, all_failed) == ([], {"gone": "no connection"})


@pytest.mark.anyio
async def test_a_server_that_is_no_comfyui_is_a_failure_and_no_answer() -> None:
    async with open_fake() as proxied:
        proxied.faults.unauthorised = True
        found, failed = await ask_nodes([ComfyServer(name="a", url=proxied.url)], {"SaveImage"}, FAST)
    assert (found, failed) == ([], {"a": "answered 401"})
