"""The colours of a sketch: an hour of the day or a plain ground, accents in harmony, and what the prompt paints."""

from __future__ import annotations

import random
from dataclasses import dataclass

from devserver.embedded.code.colour import hex_of, lch
from devserver.embedded.colour import RGB, to_lch
from devserver.embedded.lexicon import Reading

Tone = tuple[float, float, float]

ROLES = ("skyTop", "skyMiddle", "skyLow", "far", "near", "water", "waterLight", "light", "ground", "ink")

HOURS: dict[str, tuple[Tone, ...]] = {
    "night": (
        *((0.17, 0.06, 268), (0.27, 0.09, 275), (0.43, 0.1, 300), (0.36, 0.06, 275), (0.14, 0.04, 268)),
        *((0.24, 0.07, 258), (0.42, 0.08, 265), (0.94, 0.07, 92), (0.26, 0.05, 165), (0.1, 0.03, 270)),
    ),
    "day": (
        *((0.66, 0.12, 245), (0.8, 0.09, 232), (0.94, 0.05, 85), (0.7, 0.06, 240), (0.37, 0.07, 200)),
        *((0.52, 0.11, 232), (0.78, 0.09, 212), (0.97, 0.06, 96), (0.6, 0.14, 132), (0.22, 0.04, 250)),
    ),
    "dusk": (
        *((0.36, 0.12, 288), (0.62, 0.17, 18), (0.86, 0.13, 68), (0.52, 0.11, 340), (0.2, 0.07, 300)),
        *((0.38, 0.11, 300), (0.76, 0.14, 42), (0.95, 0.1, 84), (0.32, 0.06, 110), (0.14, 0.05, 300)),
    ),
    "dawn": (
        *((0.62, 0.1, 268), (0.82, 0.09, 350), (0.94, 0.07, 78), (0.68, 0.08, 300), (0.35, 0.08, 285)),
        *((0.58, 0.09, 262), (0.86, 0.08, 20), (0.97, 0.06, 88), (0.52, 0.1, 140), (0.2, 0.05, 285)),
    ),
    "storm": (
        *((0.26, 0.035, 260), (0.4, 0.04, 245), (0.64, 0.035, 215), (0.42, 0.035, 245), (0.2, 0.03, 250)),
        *((0.31, 0.05, 232), (0.53, 0.05, 215), (0.93, 0.04, 220), (0.33, 0.06, 145), (0.12, 0.02, 255)),
    ),
    "snow": (
        *((0.7, 0.07, 245), (0.84, 0.04, 235), (0.96, 0.03, 60), (0.74, 0.05, 242), (0.42, 0.06, 250)),
        *((0.6, 0.06, 235), (0.86, 0.04, 225), (0.98, 0.02, 90), (0.93, 0.015, 245), (0.24, 0.05, 260)),
    ),
    "heat": (
        *((0.62, 0.12, 235), (0.82, 0.08, 75), (0.93, 0.09, 80), (0.74, 0.09, 55), (0.4, 0.1, 35)),
        *((0.56, 0.1, 205), (0.8, 0.08, 190), (0.97, 0.08, 92), (0.66, 0.11, 75), (0.25, 0.07, 30)),
    ),
    "deep": (
        *((0.5, 0.1, 225), (0.4, 0.1, 235), (0.3, 0.09, 250), (0.42, 0.08, 225), (0.16, 0.06, 262)),
        *((0.42, 0.11, 238), (0.72, 0.11, 205), (0.96, 0.05, 160), (0.38, 0.08, 190), (0.12, 0.04, 265)),
    ),
    "plain_dark": (
        *((0.16, 0.05, 0), (0.21, 0.07, 20), (0.34, 0.1, 10), (0.42, 0.07, 10), (0.18, 0.05, 0)),
        *((0.4, 0.1, 30), (0.6, 0.1, 20), (0.95, 0.06, 90), (0.3, 0.06, 20), (0.1, 0.03, 0)),
    ),
    "plain_light": (
        *((0.93, 0.035, 0), (0.88, 0.05, 20), (0.98, 0.025, 40), (0.74, 0.06, 10), (0.4, 0.08, 0)),
        *((0.6, 0.1, 30), (0.8, 0.08, 20), (0.99, 0.02, 90), (0.62, 0.09, 120), (0.25, 0.05, 0)),
    ),
}
"""Lightness, chroma and hue of each role; the hues of the plain grounds are turned to the hue of the prompt."""

SCHEMES = ((0, 38, -38, 180), (0, 120, 240, 60), (0, 180, 30, 210), (0, 25, 55, 200), (0, 150, 210, -30))

HUES = {
    **{"fire": 40, "sun": 75, "desert": 65, "light": 85, "heart": 15, "flower": 350, "dragon": 145, "robot": 210},
    **{"sea": 215, "water": 215, "ice": 215, "lake": 200, "rain": 235, "forest": 150, "tree": 140, "field": 120},
    **{"garden": 135, "night": 285, "moon": 270, "star": 275, "dream": 310, "ghost": 190, "glass": 195, "metal": 240},
    **{"machine": 55, "clock": 70, "music": 325, "dance": 350, "city": 300, "book": 50, "storm": 250, "wind": 190},
}


@dataclass(frozen=True)
class Palette:
    """The colours of a sketch as `#rrggbb`: one for each role, and lists for what varies."""

    roles: dict[str, str]
    accents: list[str]
    blossoms: list[str]
    leaves: list[str]

    @property
    def values(self) -> dict[str, str | list[str]]:
        """Give all colours by the names that the parts of a sketch use."""
        return {**self.roles, "accents": self.accents, "blossoms": self.blossoms, "leaves": self.leaves}


