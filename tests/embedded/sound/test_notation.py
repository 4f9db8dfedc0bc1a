"""Keys, tempi and metres in prompts."""

import pytest

from devserver.embedded.sound.notation import metre_of, tempo_of, tonality_of
from devserver.embedded.sound.signal import generator
from devserver.embedded.sound.styles import STYLES
from devserver.embedded.sound.words import Wish
from devserver.embedded.sound.words import wish as read_wish

SONG = STYLES["song"]


def wish(prompt: str) -> Wish:
    return read_wish(prompt, {})


@pytest.mark.parametrize(
    ("prompt", "tonic", "mode"),
    [
        pytest.param("a tune in C minor", 0, "minor", id="English"),
        pytest.param("in F# major", 6, "major", id="a sharp sign"),
        pytest.param("B flat minor please", 10, "minor", id="flat in words"),
        pytest.param("Bb major", 10, "major", id="flat as a letter"),
        pytest.param("E-flat major", 3, "major", id="flat with a hyphen"),
        pytest.param("in D dorian", 2, "dorian", id="a church mode"),
        pytest.param("Lied in Es-Dur", 3, "major", id="German Es-Dur"),
        pytest.param("a-Moll", 9, "minor", id="German a-Moll"),
        pytest.param("B-Dur", 10, "major", id="a German B is B flat"),
        pytest.param("h-moll", 11, "minor", id="a German H is B"),
        pytest.param("cis moll", 1, "minor", id="German cis"),
    ],
)
def test_a_key_that_is_named_is_the_key(prompt: str, tonic: int, mode: str) -> None:
    found = tonality_of(wish(prompt), SONG, generator(0))
    assert (found.tonic, found.mode) == (tonic, mode)


@pytest.mark.parametrize(
    ("prompt", "mode"),
    [
        ("a sad song", "minor"),
        ("ein trauriges Lied", "minor"),
        ("a happy song", "major"),
        ("ein fröhliches Lied", "major"),
        ("ein Lied in Moll", "minor"),
        ("ein trauriges Lied in Dur", "major"),
    ],
)
@pytest.mark.parametrize("seed", range(4))
def test_the_mood_makes_the_mode_unless_one_is_named(prompt: str, mode: str, seed: int) -> None:
    assert tonality_of(wish(prompt), SONG, generator(seed)).mode == mode


@pytest.mark.parametrize(
    ("prompt", "tempo"),
    [("song at 97 bpm", 97), ("120 BPM", 120), ("90 Schläge", 90), ("999 bpm", 220), ("adagio", 60), ("presto", 172)],
)
def test_a_tempo_that_is_named_is_the_tempo(prompt: str, tempo: float) -> None:
    assert tempo_of(wish(prompt), SONG, generator(0)) == tempo


@pytest.mark.parametrize(("slow", "fast"), [("a slow song", "a fast song"), ("langsames Lied", "schnelles Lied")])
def test_slow_is_slower_than_plain_and_fast_is_faster(slow: str, fast: str) -> None:
    tempi = [tempo_of(wish(prompt), SONG, generator(1)) for prompt in (slow, "song", fast)]
    assert tempi[0] < tempi[1] - 8 < tempi[2] - 16


@pytest.mark.parametrize(
    ("prompt", "metre"), [("in 6/8", (6, 8)), ("7/4 time", (7, 4)), ("song", (4, 4)), ("1/3 cup", (4, 4))]
)
def test_a_metre_that_is_written_is_the_metre(prompt: str, metre: tuple[int, int]) -> None:
    assert metre_of(wish(prompt), SONG) == metre
