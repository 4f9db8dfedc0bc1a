"""Files that only their owner may read are whole or as before."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from devserver.private import write_private


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_file_and_folder_are_for_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "lab.key"
    write_private(path, b"first")
    assert (path.read_bytes(), mode(path), mode(path.parent)) == (b"first", 0o600, 0o700)


def test_a_file_that_all_could_read_is_replaced_by_one_that_they_cannot(tmp_path: Path) -> None:
    path = tmp_path / "lab.key"
    path.write_text("old")
    path.chmod(0o644)
    write_private(path, b"new")
    assert (path.read_bytes(), mode(path)) == (b"new", 0o600)


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "lab.key").mkdir()
    with pytest.raises(OSError, match=r"lab\.key"):
        write_private(tmp_path / "lab.key", b"key")
    assert [path.name for path in tmp_path.iterdir()] == ["lab.key"]
