"""Drum patterns: one character per sixteenth, for bars of any length."""

from __future__ import annotations

from dataclasses import replace

from devserver.embedded.sound.rhythm import groups
from devserver.embedded.sound.score import Note, Section

KICK, RIM, SNARE, CLAP, LOW_TOM, CLOSED_HAT, HIGH_TOM, OPEN_HAT = 36, 37, 38, 39, 41, 42, 48, 46
CRASH, RIDE, TAMBOURINE, SHAKER, TIMPANI, BRUSH = 49, 51, 54, 70, 43, 40

Grid = dict[int, str]
"""Per drum a bar in sixteenths: X loud, x plain, o soft, a point for silence."""

FOUR: dict[str, Grid] = {
    "pop": {KICK: "X.....x.x.......", SNARE: "....X.......X...", CLOSED_HAT: "x.o.x.o.x.o.x.o."},
    "rock": {KICK: "X.....x.X.x.....", SNARE: "....X.......X..o", CLOSED_HAT: "X.x.X.x.X.x.X.x."},
    "march": {KICK: "X.......x.......", SNARE: "x..ox.x.x..oxoxo"},
    "shuffle": {KICK: "X.......x.....o.", SNARE: "....X.......X...", RIDE: "x...x.x.x...x.x."},
    "swing": {
        KICK: "o.......o.......", RIDE: "x...X.x.x...X.x.", CLOSED_HAT: "....x.......x...", SNARE: "..........o.....",
    },
    "techno": {
        KICK: "X...X...X...X...", CLAP: "....x.......x...",
        OPEN_HAT: "..x...x...x...x.", CLOSED_HAT: "o.ooo.ooo.ooo.oo",
    },
    "folk": {KICK: "x.......x.......", TAMBOURINE: "..o.x.o...o.x.o.", SHAKER: "o.o.o.o.o.o.o.o."},
    "epic": {TIMPANI: "X.....x.X.......", LOW_TOM: "x..x..x.x..x..x.", HIGH_TOM: "............x.x."},
    "hiphop": {KICK: "X......x..x.....", SNARE: "....X.......X...", CLOSED_HAT: "x.o.x.oox.o.x.o."},
}  # fmt: skip
THREE: dict[str, Grid] = {
    "waltz": {KICK: "x...........", BRUSH: "....o...o...", RIDE: "....o...o..."},
    "shuffle": {KICK: "X...........", SNARE: "........x...", RIDE: "x...x.x.x.x."},
    "swing": {KICK: "o...........", RIDE: "x...X.x.x.x.", CLOSED_HAT: "....x......."},
    "epic": {TIMPANI: "X.......x...", LOW_TOM: "x..x..x.x.x."},
}
VELOCITIES = {"X": 104, "x": 84, "o": 52}
CALM = 0.2
"""Below this energy, only the soft half of the kit plays."""


def drum_part(pattern: str, metre: tuple[int, int], sections: tuple[Section, ...], energy: float) -> list[Note]:
    """Play the kit through the piece: lighter at first and in the contrast, fills between, a last stroke."""
    bar = metre[0] * 4 / metre[1]
    notes: list[Note] = []
    for index, section in enumerate(sections):
        grid = grid_of(pattern, metre)
        if index == 0 and len(sections) > 2:
            grid = thinned(grid, keep=2)
        if section.name[0] == "B" and pattern in ("techno", "epic", "pop"):
            grid = thinned(grid, keep=1, last=True)
        for number in range(section.bars):
            at = (section.bar + number) * bar
            ending = number == section.bars - 1
            if ending and index == len(sections) - 1:
                notes += [Note(at, 1.0, drum, 90) for drum in list(grid)[:1]] + (
                    [Note(at, 2.0, CRASH, 70)] if energy > 0.3 else []
                )
            elif ending and section.bars > 1 and energy > CALM:
                notes += [note for note in struck(grid, at, energy) if note.start < at + bar - 1] + fill(
                    at + bar - 1, pattern
                )
            else:
                notes += struck(grid, at, energy)
    total = sum(section.bars for section in sections) * bar
    return [replace(note, length=min(note.length, total - note.start)) for note in notes if note.start < total - 1e-6]


def grid_of(pattern: str, metre: tuple[int, int]) -> Grid:
    """Give the pattern for a metre: written ones for four and three, else made from the groups of the bar."""
    if metre == (4, 4) and pattern in FOUR:
        return FOUR[pattern]
    if metre == (3, 4) and pattern in THREE:
        return THREE[pattern]
    hats, kick, snare = "", "", ""
    for index, length in enumerate(groups(metre)):
        steps = round(length * 4)
        hats += "x." * (steps // 2) + "." * (steps % 2)
        kick += ("X" if index % 2 == 0 else ".") + "." * (steps - 1)
        snare += ("x" if index % 2 else ".") + "." * (steps - 1)
    return {KICK: kick, SNARE: snare, RIDE if pattern in ("swing", "shuffle") else CLOSED_HAT: hats}


def thinned(grid: Grid, keep: int, last: bool = False) -> Grid:
    """Keep only some drums of a pattern: the first ones, or the last."""
    items = list(grid.items())
    return dict(items[-keep:] if last else items[:keep])


def struck(grid: Grid, at: float, energy: float) -> list[Note]:
    """Turn a pattern into notes."""
    scale = 0.75 + 0.4 * energy
    return [
        Note(at + index / 4, 0.25, drum, min(120, round(VELOCITIES[mark] * scale)))
        for drum, marks in grid.items()
        for index, mark in enumerate(marks)
        if mark in VELOCITIES
    ]


def fill(at: float, pattern: str) -> list[Note]:
    """Lead into the next section over one beat."""
    drums = {"march": (SNARE,) * 4, "waltz": (BRUSH,) * 2, "epic": (LOW_TOM, LOW_TOM, TIMPANI, TIMPANI)}.get(
        pattern, (SNARE, HIGH_TOM, HIGH_TOM, LOW_TOM)
    )
    return [Note(at + index / len(drums), 0.25, drum, 70 + 8 * index) for index, drum in enumerate(drums)]
