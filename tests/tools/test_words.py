"""Registry hosts and paths of one machine are found, and other words are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.repository import ROOT
from tools.words import offences

HOST = "py" + "pi.org"
FOLDER = "/t" + "mp/x"


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        pytest.param("README.md", f"see {HOST} for it", 1, id="a registry host"),
        pytest.param("lock.json", f"a\nb\n{HOST} and {FOLDER}", 2, id="two on one line"),
        pytest.param("devserver/a.py", f'Path("{FOLDER}")', 1, id="a path of one machine"),
        pytest.param("tests/test_a.py", f'Path("{FOLDER}")', 0, id="a path in a test"),
        pytest.param("tests/test_a.py", HOST, 1, id="a registry host in a test"),
        pytest.param("README.md", "the Python package index; work/flow", 0, id="plain words"),
    ],
)
def test_offences(name: str, text: str, count: int) -> None:
    assert len(list(offences(name, text))) == count


def test_an_offence_names_file_and_line() -> None:
    assert list(offences("a.md", f"one\n  {HOST}  ")) == [f"a.md:2: a registry host: {HOST}"]


def test_the_rules_do_not_find_themselves() -> None:
    here = [ROOT / "tools/words.py", Path(__file__)]
    assert [list(offences("any", path.read_text())) for path in here] == [[], []]
