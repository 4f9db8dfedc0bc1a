"""Rhythms of melodies: how a bar divides into groups, and note lengths for each group by density."""

from __future__ import annotations

import numpy as np

Cell = tuple[float, ...]

GROUPS: dict[tuple[int, int], tuple[float, ...]] = {
    (2, 4): (2,),
    (3, 4): (3,),
    (4, 4): (2, 2),
    (5, 4): (3, 2),
    (6, 4): (3, 3),
    (7, 4): (2, 2, 3),
    (9, 4): (3, 3, 3),
    (8, 4): (2, 2, 2, 2),
    (12, 4): (3, 3, 3, 3),
    (2, 8): (1,),
    (3, 8): (1.5,),
    (4, 8): (2,),
    (5, 8): (1.5, 1),
    (6, 8): (1.5, 1.5),
    (7, 8): (2, 1.5),
    (8, 8): (2, 2),
    (9, 8): (1.5, 1.5, 1.5),
    (12, 8): (1.5, 1.5, 1.5, 1.5),
}

CELLS: dict[float, tuple[tuple[Cell, ...], ...]] = {
    1: (((1,),), ((1,), (0.5, 0.5)), ((0.5, 0.5),), ((0.5, 0.5), (0.25, 0.25, 0.5))),
    1.5: (((1.5,),), ((1, 0.5), (1.5,)), ((1, 0.5), (0.5, 0.5, 0.5)), ((0.5, 0.5, 0.5), (0.75, 0.25, 0.5))),
    2: (
        ((2,), (2,), (1.5, 0.5), (1, 1)),
        ((1, 1), (1.5, 0.5), (1, 0.5, 0.5), (0.5, 0.5, 1), (2,)),
        ((1, 0.5, 0.5), (0.5, 0.5, 1), (1.5, 0.5), (0.5, 1, 0.5), (0.75, 0.25, 1)),
        ((0.5, 0.5, 0.5, 0.5), (1, 0.5, 0.5), (0.5, 0.25, 0.25, 0.5, 0.5)),
    ),
    3: (
        ((3,), (2, 1), (2, 1)),
        ((2, 1), (1, 1, 1), (1.5, 0.5, 1), (2, 0.5, 0.5)),
        ((1, 0.5, 0.5, 1), (1.5, 0.5, 1), (1, 1, 0.5, 0.5), (0.5, 0.5, 1, 1)),
        ((0.5,) * 6, (1, 0.5, 0.5, 0.5, 0.5), (1, 1, 0.5, 0.5)),
    ),
}


def groups(metre: tuple[int, int]) -> tuple[float, ...]:
    """Give the lengths, in quarter notes, of the groups that a bar falls into: where each begins is a strong beat."""
    return GROUPS[metre]


def strong_beats(metre: tuple[int, int]) -> tuple[float, ...]:
    """Give the strong beats of a bar, in quarter notes from its start."""
    starts = [0.0]
    for length in groups(metre)[:-1]:
        starts.append(starts[-1] + length)
    return tuple(starts)


def bar_rhythm(metre: tuple[int, int], density: int, rng: np.random.Generator) -> Cell:
    """Draw the note lengths of one bar, 0 sparse to 3 dense; the last group is never busier than the first."""
    drawn = [cell(length, density, rng) for length in groups(metre)]
    if len(drawn) > 1 and len(drawn[-1]) > len(drawn[0]):
        drawn[0], drawn[-1] = (drawn[-1], drawn[0]) if sum(drawn[0]) == sum(drawn[-1]) else (drawn[0], drawn[-1])
    return tuple(length for one in drawn for length in one)


def cell(length: float, density: int, rng: np.random.Generator) -> Cell:
    """Draw the note lengths of one group."""
    choices = CELLS[length][min(3, max(0, density))]
    return choices[int(rng.integers(len(choices)))]
