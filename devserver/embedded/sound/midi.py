"""Standard MIDI files."""

from __future__ import annotations

import io
from itertools import count as counting

import mido  # type: ignore[import-untyped]

from devserver.embedded.sound.score import KEYS, Part, Score
from devserver.embedded.sound.tonality import DARK_MODES

TICKS = 480
DRUM_CHANNEL = 9
FLAT_MINORS = {"Db": "C#", "Eb": "Eb", "Ab": "G#", "Bb": "Bb", "F#": "F#"}


def write_midi(score: Score) -> bytes:
    """Write a score as a standard MIDI file of format 1: tempo, metre and key, then one named track per part."""
    file = mido.MidiFile(type=1, ticks_per_beat=TICKS, charset="utf-8")
    file.tracks.append(conductor(score))
    channels = (channel for channel in counting() if channel != DRUM_CHANNEL)
    for part in score.parts:
        file.tracks.append(track(part, DRUM_CHANNEL if part.drums else next(channels)))
    buffer = io.BytesIO()
    file.save(file=buffer)
    return buffer.getvalue()


def conductor(score: Score) -> mido.MidiTrack:
    """Write the first track: title, tempo, metre, key, and the sections as markers."""
    result = mido.MidiTrack()
    title = score.title.encode("utf-8", "replace").decode("utf-8")
    result.append(mido.MetaMessage("track_name", name=title))
    result.append(mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(score.tempo_bpm)))
    result.append(mido.MetaMessage("time_signature", numerator=score.metre[0], denominator=score.metre[1]))
    result.append(mido.MetaMessage("key_signature", key=signature(score)))
    now = 0
    for section in score.sections:
        at = ticks(section.bar * score.bar_length)
        result.append(mido.MetaMessage("marker", text=section.name, time=at - now))
        now = at
    result.append(mido.MetaMessage("end_of_track", time=ticks(score.beats) - now))
    return result


def signature(score: Score) -> str:
    """Give the key as MIDI names it; modes take the signature of major or minor on their tonic."""
    if score.mode in DARK_MODES:
        return FLAT_MINORS.get(score.key, score.key) + "m"
    return score.key if score.key in KEYS else "C"


def track(part: Part, channel: int) -> mido.MidiTrack:
    """Write one part: name, program, place and level, then its notes."""
    result = mido.MidiTrack()
    result.append(mido.MetaMessage("track_name", name=part.name))
    result.append(mido.Message("program_change", channel=channel, program=part.program))
    result.append(mido.Message("control_change", channel=channel, control=7, value=round(40 + 80 * part.level)))
    result.append(mido.Message("control_change", channel=channel, control=10, value=round(64 + 60 * part.place)))
    now = 0
    for at, _, pitch, velocity in changes(part):
        kind = "note_on" if velocity else "note_off"
        result.append(mido.Message(kind, channel=channel, note=pitch, velocity=velocity, time=at - now))
        now = at
    return result


def changes(part: Part) -> list[tuple[int, int, int, int]]:
    """List what is pressed and released: ticks, release before press, pitch, velocity.

    A note that is struck again ends where it is struck.
    """
    found: list[tuple[int, int, int, int]] = []
    begins: dict[int, list[int]] = {}
    for note in part.notes:
        begins.setdefault(note.pitch, []).append(ticks(note.start))
    pressed: set[tuple[int, int]] = set()
    for note in part.notes:
        start = ticks(note.start)
        if (start, note.pitch) in pressed:
            continue
        pressed.add((start, note.pitch))
        later = [begin for begin in begins[note.pitch] if begin > start]
        end = min([max(start + 1, ticks(note.end)), *later])
        found += [(start, 1, note.pitch, note.velocity), (end, 0, note.pitch, 0)]
    return sorted(found)


def ticks(beat: float) -> int:
    """Turn quarter notes into ticks."""
    return round(beat * TICKS)
