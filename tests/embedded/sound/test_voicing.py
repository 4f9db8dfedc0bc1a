"""Voice leading."""

from itertools import pairwise

import pytest

from devserver.embedded.sound.tonality import Tonality
from devserver.embedded.sound.voicing import parallels, voice

C = Tonality(0, "major")


def chords(*numerals: str) -> tuple:
    return tuple(C.chord(numeral, index, 1) for index, numeral in enumerate(numerals))


def test_voices_move_little_and_never_in_parallel_fifths() -> None:
    found = voice(chords("I", "vi", "IV", "ii", "V", "iii", "vi", "V7", "I"), 50, 71)
    for before, after in pairwise(found):
        assert max(abs(new - old) for new, old in zip(after, before, strict=True)) <= 5
        assert parallels(before, after) == 0


def test_every_chord_keeps_its_third_and_its_range() -> None:
    row = chords("I", "ii7", "V7", "Imaj7", "bVII")
    for chord, pitches in zip(row, voice(row, 50, 71), strict=True):
        classes = {pitch % 12 for pitch in pitches}
        assert chord.pitch_classes[1] in classes and classes <= set(chord.pitch_classes)
        assert pitches[0] >= 50 and pitches[-1] <= 71


@pytest.mark.parametrize(
    ("before", "after", "number"),
    [
        pytest.param((48, 55), (50, 57), 1, id="fifths"),
        pytest.param((48, 60), (50, 62), 1, id="octaves"),
        pytest.param((48, 52), (50, 53), 0, id="thirds are welcome"),
        pytest.param((48, 55), (48, 55), 0, id="nothing moves"),
    ],
)
def test_parallels_are_counted(before: tuple[int, ...], after: tuple[int, ...], number: int) -> None:
    assert parallels(before, after) == number
