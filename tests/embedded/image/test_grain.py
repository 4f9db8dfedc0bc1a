"""Grain and shading."""

from random import Random

import numpy as np
import pytest
from PIL import Image

from devserver.embedded.image.grain import cloudy, fibre, glow, noise, ramp, stipple, wash


@pytest.mark.parametrize("size", [(1, 1), (700, 30), (30, 700)])
def test_textures_have_the_size_that_was_asked_for(size: tuple[int, int]) -> None:
    images = (
        noise(size, 3),
        fibre(size, 5),
        cloudy(size, Random(1)),
        ramp(size, ((0, 0), (1, 255))),
        glow(size, (1, 2, 3), 1),
    )
    assert {image.size for image in images} == {size}


def test_noise_is_even_and_fibre_lies_around_the_middle() -> None:
    assert np.asarray(noise((512, 512))).mean() == pytest.approx(127.5, abs=1)
    assert np.asarray(fibre((512, 512))).mean() == pytest.approx(128, abs=1)


def test_a_ramp_runs_through_its_stops() -> None:
    column = np.asarray(ramp((1, 101), ((0, 10), (0.5, 110), (1, 60))))[:, 0]
    assert (column[0], column[50], column[100]) == (10, 110, 60)


def test_a_wash_starts_and_ends_in_its_colours() -> None:
    image = wash((3, 96), ((0, (200, 40, 40)), (1, (40, 40, 200))))
    top, bottom = np.asarray(image)[0, 0].astype(int), np.asarray(image)[-1, 0].astype(int)
    assert np.abs(top - (200, 40, 40)).max() <= 2
    assert np.abs(bottom - (40, 40, 200)).max() <= 2


def test_stipple_gets_denser_with_its_gradient_and_keeps_the_shape() -> None:
    sheet = Image.new("RGBA", (200, 200), (255, 255, 255, 128))
    shaded = stipple(sheet, (0, 0, 0), ramp((200, 200), ((0, 0), (1, 255))))
    rows = np.asarray(shaded.convert("RGB")).mean(axis=(1, 2))
    assert rows[:20].mean() > rows[90:110].mean() + 20 > rows[180:].mean() + 40
    assert set(shaded.getchannel("A").tobytes()) == {128}
