# ruff: noqa: PLR0917 (drawing takes coordinates, sizes and colours in the order every drawing library has)
"""People, robots and ghosts: figures without a face in detail, told by their posture and clothes.

Drawn 1 high, y upwards, looking to the right. `phase` (0 to 1) is where in a step they are.
"""

from __future__ import annotations

import math
from random import Random

from devserver.embedded.colour import RGB
from devserver.embedded.image.colour import mix, shade
from devserver.embedded.image.inks import Inks
from devserver.embedded.image.sheet import Pen, arc

SKINS: tuple[RGB, ...] = ((238, 200, 172), (205, 156, 120), (158, 108, 78), (104, 70, 52))
HAIRS: tuple[RGB, ...] = ((52, 38, 34), (110, 70, 42), (196, 150, 84), (150, 62, 40), (214, 210, 204))


def person(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a walking person in a coat or dress, with scarf or hat."""
    skin = mix(chance.choice(SKINS), ink.dark, 0.25 if ink.lit else 0.0)
    hair = mix(chance.choice(HAIRS), ink.dark, 0.2)
    stride = 0.1 * math.sin(phase * 2 * math.pi + 0.9)
    for swing, tone in ((-stride, shade(ink.dark, 0.03)), (stride, ink.dark)):
        pen.chain([(0, 0.46, 0.045), (swing * 0.6 + 0.015, 0.24, 0.034), (swing, 0.03, 0.026)], tone)
        pen.limb((swing, 0.022), (swing + 0.06, 0.018), 0.024, 0.02, tone)
    pen.limb((0, 0.72), (-0.02 - stride * 1.3, 0.47), 0.036, 0.026, shade(ink.body, -0.1))
    flare, hem = chance.choice(((0.1, 0.44), (0.17, 0.26), (0.14, 0.34)))
    coat = [(-0.065, 0.79), (-0.09, 0.62), (-flare - 0.02, hem), (flare, hem), (0.09, 0.62), (0.065, 0.79)]
    pen.polygon(coat, ink.body)
    pen.polygon(
        [(-0.065, 0.79), (-0.09, 0.62), (-flare - 0.02, hem), (-flare * 0.35, hem), (-0.02, 0.79)],
        shade(ink.body, -0.06),
    )
    pen.ellipse(0, 0.775, 0.068, 0.04, ink.body)
    pen.limb((0.01, 0.745), (0.05 + stride * 1.3, 0.49), 0.038, 0.027, shade(ink.body, 0.03))
    pen.ellipse(0.053 + stride * 1.3, 0.47, 0.026, 0.028, skin)
    _head(pen, 0.012, 0.885, skin, hair, ink, chance)


def _head(pen: Pen, x: float, y: float, skin: RGB, hair: RGB, ink: Inks, chance: Random) -> None:
    kind = chance.randint(0, 3)
    if kind == 1:
        pen.chain([(x - 0.03, y + 0.02, 0.068), (x - 0.05, y - 0.1, 0.05), (x - 0.06, y - 0.17, 0.025)], hair)
    pen.rect(x - 0.024, y - 0.1, x + 0.024, y, shade(skin, -0.06))
    pen.ellipse(x + 0.006, y, 0.062, 0.072, skin)
    pen.polygon([(x + 0.055, y + 0.01), (x + 0.083, y - 0.018), (x + 0.055, y - 0.026)], skin)
    pen.polygon([*arc(x - 0.006, y + 0.008, 0.07, 0.078, 20, 235), (x - 0.01, y + 0.01)], hair)
    if kind == 2:
        pen.ellipse(x + 0.005, y + 0.045, 0.115, 0.018, shade(ink.accent, -0.05))
        pen.blob(
            [(x - 0.065, y + 0.045), (x - 0.055, y + 0.12), (x + 0.06, y + 0.12), (x + 0.07, y + 0.045)],
            shade(ink.accent, -0.05),
        )
    if kind == 3:
        pen.ellipse(x - 0.05, y + 0.075, 0.036, 0.036, hair)
    pen.limb((x - 0.05, y - 0.095), (x + 0.055, y - 0.095), 0.026, 0.026, ink.second)
    pen.ellipse(x + 0.04, y + 0.005, 0.007, 0.01, ink.dark)


def child(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a child with a balloon or a raised hand."""
    small = pen.at(0, 0, 0.74)
    person(small, ink, chance, phase)
    pen.chain([(0.02, 0.55, 0.026), (0.13, 0.66, 0.02)], shade(ink.body, 0.03))
    pen.line([(0.13, 0.66), (0.16, 0.9), (0.14, 1.05)], 0.006, ink.dark)
    pen.ellipse(0.14, 1.17, 0.1, 0.12, ink.second)
    pen.ellipse(0.17, 1.21, 0.025, 0.035, mix(ink.second, ink.pale, 0.6))


def dancer(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a dancer on one leg, skirt flying."""
    skin = mix(chance.choice(SKINS), ink.dark, 0.2 if ink.lit else 0.0)
    sway = 0.05 * math.sin(phase * 2 * math.pi)
    pen.chain([(0, 0.5, 0.04), (0.01, 0.26, 0.032), (0.0, 0.02, 0.018)], skin)
    pen.chain([(0, 0.5, 0.045), (-0.19, 0.42 + sway, 0.032), (-0.36, 0.5 + sway, 0.014)], skin)
    skirt = [
        (0.05, 0.6),
        (0.27, 0.42 + sway),
        (0.13, 0.36),
        (-0.02, 0.4),
        (-0.2, 0.34 - sway),
        (-0.28, 0.44),
        (-0.05, 0.6),
    ]
    pen.blob(skirt, ink.body)
    pen.blob([(0.04, 0.58), (0.12, 0.38), (0.0, 0.41), (-0.03, 0.58)], shade(ink.body, 0.06))
    pen.limb((0, 0.56), (0.02, 0.74), 0.045, 0.058, shade(ink.body, -0.04))
    pen.chain([(0.04, 0.76, 0.024), (0.19, 0.88 - sway, 0.019), (0.14, 1.03 - sway, 0.013)], skin)
    pen.chain([(-0.01, 0.76, 0.024), (-0.18, 0.74 + sway, 0.019), (-0.3, 0.84 + sway, 0.013)], skin)
    pen.rect(0.005, 0.76, 0.045, 0.84, skin)
    pen.ellipse(0.03, 0.88, 0.055, 0.065, skin)
    hair = mix(chance.choice(HAIRS), ink.dark, 0.2)
    pen.polygon([*arc(0.022, 0.89, 0.06, 0.07, 30, 250), (0.02, 0.89)], hair)
    pen.ellipse(-0.045, 0.94, 0.036, 0.036, hair)


def robot(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a friendly robot of riveted plates with a lit face."""
    metal = mix(ink.body, ink.pale, 0.22)
    dark, stride = shade(metal, -0.13), 0.05 * math.sin(phase * 2 * math.pi + 0.5)
    for x, shift in ((-0.1, stride), (0.1, -stride)):
        pen.line([(x, 0.34), (x + shift, 0.19), (x + shift * 0.6, 0.06)], 0.055, dark)
        pen.ellipse(x + shift, 0.19, 0.036, 0.036, ink.dark)
        pen.polygon(
            [(x - 0.075 + shift, 0), (x + 0.1 + shift, 0), (x + 0.075 + shift, 0.07), (x - 0.06 + shift, 0.07)],
            shade(metal, -0.05),
        )
    _arm(pen, -1, dark, metal, ink, stride)
    pen.blob(
        [(-0.22, 0.34), (-0.24, 0.5), (-0.21, 0.66), (0, 0.68), (0.21, 0.66), (0.24, 0.5), (0.22, 0.34), (0, 0.32)],
        metal,
    )
    pen.polygon([(0.08, 0.33), (0.21, 0.34), (0.235, 0.5), (0.2, 0.66), (0.08, 0.67)], shade(metal, -0.05))
    pen.rect(-0.13, 0.42, 0.07, 0.58, dark)
    for i, colour in enumerate((ink.accent, ink.glow, ink.second)):
        pen.ellipse(-0.09 + 0.06 * i, 0.54, 0.018, 0.018, colour)
    pen.line([(-0.11, 0.46), (-0.06, 0.49), (-0.03, 0.45), (0.02, 0.48), (0.05, 0.46)], 0.01, ink.glow)
    _arm(pen, 1, dark, metal, ink, -stride)
    pen.rect(-0.05, 0.66, 0.05, 0.71, dark)
    pen.line([(0, 0.92), (0, 1.0)], 0.016, dark)
    pen.ellipse(0, 1.015, 0.028, 0.028, ink.accent)
    pen.blob([(-0.2, 0.72), (-0.215, 0.82), (-0.18, 0.92), (0.18, 0.92), (0.215, 0.82), (0.2, 0.72)], metal)
    pen.blob([(-0.15, 0.755), (-0.155, 0.82), (-0.13, 0.885), (0.14, 0.885), (0.165, 0.82), (0.16, 0.755)], ink.dark)
    for x in (-0.06, 0.07):
        pen.ellipse(x, 0.825, 0.036, 0.036, ink.glow)
        pen.ellipse(x + 0.008, 0.82, 0.015, 0.015, ink.dark)
    pen.ring(0.005, 0.795, 0.04, 0.01, ink.glow, 210, 330)
    for x in (-0.215, 0.215):
        pen.ellipse(x, 0.82, 0.024, 0.045, dark)


def _arm(pen: Pen, side: int, dark: RGB, metal: RGB, ink: Inks, swing: float) -> None:
    elbow, hand = (side * 0.3, 0.5 + swing), (side * 0.21 if side > 0 else side * 0.27, 0.4 + swing)
    pen.line([(side * 0.22, 0.61), elbow, hand], 0.045, dark)
    pen.ellipse(side * 0.225, 0.61, 0.045, 0.045, shade(metal, -0.03))
    pen.ring(hand[0], hand[1] - 0.025, 0.035, 0.022, shade(metal, -0.03), 120, 420)


def ghost(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a ghost whose hem waves."""
    hem = [(-0.34 + 0.68 * i / 24, 0.08 + 0.06 * math.sin(i / 24 * 6 * math.pi + phase * 6.28)) for i in range(25)]
    pale = mix(ink.pale, ink.second, 0.12)
    pen.polygon([*hem, (0.31, 0.55), *reversed(arc(0, 0.66, 0.28, 0.32, 180, 0)), (-0.31, 0.55)][::-1], pale)
    pen.polygon([*hem[14:], (0.31, 0.55), (0.27, 0.7), (0.12, 0.5)], shade(pale, -0.06))
    for x in (-0.09, 0.1):
        pen.ellipse(x, 0.68, 0.045, 0.07, ink.dark)
    pen.ellipse(0.005, 0.5, 0.05, 0.07, ink.dark)


def angel(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw an angel: wings, a long robe, a ring of light."""
    beat = 0.05 * math.sin(phase * 2 * math.pi)
    for side in (-1, 1):
        for i in range(5):
            end = (side * (0.45 - 0.06 * i), 0.95 - 0.16 * i + beat)
            pen.limb((side * 0.04, 0.7), end, 0.03, 0.055, shade(ink.pale, -0.035 * i))
    pen.blob(
        [(-0.05, 0.78), (-0.12, 0.5), (-0.22, 0.02), (0.22, 0.02), (0.12, 0.5), (0.05, 0.78)],
        mix(ink.body, ink.pale, 0.45),
    )
    pen.ellipse(0, 0.86, 0.065, 0.075, SKINS[1])
    pen.line(arc(0, 0.99, 0.1, 0.025, 0, 360), 0.016, ink.glow)


def knight(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a knight with helmet, plume, shield and lance."""
    steel = mix(ink.pale, ink.dark, 0.35)
    for x in (-0.06, 0.07):
        pen.chain([(x, 0.42, 0.055), (x, 0.22, 0.045), (x, 0.04, 0.04)], shade(steel, -0.06))
        pen.limb((x, 0.025), (x + 0.07, 0.02), 0.03, 0.02, shade(steel, -0.1))
    pen.line([(0.22, 0.0), (0.22, 1.25)], 0.02, ink.wood)
    pen.polygon([(0.22, 1.25), (0.45, 1.17), (0.22, 1.09)], ink.accent)
    pen.blob([(-0.13, 0.4), (-0.15, 0.76), (0.15, 0.76), (0.13, 0.4)], steel)
    pen.chain([(0.12, 0.72, 0.05), (0.2, 0.58, 0.04), (0.22, 0.56, 0.04)], steel)
    pen.blob([(-0.3, 0.7), (-0.02, 0.7), (-0.05, 0.42), (-0.16, 0.3), (-0.27, 0.42)], ink.body)
    pen.rect(-0.18, 0.36, -0.14, 0.68, ink.glow)
    pen.blob([(-0.09, 0.8), (-0.1, 0.93), (0, 1.02), (0.1, 0.93), (0.09, 0.8)], shade(steel, 0.05))
    pen.rect(-0.02, 0.89, 0.1, 0.91, ink.dark)
    pen.chain([(0, 1.02, 0.02), (-0.1, 1.1, 0.04), (-0.22, 1.02, 0.02)], ink.accent)


def witch(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw a wizard or witch with pointed hat and staff."""
    pen.line([(0.24, 0.0), (0.26, 1.0)], 0.022, ink.wood)
    pen.ellipse(0.262, 1.03, 0.05, 0.05, ink.glow)
    pen.blob([(-0.06, 0.76), (-0.14, 0.45), (-0.26, 0.0), (0.22, 0.0), (0.12, 0.45), (0.06, 0.76)], ink.body)
    pen.blob([(-0.04, 0.74), (-0.1, 0.4), (-0.2, 0.02), (-0.04, 0.02), (0.0, 0.4)], shade(ink.body, -0.07))
    pen.chain([(0.04, 0.68, 0.045), (0.16, 0.56, 0.05), (0.25, 0.58, 0.025)], shade(ink.body, 0.04))
    pen.ellipse(0.01, 0.83, 0.065, 0.075, SKINS[0])
    pen.blob([(-0.05, 0.8), (0.07, 0.8), (0.05, 0.62), (0.01, 0.56), (-0.04, 0.64)], ink.pale)
    pen.ellipse(0.01, 0.88, 0.17, 0.03, ink.dark)
    pen.polygon([(-0.09, 0.885), (-0.07, 1.05), (-0.16, 1.2), (0.03, 1.06), (0.1, 0.885)], shade(ink.body, -0.1))


def astronaut(pen: Pen, ink: Inks, chance: Random, phase: float = 0) -> None:
    """Draw an astronaut who floats on a line, helmet mirrored."""
    swing = 0.03 * math.sin(phase * 2 * math.pi)
    suit, shadow = mix(ink.pale, (250, 248, 244), 0.5), shade(ink.pale, -0.1)
    pen.line([(-0.1, 0.5), (-0.35, 0.35 + swing), (-0.3, 0.1), (-0.55, 0.0)], 0.014, ink.second)
    pen.blob([(-0.2, 0.42), (-0.22, 0.72), (-0.05, 0.78), (0.05, 0.5)], mix(ink.dark, ink.pale, 0.4))
    pen.chain([(-0.04, 0.42, 0.09), (-0.12, 0.22 + swing, 0.075), (-0.2, 0.08 + swing, 0.065)], shadow)
    pen.chain([(0.07, 0.42, 0.09), (0.15, 0.24 - swing, 0.075), (0.1, 0.08 - swing, 0.065)], suit)
    pen.blob([(-0.14, 0.4), (-0.17, 0.62), (-0.1, 0.74), (0.12, 0.74), (0.18, 0.62), (0.15, 0.4)], suit)
    pen.chain([(-0.12, 0.66, 0.06), (-0.3, 0.6 + swing, 0.055), (-0.4, 0.72 + swing, 0.045)], shadow)
    pen.chain([(0.13, 0.66, 0.06), (0.3, 0.58 - swing, 0.055), (0.42, 0.68 - swing, 0.045)], suit)
    pen.rect(-0.06, 0.48, 0.1, 0.6, shadow)
    for i, colour in enumerate((ink.accent, ink.second, ink.glow)):
        pen.ellipse(-0.03 + 0.05 * i, 0.54, 0.014, 0.014, colour)
    pen.ellipse(0.01, 0.87, 0.16, 0.15, suit)
    pen.ellipse(0.04, 0.87, 0.115, 0.105, ink.body)
    pen.polygon(arc(0.04, 0.87, 0.115, 0.105, 20, 160), mix(ink.body, ink.dark, 0.55))
    pen.ellipse(0.0, 0.92, 0.025, 0.018, ink.pale)
