"""Composition: a prompt becomes a score with form, harmony, melody, accompaniment, bass and drums."""

from __future__ import annotations

from dataclasses import replace

from devserver.embedded.sound.accompany import Span, accompaniment
from devserver.embedded.sound.bassline import bass_line, held, low
from devserver.embedded.sound.brief import Brief, understand
from devserver.embedded.sound.drumming import drum_part
from devserver.embedded.sound.form import harmonise, sections
from devserver.embedded.sound.melody import Tone, Writer, blue, to_notes
from devserver.embedded.sound.orchestra import INSTRUMENTS
from devserver.embedded.sound.score import KEYS, Note, Part, Score, Section
from devserver.embedded.sound.signal import generator
from devserver.embedded.sound.tonality import nearest_chord_tone
from devserver.embedded.sound.voicing import voice

TITLE_LENGTH = 60
CHORD_RANGE = (50, 71)
PAD_RANGE = (53, 74)
PLACES = {"lead": 0.08, "harmony": -0.32, "bass": 0.0, "pad": 0.3, "counter": 0.42, "drums": 0.0}
LEVELS = {"lead": 0.82, "harmony": 0.72, "bass": 0.8, "pad": 0.42, "counter": 0.5, "drums": 0.8}


def compose(
    prompt: str,
    *,
    tags: str = "",
    negative_prompt: str = "",
    bars: int | None = None,
    seconds: float | None = None,
    seed: int,
) -> Score:
    """Compose a tune whose style, key, tempo, metre and instruments follow the prompt, deterministic for its arguments.

    `tags` are words of style that come before the prompt's own; instruments and styles that `negative_prompt` names are
    left out. `bars`, else `seconds`, sets the length (1 to 256 bars); without either it lasts 19 to 38 s.
    """
    chance = generator(prompt, tags, seed, "brief")
    brief = understand(f"{tags} {prompt}".strip(), negative_prompt, bars=bars, seconds=seconds, rng=chance)
    bar = brief.metre[0] * 4 / brief.metre[1]
    parts = sections(brief.bars, brief.style_name)
    chords = harmonise(brief, parts, bar, generator(prompt, tags, seed, "harmony"))
    tones = Writer(brief, chords, bar, generator(prompt, tags, seed, "melody")).write(parts)
    score = Score(
        title=" ".join(prompt.split())[:TITLE_LENGTH] or "Untitled",
        style=brief.style_name,
        tempo_bpm=brief.tempo_bpm,
        key=KEYS[brief.tonality.tonic],
        mode=brief.tonality.mode,
        metre=brief.metre,
        bars=brief.bars,
        sections=parts,
        chords=chords,
        parts=(),
        room=brief.style.room,
    )
    return replace(score, parts=tuple(players(brief, score, tones)))


def players(brief: Brief, score: Score, tones: list[Tone]) -> list[Part]:
    """Write out every part of a score; parts without notes are left out."""
    melody = to_notes(tones, brief, score.chords, INSTRUMENTS[brief.cast.lead].centre, score.bar_length)
    if brief.style_name == "blues":
        melody = blue(melody, brief.tonality.tonic)
    written = {
        "lead": (brief.cast.lead, melody),
        "harmony": (brief.cast.harmony, harmony(brief, score, below(melody))),
        "pad": (brief.cast.pad, pad(score) if brief.cast.pad else []),
        "counter": (brief.cast.counter, counter(brief, score, tones) if brief.cast.counter else []),
        "bass": (brief.cast.bass, bass(brief, score) if brief.cast.bass else []),
    }
    found = [part(role, name, notes, brief) for role, (name, notes) in written.items() if name and notes]
    if brief.cast.drums:
        notes = drum_part(brief.cast.drums, brief.metre, score.sections, brief.energy)
        kit = tuple(swung(sorted(notes, key=order), brief.style.swing))
        found.append(Part("Drums", "drums", 0, kit, True, PLACES["drums"], LEVELS["drums"]))
    return found


def order(note: Note) -> tuple[float, int, float]:
    """Sort notes by time, then pitch."""
    return (note.start, note.pitch, note.length)


def part(role: str, name: str, notes: list[Note], brief: Brief) -> Part:
    """Make a part from notes: swung, in order, with its instrument and place."""
    instrument = INSTRUMENTS[name]
    ready = swung(sorted(notes, key=order), brief.style.swing)
    return Part(instrument.title, role, instrument.program, tuple(ready), False, PLACES[role], LEVELS[role])


