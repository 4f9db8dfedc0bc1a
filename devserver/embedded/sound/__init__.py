"""Sound and music made in process from the words of a prompt: a soundscape, or a composed and played tune.

No AI model takes part. Everything is deterministic for its arguments.
"""

from __future__ import annotations

from devserver.embedded.sound.composer import compose
from devserver.embedded.sound.files import encode
from devserver.embedded.sound.midi import write_midi
from devserver.embedded.sound.player import render
from devserver.embedded.sound.score import Note, Part, Score
from devserver.embedded.sound.signal import RATE, FloatArray
from devserver.embedded.sound.soundscape import ambience

__all__ = ["RATE", "FloatArray", "Note", "Part", "Score", "ambience", "compose", "encode", "render", "write_midi"]
