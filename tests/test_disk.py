from __future__ import annotations

import os
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
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


def test_what_is_to_be_created_and_is_there_stays_and_nothing_comes_beside_it(tmp_path: Path) -> None:
    (tmp_path / "02_x.txt").write_bytes(b"kept")
    files = (("01_x.txt", b"one"), ("02_x.txt", b"two"), ("03_x.txt", b"three"))
    with pytest.raises(FileExistsError) as refused:
        disk.do([("create", str(tmp_path), files, True)])
    assert refused.value.filename == str(tmp_path / "02_x.txt")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"02_x.txt": b"kept"}


@pytest.mark.parametrize("kind", ["write", "create"])
def test_folders_are_made_by_many_threads_at_once(tmp_path: Path, kind: str) -> None:
    folders = [tmp_path / "2026" / "11" / str(n % 3) / str(n) for n in range(60)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda folder: disk.do([(kind, str(folder), (("a", b"b"),), True)]), folders))
    assert {path.parent for path in tmp_path.rglob("a")} == set(folders)


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
