from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from devserver.engine.leftovers import TEMPORARY
from devserver.engine.sweeping import sweep

NOW = time.time()


def left(path: Path, seconds: float) -> Path:
    """Write a file that was last changed some seconds ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("half")
    os.utime(path, (NOW - seconds, NOW - seconds))
    return path


@pytest.mark.parametrize(
    ("alone", "seconds", "gone"),
    [
        pytest.param(True, 5, True, id="from before this process, which is alone"),
        pytest.param(True, -5, False, id="of this process"),
        pytest.param(False, 5, False, id="another process may be writing"),
        pytest.param(False, TEMPORARY.total_seconds() + 5, True, id="nobody writes for an hour"),
    ],
)
def test_which_temporary_files_are_dead(tmp_path: Path, alone: bool, seconds: float, gone: bool) -> None:
    paths = [
        left(tmp_path / "declarations" / ".ab.json.7.8.tmp", seconds),
        left(tmp_path / "runs/2026/11/20/run_1/.01_input.txt.7.8.tmp", seconds),
    ]
    assert sweep(tmp_path, alone=alone, since=NOW) == len(paths) * gone
    assert [path.exists() for path in paths] == [not gone] * len(paths)


def test_what_is_whole_stays_and_older_days_are_not_looked_at(tmp_path: Path) -> None:
    whole = left(tmp_path / "runs/2026/11/20/run_1/01_input.txt", 5)
    days = [left(tmp_path / f"runs/2026/{day}/run_1/.metadata.json.7.8.tmp", 5) for day in ("09/30", "10/01", "11/20")]
    left(tmp_path / "runs/2026/11/20/strange.txt", 5)
    assert sweep(tmp_path, alone=True, since=NOW) == 2
    assert [path.exists() for path in (whole, *days)] == [True, True, False, False]


def test_a_folder_without_anything_is_no_fault(tmp_path: Path) -> None:
    assert sweep(tmp_path, alone=True, since=NOW) == 0
