"""The palette of a picture: made from the colours a prompt names, its moods, and the hour it plays at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from devserver.embedded.colour import RGB, to_lch
from devserver.embedded.image.colour import hue_distance, mix, oklch, shade
from devserver.embedded.lexicon import Reading

HOURS = ("night", "dusk", "day", "gloom")

Tone = tuple[float, float, float]  # lightness, chroma, hue

TONES: dict[str, dict[str, Tone]] = {
    "night": {
        "top": (0.20, 0.07, 275), "middle": (0.29, 0.09, 268), "low": (0.43, 0.09, 255), "light": (0.94, 0.05, 95),
        "land": (0.25, 0.05, 250), "leaf": (0.30, 0.06, 190), "rock": (0.31, 0.06, 275), "water": (0.31, 0.08, 255),
        "wall": (0.52, 0.06, 60), "roof": (0.34, 0.09, 25), "accent": (0.68, 0.17, 45), "second": (0.62, 0.12, 340),
        "ink": (0.15, 0.04, 275), "paper": (0.93, 0.03, 90), "window": (0.88, 0.13, 88),
    },
    "dusk": {
        "top": (0.45, 0.11, 290), "middle": (0.68, 0.14, 35), "low": (0.86, 0.11, 70), "light": (0.95, 0.10, 85),
        "land": (0.40, 0.08, 20), "leaf": (0.38, 0.06, 110), "rock": (0.48, 0.09, 330), "water": (0.52, 0.09, 300),
        "wall": (0.80, 0.06, 65), "roof": (0.47, 0.13, 30), "accent": (0.64, 0.20, 30), "second": (0.50, 0.12, 300),
        "ink": (0.23, 0.06, 320), "paper": (0.95, 0.03, 80), "window": (0.92, 0.13, 90),
    },
    "day": {
        "top": (0.70, 0.10, 235), "middle": (0.83, 0.07, 220), "low": (0.94, 0.04, 95), "light": (0.97, 0.09, 95),
        "land": (0.70, 0.11, 120), "leaf": (0.52, 0.11, 145), "rock": (0.60, 0.06, 260), "water": (0.58, 0.09, 220),
        "wall": (0.93, 0.03, 80), "roof": (0.56, 0.15, 35), "accent": (0.63, 0.19, 32), "second": (0.76, 0.15, 80),
        "ink": (0.27, 0.05, 265), "paper": (0.96, 0.02, 85), "window": (0.58, 0.06, 230),
    },
    "gloom": {
        "top": (0.44, 0.03, 255), "middle": (0.58, 0.03, 240), "low": (0.74, 0.03, 120), "light": (0.90, 0.03, 100),
        "land": (0.40, 0.04, 130), "leaf": (0.36, 0.05, 165), "rock": (0.43, 0.03, 260), "water": (0.42, 0.05, 225),
        "wall": (0.70, 0.03, 75), "roof": (0.40, 0.07, 30), "accent": (0.60, 0.16, 40), "second": (0.66, 0.09, 85),
        "ink": (0.20, 0.03, 255), "paper": (0.92, 0.02, 95), "window": (0.87, 0.12, 88),
    },
}  # fmt: skip

SCENERY = ("top", "middle", "low", "land", "rock", "water", "leaf")


@dataclass(frozen=True)
class Palette:
    """Colours by their use; `top`, `middle`, `low` are the sky, `paper` and `ink` the lightest and the darkest."""

    hour: str
    top: RGB
    middle: RGB
    low: RGB
    light: RGB
    land: RGB
    leaf: RGB
    rock: RGB
    water: RGB
    wall: RGB
    roof: RGB
    accent: RGB
    second: RGB
    ink: RGB
    paper: RGB
    window: RGB
    avoided: tuple[RGB, ...] = ()

    @property
    def dark(self) -> bool:
        """Tell whether lamps are lit at this hour."""
        return self.hour in ("night", "gloom", "dusk")

    def hazy(self, colour: RGB, distance: float) -> RGB:
        """Fade a colour into the air: distance 0 is here, 1 is the horizon."""
        return mix(colour, self.low, min(max(distance, 0.0), 1.0) * 0.82)

    def lit(self, colour: RGB) -> RGB:
        """Give a colour of daylight as it looks at this hour."""
        share = {"night": 0.52, "dusk": 0.22, "gloom": 0.25, "day": 0.0}[self.hour]
        return allowed(mix(colour, mix(self.ink, self.top, 0.5), share), self.avoided)

    def inks(self) -> tuple[RGB, ...]:
        """Give the five colours of a composition without a scenery, strongest first."""
        return (self.accent, self.second, self.top, self.leaf, self.ink)


def allowed(colour: RGB, avoided: tuple[RGB, ...]) -> RGB:
    """Move a colour away from those that must not appear: chromatic ones by hue, grey ones by lightness."""
    for other in avoided:
        light, chroma, hue = to_lch(colour)
        bad_light, bad_chroma, bad_hue = to_lch(other)
        if bad_chroma > 0.04 and chroma > 0.02 and hue_distance(hue, bad_hue) < 60:
            side = 1 if (hue - bad_hue + 180) % 360 >= 180 else -1
            colour = oklch(light, chroma * 0.8, bad_hue + side * 75)
        elif bad_chroma <= 0.04 and chroma < 0.06 and abs(light - bad_light) < 0.25:
            colour = oklch(light + (0.2 if bad_light < 0.5 else -0.25), 0.08, hue)
    return colour


def hour_of(reading: Reading, words: frozenset[str]) -> str:
    """Tell the hour at which a prompt plays, from its words first and its moods second."""
    named = words | set(reading.things)
    for hour, names in HOUR_WORDS.items():
        if named & set(names.split()):
            return hour
    if reading.light < 0.34:
        return "night" if reading.energy < 0.75 and reading.joy > 0.2 else "gloom"
    if "rain" in reading.things and reading.light < 0.6:
        return "gloom"
    if reading.joy < 0.3 and reading.light < 0.6:
        return "gloom"
    return "dusk" if reading.warmth > 0.68 and reading.light < 0.62 else "day"


HOUR_WORDS = {
    "gloom": "storm stormy sturm stürmisch fog foggy nebel neblig gewitter thunderstorm",
    "dusk": "sunset dusk dawn evening sunrise abend dämmerung sonnenuntergang abendrot morgenrot",
    "night": "night star midnight nacht mitternacht nachts moon moonlight mond neon stars sterne",
    "day": "morning noon midday afternoon daytime morgen vormittag mittag nachmittag",
}


def build(reading: Reading, hour: str, motif: Random, avoided: tuple[RGB, ...] = (), reach: float = 0.42) -> Palette:
    """Build a palette for an hour; `motif` decides what the prompt leaves open, in the same way for every seed.

    `reach` (0 to 1) is how far the colours of the prompt spread from the main thing into the scenery.
    """
    turn = motif.uniform(-22, 22)
    warm = (reading.warmth - 0.5) * 2
    vivid = 0.8 + 0.25 * reading.energy + 0.35 * (reading.joy - 0.5) + motif.uniform(-0.05, 0.12)
    tones = {name: _mooded(tone, turn, warm, vivid, name) for name, tone in TONES[hour].items()}
    accent_hue = motif.choice((30, 50, 75, 350, 15, 190, 320))
    if not reading.colours:
        light, chroma, _ = TONES[hour]["accent"]
        tones["accent"] = oklch(light, chroma * vivid, accent_hue)
    palette = _tinted(_made(hour, tones), reading.colours, reach)
    chosen = {name: allowed(getattr(palette, name), avoided) for name in TONES[hour]}
    return replace(_made(hour, chosen), avoided=avoided)


def _made(hour: str, tones: dict[str, RGB]) -> Palette:
    return Palette(hour=hour, avoided=(), **tones)


def _mooded(tone: Tone, turn: float, warm: float, vivid: float, name: str) -> RGB:
    """Turn a tone toward the mood: hues a little, warm or cold by a tint of amber or blue."""
    light, chroma, hue = tone
    turn = turn if name in SCENERY else turn * 0.3
    colour = oklch(light, chroma * vivid, hue + turn)
    tint = oklch(light, 0.11, 65 if warm > 0 else 245)
    return mix(colour, tint, abs(warm) * (0.38 if name in SCENERY else 0.15))


def _tinted(palette: Palette, colours: tuple[RGB, ...], reach: float) -> Palette:
    """Let the named colours rule: the first the main thing, the light and the sky, the second the ground."""
    if not colours:
        return palette
    first, last = colours[0], colours[1] if len(colours) > 1 else colours[0]
    ruled = {name: _toward(getattr(palette, name), first, reach) for name in ("top", "middle", "low", "rock")}
    ruled |= {name: _toward(getattr(palette, name), last, reach) for name in ("land", "water", "leaf")}
    ruled |= {"window": _toward(palette.window, first, 0.15)}
    second = last if last != first else shade(mix(first, palette.second, 0.45), 0.06)
    tones = {name: getattr(palette, name) for name in TONES[palette.hour]} | ruled | {"accent": first, "second": second}
    return _made(palette.hour, tones)


def _toward(colour: RGB, ruler: RGB, share: float) -> RGB:
    """Mix toward the hue of a colour, and only half as much toward its lightness."""
    light, _, _ = to_lch(colour)
    bright, chroma, hue = to_lch(ruler)
    return mix(colour, oklch(light + (bright - light) * 0.5, chroma, hue), share)
