"""Sections and harmony."""

import pytest

from devserver.embedded.sound.form import sections


@pytest.mark.parametrize(
    ("bars", "names"),
    [
        (1, ["A"]),
        (4, ["A", "A'"]),
        (8, ["A", "A'", "B", "A''"]),
        (12, ["A", "B", "A'"]),
        (16, ["A", "A'", "B", "A''"]),
        (17, ["A", "A'", "B", "A''", "coda"]),
        (32, ["A", "A'", "B", "A''"]),
    ],
)
def test_bars_fall_into_sections(bars: int, names: list[str]) -> None:
    assert [section.name for section in sections(bars, "song")] == names


@pytest.mark.parametrize("style", ["song", "blues"])
@pytest.mark.parametrize("bars", [1, 2, 3, 5, 7, 11, 12, 13, 31, 64, 100])
def test_sections_fill_the_bars_without_gaps(style: str, bars: int) -> None:
    found = sections(bars, style)
    assert [section.bar for section in found] == [sum(s.bars for s in found[:i]) for i in range(len(found))]
    assert sum(section.bars for section in found) == bars
