"""The styles: for each its tempo, metre, harmony, players and patterns."""

from __future__ import annotations

from dataclasses import dataclass

Progression = tuple[str, str, str, str]


@dataclass(frozen=True)
class Style:
    """How a style sounds.

    `tempo` is the range in quarter notes a minute for still to wild; progressions have four harmonies, for bright and
    for dark modes; `rhythm` is how dense the melody is (0 to 3); patterns are named in the modules that play them.
    """

    tempo: tuple[float, float]
    metre: tuple[int, int]
    bright: tuple[Progression, ...]
    dark: tuple[Progression, ...]
    middle_bright: tuple[Progression, ...]
    middle_dark: tuple[Progression, ...]
    lead: tuple[str, ...]
    harmony: tuple[str, ...]
    bass: str
    pattern: str
    middle_pattern: str
    bass_pattern: str
    drums: str = ""
    pad: str = ""
    counter: str = ""
    rhythm: int = 1
    swing: float = 0.0
    mode: str = ""
    cadence_bright: tuple[str, str] = ("V", "I")
    cadence_dark: tuple[str, str] = ("V", "i")
    room: str = "room"


PLAIN = (("I", "vi", "IV", "V"), ("I", "IV", "ii", "V"), ("I", "iii", "IV", "V"), ("I", "V", "vi", "IV"))
PLAIN_DARK = (
    ("i", "bVI", "bIII", "bVII"),
    ("i", "iv", "bVI", "V"),
    ("i", "bVII", "bVI", "V"),
    ("i", "bIII", "iv", "V"),
)
MIDDLE = (("IV", "I", "ii", "V"), ("vi", "iii", "IV", "V"), ("IV", "V", "iii", "vi"))
MIDDLE_DARK = (("bVI", "bVII", "i", "V"), ("iv", "bVII", "bIII", "V"), ("bIII", "bVII", "iv", "V"))
FOLK = (("I", "IV", "I", "V"), ("I", "V", "IV", "V"), ("I", "bVII", "IV", "V"))

