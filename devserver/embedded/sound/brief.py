"""What a prompt asks of a composer: style, key, tempo, metre, players, length. Words decide; chance fills the rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from devserver.embedded.sound.casting import Cast, cast
from devserver.embedded.sound.notation import MOTION, metre_of, tempo_of, tonality_of
from devserver.embedded.sound.orchestra import INSTRUMENT_WORDS, INSTRUMENTS, PHRASES
from devserver.embedded.sound.style_words import STYLE_NAMES, STYLE_WORDS, THING_STYLES
from devserver.embedded.sound.styles import STYLES, Style
from devserver.embedded.sound.tonality import Tonality
from devserver.embedded.sound.words import Wish, wish

WISHED_SECONDS = 27.0
LENGTHS = (4, 8, 16, 32)
BLUES_LENGTHS = (12, 24)
MOST_BARS = 256
PLAIN_STYLES = ("song", "folk", "ballad", "waltz", "lofi")


@dataclass(frozen=True)
class Brief:
    """What to compose; `motion` is steps, leaps, stays or empty; `energy` and `joy` are 0 to 1."""

    style_name: str
    style: Style
    tonality: Tonality
    tempo_bpm: float
    metre: tuple[int, int]
    bars: int
    cast: Cast
    motion: str
    energy: float
    joy: float


def understand(
    prompt: str, negative_prompt: str, *, bars: int | None, seconds: float | None, rng: np.random.Generator
) -> Brief:
    """Read a prompt as a composer would."""
    asked, less = wish(prompt, PHRASES), wish(negative_prompt, PHRASES)
    banned = {
        name
        for glossary in (INSTRUMENT_WORDS, STYLE_WORDS)
        for words, language in ((asked.unwanted, asked.language), (less.words, less.language))
        for name in glossary.find(words, language)
    }
    if "bass" in banned:
        banned |= {name for name, instrument in INSTRUMENTS.items() if instrument.only == "bass"}
    named = [name for name in STYLE_WORDS.find(asked.words, asked.language) if name not in banned]
    name = leading(named, asked) if named else suggested(asked, banned, rng)
    style = STYLES[name]
    metre = metre_of(asked, style)
    tempo = tempo_of(asked, style, rng)
    return Brief(
        name,
        style,
        tonality_of(asked, style, rng),
        tempo,
        metre,
        bars_of(bars, seconds, tempo, metre, name),
        cast(style, asked, banned, bool(named), rng),
        motion=next(iter(MOTION.find(asked.words, asked.language)), ""),
        energy=asked.reading.energy,
        joy=asked.reading.joy,
    )


def leading(named: list[str], asked: Wish) -> str:
    """Choose among styles that words call: "a sad waltz" is a waltz, for sad only leans to a style, waltz names one."""
    names = STYLE_NAMES.find(asked.words, asked.language)
    return min(named, key=lambda name: name not in names)


def suggested(asked: Wish, banned: set[str], rng: np.random.Generator) -> str:
    """Choose a style that no word names: what a thing suggests, what a mood suggests, else chance."""
    choice = PLAIN_STYLES[int(rng.integers(len(PLAIN_STYLES)))]
    reading = asked.reading
    things = [THING_STYLES[thing] for thing in reading.things if THING_STYLES.get(thing, "") not in {"", *banned}]
    if things:
        return things[0]
    if reading.joy < 0.35 and reading.energy < 0.6:
        return "ballad"
    if reading.energy > 0.8:
        return "epic" if reading.joy < 0.5 else "rock"
    return "ambient" if reading.energy < 0.15 else choice


def bars_of(bars: int | None, seconds: float | None, tempo: float, metre: tuple[int, int], style: str) -> int:
    """Find the number of bars: what is asked for, else a good number near the wished seconds."""
    bar = metre[0] * 4 / metre[1] * 60 / tempo
    if bars is not None:
        return max(1, min(MOST_BARS, bars))
    if seconds is not None:
        return max(1, min(MOST_BARS, round(seconds / bar)))
    lengths = BLUES_LENGTHS if style == "blues" else LENGTHS
    return min(lengths, key=lambda length: abs(np.log(length * bar / WISHED_SECONDS)))
