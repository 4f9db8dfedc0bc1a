"""One parameter under several names: upper-case keys of configs fold to the key of a mapping."""

from __future__ import annotations

from collections.abc import Collection

_ALIASES: dict[str, tuple[str, ...]] = {
    "sampler": ("sampler_name",),
    "sampler_name": ("sampler",),
    "cfg": ("cfg_scale", "guidance_scale", "guidance"),
    "cfg_scale": ("cfg", "guidance_scale", "guidance"),
    "steps": ("num_inference_steps",),
    "seed": ("noise_seed",),
    "frames": ("num_frames", "length", "video_length"),
    "num_frames": ("frames", "length", "video_length"),
    "fps": ("frame_rate",),
    "seconds": ("duration", "duration_seconds", "seconds_total"),
    "duration": ("seconds", "duration_seconds", "seconds_total"),
    "checkpoint": ("ckpt_name", "checkpoint_name"),
    "denoise": ("strength",),
}

TEXT_PARAMETERS = frozenset(
    {
        "temperature", "top_p", "top_k", "min_p", "max_tokens", "num_predict", "num_ctx", "keep_alive", "stop",
        "stream", "repeat_penalty", "presence_penalty", "frequency_penalty", "reasoning_effort",
    }
)  # fmt: skip

NUMERIC = frozenset(
    {
        "steps", "cfg", "cfg_scale", "guidance_scale", "width", "height", "seed", "noise_seed", "denoise", "strength",
        "fps", "frames", "num_frames", "seconds", "duration", "megapixels", "shift", "n", "batch_size",
        "lyrics_strength", "audio_quality", "tonemap_multiplier", "temperature", "top_p", "top_k", "max_tokens",
        "alpha", "alpha_factor", "max_audio_length_ms", "topk",
    }
)  # fmt: skip


def is_upper(name: str) -> bool:
    """Tell whether a parameter's name is in upper case, and so fills placeholders and mappings."""
    return name.isupper()


def fold(name: str, keys: Collection[str]) -> str | None:
    """Return the key that a parameter's name means: itself, its lower case, or another known name; None for none."""
    if name in keys:
        return name
    if not is_upper(name):
        return None
    lower = name.lower()
    by_lower = {key.lower(): key for key in keys}
    return next((by_lower[word] for word in (lower, *_ALIASES.get(lower, ())) if word in by_lower), None)