def choose_palette(reading: Reading, painted: dict[str, RGB], hour: str, rng: random.Random) -> Palette:
    """Choose colours for an hour from `HOURS`; what the prompt names comes first."""
    hue = _base_hue(reading, rng)
    accents = _accents(reading, hue, hour, rng)
    roles = _roles(reading, hue, hour, rng)
    if "desert" in reading.things:
        roles["ground"] = lch(0.4 if hour == "night" else 0.68, 0.07 if hour == "night" else 0.11, 68)
    if "snow" in reading.things and hour != "snow":
        roles["ground"] = lch(0.58 if hour in {"night", "storm"} else 0.86, 0.03, 258)
    roles |= _painted_roles(painted, hour)
    roles["bark"] = lch(0.26 if hour == "night" else 0.34, 0.05, 50)
    roles["bird"] = roles["light"] if hour == "night" else roles["ink"]
    return Palette(
        roles, accents, _blossoms(reading, painted, accents, hour, rng), _leaves(reading, painted, hour, rng)
    )


def _base_hue(reading: Reading, rng: random.Random) -> float:
    if reading.colours:
        return to_lch(reading.colours[0])[2]
    known = [HUES[thing] for thing in reading.things if thing in HUES]
    hue = (known[0] + rng.uniform(-25, 25)) if known else rng.uniform(0, 360)
    pull = (reading.warmth - 0.5) * 1.2
    target = 55 if pull > 0 else 235
    return hue + ((target - hue + 180) % 360 - 180) * abs(pull)


def _roles(reading: Reading, hue: float, hour: str, rng: random.Random) -> dict[str, str]:
    """Turn the hues of an hour a little, all together; a plain ground takes the hue of the prompt."""
    plain = hour.startswith("plain")
    turn = hue + rng.choice((0, 0, 180, -60)) if plain else rng.uniform(-14, 14)
    lift = (reading.light - 0.5) * 0.06
    tones = dict(zip(ROLES, HOURS[hour], strict=True))
    fixed = {"light", "ground"}
    return {
        role: lch(lightness + lift, chroma * (0.8 + 0.4 * reading.joy), tone_hue + (0 if role in fixed else turn))
        for role, (lightness, chroma, tone_hue) in tones.items()
    }


def _accents(reading: Reading, hue: float, hour: str, rng: random.Random) -> list[str]:
    named = [hex_of(colour) for colour in reading.colours[:4]]
    strong = 0.09 + 0.1 * reading.joy
    level = 0.55 if hour == "plain_light" else 0.72
    turns = SCHEMES[0] if named else rng.choice(SCHEMES)
    fresh = [lch(level + rng.uniform(-0.12, 0.1), strong, hue + turn) for turn in turns]
    return (named + fresh[len(named) % 4 :] + fresh)[:4]


def _blossoms(
    reading: Reading, painted: dict[str, RGB], accents: list[str], hour: str, rng: random.Random
) -> list[str]:
    if "flower" in painted or "fish" in painted or "insect" in painted or "fruit" in painted or "heart" in painted:
        lightness, chroma, hue = to_lch(next(painted[thing] for thing in BLOSSOMING if thing in painted))
        return [lch(lightness + step, chroma, hue + step * 90) for step in (0, 0.07, -0.06, 0.03)]
    level = 0.7 if hour != "night" else 0.66
    if "heart" in reading.things and not reading.colours:
        return [lch(level + step, 0.19, 15 + step * 120) for step in (-0.12, 0, 0.06, 0.12)]
    start = rng.choice((350, 20, 80, 305, 265))
    own = accents[: len(reading.colours)] if reading.colours else []
    return own + [lch(level, 0.17, start + turn) for turn in (0, 35, -30, 60)]


BLOSSOMING = ("flower", "fish", "insect", "fruit", "heart")


def _leaves(reading: Reading, painted: dict[str, RGB], hour: str, rng: random.Random) -> list[str]:
    lightness, chroma, hue = LEAF_LIGHTNESS.get(hour, 0.62), 0.13, rng.uniform(115, 150)
    if "tree" in painted or "forest" in painted:
        lightness, chroma, hue = to_lch(painted.get("tree") or painted["forest"])
    elif set(reading.words) & AUTUMN:
        chroma, hue = 0.15, 48
    elif set(reading.words) & SPRING:
        lightness, chroma, hue = 0.84, 0.09, 0
    return [lch(lightness + step, chroma, hue + step * 150) for step in (0, 0.06, -0.06, 0.1)]


LEAF_LIGHTNESS = {"night": 0.36, "storm": 0.42, "dusk": 0.46}
AUTUMN = frozenset(("autumn", "fall", "october", "herbst", "oktober", "herbstlich", "november"))
SPRING = frozenset(("spring", "cherry", "blossom", "blossoms", "frühling", "kirschblüte", "kirschblüten", "blüten"))

PAINTS = {
    **{thing: ("water", "waterLight") for thing in ("sea", "lake", "river", "water")},
    **{thing: ("light",) for thing in ("sun", "moon", "star", "light")},
    **{"sky": ("skyTop", "skyMiddle"), "night": ("skyTop", "skyMiddle"), "field": ("ground",), "garden": ("ground",)},
    **{"mountain": ("far", "near"), "city": ("far",), "castle": ("far",), "cloud": ("skyLow",), "planet": ("far",)},
}


def _painted_roles(painted: dict[str, RGB], hour: str) -> dict[str, str]:
    roles: dict[str, str] = {}
    for thing, rgb in painted.items():
        lightness, chroma, hue = to_lch(rgb)
        dark = 0.12 if hour == "night" and "light" not in PAINTS.get(thing, ()) else 0.0
        for step, role in enumerate(PAINTS.get(thing, ())):
            roles[role] = lch(lightness - dark + step * 0.1, chroma, hue)
    return roles
