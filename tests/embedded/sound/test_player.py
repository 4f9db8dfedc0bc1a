"""Played scores."""

import numpy as np
import pytest

from devserver.embedded.sound import RATE, Note, Part, Score, compose, render
from devserver.embedded.sound.drumkit import KIT, drum
from devserver.embedded.sound.orchestra import INSTRUMENTS
from devserver.embedded.sound.player import even, hertz, voice
from devserver.embedded.sound.sustained import TONES

VOICES = sorted({instrument.voice for instrument in INSTRUMENTS.values()})


def level(sound: np.ndarray) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(np.square(sound)))))


def strongest_near(sound: np.ndarray, wanted: float) -> float:
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 1 << 18))
    found = np.fft.rfftfreq(1 << 18, 1 / RATE)
    near = (found > wanted * 0.96) & (found < wanted * 1.04)
    return float(found[near][np.argmax(power[near])])


@pytest.mark.parametrize("name", VOICES)
@pytest.mark.parametrize("pitch", [45, 69, 88])
def test_every_voice_is_in_tune_and_ends_in_silence(name: str, pitch: int) -> None:
    sound = even(voice(name)(hertz(pitch), RATE // 2, 0.6))
    assert np.isfinite(sound).all()
    assert abs(1200 * np.log2(strongest_near(sound, hertz(pitch)) / hertz(pitch))) < 12
    assert abs(sound[-1]) < 1e-3
    assert np.abs(sound).max() < 1.6


@pytest.mark.parametrize("name", VOICES)
def test_every_voice_can_be_very_short(name: str) -> None:
    assert np.isfinite(even(voice(name)(440.0, 1, 1.0))).all()


def test_every_instrument_has_a_voice() -> None:
    assert {name for name in VOICES if name not in TONES and not callable(voice(name))} == set()
    assert len({instrument.program for instrument in INSTRUMENTS.values()}) == len(INSTRUMENTS)


@pytest.mark.parametrize("number", KIT)
def test_every_drum_sounds_at_once_and_ends(number: int) -> None:
    sound = drum(number)
    assert np.abs(sound).max() == pytest.approx(1)
    assert abs(sound[-1]) < 1e-2
    assert np.argmax(np.abs(sound)) < RATE * 0.06


@pytest.mark.parametrize("prompt", ["waltz", "techno", "sad piano", "jazz"])
def test_a_tune_is_stereo_level_and_clean(prompt: str) -> None:
    score = compose(prompt, seed=1, bars=4)
    sound = render(score)
    assert sound.dtype == np.float32
    assert score.seconds < len(sound) / RATE < score.seconds + 5
    assert 0.6 < np.abs(sound).max() <= 10 ** (-1 / 20) + 1e-6
    assert -20 < level(sound) < -12.5
    assert np.abs(sound.mean(axis=0)).max() < 1e-4
    assert np.abs(sound[[0, -1]]).max() < 1e-3
    assert np.corrcoef(sound.T)[0, 1] < 0.97


def test_what_is_written_is_what_is_heard() -> None:
    notes = (Note(0, 2, 69, 90), Note(2, 2, 76, 90))
    score = Score("", "song", 120, "A", "minor", (4, 4), 1, (), (), (Part("Flute", "lead", 73, notes),))
    sound = render(score).mean(axis=1)
    for at, pitch in ((0.3, 69), (1.3, 76)):
        piece = sound[int(at * RATE) : int((at + 0.5) * RATE)]
        assert abs(1200 * np.log2(strongest_near(piece, hertz(pitch)) / hertz(pitch))) < 15


def test_a_score_without_notes_is_silence() -> None:
    sound = render(Score("", "song", 120, "C", "major", (4, 4), 1, (), (), ()))
    assert not sound.any()


def test_the_same_score_gives_the_same_samples() -> None:
    score = compose("blues", seed=1, bars=2)
    assert np.array_equal(render(score), render(score))


def test_what_a_step_raises_ends_the_work() -> None:
    told: list[float] = []

    def step(fraction: float, preview: bytes | None = None) -> None:
        told.append(fraction)
        if fraction > 0.3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        render(compose("waltz", seed=1, bars=4), step=step)
    assert told == sorted(told)
    assert told[-1] < 0.5
