"""Pieces for Sonic Pi that follow a prompt: live loops with built-in synths, samples and effects only.

Each loop counts for itself, and all rounds of a voice are equally long: so the loops stay in step without shared
variables, which Sonic Pi would not protect. Chance comes from `use_random_seed`: a piece sounds the same each time.
"""

from __future__ import annotations

import random

from devserver.embedded.code.composition import BARS, Bar, Score, compose
from devserver.embedded.code.harmony import name_of
from devserver.embedded.code.styles import STYLES
from devserver.embedded.code.writing import chance, details, heading
from devserver.embedded.lexicon import Reading, read

SAMPLES = {
    **{"kick": ("bd_haus", "bd_klub", "bd_fat"), "snare": ("sn_dub", "sn_dolf"), "hat": ("drum_cymbal_closed",)},
    **{"clap": ("perc_snap", "sn_generic"), "tom": ("drum_tom_lo_hard", "drum_tom_mid_soft")},
    "metal": ("elec_bell", "perc_bell", "elec_ping"),
}
SAMPLE_LOUDNESS = {"kick": 1.4, "snare": 0.6, "hat": 0.35, "clap": 0.6, "tom": 0.9, "metal": 0.3}

EFFECTS = {
    "ambient": ("reverb, room: 0.9, mix: 0.6", "echo, phase: 0.75, decay: 6, mix: 0.3"),
    "waltz": ("reverb, room: 0.7, mix: 0.4", "echo, phase: 1, decay: 3, mix: 0.15"),
    "late": ("reverb, room: 0.6, mix: 0.35", "lpf, cutoff: 95"),
    "club": ("reverb, room: 0.4, mix: 0.2", "slicer, phase: 0.25, mix: 0.4"),
    "epic": ("gverb, room: 20, mix: 0.35", "echo, phase: 0.5, decay: 2, mix: 0.15"),
    "engine": ("bitcrusher, bits: 10, mix: 0.2", "wobble, phase: 4, mix: 0.3"),
    "folk": ("reverb, room: 0.6, mix: 0.3", "echo, phase: 0.75, decay: 2, mix: 0.1"),
    "dark": ("gverb, room: 30, mix: 0.5", "ixi_techno, phase: 8, cutoff_min: 50, cutoff_max: 90, mix: 0.4"),
}
"""One effect around everything, one around the figure."""

LOUDNESS = {"lead": 0.9, "chords": 0.35, "figure": 0.4, "bass": 0.7}
ENVELOPES = {
    "lead": "attack: 0.02, release: [length, 0.2].max",
    "chords": "attack: length * 0.2, sustain: length * 0.6, release: length * 0.4",
    "figure": "release: [length, 0.3].max",
    "bass": "sustain: length * 0.6, release: length * 0.4",
}
SHARP = frozenset(("tb303", "growl", "dsaw", "saw", "supersaw", "pulse", "prophet"))

NOISES = {
    "sea": (
        "bnoise",
        "attack: 4, sustain: 1, release: 5, amp: 0.35, cutoff: rrand(60, 85), pan: rrand(-0.6, 0.6)",
        "6",
    ),
    "wind": ("pnoise", "attack: 3, release: 4, amp: 0.12, cutoff: rrand(70, 95), pan: rrand(-0.8, 0.8)", "4"),
    "rain": ("cnoise", "attack: 0.1, sustain: 1, release: 1, amp: 0.06, cutoff: rrand(100, 120)", "1"),
    "fire": (
        "gnoise",
        "attack: 0.001, release: rrand(0.01, 0.05), amp: rrand(0.05, 0.3), cutoff: 110",
        "rrand(0.06, 0.5)",
    ),
    "bird": (
        "sine",
        "note: rrand_i(98, 110), release: 0.08, amp: 0.12, pan: rrand(-1, 1)",
        "[0.125, 0.125, 0.25, 2, 3].choose",
    ),
    "clock": ("pnoise", "attack: 0, release: 0.03, amp: 0.3, cutoff: 115", "1"),
    "night": ("sine", "note: 108, release: 0.04, amp: 0.05, pan: 0.5", "[0.0625, 0.0625, 0.0625, 1.5].ring.tick"),
}
PLACES = {
    **{
        "star": "ambi_lunar_land",
        "planet": "ambi_lunar_land",
        "ghost": "ambi_haunted_hum",
        "shadow": "ambi_dark_woosh",
    },
    **{"dream": "ambi_glass_hum", "glass": "ambi_glass_rub", "ice": "ambi_glass_rub", "storm": "ambi_dark_woosh"},
    **{
        "sky": "ambi_swoosh",
        "castle": "ambi_choir",
        "heart": "ambi_soft_buzz",
        "machine": "ambi_sauna",
        "city": "vinyl_hiss",
    },
    **{"music": "ambi_piano", "robot": "elec_blip", "metal": "elec_chime"},
}
"""Samples that are heard slowly, now and then, for a thing."""
HEARD = 2


