"""What belongs to the repository is what git says."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tools.repository import text_of, tracked


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    for name in ("kept.txt", "gone.txt", "new.txt", "ignored.log"):
        (tmp_path / name).write_text(name)
    (tmp_path / ".gitignore").write_text("*.log\n")
    subprocess.run(["git", "add", "kept.txt", "gone.txt", ".gitignore"], cwd=tmp_path, check=True)
    (tmp_path / "gone.txt").unlink()
    return tmp_path


def test_tracked_files_that_exist(clone: Path) -> None:
    assert tracked(clone) == [".gitignore", "kept.txt"]


def test_new_files_too_but_not_ignored_ones(clone: Path) -> None:
    assert tracked(clone, untracked=True) == [".gitignore", "kept.txt", "new.txt"]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param("Grüße".encode(), "Grüße", id="UTF-8 is text"),
        pytest.param(b"a\0b", None, id="a NUL is not"),
        pytest.param(b"\xff\xfe", None, id="broken UTF-8 is not"),
    ],
)
def test_text_of_a_file(tmp_path: Path, content: bytes, text: str | None) -> None:
    (tmp_path / "file").write_bytes(content)
    assert text_of(tmp_path / "file") == text
