"""Where a model file goes: the folder below ComfyUI's own from which an input of a node offers its files."""

from __future__ import annotations

_BY_INPUT = {
    "ckpt_name": "checkpoints",
    "unet_name": "diffusion_models",
    "clip_name": "text_encoders",
    "vae_name": "vae",
    "lora_name": "loras",
    "control_net_name": "controlnet",
    "style_model_name": "style_models",
    "gligen_name": "gligen",
    "hypernetwork_name": "hypernetworks",
    "photomaker_model_name": "photomaker",
    "audio_encoder_name": "audio_encoders",
}
_BY_CLASS = {
    ("UpscaleModelLoader", "model_name"): "upscale_models",
    ("CLIPVisionLoader", "clip_name"): "clip_vision",
    ("ModelPatchLoader", "name"): "model_patches",
}


def folder_of(node_class: str, name: str) -> str:
    """Return the folder for the files of an input, such as `models/checkpoints`; "" where nobody knows."""
    folder = _BY_CLASS.get((node_class, name)) or _BY_INPUT.get(name.rstrip("0123456789"))
    return f"models/{folder}" if folder else ""
