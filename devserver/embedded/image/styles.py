# ruff: noqa: PLR0917 (drawing takes coordinates, sizes and colours in the order every drawing library has)
"""Ways of printing: what happens to each layer before it is laid down, and to the whole sheet at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from devserver.embedded.colour import RGB
from devserver.embedded.image.colour import mix, shade
from devserver.embedded.image.grain import cloudy, fibre, noise
from devserver.embedded.image.palette import Palette, allowed
from devserver.embedded.image.scene import Scene
from devserver.embedded.image.sheet import Layer

Finish = Callable[[Image.Image], Image.Image]
Press = Callable[[Layer], Layer]


def press(scene: Scene) -> Press:
    """Give what the style does to each layer."""
    makers = {"ink": _ink_press, "line": _line_press, "watercolour": _watercolour_press}
    return makers[scene.style](scene) if scene.style in makers else _as_it_is


def ground(scene: Scene) -> RGB:
    """Give the colour of the bare sheet."""
    return _paper_and_ink(scene.palette)[0] if scene.style in ("ink", "line") else scene.palette.low


def _as_it_is(layer: Layer) -> Layer:
    return layer


def _each(layer: Layer, change: Callable[[Image.Image], Image.Image]) -> Layer:
    return replace(layer, cells=tuple(change(cell) for cell in layer.cells))


def _paper_and_ink(palette: Palette) -> tuple[RGB, RGB]:
    paper = allowed(mix((246, 241, 228), palette.paper, 0.3), palette.avoided)
    return paper, shade(palette.ink, -0.06, 0.6)


def _ink_press(scene: Scene) -> Press:
    paper, ink = _paper_and_ink(scene.palette)
    pitch = max(3.0, scene.view.span * scene.view.height / 150)

    def cut(image: Image.Image) -> Image.Image:
        alpha = image.getchannel("A")
        grey = image.convert("L").point(lambda v: min(255, max(0, round(v * 1.12 + 26))))
        marks = ImageChops.subtract(_screen(image.size, pitch), grey).point(lambda v: min(255, v * 5))
        marks = ImageChops.lighter(marks, _outline(image, 5 if pitch > 5 else 3))
        return _inked(image.size, alpha, marks, paper, ink)

    def pressed(layer: Layer) -> Layer:
        return _each(layer, _veil) if layer.soft else _each(layer, cut)

    return pressed


def _veil(image: Image.Image) -> Image.Image:
    """Leave little of what is only light or haze."""
    image = image.copy()
    image.putalpha(image.getchannel("A").point(lambda v: v // 4))
    return image


def _inked(size: tuple[int, int], alpha: Image.Image, marks: Image.Image, paper: RGB, ink: RGB) -> Image.Image:
    sheet = Image.new("RGBA", size, (*paper, 255))
    sheet.paste((*ink, 255), mask=marks)
    sheet.putalpha(alpha)
    return sheet


def _screen(size: tuple[int, int], pitch: float) -> Image.Image:
    """Give the engraver's lines as a threshold: thin where it is light, crossing where it is dark.

    A phase is an 8-bit number that wraps around once a line, so that two rows of numbers make the whole plane.
    """
    across, down = np.arange(size[0], dtype=np.float64), np.arange(size[1], dtype=np.float64)
    bend, dent = 1.6 * np.sin(across / (pitch * 5.0)), 1.2 * np.sin(down / (pitch * 7.0))
    first = _phase(across * 0.5 + bend, down * 0.9 + dent, pitch).point(lambda v: round(abs(v - 128) * 205 / 128))
    second = _phase(across * 0.85 + bend, down * -0.55 + dent, pitch).point(lambda v: round(abs(v - 128) * 118 / 128))
    return ImageChops.lighter(first, second)


def _phase(across: NDArray[np.float64], down: NDArray[np.float64], pitch: float) -> Image.Image:
    columns = (across / pitch * 256 % 256).astype(np.uint8)
    rows = (down / pitch * 256 % 256).astype(np.uint8)
    return Image.fromarray(rows[:, None] + columns[None, :])


def _outline(image: Image.Image, wide: int) -> Image.Image:
    """Give where shapes end: the rim of the layer and the steps of tone inside it."""
    alpha = image.getchannel("A")
    eroded = alpha.filter(ImageFilter.BoxBlur(wide / 2)).point(lambda v: max(0, v - 191) * 4)
    rim = ImageChops.subtract(alpha, eroded)
    steps = image.convert("L").filter(ImageFilter.BoxBlur(0.7)).filter(ImageFilter.FIND_EDGES)
    inner = ImageChops.multiply(steps.point(lambda v: min(255, max(0, v - 14) * 7)), alpha)
    return ImageChops.lighter(rim, inner)


def _line_press(scene: Scene) -> Press:
    paper, ink = _paper_and_ink(scene.palette)

    def trace(image: Image.Image) -> Image.Image:
        alpha = image.getchannel("A")
        outline = _outline(image, 3)
        rough = noise(image.size, 5).point(lambda v: 255 if v > 60 else 120)
        marks = ImageChops.multiply(outline, rough)
        tint = Image.blend(image.convert("RGB"), Image.new("RGB", image.size, paper), 0.84).convert("RGBA")
        tint.paste((*ink, 255), mask=marks)
        tint.putalpha(alpha)
        return tint

    def pressed(layer: Layer) -> Layer:
        return _each(layer, _veil) if layer.soft or layer.depth == 0 else _each(layer, trace)

    return pressed


def _watercolour_press(scene: Scene) -> Press:
    radius = max(1.0, scene.view.span * scene.view.height / 400)
    chance = Random(scene.motif.getrandbits(32))  # noqa: S311

    def wash(image: Image.Image) -> Image.Image:
        alpha = image.getchannel("A")
        ragged = ImageChops.add(alpha.filter(ImageFilter.BoxBlur(radius)), cloudy(image.size, chance, 24, 2), 1, -128)
        body = ragged.point(lambda v: min(255, max(0, (v - 112) * 9)))
        inner = body.filter(ImageFilter.BoxBlur(radius * 2.4))
        rim = ImageChops.multiply(body, ImageChops.invert(inner)).point(lambda v: min(255, round(v * 1.5)))
        pale = Image.blend(image.convert("RGB"), Image.new("RGB", image.size, (255, 252, 244)), 0.22)
        pools = cloudy(image.size, chance, 5, 3).point(lambda v: 205 + v * 50 // 255)
        pale = ImageChops.multiply(pale, Image.merge("RGB", (pools, pools, pools)))
        pale = Image.composite(ImageChops.multiply(pale, pale), pale, rim)
        pale.putalpha(body.point(lambda v: v * 226 // 255))
        return pale

    def pressed(layer: Layer) -> Layer:
        return layer if layer.soft else _each(layer, wash)

    return pressed


def finish(scene: Scene, size: tuple[int, int]) -> Finish:
    """Give what the style does to the whole sheet; what can be is prepared once for many frames."""
    makers = {"pixel": _pixels, "cubist": _shards, "watercolour": _watercolour_paper}
    return makers.get(scene.style, _print)(scene, size)


def _print(scene: Scene, size: tuple[int, int]) -> Finish:
    """Print with a trace of misregistration, on paper with a grain."""
    texture = fibre(size, scene.motif.randint(0, 99))
    paper = Image.merge("RGB", (texture, texture, texture))
    slip = 1 if min(size) > 500 and scene.style not in ("ink", "line") else 0

    def printed(image: Image.Image) -> Image.Image:
        if slip:
            red, green, blue = image.split()
            image = Image.merge("RGB", (_moved(red, slip, 0), green, _moved(blue, -slip, slip)))
        return ImageChops.soft_light(image, paper)

    return printed


def _moved(plate: Image.Image, dx: int, dy: int) -> Image.Image:
    moved = plate.copy()
    moved.paste(plate, (dx, dy))
    return moved


def _watercolour_paper(scene: Scene, size: tuple[int, int]) -> Finish:
    """Leave a ragged rim of white paper and let the tooth of the paper show."""
    chance = Random(scene.motif.getrandbits(32))  # noqa: S311
    tooth = fibre(size, 3).filter(ImageFilter.BoxBlur(0.6)).point(lambda v: 128 + (v - 128) * 2)
    paper = Image.merge("RGB", (tooth, tooth, tooth))
    inset = round(min(size) * 0.035)
    frame = Image.new("L", size, 0)
    ImageDraw.Draw(frame).rectangle((inset, inset, size[0] - inset, size[1] - inset), fill=255)
    frame = ImageChops.add(frame.filter(ImageFilter.BoxBlur(inset * 0.5)), cloudy(size, chance, 9, 4), 1, -128)
    frame = frame.point(lambda v: min(255, max(0, (v - 105) * 9)))
    white = Image.new("RGB", size, (250, 247, 238))

    def painted(image: Image.Image) -> Image.Image:
        return ImageChops.soft_light(Image.composite(image, white, frame), paper)

    return painted


def _pixels(scene: Scene, size: tuple[int, int]) -> Finish:
    """Show it in few large pixels and few colours."""
    side = max(1, round(min(size) / 112))
    small = (max(1, size[0] // side), max(1, size[1] // side))
    books: list[Image.Image] = []

    def squared(image: Image.Image) -> Image.Image:
        low = image.resize(small, Image.Resampling.BOX)
        if not books:
            books.append(low.quantize(28, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE))
        few = low.quantize(palette=books[0], dither=Image.Dither.NONE).convert("RGB")
        return few.resize(size, Image.Resampling.NEAREST)

    return squared


def _shards(scene: Scene, size: tuple[int, int]) -> Finish:
    """Break the picture into facets that each see it from another side, as a collage of cut prints."""
    chance = Random(scene.chance.getrandbits(32))  # noqa: S311
    pieces = [
        _piece(polygon, size, chance) for polygon in _split([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)], 5, chance)
    ]
    line = scene.palette.ink if scene.palette.hour == "day" else scene.palette.paper
    seams = Image.new("L", (size[0] * 2, size[1] * 2), 0)
    draw = ImageDraw.Draw(seams)
    for piece in pieces:
        draw.line([(x * 2, y * 2) for x, y in (*piece.rim, piece.rim[0])], fill=130, width=max(1, min(size) // 200))
    seams = seams.reduce(2)
    printed = _print(scene, size)

    def broken(image: Image.Image) -> Image.Image:
        sheet = image.copy()
        for piece in pieces:
            sheet.paste(piece.seen(image), piece.corner, piece.mask)
        sheet.paste(line, mask=seams)
        return printed(sheet)

    return broken


class _Facet:
    """One facet: where it lies, which part of the picture it shows, and how bright."""

    def __init__(
        self,
        rim: list[tuple[float, float]],
        mask: Image.Image,
        corner: tuple[int, int],
        view: tuple[float, float, float, float],
        tone: RGB,
        share: float,
    ):
        self.rim, self.mask, self.corner, self.view, self.tone, self.share = rim, mask, corner, view, tone, share

    def seen(self, image: Image.Image) -> Image.Image:
        """Give the part of the picture that this facet shows."""
        part = image.resize(self.mask.size, Image.Resampling.BILINEAR, self.view)
        return Image.blend(part, Image.new("RGB", part.size, self.tone), self.share)


def _piece(polygon: list[tuple[float, float]], size: tuple[int, int], chance: Random) -> _Facet:
    rim = [(x * size[0], y * size[1]) for x, y in polygon]
    left, top = int(min(x for x, _ in rim)), int(min(y for _, y in rim))
    wide = max(1, min(size[0], int(max(x for x, _ in rim)) + 1) - left)
    tall = max(1, min(size[1], int(max(y for _, y in rim)) + 1) - top)
    mask = Image.new("L", (wide * 2, tall * 2), 0)
    ImageDraw.Draw(mask).polygon([((x - left) * 2, (y - top) * 2) for x, y in rim], fill=255)
    zoom, reach = chance.uniform(0.82, 1.0), 0.05 * min(size)
    x0 = min(max(left + chance.uniform(-reach, reach), 0), size[0] - wide * zoom)
    y0 = min(max(top + chance.uniform(-reach, reach), 0), size[1] - tall * zoom)
    tone: RGB = chance.choice(((255, 250, 238), (20, 22, 34)))
    view = (x0, y0, x0 + wide * zoom, y0 + tall * zoom)
    return _Facet(rim, mask.reduce(2), (left, top), view, tone, chance.uniform(0.0, 0.16))


def _split(polygon: list[tuple[float, float]], left: int, chance: Random) -> list[list[tuple[float, float]]]:
    """Cut a convex polygon in two again and again."""
    if left == 0 or len(polygon) < 3:
        return [polygon] if len(polygon) >= 3 else []
    cx, cy = sum(x for x, _ in polygon) / len(polygon), sum(y for _, y in polygon) / len(polygon)
    angle = chance.uniform(0, np.pi)
    nx, ny = float(np.cos(angle)), float(np.sin(angle))
    cx, cy = cx + chance.uniform(-0.05, 0.05), cy + chance.uniform(-0.05, 0.05)
    halves = [_clip(polygon, nx * way, ny * way, (nx * cx + ny * cy) * way) for way in (1, -1)]
    return [piece for half in halves for piece in _split(half, left - 1, chance)]


def _clip(polygon: list[tuple[float, float]], nx: float, ny: float, limit: float) -> list[tuple[float, float]]:
    kept: list[tuple[float, float]] = []
    for (ax, ay), (bx, by) in zip(polygon, [*polygon[1:], polygon[0]], strict=True):
        da, db = nx * ax + ny * ay - limit, nx * bx + ny * by - limit
        if da <= 0:
            kept.append((ax, ay))
        if da * db < 0:
            t = da / (da - db)
            kept.append((ax + (bx - ax) * t, ay + (by - ay) * t))
    return kept
