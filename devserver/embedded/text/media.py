"""Write keywords for a generator: what a person named, then words of its medium that fit the mood of the text.

What the person named comes first and as a whole, as far as the medium has room. An attitude's own furniture only adds
what takes nothing away: moods, light, colours where none was named, and a prop or two.

`data/media.json` says by which words an instruction shows its medium, and which words each medium may add. They are
words that the generators of this package understand (`devserver.embedded.lexicon`), in English and German.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from devserver.embedded.lexicon import COLOURS, RGB, Reading, read
from devserver.embedded.text.attitude import listed
from devserver.embedded.text.grammar import Noun, ing, render
from devserver.embedded.text.loom import Loom, is_stand_in
from devserver.embedded.text.vocabulary import media, words

FOR_A_PROGRAM = re.compile(r"(?i)\bprogra|modell?\b|models\b|prompt|generator|keyword|stichw|schlagw")
LOW, HIGH = 0.4, 0.64
UNSEEN = ("idea", "sign")
PLACES = ("water", "land", "place", "sky", "building", "plant")
HOURS = frozenset({"night", "morning", "evening", "summer", "winter", "spring", "autumn"})
LIGHTLY = 0.06
SETTINGS = ("water", "land", "place", "sky", "plant", "building")
PROPS = ("thing", "machine", "food", "cloth", "vehicle")


def read_medium(context: str) -> str:
    """Return the medium for which an instruction wants keywords, or an empty text."""
    if not FOR_A_PROGRAM.search(context):
        return ""
    text = " ".join(context.split())
    found = {name: len(set(listed(said).findall(text.lower()))) for name, said in media()["triggers"].items()}
    named = next((name for name in media()["order"] if found[name]), "")
    best = named or max(found, key=lambda name: found[name])
    return best if found[best] else ""


@dataclass(frozen=True, slots=True)
class Painter:
    """A source as a generator shall read it: its things, what else its attitude put there, and how it all feels."""

    loom: Loom
    own: Reading
    whole: Reading
    others: tuple[Noun, ...] = ()

    @property
    def reading(self) -> Reading:
        """Return the things and colours that were named; a mood that was not named is that of the whole text."""
        return replace(
            self.own,
            colours=self.own.colours or self.whole.colours,
            energy=self._mood("energy"),
            light=self._mood("light"),
            warmth=self._mood("warmth"),
            joy=self._mood("joy"),
        )

    def _mood(self, axis: str) -> float:
        said: float = getattr(self.own, axis)
        return said if abs(said - 0.5) > LIGHTLY else float(getattr(self.whole, axis))

    @property
    def energy(self) -> str:
        """Return still, wild or nothing."""
        return "still" if self.reading.energy < LOW else "wild" if self.reading.energy > HIGH else ""

    @property
    def joy(self) -> str:
        """Return low, even or high."""
        return "low" if self.reading.joy < LOW else "high" if self.reading.joy > HIGH else "even"

    @property
    def light(self) -> str:
        """Return dark, bright, cold, warm or plain, the first that holds."""
        read = self.reading
        if read.light < LOW:
            return "dark"
        if read.light > HIGH:
            return "bright"
        return "cold" if read.warmth < LOW else "warm" if read.warmth > HIGH else "plain"

    def say(self, word: str) -> str:
        """Return a word of a medium in the language that is written."""
        return word if self.loom.language == "en" else str(media()["german"].get(word, word))

    def pick(self, name: str, key: str) -> str:
        """Return one of the words for a mood."""
        return self.say(self.loom.rng.choice(media()[name][key]))

    def moods(self, count: int) -> list[str]:
        """Return words for the mood of the source."""
        return [self.say(word) for word in media()["moods"][f"{self.joy} {self.energy}".strip()][:count]]

    def tempo(self) -> str:
        """Return the tempo of the source."""
        return self.say(media()["tempo"][self.energy])

    def instruments(self) -> list[str]:
        """Return two instruments for the mood of the source."""
        return [self.say(word) for word in self.loom.rng.sample(media()["instruments"][self.joy], 2)]

    def form(self) -> str:
        """Return the kind of piece, the slower one where the source is still."""
        slow, quick = media()["forms"][self.joy]
        return self.say({"still": slow, "wild": quick}.get(self.energy) or self.loom.rng.choice([slow, quick]))

    def tint(self) -> str:
        """Return a word for light or warmth."""
        return self.say(self.light if self.light != "plain" else "soft")

    def things(self, *, seen: bool = True) -> list[Noun]:
        """Return the things that can be shown, or all of them when none can.

        What the generators know comes first, and behind two of them hour and season, for they rule a scene.
        """
        named = list(self.loom.source.nouns)
        hours = [noun for noun in named if noun.entry is not None and noun.entry.en in HOURS]
        others = [noun for noun in named if noun not in hours and (not seen or noun.kind not in UNSEEN)]
        known = [noun for noun in others if read(noun.text).things]
        others = [*known, *(noun for noun in others if noun not in known)]
        unseen = [noun for noun in named if noun not in others and noun not in hours]
        return [*others[:2], *hours, *others[2:], *unseen]

    def props(self) -> list[Noun]:
        """Return what the attitude put beside the things: nothing that could be taken for another place or hour."""
        small = [noun for noun in self.others if noun.entry and noun.kind in PROPS and read(noun.text).things]
        return small[: 1 if len(self.loom.source.nouns) > 2 else 2]

    def has_setting(self) -> bool:
        """Tell whether a place, an hour or the like was named."""
        return any(noun.kind in SETTINGS for noun in self.loom.source.nouns)

    def loose(self) -> list[str]:
        """Return the colours that were named but belong to no thing, and moods of nobody in particular."""
        worn = {word for noun in self.loom.source.nouns for word in noun.adjectives}
        return [colour for colour in self.named_colours() if colour not in worn] + list(self.loom.source.moods)

    def deeds(self, count: int) -> list[str]:
        """Return what is done in the source."""
        lemmas = [lemma for lemma in self.loom.source.deeds if lemma not in words("unseen_deeds")][:count]
        return [ing(lemma.split()[0]) if self.loom.language == "en" else lemma for lemma in lemmas]

    def movement(self) -> str:
        """Return the movement of the first thing."""
        done = self.deeds(1)
        plain = self.say(media()["doing"][self.things()[0].kind])
        return done[0] if done else ing(plain) if self.loom.language == "en" else plain

    def named_colours(self) -> list[str]:
        """Return the colours that a person named, by their simple names."""
        return [_simple(rgb, self.loom.language) for rgb in self.own.colours]

    def colours(self, count: int) -> list[str]:
        """Return simple names of colours: named ones, then those of the things, then those of the mood."""
        palette = [colour for thing in self.own.things for colour in media()["palette"].get(thing, ())[:1]]
        more = [colour for thing in self.own.things for colour in media()["palette"].get(thing, ())[1:]]
        known = [*palette, *more, *media()["tints"][self.light]]
        named = [*self.named_colours(), *(_simple(rgb, self.loom.language) for rgb in self.whole.colours)]
        return list(dict.fromkeys([*named, *map(self.say, known)]))[: max(count, len(self.own.colours))]


def _simple(rgb: RGB, language: str) -> str:
    return str(getattr(COLOURS[rgb], language).split()[0])


def _image(p: Painter) -> list[str]:
    worn = {word for noun in p.loom.source.nouns for word in noun.adjectives}
    colours = [colour for colour in p.colours(4) if colour not in worn][:3]
    styles = [word for word in media()["styles"][p.light] if not (p.has_setting() and word in ("geometric", "night"))]
    # Ink, say, would take a named colour away, and a night the hour.
    style = [p.say(p.loom.rng.choice(styles))] if styles and not p.own.colours else []
    return [*_named(p.things()), *p.loose(), *_named(p.props()), *p.deeds(2), *colours, p.tint(), *p.moods(1), *style]


def _video(p: Painter) -> list[str]:
    return [*_named(p.things()), *p.loose(), p.movement(), p.tempo(), *p.colours(3), p.tint(), *p.moods(1)]


def _audio(p: Painter) -> list[str]:
    nouns = p.things(seen=False)
    places = [noun for noun in nouns if noun.kind in PLACES][:2]
    sources = [noun for noun in nouns if noun not in places]
    heard = [p.say(media()["heard"].get(noun.kind, noun.text)) for noun in sources if noun.kind in media()["heard"]]
    moving = p.say({"still": "calm", "": "growing", "wild": "restless"}[p.energy])
    return [*_named([*places, *sources]), *p.deeds(2), *heard[:2], p.tempo(), moving, p.tint()]


def _music(p: Painter) -> list[str]:
    return [*p.moods(2), p.tempo(), *p.instruments(), p.form(), *_picture(p)]


def _midi(p: Painter) -> list[str]:
    key = {"low": ["minor"], "even": [], "high": ["major"]}[p.joy]
    melody = {"still": "melody stays", "": "melody steps", "wild": "melody leaps"}[p.energy]
    return [*p.moods(1), p.tempo(), *map(p.say, key), *p.instruments(), p.form(), p.say(melody), *_picture(p)]


def _p5(p: Painter) -> list[str]:
    count = {"still": "seven", "": "many", "wild": "hundred"}[p.energy]
    colours = p.colours(3)
    ground = [p.say("background"), p.say("navy") if p.light == "dark" else colours[-1]]
    ground = ground[::-1] if p.loom.language == "en" else ground
    shape = p.say(p.loom.rng.choice(["circles", "lines", "squares"]))
    moves = [*p.deeds(1), p.pick("moves", p.energy)]
    named = [] if is_stand_in(p.things()[0]) else _named(p.things())
    return [
        *named,
        *p.loose(),
        f"{p.say(count)} {shape}",
        *moves,
        p.tempo(),
        *colours[:2],
        " ".join(ground),
        *p.moods(1),
    ]


def _tonejs(p: Painter) -> list[str]:
    repeats = {"low": "bass", "even": "chord", "high": "bell"}[p.joy]
    seldom = p.say("bell" if repeats != "bell" else "chord") + " " + p.say("now and then")
    timbre = {"dark": "dark", "bright": "bright", "cold": "rough", "warm": "soft", "plain": "soft"}[p.light]
    return [*p.moods(1), p.tempo(), p.say(timbre), f"{p.say(repeats)} {p.say('repeats')}", seldom, *_picture(p)]


def _sonicpi(p: Painter) -> list[str]:
    melody = {"low": "melody falls", "even": "melody circles", "high": "melody rises"}[p.joy]
    key = "minor" if p.joy == "low" else "major"
    beat = "no beat" if p.energy == "still" else "beat"
    texture = {"dark": "wind", "bright": "sparks", "cold": "wind", "warm": "sparks", "plain": "rain"}[p.light]
    return [*p.moods(1), p.tempo(), *map(p.say, [beat, melody, key, texture]), *_picture(p)]


WRITERS: dict[str, Callable[[Painter], list[str]]] = {
    "image": _image,
    "video": _video,
    "audio": _audio,
    "music": _music,
    "midi": _midi,
    "p5": _p5,
    "tonejs": _tonejs,
    "sonicpi": _sonicpi,
}


def media_keywords(loom: Loom, medium: str, own: str, whole: str, others: tuple[Noun, ...]) -> list[str]:
    """Return the keywords for one medium, the weightiest first, each once.

    `own` is what a person said of the text as a `whole`; `others` are the things that the attitude added.
    """
    items = WRITERS[medium](Painter(loom, read(own), read(whole), others))
    first = {item.casefold(): item for item in reversed(items)}
    return [item for item in dict.fromkeys(items) if first[item.casefold()] == item and not loom.rules.forbids(item)]


def _named(nouns: list[Noun]) -> list[str]:
    return [render(noun, "bare") for noun in nouns]


def _picture(p: Painter) -> list[str]:
    """Return the picture that a tune comes from: a place or the sky first, then the other things there is room for."""
    nouns = p.things()
    best = [noun for kind in ("water", "sky", "land", "plant", "place") for noun in nouns if noun.kind == kind][:1]
    return _named([*best, *(noun for noun in nouns if noun not in best)])
