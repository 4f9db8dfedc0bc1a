"""The node classes that the fake ComfyUI knows, as `GET /object_info` describes them.

Names, types and limits are those of ComfyUI's own classes (nodes.py and comfy_extras), shortened to what a prompt can
break. Choices are spelled in two ways: `[[choices], {…}]`, and `["COMBO", {"options": [choices]}]` of the classes that
ComfyUI has rewritten (`V3`), which are more on a newer server. A newer server also asks for inputs that an older one
does not know, and ignores none that it knows.
"""

from __future__ import annotations

from typing import Any

Described = dict[str, Any]

SAMPLERS = (
    "euler", "euler_cfg_pp", "euler_ancestral", "euler_ancestral_cfg_pp", "heun", "heunpp2", "dpm_2",
    "dpm_2_ancestral", "lms", "dpm_fast", "dpm_adaptive", "dpmpp_2s_ancestral", "dpmpp_2s_ancestral_cfg_pp",
    "dpmpp_sde", "dpmpp_sde_gpu", "dpmpp_2m", "dpmpp_2m_cfg_pp", "dpmpp_2m_sde", "dpmpp_2m_sde_gpu",
    "dpmpp_2m_sde_heun", "dpmpp_2m_sde_heun_gpu", "dpmpp_3m_sde", "dpmpp_3m_sde_gpu", "ddpm", "lcm", "ipndm",
    "ipndm_v", "deis", "res_multistep", "res_multistep_cfg_pp", "res_multistep_ancestral",
    "res_multistep_ancestral_cfg_pp", "gradient_estimation", "gradient_estimation_cfg_pp", "er_sde", "seeds_2",
    "seeds_3", "sa_solver", "sa_solver_pece", "ddim", "uni_pc", "uni_pc_bh2",
)  # fmt: skip
SCHEDULERS = ("simple", "sgm_uniform", "karras", "exponential", "ddim_uniform", "beta", "normal",
              "linear_quadratic", "kl_optimal")  # fmt: skip
ENCODERS = ("stable_diffusion", "stable_cascade", "sd3", "stable_audio", "mochi", "ltxv", "pixart", "cosmos",
            "lumina2", "wan", "hidream", "chroma", "ace", "omnigen2", "qwen_image")  # fmt: skip

MODEL, CLIP, VAE, IMAGE, LATENT, CONDITIONING, AUDIO, VIDEO, MASK = (
    [name, {}] for name in ("MODEL", "CLIP", "VAE", "IMAGE", "LATENT", "CONDITIONING", "AUDIO", "VIDEO", "MASK")
)
SAMPLER, SIGMAS, UPSCALER = ["SAMPLER", {}], ["SIGMAS", {}], ["UPSCALE_MODEL", {}]
STRING, TEXT, ANY = ["STRING", {}], ["STRING", {"multiline": True}], ["*", {}]
PREFIX = ["STRING", {"default": "ComfyUI"}]


def whole(least: int, most: int) -> list[Any]:
    """Describe a whole number."""
    return ["INT", {"min": least, "max": most}]


def number(least: float, most: float) -> list[Any]:
    """Describe a number."""
    return ["FLOAT", {"min": least, "max": most}]


def choice(*options: str) -> list[Any]:
    """Describe an input with choices, in the older spelling."""
    return [list(options), {}]


SIDE, BATCH, SEED = whole(16, 16384), whole(1, 4096), whole(0, 2**64 - 1)
STEPS, CFG, SHIFT = whole(1, 10000), number(0.0, 100.0), number(0.0, 100.0)
SECONDS, FPS = number(1.0, 1000.0), number(1.0, 120.0)

