from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from devserver import disk


def test_files_are_whole_and_leave_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    disk.write_all(folder, [("01_x.txt", b"one"), ("02_x.bin", b"")])
    disk.write_all(folder, [("01_x.txt", b"other")])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"01_x.txt": b"other", "02_x.bin": b""}
    assert (folder / "01_x.txt").stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_take_its_place_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "01_x.txt").mkdir()
    (tmp_path / "01_x.txt" / "kept").touch()
    with pytest.raises(OSError, match="directory"):
        disk.write_all(tmp_path, [("01_x.txt", b"one")])
    assert [path.name for path in tmp_path.iterdir()] == ["01_x.txt"]


def test_it_ends_quietly_when_its_parent_was_killed_with_answers_unread(tmp_path: Path) -> None:
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-I", "-S", disk.__file__, str(os.getpid())]
    with theirs, subprocess.Popen(command, stdin=theirs.fileno(), stderr=subprocess.PIPE) as process:
        with ours:
            ours.sendall(disk.frame((1, (("append", str(tmp_path / "lines"), b"a", False),))))
            ours.recv(1, socket.MSG_PEEK)
        assert process.wait(60) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""


def test_appending_makes_the_folder(tmp_path: Path) -> None:
    path = tmp_path / "new" / "lines"
    disk.append(path, b"a\n")
    disk.append(path, b"b\n")
    assert path.read_bytes() == b"a\nb\n"
