"""Where model files go."""

from __future__ import annotations

import pytest

from devserver.backends.comfyui.folders import folder_of


@pytest.mark.parametrize(
    ("node_class", "name", "folder"),
    [
        pytest.param("CheckpointLoaderSimple", "ckpt_name", "models/checkpoints", id="a checkpoint"),
        pytest.param("UNETLoader", "unet_name", "models/diffusion_models", id="a diffusion model"),
        pytest.param("TripleCLIPLoader", "clip_name3", "models/text_encoders", id="the third text encoder"),
        pytest.param("CLIPVisionLoader", "clip_name", "models/clip_vision", id="another file under the same name"),
        pytest.param("UpscaleModelLoader", "model_name", "models/upscale_models", id="an upscaler"),
        pytest.param("SomebodysLoader", "model_name", "", id="a loader that nobody knows"),
    ],
)
def test_the_folder_of_an_input(node_class: str, name: str, folder: str) -> None:
    assert folder_of(node_class, name) == folder
