"""Chords, scales and chord tones."""

import pytest

from devserver.embedded.sound.styles import STYLES
from devserver.embedded.sound.tonality import Tonality, is_chord_tone, nearest_chord_tone

C, A = Tonality(0, "major"), Tonality(9, "minor")


@pytest.mark.parametrize(
    ("tonality", "numeral", "pitch_classes"),
    [
        pytest.param(C, "I", (0, 4, 7), id="C major"),
        pytest.param(C, "ii7", (2, 5, 9, 0), id="D minor seventh"),
        pytest.param(C, "V7", (7, 11, 2, 5), id="G seventh"),
        pytest.param(C, "bVII", (10, 2, 5), id="B flat major"),
        pytest.param(C, "Imaj7", (0, 4, 7, 11), id="C major seventh"),
        pytest.param(C, "Vsus4", (7, 0, 2), id="G suspended"),
        pytest.param(A, "i", (9, 0, 4), id="A minor"),
        pytest.param(A, "V", (4, 8, 11), id="E major, with the leading tone"),
        pytest.param(A, "bVI", (5, 9, 0), id="F major"),
    ],
)
def test_a_numeral_is_a_chord(tonality: Tonality, numeral: str, pitch_classes: tuple[int, ...]) -> None:
    assert tonality.chord(numeral, 0, 4).pitch_classes == pitch_classes


@pytest.mark.parametrize("numeral", ["", "X", "bbI", "Hello"])
def test_what_is_no_numeral_is_refused(numeral: str) -> None:
    with pytest.raises(ValueError, match="no Roman numeral"):
        C.chord(numeral, 0, 4)


def test_every_chord_of_every_style_is_known() -> None:
    for style in STYLES.values():
        rows = (*style.bright, *style.dark, *style.middle_bright, *style.middle_dark)
        for numeral in (*(n for row in rows for n in row), *style.cadence_bright, *style.cadence_dark):
            assert len(C.chord(numeral, 0, 1).pitch_classes) >= 3


def test_the_scale_bends_to_the_chord() -> None:
    assert A.scale(A.chord("V", 0, 4)) == [0, 2, 3, 5, 7, 8, 11]
    assert A.scale(A.chord("i", 0, 4)) == [0, 2, 3, 5, 7, 8, 10]
    assert Tonality(0, "mixolydian").scale(C.chord("IV7", 0, 4))[2] == 3


def test_steps_are_pitches() -> None:
    chord = C.chord("I", 0, 4)
    assert [C.pitch(step, chord, 60) for step in (-1, 0, 2, 7, 9)] == [59, 60, 64, 72, 76]


def test_the_nearest_chord_tone_leans_where_the_line_goes() -> None:
    chord = C.chord("I", 0, 4)
    assert nearest_chord_tone(3, chord, 1) == 4
    assert nearest_chord_tone(3, chord, -1) == 2
    assert all(is_chord_tone(nearest_chord_tone(step, chord), chord) for step in range(-14, 15))
