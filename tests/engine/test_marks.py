from __future__ import annotations

from pathlib import Path

import pytest

from devserver.engine import marks
from devserver.engine.marks import Mark


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "processes").mkdir()
    return tmp_path


def test_a_mark_is_found_where_it_was_moved_to_until_it_is_removed(data: Path) -> None:
    one, other = Mark(data, "process_one"), Mark(data, "process_other")
    one.make(7)
    other.make(123_456)
    other.move(9)
    assert {name: place.cursor for name, place in marks.left(data)} == {"process_one": 7, "process_other": 9}
    one.remove()
    one.remove()
    assert (one.is_there, other.is_there) == (False, True)
    assert [name for name, _place in marks.left(data)] == ["process_other"]


def test_a_mark_that_somebody_removed_is_there_again_when_it_moves(data: Path) -> None:
    mark = Mark(data, "process_one")
    mark.make(7)
    mark.remove()
    mark.move(8)
    assert [place.cursor for _name, place in marks.left(data)] == [8]


@pytest.mark.parametrize("written", [b"", b"12 monkeys"], ids=["an empty one", "one with other words"])
def test_a_mark_that_cannot_be_read_stands_before_everything(data: Path, written: bytes) -> None:
    Mark(data, "process_one").path.write_bytes(written)
    assert [place.cursor for _name, place in marks.left(data)] == [0]