# fmt: off
STYLES: dict[str, Style] = {
    "song": Style(
        (80, 124), (4, 4), PLAIN, PLAIN_DARK, MIDDLE, MIDDLE_DARK,
        ("piano", "guitar", "flute", "violin"), ("guitar", "piano", "rhodes"), "bass", "strum", "arpeggio",
        "root_fifth",
        drums="pop", pad="strings", counter="strings",
    ),
    "lullaby": Style(
        (66, 86), (3, 4), (("I", "IV", "I", "V"), ("I", "vi", "ii", "V"), ("I", "IV", "V", "I")), PLAIN_DARK, MIDDLE,
        MIDDLE_DARK,
        ("music_box", "celesta", "flute"), ("harp", "guitar"), "", "arpeggio", "broken", "root",
        pad="strings", counter="celesta", rhythm=0, room="hall",
    ),
    "waltz": Style(
        (120, 176), (3, 4), (("I", "I", "V7", "V7"), ("I", "vi", "ii", "V7"), ("I", "V7", "V7", "I")),
        (("i", "i", "V7", "V7"), ("i", "iv", "V7", "i")), (("IV", "I", "V7", "I"), ("vi", "ii", "V7", "V7")),
        (("iv", "i", "V7", "i"), ("bVI", "bIII", "V7", "V7")),
        ("violin", "accordion", "clarinet"), ("strings", "accordion", "piano"), "double_bass", "oompah", "oompah",
        "root",
        drums="waltz", counter="cello", room="hall", cadence_bright=("V7", "I"), cadence_dark=("V7", "i"),
    ),
    "march": Style(
        (104, 128), (4, 4), (("I", "IV", "V7", "I"), ("I", "V", "I", "V7"), ("I", "vi", "ii", "V7")), PLAIN_DARK,
        (("IV", "I", "V", "V7"), ("vi", "ii", "V", "V7")), MIDDLE_DARK,
        ("trumpet", "recorder"), ("brass", "horn"), "trombone", "offbeat", "block", "root_fifth",
        drums="march", counter="horn", rhythm=2, room="hall", cadence_bright=("V7", "I"),
    ),
    "blues": Style(
        (84, 126), (4, 4), (("I7", "I7", "I7", "I7"),), (("i7", "i7", "i7", "i7"),), (("V7", "IV7", "I7", "V7"),),
        (("V7", "iv7", "i7", "V7"),),
        ("harmonica", "e_guitar", "sax"), ("piano", "organ"), "bass", "shuffle", "shuffle", "walking",
        drums="shuffle", rhythm=2, swing=0.16, mode="mixolydian",
        cadence_bright=("V7", "I7"), cadence_dark=("V7", "i7"),
    ),
    "jazz": Style(
        (104, 176), (4, 4), (("Imaj7", "vi7", "ii7", "V7"), ("ii7", "V7", "Imaj7", "VI7")),
        (("i7", "iv7", "bVII7", "V7"), ("i6", "bVImaj7", "iv7", "V7")),
        (("IVmaj7", "iii7", "ii7", "V7"), ("vi7", "II7", "ii7", "V7")), (("iv7", "bVII7", "bIIImaj7", "V7"),),
        ("sax", "trumpet", "vibraphone"), ("piano", "rhodes"), "double_bass", "comp", "comp", "walking",
        drums="swing", rhythm=2, swing=0.15, cadence_bright=("V7", "I6"), cadence_dark=("V7", "i6"),
    ),
    "techno": Style(
        (122, 140), (4, 4), (("I", "V", "vi", "IV"), ("vi", "IV", "I", "V")),
        (("i", "i", "bVI", "bVII"), ("i", "bVII", "bVI", "bVI"), ("i", "bIII", "bVII", "iv")),
        (("IV", "V", "vi", "I"),), (("bVI", "bVII", "i", "i"), ("iv", "bVI", "bVII", "bVII")),
        ("lead",), ("polysynth",), "synth_bass", "arp16", "stabs", "offbeat",
        drums="techno", pad="pad", rhythm=2, mode="minor", cadence_bright=("IV", "I"), cadence_dark=("bVII", "i"),
    ),
    "folk": Style(
        (96, 144), (4, 4), FOLK, (("i", "bVII", "i", "bVII"), ("i", "bIII", "bVII", "i"), ("i", "IV", "i", "bVII")),
        (("IV", "I", "IV", "V"), ("vi", "IV", "I", "V")),
        (("bIII", "bVII", "i", "bVII"), ("bVI", "bVII", "i", "bVII")),
        ("violin", "recorder", "accordion"), ("steel_guitar", "guitar"), "double_bass", "strum", "arpeggio",
        "root_fifth",
        drums="folk", counter="recorder", rhythm=2, cadence_dark=("bVII", "i"),
    ),
    "ambient": Style(
        (60, 76), (4, 4), (("Imaj7", "IVadd9", "vi7", "IVmaj7"), ("Iadd9", "iii7", "IVmaj7", "Iadd9")),
        (("iadd9", "bVImaj7", "bIIImaj7", "bVII"), ("i7", "iv7", "bVImaj7", "i7")),
        (("vi7", "IVmaj7", "Iadd9", "Vsus4"),), (("bVImaj7", "bVII", "iv7", "iadd9"),),
        ("vibraphone", "celesta", "flute"), ("pad",), "", "block", "broken", "root",
        pad="choir", counter="strings", rhythm=0, room="deep", cadence_bright=("IVmaj7", "Iadd9"),
        cadence_dark=("bVImaj7", "iadd9"),
    ),
    "ballad": Style(
        (62, 86), (4, 4), (("I", "V", "vi", "IV"), ("I", "iii", "IV", "iv")),
        (("i", "bVI", "bIII", "bVII"), ("i", "iv", "bVI", "V"), ("i", "V", "bVI", "iv")),
        (("IV", "V", "vi", "I"), ("ii", "V", "I", "vi")), (("bVI", "bIII", "iv", "V"), ("iv", "bVII", "bIII", "bVI")),
        ("piano",), ("piano",), "", "broken", "arpeggio", "root",
        pad="strings", counter="cello", rhythm=1, room="hall",
    ),
    "baroque": Style(
        (96, 120), (4, 4), (("I", "IV", "V", "I"), ("I", "vi", "ii", "V"), ("I", "V", "vi", "V")),
        (("i", "iv", "V", "i"), ("i", "bVI", "iv", "V")),
        (("vi", "ii", "V", "I"), ("iii", "vi", "ii", "V")),
        (("bIII", "bVII", "bVI", "V"), ("iv", "bVII", "bIII", "V")),
        ("harpsichord", "violin", "recorder"), ("harpsichord",), "cello", "alberti", "arpeggio", "stepping",
        counter="oboe", rhythm=3, room="hall",
    ),
    "epic": Style(
        (92, 140), (4, 4), (("I", "V", "vi", "IV"), ("I", "bVII", "IV", "V")),
        (("i", "bVI", "bIII", "bVII"), ("i", "bVII", "bVI", "V")),
        (("vi", "IV", "I", "V"),), (("bVI", "bVII", "i", "V"), ("iv", "bVI", "bVII", "V")),
        ("horn", "trumpet", "violin"), ("strings",), "cello", "ostinato", "block", "eighths",
        drums="epic", pad="choir", counter="brass", room="hall",
    ),
    "rock": Style(
        (108, 152), (4, 4), (("I", "bVII", "IV", "I"), ("I", "V", "IV", "V")),
        (("i", "bVII", "bVI", "bVII"), ("i", "bIII", "bVII", "iv")),
        (("IV", "I", "V", "V"),), (("bVI", "bVII", "i", "i"), ("iv", "bVI", "bVII", "V")),
        ("e_guitar",), ("e_guitar", "organ"), "bass", "eighths", "block", "eighths",
        drums="rock", rhythm=2, cadence_bright=("bVII", "I"), cadence_dark=("bVII", "i"),
    ),
    "tango": Style(
        (108, 128), (4, 4), (("I", "V7", "V7", "I"),),
        (("i", "iv", "V7", "i"), ("i", "bVI", "iv", "V7"), ("i", "bVII", "bVI", "V7")),
        (("IV", "I", "V7", "V7"),), (("iv", "i", "V7", "V7"), ("bVI", "bIII", "iv", "V7")),
        ("accordion", "violin"), ("piano", "guitar"), "double_bass", "habanera", "block", "habanera",
        counter="violin", rhythm=2, mode="minor", cadence_bright=("V7", "I"), cadence_dark=("V7", "i"),
    ),
    "lofi": Style(
        (70, 88), (4, 4), (("IVmaj7", "iii7", "ii7", "Imaj7"), ("Imaj7", "vi7", "ii7", "V7")),
        (("i7", "iv7", "bVII7", "bIIImaj7"), ("bVImaj7", "v7", "iv7", "i7")),
        (("ii7", "V7", "Imaj7", "vi7"),), (("iv7", "bVII7", "bIIImaj7", "bVImaj7"),),
        ("rhodes", "guitar", "vibraphone"), ("rhodes",), "bass", "comp", "block", "root_fifth",
        drums="hiphop", pad="", rhythm=1, swing=0.08, cadence_bright=("V7", "Imaj7"), cadence_dark=("v7", "i7"),
    ),
}
# fmt: on
