"""Birds, fish, insects, snakes and dragons.

Drawn about 1 high, y upwards, looking to the right. `phase` (0 to 1) is where in a wing beat they are.
"""

from __future__ import annotations

import math
from random import Random

from devserver.embedded.colour import RGB
from devserver.embedded.image.colour import mix, shade
from devserver.embedded.image.inks import Inks
from devserver.embedded.image.sheet import Pen, arc, flowing


def flying_bird(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a gliding bird with two bent wings."""
    beat = math.sin(phase * 2 * math.pi + 0.9)
    dark = shade(ink.body, -0.06)
    pen.chain([(-0.32, 0.42, 0.02), (-0.05, 0.45, 0.09), (0.2, 0.48, 0.075), (0.33, 0.52, 0.06)], ink.body)
    pen.polygon([(0.36, 0.55), (0.5, 0.5), (0.36, 0.48)], ink.glow)
    pen.polygon([(-0.25, 0.46), (-0.55, 0.5), (-0.5, 0.36), (-0.25, 0.4)], dark)
    for side, tone in ((1, dark), (-1, ink.body)):
        lift = 0.42 * beat
        edge = flowing(
            [(0.16, 0.5), (0.1 - 0.1 * side, 0.5 + lift * 0.8), (-0.2 - 0.12 * side, 0.5 + lift * 1.35 + 0.05)], 6
        )
        pen.polygon([*edge, (-0.12, 0.5 + lift * 0.5), (-0.12, 0.44)], tone)
    pen.ellipse(0.35, 0.54, 0.014, 0.014, ink.dark)


def far_bird(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a bird far away: two strokes."""
    lift = 0.3 + 0.25 * math.sin(phase * 2 * math.pi + 0.8)
    for side in (-1, 1):
        arch = flowing([(0, 0.3), (side * 0.25, 0.3 + lift), (side * 0.6, 0.25 + lift * 0.7)], 6)
        pen.polygon([*arch, (side * 0.24, 0.22 + lift)], ink.dark)


def owl(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw an owl from the front."""
    pen.blob(
        [(-0.3, 0.3), (-0.33, 0.7), (-0.25, 0.98), (0, 0.88), (0.25, 0.98), (0.33, 0.7), (0.3, 0.3), (0, 0.02)],
        ink.body,
    )
    pen.blob([(-0.2, 0.35), (0, 0.55), (0.2, 0.35), (0, 0.08)], mix(ink.body, ink.pale, 0.5))
    for row in range(3):
        for k in range(-1, 2):
            pen.ellipse(k * 0.09, 0.2 + row * 0.1, 0.025, 0.02, ink.body)
    for x in (-0.13, 0.13):
        pen.ellipse(x, 0.72, 0.13, 0.13, ink.pale)
        pen.ellipse(x, 0.72, 0.085, 0.085, ink.glow)
        pen.ellipse(x, 0.72, 0.045, 0.045, ink.dark)
    pen.polygon([(-0.04, 0.68), (0.04, 0.68), (0, 0.58)], ink.accent)
    for x in (-0.1, 0.1):
        pen.limb((x, 0.04), (x, 0.0), 0.03, 0.03, ink.glow)


def perched_bird(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a plump bird that sits."""
    pen.blob([(-0.25, 0.42), (0.05, 0.2), (0.3, 0.35), (0.36, 0.7), (0.2, 0.9), (0.02, 0.75)], ink.body)
    pen.polygon([(-0.15, 0.48), (-0.62, 0.22), (-0.52, 0.14), (-0.02, 0.3)], shade(ink.body, -0.08))
    pen.blob([(0.05, 0.66), (0.18, 0.42), (-0.1, 0.28), (-0.32, 0.34)], shade(ink.body, -0.05))
    pen.polygon([(0.36, 0.78), (0.54, 0.72), (0.36, 0.68)], ink.glow)
    pen.ellipse(0.25, 0.77, 0.03, 0.03, ink.dark)
    for x in (0.05, 0.15):
        pen.line([(x, 0.24), (x + 0.02, 0.0)], 0.025, ink.dark)


def fish(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a fish with scales; its tail beats."""
    wag = 0.08 * math.sin(phase * 2 * math.pi)
    pen.polygon([(-0.5, 0.5), (-0.88, 0.78 + wag), (-0.78, 0.5 + wag), (-0.88, 0.22 + wag)], shade(ink.body, -0.08))
    pen.polygon([(-0.2, 0.75), (0.1, 1.0), (0.3, 0.72)], shade(ink.body, -0.06))
    pen.polygon([(-0.1, 0.25), (0.0, 0.05), (0.15, 0.27)], shade(ink.body, -0.06))
    pen.blob([(-0.58, 0.5), (-0.2, 0.76), (0.3, 0.76), (0.62, 0.5), (0.3, 0.24), (-0.2, 0.24)], ink.body)
    for i in range(4):
        pen.ring(0.18 - i * 0.17, 0.5, 0.13, 0.018, mix(ink.body, ink.pale, 0.45), 110, 250)
    pen.ellipse(0.42, 0.57, 0.06, 0.06, ink.pale)
    pen.ellipse(0.44, 0.57, 0.03, 0.03, ink.dark)


def whale(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a whale with a pale, grooved belly."""
    wag = 0.05 * math.sin(phase * 2 * math.pi)
    pen.blob(
        [
            (-0.95, 0.72 + wag),
            (-1.25, 1.0 + wag),
            (-1.3, 0.85 + wag),
            (-1.05, 0.6),
            (-1.35, 0.6 + wag),
            (-1.2, 0.5 + wag),
            (-0.85, 0.5),
        ],
        shade(ink.body, -0.04),
    )
    body = [(-0.95, 0.62), (-0.4, 0.78), (0.4, 0.88), (1.0, 0.72), (1.12, 0.45), (0.7, 0.12), (0.0, 0.1), (-0.6, 0.38)]
    pen.blob(body, ink.body)
    pen.blob([(1.08, 0.42), (0.5, 0.36), (-0.3, 0.3), (0.05, 0.12), (0.7, 0.13)], mix(ink.body, ink.pale, 0.6))
    for i in range(4):
        pen.line([(0.95 - i * 0.04, 0.34 - i * 0.05), (0.2, 0.28 - i * 0.04)], 0.012, ink.body)
    pen.blob([(0.35, 0.3), (0.1, 0.0), (-0.1, -0.1), (0.12, 0.25)], shade(ink.body, -0.07))
    pen.ellipse(0.78, 0.5, 0.035, 0.035, ink.dark)


def butterfly(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a butterfly whose wings fold in flight."""
    fold = 0.55 + 0.45 * abs(math.cos(phase * math.pi))
    for side in (-1, 1):
        f = side * fold
        pen.blob([(0, 0.55), (f * 0.3, 0.95), (f * 0.62, 0.95), (f * 0.55, 0.6), (f * 0.15, 0.48)], ink.accent)
        pen.blob([(0, 0.48), (f * 0.4, 0.5), (f * 0.45, 0.2), (f * 0.22, 0.12)], ink.second)
        pen.ellipse(f * 0.42, 0.78, 0.07, 0.08, ink.pale)
        pen.ellipse(f * 0.28, 0.32, 0.05, 0.06, ink.dark)
        pen.line([(0, 0.72), (side * 0.1, 0.92)], 0.015, ink.dark)
    pen.limb((0, 0.25), (0, 0.72), 0.025, 0.035, ink.dark)


def snake(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a winding snake."""
    joints = [
        (-0.9 + 1.7 * t, 0.25 + 0.16 * math.sin(t * 11 + phase * 6.28), 0.02 + 0.07 * t)
        for t in (i / 30 for i in range(31))
    ]
    pen.chain(joints, ink.body)
    for x, y, r in joints[2:-2:3]:
        pen.ellipse(x, y, r * 0.5, r * 0.5, ink.accent)
    x, y, _ = joints[-1]
    pen.limb((x, y), (x + 0.14, y + 0.05), 0.1, 0.07, ink.body)
    pen.ellipse(x + 0.1, y + 0.08, 0.02, 0.02, ink.dark)


def dragon(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a dragon: winding body, ribbed wings, spikes."""
    beat = 0.12 * math.sin(phase * 2 * math.pi)
    far = shade(ink.body, -0.1)
    _wing(pen, 0.1, beat * 0.8, far, shade(far, -0.08))
    for x in (-0.22, 0.3):
        pen.chain(
            [(x, 0.34, 0.09), (x - 0.06, 0.16, 0.05), (x + 0.03, 0.03, 0.04), (x + 0.12, 0.02, 0.025)],
            far if x > 0 else ink.body,
        )
    spine = flowing(
        [(-1.0, 0.55), (-0.85, 0.2), (-0.5, 0.25), (-0.2, 0.42), (0.2, 0.45), (0.48, 0.6), (0.5, 0.82), (0.62, 0.95)], 8
    )
    thick = [
        0.015 + 0.13 * math.sin(math.pi * min(1.0, (i / len(spine)) ** 0.9)) ** 1.4 + 0.03 * i / len(spine)
        for i in range(len(spine))
    ]
    for i in range(6, len(spine) - 6, 4):
        (x, y), r = spine[i], thick[i]
        pen.polygon(
            [(x - 0.05, y + r * 0.8), (x - 0.03, y + r + 0.09), (x + 0.05, y + r * 0.8)], ink.accent if i % 8 else far
        )
    pen.chain([(x, y, r) for (x, y), r in zip(spine, thick, strict=True)], ink.body)
    pen.polygon([(-1.0, 0.5), (-1.14, 0.74), (-0.93, 0.66)], ink.accent)
    pen.limb((0.62, 0.95), (0.84, 0.88), 0.09, 0.045, ink.body)
    for x in (0.52, 0.6):
        pen.chain([(x, 1.0, 0.03), (x - 0.1, 1.1, 0.02), (x - 0.14, 1.2, 0.006)], ink.pale)
    pen.ellipse(0.68, 0.98, 0.022, 0.022, ink.glow)
    _wing(pen, -0.04, beat, shade(ink.accent, -0.02), ink.body)


def _wing(pen: Pen, x: float, beat: float, skin: RGB, bone: RGB) -> None:
    root, elbow = (x, 0.5), (x - 0.12, 0.98 + beat)
    tips = [(x - 0.95, 1.12 + beat * 1.6), (x - 0.86, 0.76 + beat), (x - 0.62, 0.56 + beat * 0.5)]
    between = [
        ((a[0] + b[0]) / 2 + 0.12, (a[1] + b[1]) / 2 - 0.01) for a, b in zip(tips, [*tips[1:], root], strict=False)
    ]
    rim = [p for pair in zip(tips, between, strict=True) for p in pair]
    pen.polygon([root, elbow, *rim], skin)
    for tip in tips:
        pen.limb(elbow, tip, 0.018, 0.006, bone)
    pen.limb(root, elbow, 0.035, 0.022, bone)


def spider(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a spider with eight bent legs."""
    for side in (-1, 1):
        for i in range(4):
            reach, high = 0.35 + 0.09 * i, 0.75 - 0.13 * i
            pen.line(
                [(side * 0.1, 0.45), (side * reach, high), (side * (reach + 0.2), 0.05 + 0.12 * i)], 0.028, ink.dark
            )
    pen.ellipse(0, 0.5, 0.25, 0.24, ink.body)
    pen.ellipse(0, 0.3, 0.13, 0.12, ink.dark)
    pen.polygon(arc(0, 0.52, 0.08, 0.12, 0, 360, 4), ink.accent)