V3 = frozenset(
    {
        "SaveVideo", "SaveWEBM", "CreateVideo", "TripleCLIPLoader", "EmptySD3LatentImage", "FluxGuidance",
        "EmptyHunyuanLatentVideo", "Wan22ImageToVideoLatent", "EmptyLTXVLatentVideo", "LTXVConditioning",
        "LTXVScheduler", "KSamplerSelect", "SamplerCustom",
    }
)  # fmt: skip
"""Classes that spell their choices in the newer way on every server here."""

LOADERS: dict[str, tuple[str, Described]] = {
    "CheckpointLoaderSimple": ("MODEL CLIP VAE", {"ckpt_name": choice("small.safetensors", "large.safetensors")}),
    "UNETLoader": (
        "MODEL",
        {
            "unet_name": ["COMBO", {"options": ["flux.safetensors"]}],
            "weight_dtype": choice("default", "fp8_e4m3fn", "fp8_e4m3fn_fast", "fp8_e5m2"),
        },
    ),
    "CLIPLoader": ("CLIP", {"clip_name": choice(), "type": choice(*ENCODERS)}),
    "DualCLIPLoader": (
        "CLIP",
        {"clip_name1": choice(), "clip_name2": choice(), "type": choice("sdxl", "sd3", "flux", "hunyuan_video")},
    ),
    "TripleCLIPLoader": ("CLIP", {"clip_name1": choice(), "clip_name2": choice(), "clip_name3": choice()}),
    "VAELoader": ("VAE", {"vae_name": choice("pixel_space")}),
    "UpscaleModelLoader": ("UPSCALE_MODEL", {"model_name": choice()}),
    "LoraLoader": (
        "MODEL CLIP",
        {
            "model": MODEL,
            "clip": CLIP,
            "lora_name": choice("ink.safetensors"),
            "strength_model": number(-100.0, 100.0),
            "strength_clip": number(-100.0, 100.0),
        },
    ),
    "LoraLoaderModelOnly": (
        "MODEL",
        {"model": MODEL, "lora_name": choice("ink.safetensors"), "strength_model": number(-100.0, 100.0)},
    ),
    "LoadImage": ("IMAGE MASK", {"image": [["example.png"], {"image_upload": True}]}),
}
SAMPLING: dict[str, tuple[str, Described]] = {
    "CLIPTextEncode": ("CONDITIONING", {"text": TEXT, "clip": CLIP}),
    "ConditioningZeroOut": ("CONDITIONING", {"conditioning": CONDITIONING}),
    "FluxGuidance": ("CONDITIONING", {"conditioning": CONDITIONING, "guidance": number(0.0, 100.0)}),
    "ModelSamplingSD3": ("MODEL", {"model": MODEL, "shift": SHIFT}),
    "ModelSamplingAuraFlow": ("MODEL", {"model": MODEL, "shift": SHIFT}),
    "KSampler": (
        "LATENT",
        {
            "model": MODEL,
            "positive": CONDITIONING,
            "negative": CONDITIONING,
            "latent_image": LATENT,
            "seed": SEED,
            "steps": STEPS,
            "cfg": CFG,
            "sampler_name": choice(*SAMPLERS),
            "scheduler": choice(*SCHEDULERS),
            "denoise": number(0.0, 1.0),
        },
    ),
    "KSamplerSelect": ("SAMPLER", {"sampler_name": choice(*SAMPLERS)}),
    "SamplerCustom": (
        "LATENT LATENT",
        {
            "model": MODEL,
            "add_noise": ["BOOLEAN", {}],
            "noise_seed": SEED,
            "cfg": CFG,
            "positive": CONDITIONING,
            "negative": CONDITIONING,
            "sampler": SAMPLER,
            "sigmas": SIGMAS,
            "latent_image": LATENT,
        },
    ),
}
PICTURES: dict[str, tuple[str, Described]] = {
    "EmptyImage": (
        "IMAGE",
        {"width": whole(1, 16384), "height": whole(1, 16384), "batch_size": BATCH, "color": whole(0, 0xFFFFFF)},
    ),
    "EmptyLatentImage": ("LATENT", {"width": SIDE, "height": SIDE, "batch_size": BATCH}),
    "EmptySD3LatentImage": ("LATENT", {"width": SIDE, "height": SIDE, "batch_size": BATCH}),
    "VAEDecode": ("IMAGE", {"samples": LATENT, "vae": VAE}),
    "VAEEncode": ("LATENT", {"pixels": IMAGE, "vae": VAE}),
    "ImageBlur": ("IMAGE", {"image": IMAGE, "blur_radius": whole(1, 31), "sigma": number(0.1, 10.0)}),
    "ImageScaleToTotalPixels": (
        "IMAGE",
        {
            "image": IMAGE,
            "upscale_method": choice("nearest-exact", "bilinear", "area", "bicubic", "lanczos"),
            "megapixels": number(0.01, 16.0),
        },
    ),
    "ImageScaleBy": (
        "IMAGE",
        {
            "image": IMAGE,
            "upscale_method": choice("nearest-exact", "bilinear", "area", "bicubic", "lanczos"),
            "scale_by": number(0.01, 8.0),
        },
    ),
    "ImageUpscaleWithModel": ("IMAGE", {"upscale_model": UPSCALER, "image": IMAGE}),
}
SOUNDS: dict[str, tuple[str, Described]] = {
    "EmptyAudio": ("AUDIO", {"duration": number(0.0, 1e9), "sample_rate": whole(1, 192000), "channels": whole(1, 2)}),
    "EmptyLatentAudio": ("LATENT", {"seconds": SECONDS, "batch_size": BATCH}),
    "EmptyAceStepLatentAudio": ("LATENT", {"seconds": SECONDS, "batch_size": BATCH}),
    "TextEncodeAceStepAudio": (
        "CONDITIONING",
        {"clip": CLIP, "tags": TEXT, "lyrics": TEXT, "lyrics_strength": number(0.0, 10.0)},
    ),
    "ConditioningStableAudio": (
        "CONDITIONING CONDITIONING",
        {
            "positive": CONDITIONING,
            "negative": CONDITIONING,
            "seconds_start": number(0.0, 1000.0),
            "seconds_total": number(0.0, 1000.0),
        },
    ),
    "VAEDecodeAudio": ("AUDIO", {"samples": LATENT, "vae": VAE}),
}
FILMS: dict[str, tuple[str, Described]] = {
    "EmptyHunyuanLatentVideo": (
        "LATENT",
        {"width": SIDE, "height": SIDE, "length": whole(1, 16384), "batch_size": BATCH},
    ),
    "EmptyLTXVLatentVideo": (
        "LATENT",
        {"width": whole(64, 16384), "height": whole(64, 16384), "length": whole(1, 16384), "batch_size": BATCH},
    ),
    "Wan22ImageToVideoLatent": (
        "LATENT",
        {
            "vae": VAE,
            "width": whole(32, 16384),
            "height": whole(32, 16384),
            "length": whole(1, 16384),
            "batch_size": BATCH,
            "?start_image": IMAGE,
        },
    ),
    "LTXVConditioning": (
        "CONDITIONING CONDITIONING",
        {"positive": CONDITIONING, "negative": CONDITIONING, "frame_rate": number(0.0, 1000.0)},
    ),
    "LTXVScheduler": (
        "SIGMAS",
        {
            "steps": STEPS,
            "max_shift": SHIFT,
            "base_shift": SHIFT,
            "stretch": ["BOOLEAN", {}],
            "terminal": number(0.0, 0.99),
            "?latent": LATENT,
        },
    ),
    "CreateVideo": ("VIDEO", {"images": IMAGE, "fps": FPS, "?audio": AUDIO}),
}
SAVERS: dict[str, tuple[str, Described]] = {
    "SaveImage": ("", {"images": IMAGE, "filename_prefix": PREFIX}),
    "PreviewImage": ("", {"images": IMAGE}),
    "SaveImageWebsocket": ("", {"images": IMAGE}),
    "SaveVideo": (
        "",
        {
            "video": VIDEO,
            "filename_prefix": PREFIX,
            "format": choice("auto", "mp4"),
            "codec": choice("auto", "h264"),
        },
    ),
    "SaveWEBM": (
        "",
        {
            "images": IMAGE,
            "filename_prefix": PREFIX,
            "codec": choice("vp9", "av1"),
            "fps": number(0.01, 1000.0),
            "crf": number(0.0, 63.0),
        },
    ),
    "SaveAudio": ("", {"audio": AUDIO, "filename_prefix": PREFIX}),
    "SaveAudioMP3": ("", {"audio": AUDIO, "filename_prefix": PREFIX, "quality": choice("V0", "128k", "320k")}),
    "SaveAudioOpus": ("", {"audio": AUDIO, "filename_prefix": PREFIX, "quality": choice("64k", "96k", "128k")}),
    "SaveGLB": ("", {"mesh": ["MESH", {}], "filename_prefix": PREFIX}),
    "PreviewAny": ("", {"source": ANY}),
}
PROBES: dict[str, tuple[str, Described]] = {
    "PrimitiveString": ("STRING", {"value": STRING}),
    "ProbeRaise": ("IMAGE", {"image": IMAGE, "message": STRING}),
    "ProbeSteps": ("IMAGE", {"image": IMAGE, "steps": STEPS}),
    "ProbeBusy": ("IMAGE", {"image": IMAGE, "seconds": number(0.0, 1000.0)}),
    "ProbeMesh": ("MESH", {}),
}
NEWER: dict[str, Described] = {
    "ImageScaleToTotalPixels": {"resolution_steps": whole(1, 256)},
    "SaveVideo": {"format.codec": choice("auto", "h264", "av1"), "?codec": choice("auto", "h264", "av1")},
}
"""What newer servers ask for besides; the choice below a choice is written with a dot."""


