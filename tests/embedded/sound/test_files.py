"""Files of sound."""

import io

import numpy as np
import pytest
import soundfile

from devserver.embedded.sound.files import Format, encode
from devserver.embedded.sound.signal import RATE, glide

TONE = np.stack([0.5 * glide(np.full(RATE, 440.0)), 0.25 * glide(np.full(RATE, 660.0))], axis=1)
MAGIC = {"flac": b"fLaC", "wav": b"RIFF"}


@pytest.mark.parametrize("format", ["flac", "mp3", "wav"])
def test_a_file_holds_what_was_written(format: Format) -> None:
    data = encode(TONE, format)
    samples, rate = soundfile.read(io.BytesIO(data))
    assert rate == RATE
    assert samples.shape[1] == 2
    assert len(samples) == pytest.approx(len(TONE), abs=3000 if format == "mp3" else 0)
    assert np.argmax(np.abs(np.fft.rfft(samples[:RATE, 0]))) == 440
    assert np.sqrt(np.mean(np.square(samples), axis=0)) == pytest.approx([0.354, 0.177], rel=0.05)
    assert data.startswith(MAGIC.get(format, b""))


@pytest.mark.parametrize("format", ["flac", "mp3", "wav"])
def test_the_same_samples_give_the_same_bytes(format: Format) -> None:
    assert encode(TONE, format) == encode(TONE.copy(), format)


def test_what_is_too_loud_is_clipped_and_does_not_wrap() -> None:
    samples, _ = soundfile.read(io.BytesIO(encode(np.full((100, 2), 1.5, np.float32), "wav")))
    assert samples.min() > 0.99
