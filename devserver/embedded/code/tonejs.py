"""Pieces for Tone.js 14 and 15 that follow a prompt (Tone.js is MIT; it is not part of this package)."""

from __future__ import annotations

import random

from devserver.embedded.code import library
from devserver.embedded.code.colour import lch
from devserver.embedded.code.composition import Bar, Score, compose
from devserver.embedded.code.harmony import MODES, name_of
from devserver.embedded.code.styles import STYLES
from devserver.embedded.code.writing import Name, Value, chance, heading, javascript
from devserver.embedded.colour import to_lch
from devserver.embedded.lexicon import Reading, read

PARTS = "tone_parts"
DRUMS = {"kick": "Kick", "snare": "Snare", "hat": "Hat", "clap": "Clap", "tom": "Tom", "metal": "Anvil"}
TEXTURES = {
    **{"Surf": ("sea",), "Wind": ("wind", "desert", "mountain", "snow", "ghost"), "Rain": ("rain", "river", "water")},
    **{"Crackle": ("fire",), "Birds": ("bird", "garden"), "Thunder": ("storm",), "Ticking": ("clock",)},
    **{"Crickets": ("night", "field", "insect")},
}
"""What is heard of the things themselves, beside the music."""
LABELS = {"en": ("Play", "Stop"), "de": ("Abspielen", "Anhalten")}
LOUDNESS = {"lead": 0.8, "chords": 0.55, "figure": 0.5, "bass": 0.8}
GAIN = {"club": 1.3, "engine": 1.3, "dark": 8.0}
"""Measured: without drums in front, a style is quieter."""
HEARD = 2


def tonejs_piece(prompt: str, *, seed: int) -> str:
    """Write a Tone.js piece that follows a prompt in style, key, tempo and sounds; deterministic."""
    reading = read(prompt)
    rng = chance("tonejs", prompt, seed)
    score = compose(reading, rng)
    what = f"A piece for Tone.js 14 or 15: {score.style}, {name_of(score.root)[:-1]} {score.mode}, {score.bpm} bpm."
    body = _data(score, reading, rng) + _band(score, reading, rng) + "\nbuildPage();\n"
    parts = "\n\n".join(library.needed(PARTS, body))
    return f"{heading('//', what, prompt, seed, reading.things)}\n{body}\n{parts}\n"


def _data(score: Score, reading: Reading, rng: random.Random) -> str:
    facts: dict[str, Value] = {
        **{"bpm": score.bpm, "beats": score.beats, "bars": len(score.voices["chords"])},
        "drumSections": ["drums" in playing for playing in score.playing],
        "room": {
            "decay": round(6 - 4 * reading.energy, 2),
            "wet": round(0.4 - 0.22 * reading.energy, 2),
            "gain": GAIN.get(score.style, 3.2),
        },
    }
    voices = "\n".join(_voice(name, bars) for name, bars in score.voices.items())
    return (
        f"const SCORE = {javascript(facts)};\n"
        f"const LOOK = {javascript(_look(score, reading, rng))};\n\n"
        "// One text for each bar: note*length in sixteenths, + joins the notes of a chord, - is a rest.\n"
        f"const VOICES = {{\n{voices}\n}};\n\n"
        "const made = [];\nlet room = null;\n"
    )


def _voice(name: str, bars: tuple[Bar, ...]) -> str:
    rows = "\n".join(f"    {javascript(_bar(bar))}," for bar in bars)
    return f"  {name}: [\n{rows}\n  ],"


def _bar(bar: Bar) -> str:
    return " ".join(f"{'+'.join(name_of(pitch) for pitch in pitches) or '-'}*{steps}" for pitches, steps in bar)


def _look(score: Score, reading: Reading, rng: random.Random) -> dict[str, Value]:
    """Choose colours for the page: a hue of the prompt, darker for darker modes."""
    hue = to_lch(reading.colours[0])[2] if reading.colours else rng.uniform(0, 360)
    dark = 0.16 + 0.1 * (1 - list(MODES).index(score.mode) / len(MODES))
    play, stop = LABELS[reading.language]
    colours = {"top": lch(dark, 0.05, hue), "bottom": lch(dark + 0.16, 0.09, hue + 40)}
    return {**colours, "accent": lch(0.82, 0.12, hue + 80), "ink": lch(0.18, 0.04, hue), "play": play, "stop": stop}


def _band(score: Score, reading: Reading, rng: random.Random) -> str:
    """Write who plays: instruments of the style, its drums, and what is heard of the things."""
    tone = STYLES[score.style].tone
    voices = [
        f"  playVoice(VOICES.{voice}, make{rng.choice(tone[voice])}({_output(voice)}), {LOUDNESS[voice]});"
        for voice in score.voices
    ]
    drums = [f'  playDrum("{steps}", make{DRUMS[drum]}(input));' for drum, steps in score.drums.items()]
    textures = [f"  add{texture}(reverb);" for texture in _textures(reading)]
    lines = "\n".join([*voices, *drums, *textures])
    return (
        "\n// Everybody who plays. The bass and the drums stay out of the reverb.\n"
        f"function buildBand({{ input, reverb }}) {{\n{lines}\n}}\n"
    )


def _output(voice: str) -> Name:
    return Name("input" if voice == "bass" else "reverb")


def _textures(reading: Reading) -> list[str]:
    heard = (texture for thing in reading.things for texture, things in TEXTURES.items() if thing in things)
    return list(dict.fromkeys(heard))[:HEARD]
