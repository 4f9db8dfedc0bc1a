from __future__ import annotations

from pathlib import Path

from devserver.engine.processes import Process


def test_a_process_knows_itself_and_others_that_live(tmp_path: Path) -> None:
    one, other = Process(tmp_path), Process(tmp_path)
    assert one.id != other.id
    assert not one.is_dead(one.id)
    assert not one.is_dead(other.id)
    other.close()
    assert one.is_dead(other.id)
    one.close()
    assert list((tmp_path / "processes").iterdir()) == []


def test_what_nobody_owns_counts_as_dead(tmp_path: Path) -> None:
    this = Process(tmp_path)
    assert this.is_dead(None)
    assert this.is_dead("process_gone")
    this.close()


def test_a_lock_file_that_a_crash_left_counts_as_dead_and_is_removed(tmp_path: Path) -> None:
    this = Process(tmp_path)
    left = tmp_path / "processes" / "process_crashed.lock"
    left.touch()
    assert this.is_dead("process_crashed")
    assert not left.exists()
    this.close()
