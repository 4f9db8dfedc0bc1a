# ruff: noqa: PLR0917 (drawing takes coordinates, sizes and colours in the order every drawing library has)
"""The drawing surface: transparent sheets, drawn on in units, twice as fine as the picture and then reduced.

Units: the height of the picture is 1, x runs from 0 to `View.aspect`, y downwards. A pen may have its own origin and
scale; things that stand are drawn with y upwards from their foot, about 1 high.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from PIL import Image, ImageDraw

from devserver.embedded.colour import RGB

Point = tuple[float, float]
Box = tuple[float, float, float, float]
FINE = 2


@dataclass(frozen=True)
class View:
    """What is seen: size in pixels, the margin (in units) that a moving camera needs, and whether things move."""

    width: int
    height: int
    margin: float = 0.0
    moving: bool = False

    @property
    def aspect(self) -> float:
        """Give the width in units."""
        return self.width / self.height

    @property
    def span(self) -> float:
        """Give the short side in units: things are measured by it."""
        return min(1.0, self.aspect)

    @property
    def box(self) -> Box:
        """Give everything that may be seen, margin included."""
        return (-self.margin, -self.margin, self.aspect + self.margin, 1 + self.margin)


@dataclass(frozen=True)
class Motion:
    """How a layer moves: steady (units per second), to and fro (units), and how fast its cells follow each other."""

    drift: Point = (0.0, 0.0)
    sway: Point = (0.0, 0.0)
    period: float = 4.0
    phase: float = 0.0
    rate: float = 0.0
    wrap: bool = False

    def at(self, time: float) -> Point:
        """Give the shift in units at a time in seconds; none at time 0."""
        turn = 2 * math.pi
        swing = math.sin(turn * (time / self.period + self.phase)) - math.sin(turn * self.phase)
        lift = math.cos(turn * (time / self.period + self.phase)) - math.cos(turn * self.phase)
        return self.drift[0] * time + self.sway[0] * swing, self.drift[1] * time + self.sway[1] * lift


STILL = Motion()


@dataclass(frozen=True)
class Layer:
    """One sheet of the picture: its cells (a flip-book of RGBA images), its left top corner, its nearness 0 to 1."""

    cells: tuple[Image.Image, ...]
    x: float
    y: float
    depth: float = 0.0
    motion: Motion = field(default=STILL)
    soft: bool = False


class Pen:
    """Draws on a sheet with an own origin, scale and direction."""

    def __init__(
        self, sheet: Sheet, x: float = 0, y: float = 0, scale: float = 1, up: bool = False, flip: bool = False
    ):
        self.sheet, self.x, self.y = sheet, x, y
        self.sx, self.sy = (-scale if flip else scale), (-scale if up else scale)
        self.scale = scale

    def at(self, x: float, y: float, scale: float = 1, flip: bool = False) -> Pen:
        """Give a pen inside this one; y keeps its direction."""
        pen = Pen(self.sheet, self.x + x * self.sx, self.y + y * self.sy, self.scale * scale)
        pen.sx, pen.sy = self.sx * (-scale if flip else scale), self.sy * scale
        return pen

    def spot(self, x: float, y: float) -> Point:
        """Give the fine pixel of a point."""
        return self.sheet.pixel(self.x + x * self.sx, self.y + y * self.sy)

    def polygon(self, points: Iterable[Point], colour: RGB) -> None:
        """Fill a polygon."""
        spots = [self.spot(x, y) for x, y in points]
        if len(spots) > 2:
            self.sheet.draw.polygon(spots, fill=(*colour, 255))

    def blob(self, points: Sequence[Point], colour: RGB) -> None:
        """Fill a smooth closed curve through the points."""
        self.polygon(smooth(points), colour)

    def ellipse(self, x: float, y: float, rx: float, ry: float, colour: RGB) -> None:
        """Fill an ellipse of two radii around a centre."""
        left, top = self.spot(x - rx, y - ry)
        right, bottom = self.spot(x + rx, y + ry)
        self.sheet.draw.ellipse(
            (min(left, right), min(top, bottom), max(left, right), max(top, bottom)), fill=(*colour, 255)
        )

    def rect(self, left: float, top: float, right: float, bottom: float, colour: RGB) -> None:
        """Fill a rectangle."""
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], colour)

    def line(self, points: Sequence[Point], width: float, colour: RGB) -> None:
        """Draw a line of one width with round joints."""
        pixels = max(1, round(width * self.scale * self.sheet.unit))
        spots = [self.spot(x, y) for x, y in points]
        self.sheet.draw.line(spots, fill=(*colour, 255), width=pixels, joint="curve")
        if pixels > 3:
            for x, y in (spots[0], spots[-1]):
                half = pixels / 2 - 0.5
                self.sheet.draw.ellipse((x - half, y - half, x + half, y + half), fill=(*colour, 255))

    def limb(self, start: Point, end: Point, thick: float, thin: float, colour: RGB) -> None:
        """Draw a tapered limb with round ends: a radius at each end."""
        (x0, y0), (x1, y1) = start, end
        length = math.hypot(x1 - x0, y1 - y0) or 1e-6
        nx, ny = (y0 - y1) / length, (x1 - x0) / length
        self.polygon(
            [
                (x0 + nx * thick, y0 + ny * thick),
                (x1 + nx * thin, y1 + ny * thin),
                (x1 - nx * thin, y1 - ny * thin),
                (x0 - nx * thick, y0 - ny * thick),
            ],
            colour,
        )
        self.ellipse(x0, y0, thick, thick, colour)
        self.ellipse(x1, y1, thin, thin, colour)

    def chain(self, joints: Sequence[tuple[float, float, float]], colour: RGB) -> None:
        """Draw limbs from joint to joint: x, y and radius each."""
        for (x0, y0, r0), (x1, y1, r1) in zip(joints, joints[1:], strict=False):
            self.limb((x0, y0), (x1, y1), r0, r1, colour)

    def ring(
        self, x: float, y: float, radius: float, width: float, colour: RGB, start: float = 0, end: float = 360
    ) -> None:
        """Draw a ring or a part of one, angles in degrees clockwise from the right."""
        self.line(arc(x, y, radius, radius, start, end), width, colour)


class Sheet:
    """A transparent sheet over a part of the view."""

    def __init__(self, view: View, box: Box | None = None):
        whole = view.box
        left, top, right, bottom = box or whole
        left, top = max(left, whole[0] - 0.5), max(top, whole[1] - 0.5)
        right, bottom = min(right, whole[2] + 0.5), min(bottom, whole[3] + 0.5)
        self.view, self.left, self.top = view, _low(left * view.height), _low(top * view.height)
        self.width = max(1, _high(right * view.height) - self.left)
        self.height = max(1, _high(bottom * view.height) - self.top)
        self.unit = view.height * FINE

    @cached_property
    def image(self) -> Image.Image:
        """Give the fine sheet; it is made when first drawn on."""
        return Image.new("RGBA", (self.width * FINE, self.height * FINE), (0, 0, 0, 0))

    @cached_property
    def draw(self) -> ImageDraw.ImageDraw:
        """Give the pencil of the fine sheet."""
        return ImageDraw.Draw(self.image)

    def pixel(self, x: float, y: float) -> Point:
        """Give the fine pixel of a point in units."""
        return x * self.unit - self.left * FINE, y * self.unit - self.top * FINE

    def pen(self) -> Pen:
        """Give a pen in units of the picture, y downwards."""
        return Pen(self)

    def stand(self, x: float, y: float, scale: float, flip: bool = False) -> Pen:
        """Give a pen for something that stands at a point, y upwards."""
        return Pen(self, x, y, scale, up=True, flip=flip)

    def picture(self) -> Image.Image:
        """Give what was drawn at the size of the picture."""
        return self.image.reduce(FINE)

    def layer(self, depth: float, motion: Motion = STILL) -> Layer:
        """Give what was drawn as a layer."""
        return Layer((self.picture(),), self.left / self.view.height, self.top / self.view.height, depth, motion)


def _low(pixel: float) -> int:
    """Round down, but not because of the last bit of a number."""
    return math.floor(pixel + 1e-6)


def _high(pixel: float) -> int:
    return math.ceil(pixel - 1e-6)


def smooth(points: Sequence[Point], steps: int = 7) -> list[Point]:
    """Give a closed Catmull-Rom curve through the points."""
    count = len(points)
    curve: list[Point] = []
    for i in range(count):
        a, b, c, d = points[i - 1], points[i], points[(i + 1) % count], points[(i + 2) % count]
        for step in range(steps):
            t = step / steps
            curve.append((_spline(a[0], b[0], c[0], d[0], t), _spline(a[1], b[1], c[1], d[1], t)))
    return curve


def flowing(points: Sequence[Point], steps: int = 7) -> list[Point]:
    """Give an open Catmull-Rom curve through the points."""
    padded = [points[0], *points, points[-1]]
    curve: list[Point] = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(steps):
            t = step / steps
            curve.append((_spline(a[0], b[0], c[0], d[0], t), _spline(a[1], b[1], c[1], d[1], t)))
    return [*curve, points[-1]]


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)


def arc(x: float, y: float, rx: float, ry: float, start: float, end: float, steps: int = 36) -> list[Point]:
    """Give points of a part of an ellipse, angles in degrees."""
    angles = (math.radians(start + (end - start) * i / steps) for i in range(steps + 1))
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles]
