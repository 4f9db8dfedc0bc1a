"""Rhythms."""

import pytest

from devserver.embedded.sound.rhythm import CELLS, GROUPS, bar_rhythm, strong_beats
from devserver.embedded.sound.signal import generator


@pytest.mark.parametrize("metre", GROUPS, ids=[f"{beats}/{unit}" for beats, unit in GROUPS])
@pytest.mark.parametrize("density", range(4))
def test_a_bar_is_filled_exactly(metre: tuple[int, int], density: int) -> None:
    for seed in range(10):
        assert sum(bar_rhythm(metre, density, generator(seed))) == metre[0] * 4 / metre[1]


def test_every_cell_fills_its_group() -> None:
    assert {length for length, rows in CELLS.items() for row in rows for cell in row if sum(cell) != length} == set()


def test_strong_beats_begin_the_groups() -> None:
    assert strong_beats((4, 4)) == (0, 2)
    assert strong_beats((6, 8)) == (0, 1.5)
    assert strong_beats((5, 4)) == (0, 3)
