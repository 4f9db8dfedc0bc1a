"""A picture is valid, repeatable, follows its words, and can be stopped."""

import hashlib
import io
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from devserver.embedded.image import SOFTWARE, paint

PROMPTS = (
    "a red house by the sea at night",
    "Ein Wolf im verschneiten Wald",
    "the sound of a broken clock",
    "city in rain, neon",
    "freedom",
    "my grandmother's kitchen",
)


def opened(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    image.load()
    return image


def pixels(prompt: str, seed: int = 1, **more: object) -> np.ndarray:
    return np.asarray(opened(paint(prompt, width=160, height=160, seed=seed, **more)), dtype=np.float64)


def difference(first: np.ndarray, second: np.ndarray) -> float:
    return float(np.abs(first - second).mean())


@pytest.mark.parametrize(("width", "height"), [(64, 64), (64, 640), (640, 64), (333, 127)])
def test_the_picture_has_the_size_that_was_asked_for(width: int, height: int) -> None:
    image = opened(paint("a ship on the sea", width=width, height=height, seed=1))
    assert (image.format, image.mode, image.size) == ("PNG", "RGB", (width, height))


@pytest.mark.parametrize(("width", "height"), [(63, 100), (100, 63), (2049, 100), (100, 2049), (0, 0), (-5, 100)])
def test_a_size_out_of_range_is_refused(width: int, height: int) -> None:
    with pytest.raises(ValueError, match="64 to 2048"):
        paint("a ship", width=width, height=height, seed=1)


def test_the_file_names_its_software_and_seed_but_not_the_prompt() -> None:
    png = paint("a ship called Esmeralda", width=64, height=64, seed=77)
    assert opened(png).info == {"Software": SOFTWARE, "Seed": "77"}
    assert b"Esmeralda" not in png


def test_the_same_call_gives_the_same_bytes_in_this_and_in_another_process() -> None:
    code = (
        "import hashlib; from devserver.embedded.image import paint;"
        "print(hashlib.sha256(paint('watercolour forest in storm', width=128, height=96, seed=5)).hexdigest())"
    )
    here = [hashlib.sha256(paint("watercolour forest in storm", width=128, height=96, seed=5)).hexdigest()] * 2
    environment = {**os.environ, "PYTHONHASHSEED": "12345"}
    there = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert {*here, there.stdout.strip()} == {here[0]}


def test_different_prompts_give_clearly_different_pictures() -> None:
    seen = [pixels(prompt) for prompt in PROMPTS]
    distances = [difference(a, b) for i, a in enumerate(seen) for b in seen[:i]]
    assert min(distances) > 20


@pytest.mark.parametrize(
    ("first", "second"),
    [("zorblax", "quimlet ubu"), ("🙂", "🎃"), ("12", "13"), ("a wolf, zorblax", "a wolf, quimlet")],
)
def test_what_nobody_knows_changes_the_picture(first: str, second: str) -> None:
    assert difference(pixels(first), pixels(second)) > 5


@pytest.mark.parametrize("prompt", PROMPTS)
def test_another_seed_varies_the_same_motif(prompt: str) -> None:
    first, second = pixels(prompt, 1), pixels(prompt, 2)
    assert difference(first, second) > 3
    assert difference(first.mean(axis=(0, 1)), second.mean(axis=(0, 1))) < 40


@pytest.mark.parametrize(
    ("prompt", "channel"),
    [("a red house", 0), ("ein rotes Pferd", 0), ("red forest", 0), ("blue mountains", 2), ("eine blaue Blume", 2),
     ("green abstract", 1), ("blue", 2), ("red", 0)],
)  # fmt: skip
def test_a_named_colour_shows_more_than_without_it(prompt: str, channel: int) -> None:
    bare = prompt
    for word in ("red ", "rotes ", "blue ", "blaue ", "green ", "red", "blue"):
        bare = bare.replace(word, "")

    def share(image: np.ndarray) -> float:
        others = [image[..., other] for other in range(3) if other != channel]
        return float((image[..., channel] - np.maximum(*others)).clip(0).mean())

    assert share(pixels(prompt)) > share(pixels(bare or "quiet")) * 1.1 + 1


def test_an_unwanted_thing_is_not_drawn() -> None:
    with_ship, without = pixels("a ship on the sea"), pixels("a ship on the sea", negative_prompt="ship")
    assert difference(with_ship, without) > 5


@pytest.mark.parametrize(("unwanted", "channel"), [("green", 1), ("rot", 0), ("blue", 2)])
def test_an_unwanted_colour_is_avoided(unwanted: str, channel: int) -> None:
    image = pixels("a house and a red flower in a green meadow under a blue sky", negative_prompt=unwanted)
    others = [image[..., other] for other in range(3) if other != channel]
    strongly = image[..., channel] > np.maximum(*others) * 1.35 + 12
    assert strongly.mean() < 0.02


def test_what_the_step_raises_ends_the_work_at_once() -> None:
    calls = []

    def stop(fraction: float, preview: bytes | None = None) -> None:
        calls.append(fraction)
        if fraction > 0.2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        paint("city in rain", width=256, height=256, seed=1, step=stop)
    assert calls[-1] < 0.7
    assert sum(fraction > 0.2 for fraction in calls) == 1


def test_the_step_hears_a_rising_share_and_sees_small_previews() -> None:
    shares, previews = [], []

    def hear(fraction: float, preview: bytes | None = None) -> None:
        shares.append(fraction)
        previews.extend([preview] if preview else [])

    paint("a train in the mountains", width=640, height=300, seed=1, step=hear)
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert 0.9 < shares[-1] <= 1
    assert len(shares) > 12
    assert len(previews) >= 3
    assert all(Image.open(io.BytesIO(preview)).format == "JPEG" for preview in previews)
    assert max(max(Image.open(io.BytesIO(preview)).size) for preview in previews) <= 256


@pytest.mark.parametrize(
    "prompt",
    ["", " ", "\x00", "\ud800", "🙂🙃", "‮rtl‬", "א" * 300, "a" * 20000, "sea " * 5000, "{{INPUT}} %s %(x)s", "-" * 99],
    ids=["empty", "blank", "NUL", "lone surrogate", "emoji", "bidi mark", "Hebrew", "one long word", "many words",
         "placeholders", "dashes"],
)  # fmt: skip
@pytest.mark.parametrize("negative", [False, True], ids=["as prompt", "as negative prompt"])
def test_a_strange_text_gives_a_picture(prompt: str, negative: bool) -> None:
    text = {"negative_prompt": prompt} if negative else {}
    assert opened(paint("sea" if negative else prompt, width=64, height=64, seed=3, **text)).size == (64, 64)


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    prompt=st.text(max_size=60),
    negative=st.text(max_size=20),
    seed=st.integers(0, 2**53 - 1),
    width=st.integers(64, 160),
    height=st.integers(64, 160),
)
def test_any_text_seed_and_size_give_a_picture(prompt: str, negative: str, seed: int, width: int, height: int) -> None:
    png = paint(prompt, negative_prompt=negative, seed=seed, width=width, height=height)
    assert opened(png).size == (width, height)
