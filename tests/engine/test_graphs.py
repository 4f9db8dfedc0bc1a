"""LoRAs put into graphs, and inputs that are not used taken out."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from devserver.engine.graphs import GraphError, insert_loras, without_inputs


def node(kind: str, **inputs: Any) -> dict[str, Any]:
    return {"class_type": kind, "inputs": inputs}


CHECKPOINT = {
    "4": node("CheckpointLoaderSimple", ckpt_name="small.safetensors"),
    "6": node("CLIPTextEncode", text="a ship", clip=["4", 1]),
    "7": node("CLIPTextEncode", text="", clip=["4", 1]),
    "5": node("EmptyLatentImage", width=64, height=64, batch_size=1),
    "3": node("KSampler", model=["4", 0], positive=["6", 0], negative=["7", 0], latent_image=["5", 0], seed=1),
    "8": node("VAEDecode", samples=["3", 0], vae=["4", 2]),
    "9": node("SaveImage", images=["8", 0]),
}
UNET = {
    "1": node("UNETLoader", unet_name="flux.safetensors"),
    "2": node("DualCLIPLoader", clip_name1="a.safetensors"),
    "3": node("ModelSamplingAuraFlow", model=["1", 0], shift=3.0),
    "4": node("CLIPTextEncode", text="a ship", clip=["2", 0]),
    "5": node("KSampler", model=["3", 0], positive=["4", 0]),
    "6": node("SaveImage", images=["5", 0]),
}
EDIT = {
    "clip": node("CLIPLoader", clip_name="c.safetensors"),
    "vae": node("VAELoader", vae_name="v.safetensors"),
    "img1": node("LoadImage", image="one"),
    "img2": node("LoadImage", image="two"),
    "scale2": node("ImageScaleToTotalPixels", image=["img2", 0], megapixels=1.0),
    "text": node(
        "TextEncodeQwenImageEditPlus",
        prompt="a ship",
        clip=["clip", 0],
        vae=["vae", 0],
        image1=["img1", 0],
        image2=["scale2", 0],
    ),
    "encode": node("VAEEncode", pixels=["img1", 0], vae=["vae", 0]),
    "sampler": node("KSampler", positive=["text", 0], latent_image=["encode", 0]),
    "save": node("SaveImage", images=["sampler", 0]),
}


def test_loras_stand_between_a_checkpoint_and_all_that_used_its_model_and_text_encoder() -> None:
    made = insert_loras(CHECKPOINT, [{"name": "ink.safetensors", "strength": 0.9}, {"name": "soft.safetensors"}])
    assert made["lora_1"] == node(
        "LoraLoader",
        model=["4", 0],
        lora_name="ink.safetensors",
        strength_model=0.9,
        clip=["4", 1],
        strength_clip=0.9,
    )
    assert made["lora_2"]["inputs"]["model"] == ["lora_1", 0]
    assert made["lora_2"]["inputs"]["strength_model"] == 1.0
    assert made["3"]["inputs"]["model"] == ["lora_2", 0]
    assert made["6"]["inputs"]["clip"] == made["7"]["inputs"]["clip"] == ["lora_2", 1]
    assert made["8"]["inputs"]["vae"] == ["4", 2]


def test_after_a_diffusion_model_alone_loras_change_only_the_model() -> None:
    made = insert_loras(UNET, [{"name": "ink.safetensors", "strength": 1}])
    assert made["lora_1"] == node("LoraLoaderModelOnly", model=["1", 0], lora_name="ink.safetensors", strength_model=1)
    assert made["3"]["inputs"]["model"] == ["lora_1", 0]
    assert made["4"]["inputs"]["clip"] == ["2", 0]


def test_a_checkpoint_whose_text_encoder_is_not_used_gets_loras_for_the_model_only() -> None:
    graph = {key: value for key, value in CHECKPOINT.items() if key not in "67"}
    assert insert_loras(graph, [{"name": "ink.safetensors"}])["lora_1"]["class_type"] == "LoraLoaderModelOnly"


def test_an_id_that_is_taken_is_not_used_again() -> None:
    graph = {**CHECKPOINT, "lora_1": node("Note")}
    assert insert_loras(graph, [{"name": "ink.safetensors"}])["lora_2"]["class_type"] == "LoraLoader"


def test_without_loras_the_graph_stays_as_it_is() -> None:
    assert insert_loras(CHECKPOINT, []) == CHECKPOINT


@pytest.mark.parametrize(
    ("graph", "lora", "words"),
    [
        pytest.param({"1": node("EmptyImage")}, {"name": "a"}, "loads no model", id="a graph that loads no model"),
        pytest.param(CHECKPOINT, {"strength": 1}, "needs a name", id="a LoRA without a name"),
        pytest.param(CHECKPOINT, {"name": "a", "strength": "1"}, "needs a name", id="a strength that is a text"),
    ],
)
def test_loras_that_cannot_be_put_in(graph: dict[str, Any], lora: dict[str, Any], words: str) -> None:
    with pytest.raises(GraphError, match=words):
        insert_loras(graph, [lora])


def test_a_picture_that_is_not_given_goes_with_what_only_works_on_it() -> None:
    made = without_inputs(EDIT, ["img2"])
    assert made.keys() == EDIT.keys() - {"img2", "scale2"}
    assert "image2" not in made["text"]["inputs"]
    assert made["text"]["inputs"]["image1"] == ["img1", 0]


def test_a_vae_does_not_keep_an_encoder_that_lost_its_picture() -> None:
    graph = {
        **EDIT,
        "reference": node("ReferenceLatent", conditioning=["text", 0], latent=["encode2", 0]),
        "encode2": node("VAEEncode", pixels=["scale2", 0], vae=["vae", 0]),
    }
    graph["sampler"] = node("KSampler", positive=["reference", 0], latent_image=["encode", 0])
    made = without_inputs(graph, ["img2"])
    assert "encode2" not in made
    assert made["reference"]["inputs"] == {"conditioning": ["text", 0]}


def test_of_two_combined_pictures_the_other_takes_their_place() -> None:
    graph = {
        "a": node("LoadImage", image="one"),
        "b": node("LoadImage", image="two"),
        "both": node("ImageBatch", image1=["a", 0], image2=["b", 0]),
        "save": node("SaveImage", images=["both", 0]),
    }
    assert without_inputs(graph, ["b"]) == {"a": graph["a"], "save": node("SaveImage", images=["a", 0])}


def test_a_loader_that_only_the_lost_part_used_goes_too() -> None:
    graph = {
        **EDIT,
        "vision": node("CLIPVisionLoader", clip_name="v.safetensors"),
        "seen": node("CLIPVisionEncode", image=["img2", 0], clip_vision=["vision", 0]),
        "wan": node("WanImageToVideo", positive=["text", 0], clip_vision_output=["seen", 0]),
    }
    graph["sampler"] = node("KSampler", positive=["wan", 0], latent_image=["encode", 0])
    made = without_inputs(graph, ["img2"])
    assert {"vision", "seen"} & made.keys() == set()
    assert made["wan"]["inputs"] == {"positive": ["text", 0]}


def test_a_node_that_stood_about_before_stays() -> None:
    graph = {**EDIT, "note": node("Note", text="hello")}
    assert "note" in without_inputs(graph, ["img2"])


def test_a_workflow_of_which_nothing_is_left_is_said_so() -> None:
    graph = {"a": node("LoadImage", image="one"), "save": node("SaveImage", images=["a", 0])}
    with pytest.raises(GraphError, match="nothing is left"):
        without_inputs(graph, ["a"])


@pytest.mark.parametrize("unused", [[], ["img2"]], ids=["nothing", "one input"])
def test_the_graph_that_was_given_is_never_changed(unused: list[str]) -> None:
    before = deepcopy(EDIT)
    without_inputs(EDIT, unused)
    insert_loras(CHECKPOINT, [{"name": "ink.safetensors"}])
    assert before == EDIT
