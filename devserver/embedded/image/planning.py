"""From a prompt to a scene: what is shown, where, at which hour, in which style. Nothing is drawn here."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from random import Random

from devserver.embedded.colour import RGB
from devserver.embedded.image import wording
from devserver.embedded.image.palette import build, hour_of
from devserver.embedded.image.scene import Scene
from devserver.embedded.image.sheet import View
from devserver.embedded.image.things import EMBLEMS, THINGS
from devserver.embedded.lexicon import Reading, painted, read
from devserver.embedded.lexicon_words import BELONGS_TO

LONGEST, LONGEST_WORD = 20_000, 80
HORIZONS = {
    "sea": 0.5,
    "lake": 0.54,
    "river": 0.46,
    "desert": 0.5,
    "mountain": 0.6,
    "city": 0.74,
    "village": 0.6,
    "forest": 0.64,
    "street": 0.6,
    "field": 0.56,
    "garden": 0.52,
    "snow": 0.58,
    "plain": 0.64,
    "sky": 0.9,
    "space": 1.3,
    "underwater": 0.0,
    "room": 0.7,
    "emblem": 1.0,
    "abstract": 1.0,
}
COUNTS = {
    **dict.fromkeys(("two", "pair", "both", "zwei", "paar", "beide"), 2),
    **dict.fromkeys(["three", "several", "many", "four", "five", "six", "seven", "eight", "nine", "ten"], 3),
    **dict.fromkeys(["drei", "mehrere", "viele", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"], 3),
}
"""How often a thing is drawn that a number stands before; more than three are three."""
SETTING_THINGS = frozenset(
    (
        "sea",
        "river",
        "lake",
        "water",
        "ice",
        "forest",
        "mountain",
        "field",
        "city",
        "street",
        "sky",
        "cloud",
        "rain",
        "rainbow",
        "snow",
        "storm",
        "wind",
        "fire",
        "sun",
        "moon",
        "star",
        "planet",
        "night",
        "desert",
        "garden",
        "crowd",
        "light",
        "shadow",
        "metal",
        "dance",
        "village",
        "underwater",
        "space",
        "aurora",
        "firefly",
        "broken",
        "room",
    )
)


def plan(prompt: str, negative_prompt: str, seed: int, view: View) -> Scene:
    """Read a prompt and decide on the scene; the same prompt and seed give the same one."""
    reading, unwanted = read(_readable(prompt)), read(_readable(negative_prompt))
    things = _things(reading, unwanted)
    words = frozenset(reading.words)
    key = "\x1f".join(reading.words) or prompt[:200].strip()
    motif, chance = _source(key, "motif"), _source(key, seed)
    avoided = unwanted.colours
    named = tuple(colour for colour in reading.colours if colour not in avoided)
    style = wording.style(reading.words, reading.language)
    setting = _setting(things, style)
    hour = "night" if setting == "space" else _hour(reading, words, unwanted)
    palette = build(replace(reading, colours=named), hour, motif, avoided, 0.14 if heroes(things) else 0.45)
    horizon = HORIZONS[setting] + chance.uniform(-0.06, 0.06) * (setting not in ("underwater", "emblem"))
    left = chance.random() < 0.5
    focus = view.aspect * ((1 / 3 if left else 2 / 3) + chance.uniform(-0.06, 0.06))
    if setting == "emblem":
        focus = view.aspect * (0.5 + chance.uniform(-0.04, 0.04))
    sun = (
        view.aspect * (0.72 if left else 0.28) + chance.uniform(-0.05, 0.05) * view.span,
        _sun_height(hour, horizon, chance),
    )
    base = min(0.93, horizon + (1 - horizon) * 0.68)
    return Scene(view, palette, things, words, setting, style, horizon, focus, base, sun, reading.energy, reading.joy,
                 chance, motif, reading.words, bool(named), chance.uniform(0.82, 1.12),
                 _painted(prompt, things, named), _counted(reading, things))  # fmt: skip


def _painted(prompt: str, things: tuple[str, ...], named: tuple[RGB, ...]) -> dict[str, RGB]:
    """Give the colour that each thing was named in; a kind has that of the thing it belongs to."""
    colours = painted(_readable(prompt))
    worn = {name: colours.get(wording.KINDS[name][0] if name in wording.KINDS else name) for name in things}
    return {name: colour for name, colour in worn.items() if colour in named and colour is not None}


def _counted(reading: Reading, things: tuple[str, ...]) -> dict[str, int]:
    """Give how often each thing is named to be there, by the number within the two words before it."""
    found: dict[str, int] = {}
    for at, word in enumerate(reading.words):
        if word in COUNTS:
            near = " ".join(reading.words[at + 1 : at + 4])
            named = _narrowest(read(near))[:1]
            found |= {name: COUNTS[word] for name in named if name in things}
    return found


def _readable(text: str) -> str:
    """Cut off what nobody reads: the end of a book, the tail of a word of a thousand letters."""
    return " ".join(word[:LONGEST_WORD] for word in text[:LONGEST].split())


def _source(key: str, salt: object) -> Random:
    digest = hashlib.sha256(f"{salt}\x1d{key}".encode("utf-8", "surrogatepass")).digest()
    return Random(int.from_bytes(digest[:8]))  # noqa: S311


def _things(reading: Reading, unwanted: Reading) -> tuple[str, ...]:
    """Give what is to be seen: the narrowest names, without what is not wanted."""
    banned = set(_narrowest(unwanted))
    banned |= {name for name, parent in BELONGS_TO.items() if parent in banned}
    banned |= {kind for kind, (parent, _) in wording.KINDS.items() if parent in banned}
    seen = _narrowest(reading) or wording.doers(reading.words, reading.language)
    return tuple(name for name in seen if name not in banned)


def _narrowest(reading: Reading) -> tuple[str, ...]:
    """Give things and kinds without the wider ones that they imply: cat, but not animal."""
    found = wording.kinds(reading.words, reading.language)
    wider = {BELONGS_TO.get(name) for name in reading.things}
    order: list[str] = []
    for name in reading.things:
        narrower = [kind for kind in found if wording.KINDS[kind][0] == name]
        order += narrower or ([] if name in wider else [name])
    return tuple(dict.fromkeys([*order, *found]))


def _hour(reading: Reading, words: frozenset[str], unwanted: Reading) -> str:
    hour = hour_of(reading, words)
    return "day" if hour == "night" and "night" in unwanted.things else hour


def _sun_height(hour: str, horizon: float, chance: Random) -> float:
    if hour == "dusk":
        return min(horizon, 1.0) - chance.uniform(0.04, 0.12)
    return min(max(horizon * chance.uniform(0.24, 0.42), 0.1), 0.4)


def _setting(things: tuple[str, ...], style: str) -> str:
    """Choose the place: the most particular one that the prompt names."""
    has, figures = frozenset(things), heroes(things)
    if style == "abstract":
        return "abstract"
    if style == "geometric":
        return "emblem" if figures else "abstract"
    if has & {"ship", "boat"} and has & {"mountain", "forest", "village"}:
        has |= {"sea" if "sea" in has else "lake"}
    beyond = next((place for place, names, unless in BEYOND if has & names and not has & unless), None)
    place = beyond or next((place for place, names in PLACES if has & names), None)
    return place or _nowhere(has, figures)


def _nowhere(has: frozenset[str], figures: tuple[str, ...]) -> str:
    """Choose a ground for a prompt that names no place."""
    if figures and figures[0] in EMBLEMS:
        return "emblem"
    if figures:
        return "sky" if THINGS[figures[0]].place == "air" else "plain"
    return "plain" if has - {"light", "shadow", "metal", "broken", "water"} else "abstract"


BEYOND: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
    ("underwater", frozenset(("underwater",)), frozenset()),
    (
        "underwater",
        frozenset(("fish", "whale")),
        frozenset(("ship", "boat", "lighthouse", "river", "lake", "bridge", "house")),
    ),
    ("space", frozenset(("space", "astronaut")), frozenset(("sea", "city", "desert", "forest", "field", "room"))),
    ("space", frozenset(("planet", "rocket", "ufo")), frozenset(("sea", "city", "desert", "forest", "field"))),
)
"""Places that lie elsewhere than on the land, the things that speak for them, and those that speak against."""

PLACES: tuple[tuple[str, frozenset[str]], ...] = (
    ("room", frozenset(("room",))),
    ("sea", frozenset(("sea",))),
    ("desert", frozenset(("desert", "cactus"))),
    ("lake", frozenset(("lake",))),
    ("village", frozenset(("village",))),
    ("city", frozenset(("city",))),
    ("street", frozenset(("street", "car", "crowd", "umbrella"))),
    ("river", frozenset(("river", "bridge"))),
    ("forest", frozenset(("forest", "mushroom"))),
    ("mountain", frozenset(("mountain",))),
    ("sea", frozenset(("ship", "boat", "lighthouse"))),
    ("garden", frozenset(("garden", "flower", "butterfly"))),
    ("field", frozenset(("field", "horse", "cow", "sheep", "mill"))),
    ("snow", frozenset(("snow", "ice"))),
)


def heroes(things: tuple[str, ...]) -> tuple[str, ...]:
    """Give the things that are drawn as figures, the first of them the main one."""
    names = ["broken_clock" if name == "clock" and "broken" in things else name for name in things]
    figures = [name for name in names if name in THINGS and name not in SETTING_THINGS]
    figures = (["table"] if "room" in things else []) + figures
    if len(figures) > 1:
        figures = [name for name in figures if name != "dream" and not (name == "person" and "dancer" in figures)]
    scattered = [name for name in figures if name not in ("flower", "butterfly", "insect", "tree", "fir", "umbrella")]
    return tuple(scattered + [name for name in figures if name not in scattered])[:4]
