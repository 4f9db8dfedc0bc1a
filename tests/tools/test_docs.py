"""Links are resolved as GitHub resolves them; blocks that are marked are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.docs import Block, anchors, blocks, broken, links


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("# One way through `the` code", {"one-way-through-the-code"}, id="code in a heading"),
        pytest.param("## What's new? (2)", {"whats-new-2"}, id="punctuation is dropped"),
        pytest.param("# A\n\n# A\n\n# A", {"a", "a-1", "a-2"}, id="repeated headings are counted"),
        pytest.param("# Größe", {"größe"}, id="letters of other languages stay"),
        pytest.param("```\n# not a heading\n```", set(), id="code holds no headings"),
        pytest.param('<a id="here"></a>', {"here"}, id="an anchor of HTML"),
    ],
)
def test_anchors(text: str, expected: set[str]) -> None:
    assert anchors(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("[a](b.md) ![c](d.png)", ["b.md", "d.png"], id="links and images"),
        pytest.param("[a][1]\n\n[1]: b.md", ["b.md"], id="a reference"),
        pytest.param('<img src="a.png"> <a href="b.md">b</a>', ["a.png", "b.md"], id="HTML"),
        pytest.param("| a |\n| - |\n| [b](c.md) |", ["c.md"], id="a table"),
        pytest.param("`[a](b.md)`\n\n    [c](d.md)", [], id="code is not a link"),
        pytest.param("[a](https://example.org) <mailto:a@example.org> [b](//example.org)", [], id="other sites"),
    ],
)
def test_links(text: str, expected: list[str]) -> None:
    assert links(text) == expected


def test_broken_links(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text("# Top\n[x](docs/a.md#part) [x](#top) [x](docs/) [x](docs/b%20c.txt)\n")
    (tmp_path / "docs/b c.txt").write_text("")
    (tmp_path / "docs/a.md").write_text("# Part\n[x](../README.md#nowhere) [x](missing.md) [x](#part-1)\n")
    assert broken("README.md", tmp_path) == []
    assert broken("docs/a.md", tmp_path) == [
        "docs/a.md: ../README.md#nowhere: no such heading",
        "docs/a.md: missing.md: no such file",
        "docs/a.md: #part-1: no such heading",
    ]


def test_only_marked_blocks_are_run() -> None:
    text = "# A\n\n```python run\nprint(1)\n```\n\n```python\nprint(2)\n```\n\n```bash run\ntrue\n```\n"
    assert blocks(text) == [Block("python", "print(1)\n", 3), Block("bash", "true\n", 11)]
