"""Files of sound: FLAC, MP3 and WAV bytes by libsndfile."""

from __future__ import annotations

import io
from typing import Literal

import numpy as np
import soundfile  # type: ignore[import-untyped]

from devserver.embedded.sound.signal import RATE, FloatArray

Format = Literal["flac", "mp3", "wav"]
SUBTYPES = {"flac": "PCM_16", "mp3": "MPEG_LAYER_III", "wav": "PCM_16"}


def encode(samples: FloatArray, format: Format) -> bytes:
    """Write samples, shape (frames, 2) at `RATE`, as a file; the same samples always give the same bytes."""
    buffer = io.BytesIO()
    soundfile.write(buffer, np.clip(samples, -1, 1), RATE, format=format.upper(), subtype=SUBTYPES[format])
    return buffer.getvalue()
