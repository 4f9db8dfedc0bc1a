"""Workflows drawn for these tests, one of each kind that people have, and what a server says of their nodes."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from tests.backends.comfyui.working import node

Graph = dict[str, Any]

SETTINGS = {"steps": 24, "cfg": 6.5, "sampler_name": "euler", "scheduler": "normal"}


def sampler(model: str, yes: str, no: str, latent: str, **given: Any) -> dict[str, Any]:
    links = {"model": [model, 0], "positive": [yes, 0], "negative": [no, 0], "latent_image": [latent, 0]}
    return node("KSampler", **{**links, "seed": 5, **SETTINGS, "denoise": 1, **given})


def titled(title: str, kind: str, **inputs: Any) -> dict[str, Any]:
    return {**node(kind, **inputs), "_meta": {"title": title}}


def saved(latent: str, vae: list[Any]) -> Graph:
    return {
        "decode": node("VAEDecode", samples=[latent, 0], vae=vae),
        "save": node("SaveImage", images=["decode", 0], filename_prefix="drawn"),
    }


def sd15() -> Graph:
    return {
        "load": node("CheckpointLoaderSimple", ckpt_name="small.safetensors"),
        "lora": node(
            "LoraLoader",
            model=["load", 0],
            clip=["load", 1],
            lora_name="ink.safetensors",
            strength_model=0.8,
            strength_clip=1,
        ),
        "size": node("EmptyLatentImage", width=512, height=768, batch_size=1),
        "yes": titled("What it shows", "CLIPTextEncode", text="a lighthouse", clip=["lora", 1]),
        "no": node("CLIPTextEncode", text="blurred", clip=["lora", 1]),
        "sample": sampler("lora", "yes", "no", "size"),
        **saved("sample", ["load", 2]),
    }


def sdxl_refiner() -> Graph:
    """Two stages with encoders of their own, which take the same words from one node."""
    advanced = {"noise_seed": 9, **SETTINGS, "return_with_leftover_noise": "enable"}
    return {
        "base": node("CheckpointLoaderSimple", ckpt_name="base.safetensors"),
        "refine": node("CheckpointLoaderSimple", ckpt_name="refiner.safetensors"),
        "words": node("PrimitiveStringMultiline", value="a market"),
        "yes": node(
            "CLIPTextEncodeSDXL", clip=["base", 1], text_g=["words", 0], text_l=["words", 0], width=1024, height=1024
        ),
        "no": node("CLIPTextEncodeSDXL", clip=["base", 1], text_g="grey", text_l="dull", width=1024, height=1024),
        "yes2": node("CLIPTextEncodeSDXLRefiner", clip=["refine", 1], text=["words", 0], ascore=6),
        "no2": node("CLIPTextEncodeSDXLRefiner", clip=["refine", 1], text="grey", ascore=2.5),
        "size": node("EmptyLatentImage", width=1024, height=1024, batch_size=1),
        "first": node(
            "KSamplerAdvanced",
            model=["base", 0],
            positive=["yes", 0],
            negative=["no", 0],
            latent_image=["size", 0],
            add_noise="enable",
            start_at_step=0,
            end_at_step=18,
            **advanced,
        ),
        "second": node(
            "KSamplerAdvanced",
            model=["refine", 0],
            positive=["yes2", 0],
            negative=["no2", 0],
            latent_image=["first", 0],
            add_noise="disable",
            start_at_step=18,
            end_at_step=10000,
            **advanced,
        ),
        **saved("second", ["refine", 2]),
    }


def flux() -> Graph:
    """Separate loaders, and each setting in a node of its own; ids as of an expanded subgraph."""
    return {
        "1": node("UNETLoader", unet_name="flux.safetensors", weight_dtype="default"),
        "2:1": node("DualCLIPLoader", clip_name1="t5.safetensors", clip_name2="clip.safetensors", type="flux"),
        "2:2": node("VAELoader", vae_name="ae.safetensors"),
        "2:3": node("CLIPTextEncode", text="an owl", clip=["2:1", 0]),
        "2:4": node("FluxGuidance", conditioning=["2:3", 0], guidance=3.5),
        "3": node("PrimitiveInt", value=1152),
        "4": node("ModelSamplingFlux", model=["1", 0], max_shift=1.15, base_shift=0.5, width=["3", 0], height=896),
        "5": node("BasicGuider", model=["4", 0], conditioning=["2:4", 0]),
        "6": node("RandomNoise", noise_seed=77),
        "7": node("KSamplerSelect", sampler_name="euler"),
        "8": node("BasicScheduler", model=["4", 0], scheduler="simple", steps=20, denoise=1),
        "9": node("EmptySD3LatentImage", width=["3", 0], height=896, batch_size=1),
        "10": node(
            "SamplerCustomAdvanced",
            noise=["6", 0],
            guider=["5", 0],
            sampler=["7", 0],
            sigmas=["8", 0],
            latent_image=["9", 0],
        ),
        "11": node("VAEDecode", samples=["10", 0], vae=["2:2", 0]),
        "12": node("SaveImage", images=["11", 0], filename_prefix="flux"),
    }


def image_to_image() -> Graph:
    return {
        **sd15(),
        "picture": node("LoadImage", image="example.png"),
        "size": node("VAEEncode", pixels=["picture", 0], vae=["load", 2]),
        "sample": sampler("lora", "yes", "no", "size", denoise=0.6),
    }


def inpainting() -> Graph:
    """The conditioning goes through a node that has both sides and gives the latent too."""
    both = node(
        "InpaintModelConditioning",
        positive=["yes", 0],
        negative=["no", 0],
        vae=["load", 2],
        pixels=["picture", 0],
        mask=["picture", 1],
        noise_mask=True,
    )
    graph = {**sd15(), "picture": node("LoadImage", image="example.png"), "both": both}
    graph["sample"]["inputs"] |= {"positive": ["both", 0], "negative": ["both", 1], "latent_image": ["both", 2]}
    del graph["size"]
    return graph


def controlled() -> Graph:
    graph = {
        **sd15(),
        "pose": node("LoadImage", image="example.png"),
        "net": node("ControlNetLoader", control_net_name="pose.safetensors"),
        "apply": node(
            "ControlNetApplyAdvanced",
            positive=["yes", 0],
            negative=["no", 0],
            control_net=["net", 0],
            image=["pose", 0],
            strength=0.9,
            start_percent=0,
            end_percent=1,
        ),
    }
    graph["sample"]["inputs"] |= {"positive": ["apply", 0], "negative": ["apply", 1]}
    return graph


def upscaling() -> Graph:
    return {
        "a": node("LoadImage", image="example.png"),
        "b": node("UpscaleModelLoader", model_name="sharp.pth"),
        "c": node("ImageUpscaleWithModel", upscale_model=["b", 0], image=["a", 0]),
        "d": node("SaveImage", images=["c", 0], filename_prefix="large"),
    }


def hires_fix() -> Graph:
    graph = {
        **sd15(),
        "larger": node("LatentUpscale", samples=["sample", 0], upscale_method="bicubic", width=1024, height=1536),
        "again": sampler("lora", "yes", "no", "larger", seed=6, denoise=0.5, steps=12),
        "preview": node("PreviewImage", images=["early", 0]),
        "early": node("VAEDecode", samples=["sample", 0], vae=["load", 2]),
    }
    graph["decode"]["inputs"]["samples"] = ["again", 0]
    return graph


def stable_audio() -> Graph:
    return {
        "load": node("CheckpointLoaderSimple", ckpt_name="audio.safetensors"),
        "clip": node("CLIPLoader", clip_name="t5_base.safetensors", type="stable_audio"),
        "yes": node("CLIPTextEncode", text="rain on a tent", clip=["clip", 0]),
        "no": node("CLIPTextEncode", text="", clip=["clip", 0]),
        "timed": node(
            "ConditioningStableAudio", positive=["yes", 0], negative=["no", 0], seconds_start=0, seconds_total=30
        ),
        "empty": node("EmptyLatentAudio", seconds=30, batch_size=1),
        "sample": sampler("load", "timed", "timed", "empty", negative=["timed", 1]),
        "decode": node("VAEDecodeAudio", samples=["sample", 0], vae=["load", 2]),
        "save": node("SaveAudioMP3", audio=["decode", 0], filename_prefix="audio/x", quality="V0"),
    }


def song() -> Graph:
    return {
        "load": node("CheckpointLoaderSimple", ckpt_name="ace.safetensors"),
        "yes": node(
            "TextEncodeAceStepAudio",
            clip=["load", 1],
            tags="folk, guitar",
            lyrics="[verse]\nhome",
            lyrics_strength=0.99,
        ),
        "zero": node("ConditioningZeroOut", conditioning=["yes", 0]),
        "empty": node("EmptyAceStepLatentAudio", seconds=120, batch_size=1),
        "sample": sampler("load", "yes", "zero", "empty"),
        "decode": node("VAEDecodeAudio", samples=["sample", 0], vae=["load", 2]),
        "save": node("SaveAudio", audio=["decode", 0], filename_prefix="audio/song"),
    }


def film() -> Graph:
    """A picture that begins to move: a node gives both sides and the latent; two paces say the same."""
    return {
        "unet": node("UNETLoader", unet_name="video.safetensors", weight_dtype="default"),
        "clip": node("CLIPLoader", clip_name="umt5.safetensors", type="wan"),
        "vae": node("VAELoader", vae_name="video_vae.safetensors"),
        "yes": node("CLIPTextEncode", text="a boat leaves", clip=["clip", 0]),
        "no": node("CLIPTextEncode", text="still", clip=["clip", 0]),
        "start": node("LoadImage", image="example.png"),
        "begin": node(
            "WanImageToVideo",
            positive=["yes", 0],
            negative=["no", 0],
            vae=["vae", 0],
            start_image=["start", 0],
            width=832,
            height=480,
            length=81,
            batch_size=1,
        ),
        "sample": sampler("unet", "begin", "begin", "begin", negative=["begin", 1], latent_image=["begin", 2]),
        "decode": node("VAEDecode", samples=["sample", 0], vae=["vae", 0]),
        "make": node("CreateVideo", images=["decode", 0], fps=16),
        "save": node("SaveVideo", video=["make", 0], filename_prefix="video/x", format="auto", codec="auto"),
    }


DRAWN = {
    "sd15": sd15,
    "sdxl_refiner": sdxl_refiner,
    "flux": flux,
    "image_to_image": image_to_image,
    "inpainting": inpainting,
    "controlled": controlled,
    "upscaling": upscaling,
    "hires_fix": hires_fix,
    "stable_audio": stable_audio,
    "song": song,
    "film": film,
}


def page_format() -> Graph:
    """Return a workflow as the page saves it."""
    return {
        "last_node_id": 2,
        "nodes": [{"id": 1, "type": "EmptyImage", "pos": [0, 0], "widgets_values": [512, 512]}],
        "links": [[1, 1, 0, 2, 0, "IMAGE"]],
        "groups": [],
        "version": 0.4,
    }


def renamed(graph: Mapping[str, Any], names: Mapping[str, str], order: random.Random) -> Graph:
    """Return a graph with other ids, its nodes and their inputs in another order."""

    def moved(value: Any) -> Any:
        linked = isinstance(value, list) and len(value) == 2 and value[0] in names
        return [names[value[0]], value[1]] if linked else value

    def shuffled(items: Mapping[str, Any]) -> dict[str, Any]:
        return dict(order.sample(list(items.items()), len(items)))

    changed = {
        names[node_id]: shuffled({**one, "inputs": {k: moved(v) for k, v in shuffled(one["inputs"]).items()}})
        for node_id, one in graph.items()
    }
    return shuffled(changed)
