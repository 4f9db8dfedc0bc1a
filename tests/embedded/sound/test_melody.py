"""Melodies note by note."""

from devserver.embedded.sound import Note
from devserver.embedded.sound.melody import SLIDE, blue


def test_a_long_major_third_is_slid_into() -> None:
    notes = [Note(0, 2, 60, 80), Note(2, 1, 64, 80), Note(3, 0.5, 64, 80), Note(3.5, 2, 65, 80)]
    before, slide, third, *rest = blue(notes, 0)
    assert (before.end, slide.pitch, slide.end, third) == (2 - SLIDE, 63, 2, notes[1])
    assert rest == notes[2:]
