"""The texts behind a sampler, whatever encodes them and whatever lies between."""

from __future__ import annotations

from typing import Any

import pytest

from devserver.backends.comfyui.nodes import InputSpec, Nodes, NodeSpec
from devserver.engine.importing.analysis import analyse
from devserver.engine.importing.linked import linked
from tests.backends.comfyui.working import node
from tests.engine.importing.drawn import Graph, sd15

Found = dict[str, list[tuple[str, str]]]


def texts(graph: Graph, nodes: Nodes | None = None) -> Found:
    found = analyse(linked(graph), nodes).parameters
    roles = ("prompt", "negative_prompt", "lyrics")
    return {role: [place.key for place in found[role]] for role in roles if role in found}


def behind(positive: list[Any], negative: list[Any] | None = None, **nodes: dict[str, Any]) -> Graph:
    """Return a workflow whose sampler has other conditionings."""
    graph = {**sd15(), **nodes}
    graph["sample"]["inputs"] |= {"positive": positive, "negative": negative or ["no", 0]}
    return graph


NO: Found = {"negative_prompt": [("no", "text")]}
CLIP = ["lora", 1]
ENCODERS = [
    pytest.param(
        "CLIPTextEncodeFlux", {"clip_l": "a", "t5xxl": "a", "guidance": 3}, ["clip_l", "t5xxl"], id="two fields"
    ),
    pytest.param(
        "CLIPTextEncodeSD3",
        {"clip_l": "a", "clip_g": "a", "t5xxl": "a", "empty_padding": "none"},
        ["clip_g", "clip_l", "t5xxl"],
        id="three fields and a choice",
    ),
    pytest.param("TextEncodeQwenImageEdit", {"prompt": "a"}, ["prompt"], id="a prompt with a picture"),
    pytest.param(
        "CLIPTextEncodeLumina2", {"system_prompt": "superior", "user_prompt": "a"}, ["user_prompt"], id="a system"
    ),
    pytest.param("Someone's Encoder", {"caption": "a", "model_name": "b"}, ["caption"], id="an extension"),
]


@pytest.mark.parametrize(("kind", "inputs", "fields"), ENCODERS)
def test_fields_of_an_encoder(kind: str, inputs: dict[str, Any], fields: list[str]) -> None:
    graph = behind(["it", 0], it=node(kind, clip=CLIP, **inputs))
    assert texts(graph) == {"prompt": [("it", field) for field in fields], **NO}


WAYS = [
    pytest.param([node("FluxGuidance", guidance=3)], id="guidance"),
    pytest.param([node("ConditioningSetTimestepRange", start=0, end=1)] * 3, id="three in a row"),
    pytest.param([node("ReferenceLatent", latent=["size", 0])], id="a latent to look at"),
    pytest.param([node("Reroute (rgthree)")], id="a reroute"),
]


@pytest.mark.parametrize("way", WAYS)
def test_what_lies_between_is_gone_through(way: list[dict[str, Any]]) -> None:
    nodes: Graph = {}
    last = "yes"
    for n, one in enumerate(way):
        nodes[f"w{n}"] = {**one, "inputs": {**one["inputs"], "conditioning": [last, 0]}}
        last = f"w{n}"
    assert texts(behind([last, 0], **nodes)) == {"prompt": [("yes", "text")], **NO}


def test_the_output_that_is_used_says_which_side_it_is() -> None:
    crossed = node("ControlNetApplyAdvanced", positive=["no", 0], negative=["yes", 0], strength=1)
    graph = behind(["both", 1], ["both", 0], both=crossed)
    assert texts(graph) == {"prompt": [("yes", "text")], **NO}


def test_one_node_can_take_both_texts() -> None:
    encoder = node("WanVideoTextEncode", positive_prompt="a", negative_prompt="b", t5=["load", 1])
    graph = {**sd15(), "it": encoder}
    inputs = graph["sample"]["inputs"]
    del inputs["positive"], inputs["negative"]
    inputs["text_embeds"] = ["it", 0]
    assert texts(graph) == {"prompt": [("it", "positive_prompt")], "negative_prompt": [("it", "negative_prompt")]}


