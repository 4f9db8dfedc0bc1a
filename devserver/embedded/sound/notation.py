"""What a prompt writes down of its music: key, mode, tempo and metre, in words or in signs, English or German."""

from __future__ import annotations

import re

import numpy as np

from devserver.embedded.sound.styles import Style
from devserver.embedded.sound.tonality import Tonality
from devserver.embedded.sound.words import Glossary, Wish, Words

TEMPO = Glossary(
    {
        "48": Words("largo grave", "largo grave"),
        "60": Words("adagio lento", "adagio lento"),
        "82": Words("andante", "andante"),
        "104": Words("moderato", "moderato mäßig"),
        "136": Words("allegro vivace", "allegro vivace"),
        "172": Words("presto prestissimo", "presto prestissimo"),
    }
)
PACE = Glossary(
    {
        "slower": Words(
            "slow slowly calm quiet sleepy tired peaceful gentle", "langsam ruhig müde gemächlich sanft schleppend"
        ),
        "faster": Words(
            "fast quick rapid swift lively hurry rush energetic", "schnell flott rasch eilig lebhaft zügig hektisch"
        ),
    }
)  # fmt: skip
MODE_WORDS = Glossary(
    {
        "major": Words("major", "dur"),
        "minor": Words("minor", "moll"),
        "dorian": Words("dorian", "dorisch"),
        "phrygian": Words("phrygian spanish flamenco oriental", "phrygisch spanisch orientalisch"),
        "lydian": Words("lydian magical fairytale", "lydisch magisch märchen"),
        "mixolydian": Words("mixolydian", "mixolydisch"),
    }
)
MOTION = Glossary(
    {
        "steps": Words("step stepwise smooth flowing", "schreiten schrittweise fließen"),
        "leaps": Words("leap jump bounce bouncy", "springen hüpfen sprung"),
        "stays": Words("stay repeat monotone insistent", "bleiben wiederholen eintönig liegen"),
    }
)
"""How a melody may be told to move."""
BPM = re.compile(r"\b(\d{2,3})\s*(?:-\s*)?(?:bpm|beats per minute|schläge)", re.IGNORECASE)
METRE = re.compile(r"(?<!\d)([2-9]|12)\s*/\s*(4|8)(?!\d)")
ENGLISH_KEY = re.compile(
    r"\b([A-G])(?:\s*(#|♯|-?\s?sharp\b)|\s*(b\b|♭|-?\s?flat\b))?\s*-?\s*"
    r"(major|minor|maj\b|min\b|dorian|phrygian|lydian|mixolydian)",
    re.IGNORECASE,
)
GERMAN_KEY = re.compile(
    r"\b(cis|des|dis|es|fis|ges|gis|as|ais|[a-h])\s*-?\s*(dur|moll|dorisch|phrygisch|lydisch|mixolydisch)\b",
    re.IGNORECASE,
)
KEY_OF = re.compile(r"\b(?:key of|in)\s+([A-G])(#|♯|b|♭)?(?=\s*(?:[,.;:!]|$))")
ENGLISH_LETTERS = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
GERMAN_LETTERS = {
    "c": 0, "cis": 1, "des": 1, "d": 2, "dis": 3, "es": 3, "e": 4, "f": 5, "fis": 6, "ges": 6, "g": 7,
    "gis": 8, "as": 8, "a": 9, "ais": 10, "b": 10, "h": 11,
}  # fmt: skip
MODE_NAMES = {
    "maj": "major", "min": "minor", "dur": "major", "moll": "minor", "dorisch": "dorian", "phrygisch": "phrygian",
    "lydisch": "lydian", "mixolydisch": "mixolydian",
}  # fmt: skip

COMMON_TONICS = (0, 2, 3, 4, 5, 7, 9, 10)
SLOWEST, FASTEST = 36.0, 220.0


def tonality_of(asked: Wish, style: Style, rng: np.random.Generator) -> Tonality:
    """Find the key: one that is named, else a mode that fits the mood and a tonic by chance."""
    tonic = int(rng.choice(COMMON_TONICS))
    mode = mode_of(asked, style, asked.reading.joy + float(rng.uniform(-0.15, 0.15)))
    if found := ENGLISH_KEY.search(asked.text):
        letter, sharp, flat, named = found.groups()
        pitch_class = ENGLISH_LETTERS[letter.lower()] + bool(sharp) - bool(flat)
        return Tonality(pitch_class % 12, MODE_NAMES.get(named.lower(), named.lower()))
    if found := GERMAN_KEY.search(asked.text):
        return Tonality(GERMAN_LETTERS[found[1].lower()], MODE_NAMES[found[2].lower()])
    if found := KEY_OF.search(asked.text):
        pitch_class = ENGLISH_LETTERS[found[1].lower()] + (found[2] in ("#", "♯")) - (found[2] in ("b", "♭"))
        return Tonality(pitch_class % 12, mode)
    return Tonality(tonic, mode)


def mode_of(asked: Wish, style: Style, joy: float) -> str:
    """Find the mode: one that is named, else major or minor by the mood, where the style leaves it open."""
    if spoken := MODE_WORDS.find(asked.words, asked.language):
        return spoken[0]
    if style.mode == "minor":
        return "major" if asked.reading.joy > 0.75 else "minor"
    if style.mode:
        return "dorian" if asked.reading.joy < 0.1 else style.mode
    return "major" if joy >= 0.47 else "minor"


def tempo_of(asked: Wish, style: Style, rng: np.random.Generator) -> float:
    """Find the tempo: a number, an Italian word, else the style's range by energy, moved by words such as slow."""
    low, high = style.tempo
    drawn = low + (high - low) * float(np.clip(asked.reading.energy + rng.uniform(-0.12, 0.12), 0, 1))
    if found := BPM.search(asked.text):
        return float(np.clip(float(found[1]), SLOWEST, FASTEST))
    if named := TEMPO.find(asked.words, asked.language):
        return float(named[0])
    pace = PACE.find(asked.words, asked.language)
    factor = 1.0 - 0.15 * ("slower" in pace) + 0.15 * ("faster" in pace)
    return float(np.clip(round(np.clip(drawn * factor, 0.9 * low, 1.12 * high)), SLOWEST, FASTEST))


def metre_of(asked: Wish, style: Style) -> tuple[int, int]:
    """Find the metre: one that is written such as 6/8, else the style's."""
    found = METRE.search(asked.text)
    return (int(found[1]), int(found[2])) if found else style.metre
