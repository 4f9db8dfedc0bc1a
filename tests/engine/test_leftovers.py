from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from ulid import ULID

from devserver.engine import leftovers
from devserver.engine.leftovers import TEMPORARY, UNKNOWN, Leftover
from devserver.models.runs import now

A_MOMENT = timedelta(minutes=1)
RUN, UPLOAD = f"run_{ULID()}", f"upload_{ULID()}"


def made(path: Path, age: timedelta, data: bytes = b"four") -> Path:
    """Write a file that was last changed some time ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return aged(path, age)


def aged(path: Path, age: timedelta) -> Path:
    moment = (now() - age).timestamp()
    os.utime(path, (moment, moment))
    return path


def nobody(_ids: list[str]) -> set[str]:
    return set()


def day_of(data: Path, moment: datetime) -> Path:
    return data / "runs" / moment.strftime("%Y/%m/%d")


FOLDERS = {
    "a run that nobody knows": ([RUN, "01_input.txt"], UNKNOWN, set[str](), [Leftover(Path(RUN), 4)]),
    "one that may still be accepted": ([RUN, "01_input.txt"], UNKNOWN - A_MOMENT, set[str](), []),
    "one that has a row": ([RUN, "01_input.txt"], UNKNOWN, {RUN}, []),
    "one of which the rows can be made again": ([RUN, "metadata.json"], UNKNOWN, set[str](), []),
    "a folder that is no run's": (["run_of_somebody", "a.txt"], UNKNOWN, set[str](), []),
    "a temporary file": ([RUN, ".a.txt.tmp"], TEMPORARY, {RUN}, [Leftover(Path(RUN, ".a.txt.tmp"), 4)]),
    "one that may still be written": ([RUN, ".a.txt.tmp"], TEMPORARY - A_MOMENT, {RUN}, []),
}


@pytest.mark.parametrize(("parts", "age", "rows", "expected"), FOLDERS.values(), ids=FOLDERS.keys())
def test_what_is_left_over_of_a_day(
    tmp_path: Path, parts: list[str], age: timedelta, rows: set[str], expected: list[Leftover]
) -> None:
    day = day_of(tmp_path, now())
    aged(made(day.joinpath(*parts), age).parent, age)
    found = leftovers.of_day(day, lambda ids: rows & set(ids))
    assert found == [Leftover(day / one.path, one.bytes) for one in expected]
    assert leftovers.remove(found) == found
    assert leftovers.of_day(day, lambda ids: rows & set(ids)) == []


def test_what_is_left_over_elsewhere(tmp_path: Path) -> None:
    temporary = made(tmp_path / "declarations" / ".a.json.tmp", TEMPORARY)
    upload = made(tmp_path / "uploads" / f"{UPLOAD}.png", UNKNOWN)
    made(tmp_path / "uploads" / f"upload_{ULID()}.png", UNKNOWN - A_MOMENT)
    made(tmp_path / "uploads" / "notes.png", UNKNOWN)
    assert leftovers.elsewhere(tmp_path, nobody) == [Leftover(temporary, 4), Leftover(upload, 4)]
    assert leftovers.elsewhere(tmp_path, set) == [Leftover(temporary, 4)]


def test_what_is_gone_already_is_not_counted(tmp_path: Path) -> None:
    assert leftovers.remove([Leftover(tmp_path / "gone", 4)]) == []


def test_empty_folders_of_the_past_go_and_those_of_today_stay(tmp_path: Path) -> None:
    past, today, full = (day_of(tmp_path, now() - timedelta(days=days)) for days in (800, 0, 1600))
    past.mkdir(parents=True)
    today.mkdir(parents=True)
    made(full / RUN / "01_input.txt", UNKNOWN)
    assert leftovers.remove_empty(tmp_path, dry_run=True) == 1
    assert leftovers.remove_empty(tmp_path, dry_run=False) == 3, "day, month and year"
    assert [path.exists() for path in (past.parent.parent, today, full)] == [False, True, True]
    assert leftovers.folder_bytes(tmp_path / "runs") == 4