def test_a_guider_with_both_sides_is_looked_behind() -> None:
    graph = {**sd15(), "guide": node("CFGGuider", model=["lora", 0], positive=["yes", 0], negative=["no", 0], cfg=4)}
    aside = {"guider": ["guide", 0], "noise": ["n", 0], "sampler": ["k", 0], "sigmas": ["s", 0]}
    graph["sample"] = node("SamplerCustomAdvanced", **aside, latent_image=["size", 0])
    graph |= {"n": node("RandomNoise", noise_seed=4), "k": node("KSamplerSelect", sampler_name="euler")}
    graph["s"] = node("LTXVScheduler", steps=30, max_shift=2.05, base_shift=0.95, stretch=True, terminal=0.1)
    found = analyse(linked(graph)).parameters
    assert {key: places[0].key for key, places in found.items()} == {
        "seed": ("n", "noise_seed"),
        "steps": ("s", "steps"),
        "cfg": ("guide", "cfg"),
        "sampler_name": ("k", "sampler_name"),
        "prompt": ("yes", "text"),
        "negative_prompt": ("no", "text"),
        "width": ("size", "width"),
        "height": ("size", "height"),
    }


def test_a_server_tells_conditionings_and_texts_of_classes_that_nobody_knows() -> None:
    text = InputSpec("STRING", required=True, multiline=True)
    nodes = Nodes(
        "attic",
        {
            "Turner": NodeSpec({"what": InputSpec("CONDITIONING", required=True)}, is_output=False),
            "Speaker": NodeSpec({"says": text, "tone": InputSpec("STRING", required=True)}, is_output=False),
            "SaveImage": NodeSpec({}, is_output=True),
        },
    )
    graph = behind(
        ["turn", 0], turn=node("Turner", what=["speak", 0], by=["load", 2]), speak=node("Speaker", says="a", tone="b")
    )
    assert texts(graph, nodes) == {"prompt": [("speak", "says")], **NO}
    assert texts(graph) == NO


def test_without_a_sampler_the_nearest_words_count() -> None:
    graph = {
        "api": node("SomeService", prompt="a", negative_prompt="b", seed=4, width=640, height=480, api_key=""),
        "save": node("SaveImage", images=["api", 0]),
    }
    found = analyse(linked(graph)).parameters
    assert set(found) == {"prompt", "negative_prompt", "seed", "width", "height"}


def identified(positive: int, negative: int) -> Graph:
    """Return a workflow with a node that gives a model before both sides."""
    both = node("ApplyLikeness", model=["lora", 0], positive=["yes", 0], negative=["no", 0], weight=0.8)
    return behind(["both", positive], ["both", negative], both=both)


def test_a_model_may_come_out_before_both_sides() -> None:
    spec = NodeSpec({}, is_output=False, outputs=("MODEL", "CONDITIONING", "CONDITIONING"))
    nodes = Nodes("attic", {"ApplyLikeness": spec})
    expected = {"prompt": [("yes", "text")], **NO}
    assert texts(identified(1, 2)) == expected
    assert texts(identified(1, 2), nodes) == expected
    assert texts(identified(0, 1)) == expected


def test_a_loader_that_encodes_too_holds_both_texts_and_the_size() -> None:
    loader = node(
        "Efficient Loader", ckpt_name="a.safetensors", positive="a", negative="b",
        empty_latent_width=640, empty_latent_height=384,
    )  # fmt: skip
    graph = {**behind(["all", 1], ["all", 2], all=loader)}
    graph["sample"]["inputs"]["latent_image"] = ["all", 3]
    assert texts(graph) == {"prompt": [("all", "positive")], "negative_prompt": [("all", "negative")]}
    found = analyse(linked(graph))
    assert found.parameters["width"][0].value == 640
    assert not found.undecided


def test_a_node_that_styles_both_texts_gives_the_second_as_the_negative() -> None:
    styler = node("Styler", text_positive="a", text_negative="b", style="base", log="No")
    graph = {**sd15(), "style": styler}
    graph["yes"]["inputs"]["text"], graph["no"]["inputs"]["text"] = ["style", 0], ["style", 1]
    assert texts(graph) == {"prompt": [("style", "text_positive")], "negative_prompt": [("style", "text_negative")]}