def described(*, newer: bool = False) -> dict[str, Any]:
    """Return what `GET /object_info` answers."""
    groups = (LOADERS, SAMPLING, PICTURES, SOUNDS, FILMS, SAVERS, PROBES)
    classes = {name: given for group in groups for name, given in group.items()}
    found = {}
    for name, (outputs, inputs) in classes.items():
        more = NEWER.get(name, {}) if newer else {}
        kept = {key: spec for key, spec in inputs.items() if f"?{key}" not in more}
        spelled = {key: _spelled(spec, newer or name in V3) for key, spec in {**kept, **more}.items()}
        found[name] = {
            "input": {
                "required": {key: spec for key, spec in spelled.items() if not key.startswith("?")},
                "optional": {key[1:]: spec for key, spec in spelled.items() if key.startswith("?")},
            },
            "output": outputs.split(),
            "output_node": name in SAVERS,
        }
    return found


def _spelled(spec: list[Any], newer: bool) -> list[Any]:
    options = spec[0]
    if not newer or not isinstance(options, list) or "image_upload" in spec[1]:
        return [list(options) if isinstance(options, list) else options, dict(spec[1])]
    return ["COMBO", {"multiselect": False, "options": list(options)}]


FOLDERS = {
    "ckpt_name": "checkpoints",
    "unet_name": "diffusion_models",
    "clip_name": "text_encoders",
    "vae_name": "vae",
    "lora_name": "loras",
    "model_name": "upscale_models",
}


def install(catalogue: dict[str, Any], folder: str, name: str) -> None:
    """Put a model file into a folder of the server: every loader of that folder offers it."""
    for spec in catalogue.values():
        for key, described_input in spec["input"]["required"].items():
            if FOLDERS.get(key.rstrip("0123456789")) == folder:
                kind = described_input[0]
                offered = kind if isinstance(kind, list) else described_input[1]["options"]
                if name not in offered:
                    offered.append(name)
