"""Grain, clouds of noise and shading by dots: what makes flat colour look printed by hand."""

from __future__ import annotations

from functools import lru_cache
from random import Random

import numpy as np
from PIL import Image, ImageChops

from devserver.embedded.colour import RGB, from_lab, to_lab
from devserver.embedded.image.colour import mix

Size = tuple[int, int]
TILE = 512


@lru_cache(maxsize=1)
def _tile() -> Image.Image:
    """Give even noise, 0 to 255, the same in every process."""
    values = np.random.Generator(np.random.PCG64(20)).integers(0, 256, (TILE, TILE), dtype=np.uint8)
    return Image.fromarray(values)


def noise(size: Size, offset: int = 0) -> Image.Image:
    """Give an L image of even noise."""
    return _repeated(_tile(), size, offset)


@lru_cache(maxsize=1)
def _soft_tile() -> Image.Image:
    """Give paper fibre: fine noise around 128 with a little of coarse noise in it, seamless enough."""
    rng = np.random.Generator(np.random.PCG64(21))
    fine = rng.normal(0, 1, (TILE, TILE))
    fine = fine + 0.6 * (np.roll(fine, 1, 1) + np.roll(fine, 1, 0))
    return Image.fromarray(np.clip(128 + 13 * fine, 0, 255).astype(np.uint8))


def fibre(size: Size, offset: int = 0) -> Image.Image:
    """Give an L image of paper fibre around 128."""
    return _repeated(_soft_tile(), size, offset)


def _repeated(tile: Image.Image, size: Size, offset: int) -> Image.Image:
    image = Image.new("L", size)
    dx, dy = offset * 197 % TILE, offset * 331 % TILE
    for x in range(-dx, size[0], TILE):
        for y in range(-dy, size[1], TILE):
            image.paste(tile, (x, y))
    return image


def cloudy(size: Size, chance: Random, coarse: int = 4, octaves: int = 4) -> Image.Image:
    """Give an L image of soft noise: `coarse` is how many lumps lie side by side."""
    rng = np.random.Generator(np.random.PCG64(chance.getrandbits(32)))
    work = (min(size[0], 256), min(size[1], 256))
    total = np.zeros((work[1], work[0]), dtype=np.float32)
    for octave in range(octaves):
        lumps = coarse * 2**octave
        grid = rng.random((max(2, lumps * work[1] // work[0] + 1), lumps + 1), dtype=np.float32)
        total += np.asarray(Image.fromarray(grid).resize(work, Image.Resampling.BICUBIC)) / 2**octave
    low, high = float(total.min()), float(total.max())
    scaled = ((total - low) / (high - low + 1e-6) * 255).astype(np.uint8)
    return Image.fromarray(scaled).resize(size, Image.Resampling.BICUBIC)


def ramp(size: Size, stops: tuple[tuple[float, int], ...]) -> Image.Image:
    """Give an L image that runs from top to bottom through (place 0 to 1, value 0 to 255) stops."""
    places, values = zip(*stops, strict=True)
    column = np.interp(np.linspace(0, 1, size[1]), places, values).astype(np.uint8)
    return Image.fromarray(np.repeat(column[:, None], size[0], axis=1))


def wash(size: Size, stops: tuple[tuple[float, RGB], ...]) -> Image.Image:
    """Give an RGB image that runs from top to bottom through (place, colour) stops, mixed in OKLab."""
    steps = 96
    column = Image.new("RGB", (1, steps))
    for i in range(steps):
        column.putpixel((0, i), _between(stops, i / (steps - 1)))
    return column.resize(size, Image.Resampling.BILINEAR)


def _between(stops: tuple[tuple[float, RGB], ...], place: float) -> RGB:
    for (start, first), (end, second) in zip(stops, stops[1:], strict=False):
        if place <= end:
            return mix(first, second, max(0.0, (place - start) / max(end - start, 1e-6)))
    return from_lab(to_lab(stops[-1][1]))


def stipple(image: Image.Image, colour: RGB, gradient: Image.Image, offset: int = 0) -> Image.Image:
    """Shade a sheet with dots: the brighter the gradient (L, same size), the denser they stand."""
    dots = ImageChops.add(gradient, noise(image.size, offset), 1, -255).point(lambda v: min(255, v * 6))
    alpha = image.getchannel("A")
    shaded = image.copy()
    shaded.paste((*colour, 255), mask=ImageChops.multiply(dots, alpha))
    shaded.putalpha(alpha)
    return shaded


def glow(size: Size, colour: RGB, strength: float) -> Image.Image:
    """Give an RGBA patch of light that fades from its middle to its rim."""
    radial = Image.radial_gradient("L").resize(size, Image.Resampling.BILINEAR)
    alpha = radial.point(lambda v: round(strength * 255 * max(0.0, 1 - v / 181) ** 2))
    patch = Image.new("RGBA", size, (*colour, 0))
    patch.putalpha(alpha)
    return patch
