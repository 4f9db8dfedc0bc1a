# ruff: noqa: PLR0917 (drawing takes coordinates, sizes and colours in the order every drawing library has)
"""Four-footed animals as silhouettes of tapered limbs, all from one build.

Drawn about 1 high, y upwards, looking to the right. `phase` (0 to 1) is where in a step or a wing beat they are.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from devserver.embedded.colour import RGB
from devserver.embedded.image.colour import mix, shade
from devserver.embedded.image.inks import Inks
from devserver.embedded.image.sheet import Pen, Point


@dataclass(frozen=True)
class Build:
    """How a four-footed animal is built; lengths as a share of its height at the head."""

    leg: float
    body: float
    girth: float
    neck: tuple[float, float]
    head: float
    snout: float
    ears: str
    tail: str
    limb: float = 0.045
    extra: str = ""


BUILDS: dict[str, Build] = {
    "wolf": Build(0.4, 0.7, 0.145, (0.17, 0.18), 0.115, 0.16, "pointed", "brush", 0.045, "ruff"),
    "dog": Build(0.38, 0.62, 0.13, (0.12, 0.24), 0.12, 0.13, "hanging", "up"),
    "fox": Build(0.36, 0.66, 0.12, (0.16, 0.18), 0.11, 0.16, "pointed", "great"),
    "cat": Build(0.31, 0.52, 0.125, (0.11, 0.2), 0.16, 0.045, "pointed", "curl", 0.04),
    "lion": Build(0.38, 0.72, 0.16, (0.12, 0.2), 0.14, 0.1, "round", "tuft", 0.055, "mane"),
    "tiger": Build(0.37, 0.74, 0.15, (0.14, 0.16), 0.13, 0.09, "round", "curl", 0.055, "stripes"),
    "bear": Build(0.3, 0.72, 0.24, (0.16, 0.1), 0.15, 0.12, "round", "stub", 0.085),
    "horse": Build(0.46, 0.58, 0.145, (0.17, 0.3), 0.085, 0.2, "small", "flow", 0.04, "crest"),
    "deer": Build(0.46, 0.5, 0.115, (0.13, 0.28), 0.075, 0.12, "side", "stub", 0.028, "antlers"),
    "cow": Build(0.36, 0.8, 0.2, (0.14, 0.1), 0.12, 0.14, "side", "tuft", 0.05, "horns"),
    "sheep": Build(0.3, 0.6, 0.22, (0.1, 0.12), 0.1, 0.1, "side", "stub", 0.035, "wool"),
    "elephant": Build(0.38, 0.66, 0.28, (0.16, 0.04), 0.17, 0.02, "great", "rope", 0.095, "trunk"),
    "rabbit": Build(0.16, 0.4, 0.22, (0.08, 0.16), 0.16, 0.06, "long", "ball", 0.07),
    "mouse": Build(0.14, 0.5, 0.24, (0.1, 0.04), 0.17, 0.14, "great_round", "rope", 0.045),
    "unicorn": Build(0.46, 0.58, 0.145, (0.17, 0.3), 0.085, 0.2, "small", "flow", 0.04, "crest horn"),
}


def quadruped(kind: str) -> Callable[[Pen, Inks, Random, float], None]:
    """Give the drawing of a four-footed animal."""

    def draw(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
        _quadruped(pen, BUILDS[kind], ink, phase)

    return draw


def _quadruped(pen: Pen, b: Build, ink: Inks, phase: float) -> None:
    coat, far = ink.body, shade(ink.body, -0.1)
    hip, chest, back = -b.body / 2, b.body / 2, b.leg + b.girth * 0.75
    for x, shift, colour in ((hip + 0.05, 0.5, far), (chest - 0.02, 0.0, far)):
        _leg(pen, x, b, colour, phase + shift, x < 0)
    _tail(pen, b, hip, back, coat)
    head = (chest + b.neck[0], back + b.neck[1])
    if "mane" in b.extra:
        pen.ellipse(head[0] - 0.03, head[1] - 0.03, b.head * 1.85, b.head * 1.95, shade(coat, -0.12))
    pen.chain([(hip, back, b.girth * 0.94), (0, back + 0.005, b.girth * 0.88), (chest - 0.03, back, b.girth)], coat)
    if "ruff" in b.extra:
        _ruff(pen, (chest, back), head, b, ink)
    if "wool" in b.extra:
        for i in range(12):
            a = i / 12 * 2 * math.pi
            pen.ellipse(b.body * 0.5 * math.cos(a), back + b.girth * 0.75 * math.sin(a), 0.1, 0.1, coat)
    for x, shift in ((hip - 0.02, 0.0), (chest - 0.06, 0.5)):
        _leg(pen, x, b, coat, phase + shift, x < 0)
    pen.limb((chest - 0.05, back + 0.02), (head[0] - 0.02, head[1]), b.girth * 0.82, b.head * 0.78, coat)
    _head(pen, b, head, ink)
    if "stripes" in b.extra:
        for i in range(7):
            x = hip + b.body * (i + 0.3) / 7
            pen.polygon(
                [(x, back + b.girth * 0.9), (x + 0.035, back + b.girth * 0.9), (x + 0.01, back - b.girth * 0.3)],
                ink.dark,
            )


def _ruff(pen: Pen, chest: Point, head: Point, b: Build, ink: Inks) -> None:
    """Hang ragged fur from the neck."""
    pale, reach = mix(ink.body, ink.pale, 0.35), b.girth
    (x0, y0), (x1, y1) = chest, head
    pen.polygon(
        [
            (x1 + 0.03, y1 - b.head * 0.6),
            (x0 + reach * 0.95, y0 + reach * 0.4),
            (x0 + reach * 0.9, y0 - reach * 0.1),
            (x0 + reach * 0.6, y0 - reach * 0.35),
            (x0 + reach * 0.5, y0 - reach * 0.95),
            (x0 + reach * 0.15, y0 - reach * 0.6),
            (x0 - reach * 0.1, y0 - reach * 0.9),
            (x0 - reach * 0.2, y0),
            (x1 - 0.06, y1 - b.head * 0.3),
        ],
        pale,
    )


def _leg(pen: Pen, x: float, b: Build, colour: RGB, phase: float, hind: bool) -> None:
    swing = 0.13 * b.leg * math.sin(phase * 2 * math.pi + 0.6)
    lift = max(0.0, 0.1 * b.leg * math.cos(phase * 2 * math.pi + 0.6))
    knee = (x + swing * 0.5 + (-0.035 if hind else 0.012), b.leg * 0.5 + lift)
    foot = (x + swing + (0.0 if hind else 0.0), b.limb * 0.55 + lift)
    top = b.limb * (2.1 if hind else 1.6)
    pen.chain([(x, b.leg + b.girth * 0.3, top), (*knee, b.limb * 0.85), (*foot, b.limb * 0.6)], colour)
    pen.limb(foot, (foot[0] + b.limb * 0.9, foot[1] - b.limb * 0.05), b.limb * 0.6, b.limb * 0.5, colour)


def _tail(pen: Pen, b: Build, hip: float, back: float, coat: RGB) -> None:
    x, y = hip - b.girth * 0.75, back + b.girth * 0.35
    shapes = {
        "brush": [(x, y, 0.04), (x - 0.14, y - 0.1, 0.065), (x - 0.2, y - 0.26, 0.02)],
        "great": [(x, y, 0.04), (x - 0.18, y - 0.04, 0.085), (x - 0.38, y - 0.02, 0.02)],
        "up": [(x, y, 0.035), (x - 0.1, y + 0.1, 0.03), (x - 0.09, y + 0.22, 0.018)],
        "curl": [
            (x, y, 0.032),
            (x - 0.14, y + 0.02, 0.03),
            (x - 0.2, y + 0.18, 0.028),
            (x - 0.12, y + 0.32, 0.026),
            (x - 0.03, y + 0.3, 0.02),
        ],
        "tuft": [(x, y, 0.022), (x - 0.12, y - 0.12, 0.018), (x - 0.14, y - 0.26, 0.018), (x - 0.15, y - 0.31, 0.045)],
        "flow": [
            (x, y + 0.02, 0.035),
            (x - 0.1, y - 0.05, 0.055),
            (x - 0.13, y - 0.24, 0.05),
            (x - 0.2, y - 0.36, 0.012),
        ],
        "rope": [(x, y, 0.02), (x - 0.12, y - 0.1, 0.014), (x - 0.14, y - 0.25, 0.012)],
        "ball": [(x + 0.02, y - 0.1, 0.07), (x, y - 0.1, 0.07)],
        "stub": [(x + 0.02, y, 0.05), (x - 0.03, y - 0.05, 0.03)],
    }
    pen.chain(shapes[b.tail], shade(coat, -0.03))


def _head(pen: Pen, b: Build, head: tuple[float, float], ink: Inks) -> None:
    (x, y), coat = head, ink.body
    _ears(pen, b, x - b.head * 0.35, y, coat, back=True)
    pen.ellipse(x, y, b.head, b.head * 0.92, coat)
    nose = (x + b.head * 0.55 + b.snout, y - b.head * 0.42 - b.snout * 0.28)
    pen.limb((x + b.head * 0.3, y - b.head * 0.15), nose, b.head * 0.68, b.head * 0.4, coat)
    pen.ellipse(nose[0] + b.head * 0.24, nose[1] + b.head * 0.1, b.head * 0.2, b.head * 0.17, ink.dark)
    _ears(pen, b, x, y, coat)
    _ornaments(pen, b, x, y, ink)
    pen.ellipse(x + b.head * 0.38, y + b.head * 0.18, b.head * 0.15, b.head * 0.15, ink.dark)
    pen.ellipse(x + b.head * 0.43, y + b.head * 0.23, b.head * 0.05, b.head * 0.05, ink.pale)


def _ears(pen: Pen, b: Build, x: float, y: float, coat: RGB, back: bool = False) -> None:
    tone, h = shade(coat, -0.08 if back else 0.03), b.head
    if b.ears == "pointed":
        pen.polygon([(x - h * 0.75, y + h * 0.4), (x - h * 0.45, y + h * 1.75), (x + h * 0.2, y + h * 0.75)], tone)
    elif b.ears == "hanging":
        pen.limb((x - h * 0.4, y + h * 0.5), (x - h * 0.75, y - h * 0.7), h * 0.35, h * 0.42, shade(coat, -0.12))
    elif b.ears in ("round", "great_round"):
        r = h * (0.42 if b.ears == "round" else 0.75)
        pen.ellipse(x - h * 0.4, y + h * 0.85, r, r, tone)
    elif b.ears == "small":
        pen.polygon([(x - h * 0.55, y + h * 0.5), (x - h * 0.3, y + h * 1.6), (x + h * 0.1, y + h * 0.8)], tone)
    elif b.ears == "side":
        pen.limb((x - h * 0.4, y + h * 0.55), (x - h * 1.5, y + h * 0.75), h * 0.3, h * 0.16, tone)
    elif b.ears == "long":
        lean = -0.5 if back else -0.2
        pen.limb((x - h * 0.2, y + h * 0.6), (x + h * lean * 1.6, y + h * 2.6), h * 0.28, h * 0.2, tone)
    elif b.ears == "great" and not back:
        pen.blob(
            [
                (x - h * 0.2, y + h * 0.8),
                (x - h * 1.5, y + h * 0.9),
                (x - h * 1.7, y - h * 0.5),
                (x - h * 0.8, y - h * 1.2),
                (x - h * 0.2, y - h * 0.4),
            ],
            shade(coat, -0.06),
        )


def _ornaments(pen: Pen, b: Build, x: float, y: float, ink: Inks) -> None:
    h, coat = b.head, ink.body
    if "trunk" in b.extra:
        pen.chain(
            [
                (x + h * 0.7, y - h * 0.2, h * 0.5),
                (x + h * 1.3, y - h * 1.2, h * 0.32),
                (x + h * 1.25, y - h * 2.4, h * 0.24),
                (x + h * 1.7, y - h * 2.9, h * 0.17),
            ],
            coat,
        )
        pen.chain(
            [
                (x + h * 0.7, y - h * 0.7, h * 0.14),
                (x + h * 1.5, y - h * 1.3, h * 0.1),
                (x + h * 1.95, y - h * 0.9, h * 0.03),
            ],
            ink.pale,
        )
    if "antlers" in b.extra:
        for side in (-0.25, 0.1):
            bx, by = x + side * h, y + h * 0.7
            pen.chain([(bx, by, 0.016), (bx - 0.1, by + 0.12, 0.014), (bx - 0.08, by + 0.28, 0.008)], ink.wood)
            for t, reach in ((0.09, 0.07), (0.17, 0.09), (0.24, 0.06)):
                pen.limb((bx - 0.09, by + t), (bx - 0.09 + reach, by + t + 0.1), 0.011, 0.006, ink.wood)
    if "horns" in b.extra:
        pen.chain(
            [(x - 0.02, y + h * 0.8, 0.022), (x + 0.03, y + h * 1.4, 0.018), (x + 0.09, y + h * 1.6, 0.006)], ink.pale
        )
    if "horn" in b.extra.split():
        pen.polygon([(x + h * 0.2, y + h * 0.8), (x + h * 1.6, y + h * 3.2), (x + h * 0.65, y + h * 0.6)], ink.glow)
    if "crest" in b.extra:
        mane = shade(coat, -0.14)
        for i in range(6):
            t = i / 5
            pen.ellipse(x - h * 0.6 - t * b.neck[0] * 0.95, y + h * 0.55 - t * b.neck[1] * 0.75, 0.055, 0.06, mane)