def swung(notes: list[Note], swing: float) -> list[Note]:
    """Delay what falls between the beats by a share of a beat, so that eighths become long and short."""

    def moved(beat: float) -> float:
        whole, share = divmod(beat, 1.0)
        return whole + (share * (1 + 2 * swing) if share < 0.5 else 0.5 + swing + (share - 0.5) * (1 - 2 * swing))

    return [replace(n, start=moved(n.start), length=moved(n.end) - moved(n.start)) for n in notes] if swing else notes


def spans(score: Score, low: int, high: int) -> list[Span]:
    """Voice the chords of a score within a range."""
    pitches = voice(score.chords, low, high)
    return [
        Span(chord, found, score.bar_length, score.metre) for chord, found in zip(score.chords, pitches, strict=True)
    ]


def below(melody: list[Note]) -> tuple[int, int]:
    """Give the range of the chords: under the melody, but not so low that they grow thick."""
    mean = sum(note.pitch for note in melody) / len(melody)
    high = int(min(CHORD_RANGE[1], max(65, mean - 1)))
    return (CHORD_RANGE[0] + (high - CHORD_RANGE[1]) // 2, high)


def section_at(score: Score, beat: float) -> Section:
    """Give the section that sounds at a moment, in quarter notes."""
    return next(s for s in reversed(score.sections) if s.bar * score.bar_length <= beat + 1e-6)


def harmony(brief: Brief, score: Score, span_range: tuple[int, int]) -> list[Note]:
    """Write the accompaniment: one pattern, another in the contrast, a spread chord at the end."""
    notes: list[Note] = []
    found = spans(score, *span_range)
    for span in found[:-1]:
        contrast = section_at(score, span.start).name[0] in "BC"
        pattern = brief.style.middle_pattern if contrast else brief.style.pattern
        notes += accompaniment(pattern, span)
        if not brief.cast.bass and pattern != "broken":
            notes += [replace(note, velocity=56) for note in held(span, low(span.chord.pitch_classes[0], 43))]
    last = found[-1]
    step = 0.12 if brief.style.pattern in ("strum", "broken", "arpeggio", "alberti") else 0.0
    ending = last.pitches if brief.cast.bass else (last.pitches[0] - 12, *last.pitches)
    return notes + [
        Note(last.start + step * index, last.length - step * index, pitch, 60) for index, pitch in enumerate(ending)
    ]


def pad(score: Score) -> list[Note]:
    """Write held chords that enter with the second section."""
    first = score.sections[1].bar * score.bar_length if len(score.sections) > 2 else 0.0
    return [
        Note(span.start, span.length, pitch, 56)
        for span in spans(score, *PAD_RANGE)
        if span.start >= first - 1e-6
        for pitch in span.pitches
    ]


def bass(brief: Brief, score: Score) -> list[Note]:
    """Write the bass."""
    found = spans(score, *CHORD_RANGE)
    notes: list[Note] = []
    for index, span in enumerate(found):
        following = found[index + 1] if index + 1 < len(found) else None
        last = following is None
        notes += bass_line(brief.style.bass_pattern, span, following, brief.tonality, last)
    return notes


def counter(brief: Brief, score: Score, tones: list[Tone]) -> list[Note]:
    """Write a second voice in long tones, a third to a sixth below the melody, from the second section on."""
    lines: list[Tone] = []
    for chord in score.chords:
        name = section_at(score, chord.start).name
        above = sounding(tones, chord.start)
        if name == "A" or above is None:
            continue
        before = lines[-1].step if lines else above.step - 4
        step = nearest_chord_tone((before + above.step - 4) // 2, chord, -1)
        step = step if step < above.step else nearest_chord_tone(above.step - 2, chord, -1)
        lines.append(Tone(chord.start, chord.length, step, True))
    notes = to_notes(lines, brief, score.chords, min(64, INSTRUMENTS[brief.cast.counter].centre), score.bar_length)
    return [replace(note, velocity=max(40, note.velocity - 12)) for note in notes]


def sounding(tones: list[Tone], beat: float) -> Tone | None:
    """Give the tone of a melody that sounds at a moment."""
    return next((tone for tone in tones if tone.start <= beat + 1e-6 < tone.start + tone.length), None)
