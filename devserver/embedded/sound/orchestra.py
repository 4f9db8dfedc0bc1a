"""The instruments: General MIDI programs, what each can do, and the words that call it."""

from __future__ import annotations

from dataclasses import dataclass

from devserver.embedded.sound.words import Glossary, Words


@dataclass(frozen=True)
class Instrument:
    """An instrument: its General MIDI program, whether it can play chords, and the pitch its melodies lie around.

    `voice` names how it is synthesised, see the module of voices; `only` is the role it is confined to, if any.
    """

    title: str
    program: int
    voice: str
    chords: bool
    words: Words
    centre: int = 70
    only: str = ""


INSTRUMENTS: dict[str, Instrument] = {
    "piano": Instrument("Piano", 0, "piano", True, Words("piano grand-piano pianist", "klavier flügel pianist")),
    "rhodes": Instrument(
        "Electric piano", 4, "rhodes", True, Words("rhodes wurlitzer e-piano epiano", "e-piano elektropiano")
    ),
    "harpsichord": Instrument("Harpsichord", 6, "harpsichord", True, Words("harpsichord", "cembalo spinett"), 74),
    "celesta": Instrument("Celesta", 8, "celesta", True, Words("celesta glockenspiel", "celesta glockenspiel"), 80),
    "music_box": Instrument("Music box", 10, "music_box", True, Words("musicbox music-box", "spieluhr spieldose"), 82),
    "vibraphone": Instrument("Vibraphone", 11, "vibraphone", True, Words("vibraphone vibes", "vibraphon vibrafon"), 72),
    "marimba": Instrument("Marimba", 12, "marimba", True, Words("marimba xylophone", "marimba xylophon"), 70),
    "bells": Instrument("Tubular bells", 14, "bells", False, Words("bell tubular-bell", "glocke röhrenglocke"), 69),
    "organ": Instrument("Church organ", 19, "organ", True, Words("organ pipe-organ", "orgel kirchenorgel"), 69),
    "accordion": Instrument(
        "Accordion", 21, "reed", True, Words("accordion concertina", "akkordeon ziehharmonika bandoneon")
    ),
    "harmonica": Instrument("Harmonica", 22, "reed", False, Words("harmonica mouth-organ", "mundharmonika"), 70),
    "guitar": Instrument("Nylon guitar", 24, "guitar", True, Words("guitar", "gitarre"), 70),
    "steel_guitar": Instrument(
        "Steel guitar", 25, "steel", True, Words("western-guitar ukulele banjo", "westerngitarre ukulele banjo"), 71
    ),
    "e_guitar": Instrument("Electric guitar", 27, "electric", True, Words("e-guitar electric-guitar", "e-gitarre"), 71),
    "double_bass": Instrument(
        "Double bass", 32, "upright", False, Words("double-bass contrabass", "kontrabass"), 40, "bass"
    ),
    "bass": Instrument("Electric bass", 33, "bass", False, Words("bass", "bass e-bass"), 40, "bass"),
    "synth_bass": Instrument("Synth bass", 38, "synth_bass", False, Words("synth-bass", "synthbass"), 40, "bass"),
    "violin": Instrument(
        "Violin", 40, "bowed", False, Words("violin fiddle viola", "geige violine fiedel bratsche"), 75
    ),
    "cello": Instrument("Cello", 42, "bowed", False, Words("cello violoncello", "cello violoncello"), 57),
    "harp": Instrument("Harp", 46, "harp", True, Words("harp", "harfe"), 70),
    "strings": Instrument(
        "Strings",
        48,
        "strings",
        True,
        Words("string strings orchestra orchestral symphony", "streicher orchester sinfonie symphonie"),
        72,
    ),
    "choir": Instrument("Choir", 52, "choir", True, Words("choir voice vocal sing", "chor stimme gesang singen"), 67),
    "trumpet": Instrument("Trumpet", 56, "brass", False, Words("trumpet cornet fanfare", "trompete fanfare"), 71),
    "trombone": Instrument("Trombone", 57, "brass", False, Words("trombone tuba", "posaune tuba"), 56),
    "horn": Instrument("French horn", 60, "horn", False, Words("horn french-horn", "horn waldhorn"), 62),
    "brass": Instrument(
        "Brass section", 61, "brass", True, Words("brass band", "bläser blechbläser blasmusik blaskapelle")
    ),
    "sax": Instrument("Saxophone", 65, "sax", False, Words("saxophone sax", "saxophon saxofon"), 68),
    "oboe": Instrument("Oboe", 68, "oboe", False, Words("oboe bassoon", "oboe fagott"), 74),
    "clarinet": Instrument("Clarinet", 71, "clarinet", False, Words("clarinet", "klarinette"), 69),
    "flute": Instrument("Flute", 73, "flute", False, Words("flute piccolo", "flöte querflöte piccolo"), 79),
    "recorder": Instrument(
        "Recorder", 74, "flute", False, Words("recorder whistle panpipe", "blockflöte panflöte pfeife"), 76
    ),
    "lead": Instrument(
        "Synth lead", 81, "lead", False, Words("synth synthesizer synthesiser lead", "synthesizer synthie")
    ),
    "polysynth": Instrument("Polysynth", 90, "pluck", True, Words("arpeggiator polysynth", "arpeggiator polysynth")),
    "pad": Instrument("Warm pad", 89, "pad", True, Words("pad", "pad klangteppich fläche"), 66),
    "sitar": Instrument("Sitar", 104, "steel", False, Words("sitar", "sitar"), 66),
    "koto": Instrument("Koto", 107, "harp", True, Words("koto lute lyre zither", "koto laute leier zither"), 69),
    "kalimba": Instrument("Kalimba", 108, "kalimba", True, Words("kalimba mbira", "kalimba mbira"), 73),
}
DRUM_WORDS = Words("drum percussion beat drummer drumkit", "trommel schlagzeug perkussion beat pauke")
BY_PROGRAM = {instrument.program: instrument for instrument in INSTRUMENTS.values()}
INSTRUMENT_WORDS = Glossary({**{name: one.words for name, one in INSTRUMENTS.items()}, "drums": DRUM_WORDS})

PHRASES = {
    ("music", "box"): "musicbox",
    ("double", "bass"): "double-bass",
    ("electric", "guitar"): "electric-guitar",
    ("electric", "piano"): "e-piano",
    ("french", "horn"): "french-horn",
    ("pan", "flute"): "panpipe",
    ("synth", "bass"): "synth-bass",
    ("hip", "hop"): "hiphop",
    ("lo", "fi"): "lofi",
    ("heavy", "metal"): "metal",
    **{("house", word): "house-music" for word in ("music", "musik", "beat", "beats", "track", "groove", "party")},
    **{(word, "house"): "house-music" for word in ("deep", "acid", "tech", "progressive")},
}
"""Two words that mean one instrument or style: a house alone is a building."""
