"""Playing: a score becomes sound, part by part, in a room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from devserver.embedded.progress import Step, silent
from devserver.embedded.sound import struck, sustained
from devserver.embedded.sound.drumkit import KIT, drum
from devserver.embedded.sound.master import master
from devserver.embedded.sound.orchestra import BY_PROGRAM, INSTRUMENTS
from devserver.embedded.sound.room import ROOMS, reverberate
from devserver.embedded.sound.score import Note, Part, Score
from devserver.embedded.sound.signal import FloatArray, Signal, add, count, generator, silence

Voice = Callable[[float, int, float], Signal]

STRUCK: dict[str, Voice] = {
    "piano": struck.piano,
    "rhodes": struck.rhodes,
    "harpsichord": struck.harpsichord,
    "celesta": struck.celesta,
    "music_box": struck.music_box,
    "vibraphone": struck.vibraphone,
    "marimba": struck.marimba,
    "kalimba": struck.kalimba,
    "bells": struck.bells,
    "guitar": struck.guitar,
    "steel": struck.steel,
    "harp": struck.harp,
    "electric": struck.electric,
    "upright": struck.upright,
    "bass": struck.bass,
    "synth_bass": struck.synth_bass,
    "pluck": struck.pluck,
}
SENDS = {"lead": 1.0, "harmony": 0.9, "counter": 1.2, "pad": 1.3, "bass": 0.15, "drums": 0.45}
"""How much of each role goes into the room, as a multiple of the room's own share."""
LOUDNESS = -16.5
TAIL = 0.9
"""How much of the room's reverberation rings on after the last bar, as a share of its length."""
HUMAN = 0.006
"""Seconds by which a player is early or late at most."""
WINDOW = 2048
STRUCK_GAIN = 1.3
"""How much louder a sound that dies must begin to carry as far as one that is held."""
MASTERING = 0.95
PLAYING = 0.8
"""The share of the work that is done when all parts are played."""


def voice(name: str) -> Voice:
    """Give the voice of this name."""
    return STRUCK[name] if name in STRUCK else partial(sustained.sustain, name)


def render(score: Score, *, step: Step = silent) -> FloatArray:
    """Play a score, shape (frames, 2), −1 to 1 at `RATE`, with the ring of the room after the last bar.

    `step` hears the share that is done; what it raises ends the work.
    """
    step(0.0)
    frames = count(score.seconds + 0.4 + TAIL * ROOMS[score.room].low)
    dry, wet = silence(frames), silence(frames)
    notes = sum(len(part.notes) for part in score.parts) or 1
    done = 0
    sound = silence(frames)
    for part in score.parts:
        sound.fill(0)
        for tally in played(part, score, sound):
            step(PLAYING * (done + tally) / notes)
        done += len(part.notes)
        dry += sound
        sound *= np.float32(SENDS[part.role])
        wet += sound
    dry += reverberate(wet, score.room, step=lambda share, preview=None: step(PLAYING + 0.15 * share))
    result = master(dry, LOUDNESS, 0.004, min(1.6, frames / count(4)), partial(step, MASTERING))
    step(1.0)
    return result


def played(part: Part, score: Score, target: Signal) -> Iterator[int]:
    """Play a part into a stereo target and tell after each note how many are done."""
    rng = generator("timing", part.name, part.role)
    beat = 60 / score.tempo_bpm
    known: dict[tuple[int, int, int], Signal] = {}
    for index, note in enumerate(part.notes):
        late = rng.uniform(-HUMAN, HUMAN) * (0.3 if part.drums or part.role == "bass" else 1.0)
        start = max(0, count(note.start * beat + late))
        loud = part.level * (note.velocity / 100) ** 1.6
        if part.drums:
            _, level, place = KIT.get(note.pitch, KIT[41])
            add(target, drum(note.pitch), start, place, loud * level)
        else:
            add(target, sounded(part, note, beat, known), start, spread(part, note), loud)
        yield index + 1


def sounded(part: Part, note: Note, beat: float, known: dict[tuple[int, int, int], Signal]) -> Signal:
    """Give the sound of a note; the same note, as long and as loud, is made once."""
    held = count(note.length * beat)
    key = (note.pitch, held // 256, note.velocity // 24)
    if key not in known:
        instrument = BY_PROGRAM.get(part.program, INSTRUMENTS["piano"])
        gain = STRUCK_GAIN if instrument.voice in STRUCK else 1.0
        hard = min(1.0, (key[2] + 0.5) * 24 / 127)
        known[key] = even(voice(instrument.voice)(hertz(note.pitch), (key[1] + 1) * 256, hard)) * np.float32(gain)
    return known[key]


def spread(part: Part, note: Note) -> float:
    """Place a note: low strings and keys a little to the left, high ones to the right."""
    width = 0.3 if part.role in ("harmony", "pad") else 0.08
    return float(np.clip(part.place + width * (note.pitch - 62) / 12, -0.9, 0.9))


def hertz(pitch: int) -> float:
    """Give the frequency of a MIDI pitch."""
    return float(440 * 2 ** ((pitch - 69) / 12))


def even(sound: Signal) -> Signal:
    """Bring a note to the level of every other: its loudest 46 ms at RMS 0.25."""
    padded = np.pad(sound, (0, -len(sound) % WINDOW)).reshape(-1, WINDOW)
    loudest = np.sqrt(np.max(np.mean(np.square(padded), axis=1)))
    level: Signal = (sound * (0.25 / (loudest + 1e-9))).astype(np.float32)
    return level