def sonicpi_piece(prompt: str, *, seed: int) -> str:
    """Write a Sonic Pi piece that follows a prompt in style, key, tempo and sounds; deterministic."""
    reading = read(prompt)
    rng = chance("sonicpi", prompt, seed)
    score = compose(reading, rng)
    what = f"A piece for Sonic Pi 3 or 4: {score.style}, {name_of(score.root)[:-1]} {score.mode}, {score.bpm} bpm."
    around, figure_effect = EFFECTS[score.style]
    loops = [_voice_loop(name, bars, score, rng, figure_effect) for name, bars in score.voices.items()]
    loops += [_drum_loop(name, steps, score, rng) for name, steps in score.drums.items()]
    loops += [*_noise_loops(reading), *_place_loops(reading)]
    inner = "\n".join(_indented(loop) for loop in loops)
    return (
        f"{heading('#', what, prompt, seed, reading.things)}\n"
        f"use_random_seed {(seed + details(prompt)) % 2**31}\nuse_bpm {score.bpm}\n\n"
        f"{_settings(score)}\nwith_fx :{around} do\n{inner}end\n"
    )


def _settings(score: Score) -> str:
    sections = ",\n".join(f"  [{', '.join(f':{voice}' for voice in playing)}]" for playing in score.playing)
    return f"# Who plays in each section of {BARS} bars; then it starts again.\nsections = [\n{sections}\n].ring\n"


def _voice_loop(name: str, bars: tuple[Bar, ...], score: Score, rng: random.Random, effect: str) -> str:
    """Write a voice: its notes for both kinds of section, and a loop that plays them when it is its turn."""
    synth = rng.choice(STYLES[score.style].sonic[name])
    sharp = ", cutoff: rrand_i(75, 95)" if synth in SHARP else ""
    loud = LOUDNESS[name] * (0.5 if synth in {*SHARP, "chipbass", "chiplead"} else 1)
    play = (
        f"    part.each do |notes, length|\n"
        f"      play notes, amp: {loud:.2f}, {ENVELOPES[name]}{sharp} unless notes.empty?\n"
        "      sleep length\n    end\n"
    )
    body = (
        f"live_loop :{name} do\n  use_synth :{synth}\n  section = tick\n  part = {name}_parts[section]\n"
        f"  if sections[section].include?(:{name})\n{play}  else\n    sleep {score.beats * BARS}\n  end\nend\n"
    )
    body = f"with_fx :{effect} do\n{_indented(body)}end\n" if name == "figure" else body
    return f"{_parts(name, bars, score)}\n{body}"


def _parts(name: str, bars: tuple[Bar, ...], score: Score) -> str:
    """Write the notes of a voice, each section as rows of [notes, beats]; sections that sound alike share them."""
    written: dict[str, str] = {}
    for place, letter in enumerate(score.sections):
        rows = bars[place * BARS : (place + 1) * BARS]
        if letter not in written or any(pitches for bar in rows for pitches, _ in bar):
            written[letter] = "\n".join(f"  {', '.join(_note(*note) for note in bar)}," for bar in rows)
    texts = "".join(f"{name}_{letter.lower()} = [\n{text}\n]\n" for letter, text in sorted(written.items()))
    order = ", ".join(f"{name}_{letter.lower()}" for letter in score.sections)
    return f"{texts}{name}_parts = [{order}].ring\n"


def _note(pitches: tuple[int, ...], steps: int) -> str:
    names = ", ".join(f":{name_of(pitch).replace('#', 's')}" for pitch in pitches)
    return f"[[{names}], {steps / 4:g}]"


def _drum_loop(name: str, steps: str, score: Score, rng: random.Random) -> str:
    sample, loud = rng.choice(SAMPLES[name]), SAMPLE_LOUDNESS[name]
    return (
        f"# x is a hit, o a soft one, . a rest.\n"
        f'live_loop :{name} do\n  playing = sections[tick / {BARS}].include?(:drums)\n  "{steps}".each_char do |mark|\n'
        f'    loud = {{ "x" => {loud}, "o" => {loud * 0.45:.2f} }}[mark]\n'
        f"    sample :{sample}, amp: loud if loud && playing\n"
        f"    sleep 0.25\n  end\nend\n"
    )


def _noise_loops(reading: Reading) -> list[str]:
    heard = [thing for thing in reading.things if thing in NOISES][:HEARD]
    loops = []
    for thing in heard:
        synth, options, pause = NOISES[thing]
        loops.append(f"live_loop :sound_of_{thing} do\n  synth :{synth}, {options}\n  sleep {pause}\nend\n")
    return loops


def _place_loops(reading: Reading) -> list[str]:
    heard = [thing for thing in reading.things if thing in PLACES][:1]
    return [
        f"live_loop :place_of_{thing} do\n  sample :{PLACES[thing]}, rate: [0.5, 0.75, 1].choose, amp: 0.4, "
        "pan: rrand(-0.5, 0.5)\n  sleep [8, 12, 16].choose\nend\n"
        for thing in heard
    ]


def _indented(text: str) -> str:
    return "".join(f"  {line}\n" if line else "\n" for line in text.splitlines())
