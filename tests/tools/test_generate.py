"""A generated file that is changed, missing or left over is found, and the working tree is not touched by looking."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tools.generate import Generator, compare, out_of_date, write

SOURCE = """
from pathlib import Path
for name in ("a", "b"):
    Path(f"made/{name}.txt").write_text(name)
"""
GENERATORS = (Generator(("maker",), ("made/*.txt",)),)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "made").mkdir()
    (tmp_path / "made/notes.md").write_text("by hand")
    (tmp_path / "maker.py").write_text(SOURCE)
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    write(tmp_path, GENERATORS)
    return tmp_path


def contents(tree: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in (tree / "made").iterdir()}


def test_generators_write_into_the_tree(tree: Path) -> None:
    assert contents(tree) == {"a.txt": "a", "b.txt": "b", "notes.md": "by hand"}
    assert out_of_date(tree, GENERATORS) == []


def test_a_changed_and_a_left_over_and_a_missing_file(tree: Path) -> None:
    (tree / "made/a.txt").write_text("edited")
    (tree / "made/b.txt").unlink()
    (tree / "made/c.txt").write_text("old")
    before = contents(tree)
    assert out_of_date(tree, GENERATORS) == [
        "made/a.txt: out of date",
        "made/b.txt: missing",
        "made/c.txt: no longer generated",
    ]
    assert contents(tree) == before


def test_a_generator_that_fails_is_an_error(tree: Path) -> None:
    (tree / "maker.py").write_text("raise SystemExit(3)")
    with pytest.raises(subprocess.CalledProcessError):
        out_of_date(tree, GENERATORS)


def test_equal_sets_do_not_differ() -> None:
    assert compare({"a": b"1"}, {"a": b"1"}) == []
