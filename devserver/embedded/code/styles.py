"""The styles of music that a prompt can ask for, and which of them it asks for."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise

from devserver.embedded.lexicon import Reading


@dataclass(frozen=True)
class Style:
    """How a kind of music moves: beats in a bar, tempo range in beats per minute, patterns and instruments.

    `bass` and `figure` name patterns of `composition`; drums are steps of a sixteenth each, `x` hit,
    `o` soft, `.` rest. The instruments are parts of `tone_parts` and synths of Sonic Pi.
    """

    beats: int
    bpm: tuple[int, int]
    tones: int
    busy: float
    bass: tuple[str, ...]
    figure: tuple[str, ...]
    drums: tuple[dict[str, str], ...]
    tone: dict[str, tuple[str, ...]]
    sonic: dict[str, tuple[str, ...]]


STYLES: dict[str, Style] = {
    "ambient": Style(
        *(4, (52, 72), 4, 0.25, ("long",), ("slow_arpeggio", "held"), ({},)),
        tone={"lead": ("Bell", "Glass"), "chords": ("Pad",), "figure": ("Glass", "Bell"), "bass": ("Deep",)},
        sonic={"lead": ("kalimba", "pretty_bell"), "chords": ("hollow",), "figure": ("blade",), "bass": ("sine",)},
    ),
    "waltz": Style(
        *(3, (84, 132), 3, 0.5, ("first",), ("waltz",), ({"hat": "....o...o..."}, {})),
        tone={"lead": ("MusicBox", "Bell"), "chords": ("Strings",), "figure": ("Piano",), "bass": ("Soft",)},
        sonic={"lead": ("piano", "kalimba"), "chords": ("hollow",), "figure": ("piano",), "bass": ("fm",)},
    ),
    "late": Style(
        *(4, (68, 88), 4, 0.45, ("lazy", "long"), ("offbeat", "broken")),
        drums=(
            {"kick": "x.....o.x.......", "snare": "....x.......x..o", "hat": "x.o.x.o.x.o.x.o."},
            {"kick": "x.......o.x.....", "snare": "....x.......x...", "hat": "o.o.o.o.o.o.o.oo"},
        ),
        tone={"lead": ("Flute", "Electric"), "chords": ("Pad",), "figure": ("Electric",), "bass": ("Soft", "Deep")},
        sonic={"lead": ("rodeo", "piano"), "chords": ("hollow",), "figure": ("rodeo",), "bass": ("fm", "sine")},
    ),
    "club": Style(
        *(4, (118, 132), 4, 0.6, ("offbeat", "octaves"), ("stabs", "arpeggio")),
        drums=(
            {"kick": "x...x...x...x...", "snare": "....x.......x...", "hat": "..x...x...x...x."},
            {"kick": "x...x...x...x.o.", "clap": "....x.......x...", "hat": "o.x.o.x.o.x.oox."},
        ),
        tone={"lead": ("Saw", "Square"), "chords": ("Strings",), "figure": ("Saw", "Square"), "bass": ("Growl",)},
        sonic={"lead": ("saw", "prophet"), "chords": ("supersaw",), "figure": ("pulse",), "bass": ("tb303",)},
    ),
    "epic": Style(
        *(4, (92, 124), 3, 0.55, ("pulse", "long"), ("ostinato",)),
        drums=(
            {"tom": "x..x..x.x.x.x.xx", "snare": "............o.oo"},
            {"tom": "x.......x..x..x.", "kick": "x.......x......."},
        ),
        tone={"lead": ("Horn",), "chords": ("Strings",), "figure": ("Pluck", "Strings"), "bass": ("Growl", "Deep")},
        sonic={"lead": ("blade", "prophet"), "chords": ("hollow", "prophet"), "figure": ("pluck",), "bass": ("dsaw",)},
    ),
    "engine": Style(
        *(4, (104, 128), 3, 0.7, ("octaves", "pulse"), ("arpeggio", "ostinato")),
        drums=(
            {"kick": "x..x..x...x..x..", "metal": "..x..x..x.x..x.x", "hat": "xoxoxoxoxoxoxoxo"},
            {"kick": "x...x..x..x.x...", "metal": "x..x..x..x..x..x", "snare": "....x.......x..."},
        ),
        tone={"lead": ("Square", "Metal"), "chords": ("Pad",), "figure": ("Square",), "bass": ("Growl",)},
        sonic={
            "lead": ("chiplead", "pulse"),
            "chords": ("dark_ambience",),
            "figure": ("chipbass",),
            "bass": ("tb303",),
        },
    ),
    "folk": Style(
        *(4, (88, 116), 3, 0.6, ("fifths",), ("broken", "arpeggio")),
        drums=({"tom": "x.....o.x.......", "hat": "..o...o...o...o."}, {}),
        tone={"lead": ("Flute", "Pluck"), "chords": ("Drone",), "figure": ("Pluck",), "bass": ("Soft",)},
        sonic={"lead": ("pluck", "tri"), "chords": ("hollow",), "figure": ("pluck",), "bass": ("fm",)},
    ),
    "dark": Style(
        *(4, (56, 80), 3, 0.3, ("heart", "long"), ("slow_arpeggio", "held")),
        drums=({"tom": "x.o............."}, {"metal": "x.........o.....", "tom": "x.......x......."}),
        tone={"lead": ("Theremin",), "chords": ("Drone",), "figure": ("Glass", "Metal"), "bass": ("Deep",)},
        sonic={"lead": ("sine", "blade"), "chords": ("dark_ambience",), "figure": ("growl",), "bass": ("subpulse",)},
    ),
}

ASKS: dict[str, tuple[str, ...]] = {
    "club": ("dance", "crowd"),
    "engine": ("machine", "robot", "train", "car", "metal", "clock"),
    "epic": ("castle", "dragon", "mountain", "storm", "fire", "wolf", "horse"),
    "folk": ("forest", "tree", "garden", "flower", "field", "river", "bird", "ship", "insect", "fruit", "animal"),
    "waltz": ("child", "snow", "dream", "heart", "glass", "cat", "rainbow", "book"),
    "late": ("city", "rain", "street", "night", "person", "house", "bridge"),
    "ambient": ("sea", "lake", "star", "planet", "sky", "cloud", "moon", "desert", "ice", "fish", "water", "light"),
    "dark": ("ghost", "shadow"),
}
NAMED = {
    **{"waltz": ("waltz", "walzer", "lullaby", "wiegenlied", "ballet", "ballett", "spieluhr")},
    **{"club": ("techno", "disco", "disko", "house-music", "club", "rave", "electro", "party", "trance")},
    **{"ambient": ("ambient", "drone", "meditation", "meditative"), "late": ("jazz", "lofi", "lo-fi", "blues", "soul")},
    **{"epic": ("epic", "orchestra", "orchester", "march", "marsch", "symphony", "sinfonie", "heroic", "battle")},
    **{"folk": ("folk", "folklore", "celtic", "guitar", "gitarre", "flute", "flöte", "lied")},
    **{"engine": ("industrial", "chiptune", "8-bit", "robotic"), "dark": ("horror", "creepy", "gruselig", "scary")},
}
"""Words that ask for a style by its name."""
HOUSES = frozenset(
    (
        *(("house", word) for word in ("music", "musik", "beat", "beats", "track", "groove", "party", "piano")),
        *((word, "house") for word in ("deep", "acid", "tech", "progressive")),
    )
)
"""Only with one of these words beside it is a house music."""


def choose_style(reading: Reading, rng: random.Random) -> str:
    """Choose a style: by its name, else by things and moods, with a little chance between near choices."""
    words = set(reading.words)
    words |= {"house-music"} if HOUSES & set(pairwise(reading.words)) else set()
    named = next((style for style, names in NAMED.items() if words & set(names)), None)
    if named:
        return named
    score = {style: rng.uniform(0, 0.6) + _fit(style, reading) for style in STYLES}
    return max(score, key=lambda style: score[style])


def _fit(style: str, reading: Reading) -> float:
    """Count what the things ask for (the first most) and how near the pace of a style is to the energy."""
    asked = sum(1.2 / (1 + 0.4 * place) for place, thing in enumerate(reading.things) if thing in ASKS[style])
    pace = sum(STYLES[style].bpm) / 2
    wanted = 58 + reading.energy * 80
    gloom = 1.5 * max(0.0, 0.3 - reading.joy) * (3 if style == "dark" else 0)
    return asked - abs(pace - wanted) / 30 + gloom
