"""A style changes how the same things look."""

import io

import numpy as np
import pytest
from PIL import Image

from devserver.embedded.image import paint
from devserver.embedded.image.planning import plan
from devserver.embedded.image.sheet import View
from devserver.embedded.image.styles import finish


def seen(prompt: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(paint(prompt, width=256, height=256, seed=4))), dtype=np.float64)


def test_ink_leaves_hardly_any_colour_and_two_tones() -> None:
    image = seen("ink drawing of a house")
    assert (image.max(axis=2) - image.min(axis=2)).mean() < 35
    grey = image.mean(axis=2)
    assert ((grey < 90) | (grey > 190)).mean() > 0.7


def test_a_line_drawing_is_mostly_paper() -> None:
    assert (seen("line drawing of a cat").mean(axis=2) > 170).mean() > 0.75


def test_pixel_art_has_few_colours_in_squares() -> None:
    image = seen("pixel art castle").astype(np.uint8)
    assert len(np.unique(image.reshape(-1, 3), axis=0)) <= 28
    assert (image[::2, ::2] == image[1::2, 1::2]).all()


def test_watercolour_leaves_a_white_rim() -> None:
    image = seen("watercolour of a forest at night")
    assert image[:3].mean() > 215
    assert image[100:150, 100:150].mean() < 190


@pytest.mark.parametrize("style", ["print", "watercolour", "pixel", "cubist", "ink", "line", "geometric"])
@pytest.mark.parametrize("size", [(64, 64), (300, 70)])
def test_finishing_keeps_size_and_mode_and_can_be_repeated(style: str, size: tuple[int, int]) -> None:
    words = {"print": "house", "cubist": "cubist house", "geometric": "bauhaus house", "line": "sketch house"}
    scene = plan(words.get(style, f"{style} house"), "", 1, View(*size))
    assert scene.style == style
    printed, sheet = finish(scene, size), Image.new("RGB", size, (120, 90, 200))
    first, second = printed(sheet), printed(sheet)
    assert (first.size, first.mode) == (size, "RGB")
    assert first.tobytes() == second.tobytes()


def test_cubism_breaks_straight_lines() -> None:
    scene = plan("cubist house", "", 1, View(200, 200))
    stripes = Image.new("RGB", (200, 200), (255, 255, 255))
    stripes.paste((0, 0, 0), (0, 95, 200, 105))
    broken = np.asarray(finish(scene, (200, 200))(stripes).convert("L"), dtype=float)
    dark_rows = {int(column.argmin()) for column in broken.T[::10]}
    assert len(dark_rows) > 4
