"""Every link of the documentation leads somewhere, and every block marked `run` runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from devserver.engine.durable import MOST_TAKES
from tools.docs import Block, blocks, broken, documents
from tools.repository import ROOT

DOCUMENTS = documents()
COMMANDS = {"python": [sys.executable, "-"], "bash": ["bash", "-euo", "pipefail", "-s"]}
BLOCKS = [(name, block) for name in DOCUMENTS for block in blocks((ROOT / name).read_text())]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_resolve(name: str) -> None:
    assert broken(name) == []


def test_what_shows_a_failure_is_there() -> None:
    named = re.findall(r"`(tests/[a-z_/]+\.py)::(test_\w+)`", (ROOT / "docs/reference/failures.md").read_text())
    assert len(named) > 25
    assert [(file, name) for file, name in named if f"def {name}(" not in (ROOT / file).read_text()] == []


def test_how_often_a_run_is_taken_is_told_as_it_is() -> None:
    assert MOST_TAKES == 10
    assert (ROOT / "docs/explanation/how-it-works.md").read_text().count("10 times without") == 1
    for name in ("docs/explanation/how-it-works.md", "docs/how-to/scale-out.md"):
        assert "ten times without coming any" in (ROOT / name).read_text()


@pytest.mark.parametrize("block", [b for _, b in BLOCKS], ids=[f"{name} line {b.line}" for name, b in BLOCKS])
def test_marked_blocks_run(block: Block, tmp_path: Path) -> None:
    command = COMMANDS[block.language]
    result = subprocess.run(command, input=block.source, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stdout + result.stderr
