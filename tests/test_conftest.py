"""The hooks of conftest.py act in a real run of pytest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.repository import ROOT

SUITE = """
import pytest
from tests.needs import needs

@needs("no-such-program-anywhere")
def test_needy():
    pass

@pytest.mark.anyio
async def test_waiting(anyio_backend):
    assert anyio_backend == "asyncio"

def test_golden(golden):
    assert golden.update
"""


@pytest.mark.parametrize(
    ("ci", "code", "outcome"),
    [
        pytest.param("", 0, "2 passed, 1 skipped", id="a person's run skips what it lacks"),
        pytest.param("true", 1, "2 passed, 1 error", id="a run in CI fails on what it lacks"),
    ],
)
def test_a_run_of_pytest(tmp_path: Path, ci: str, code: int, outcome: str) -> None:
    (tmp_path / "conftest.py").write_text("from tests.conftest import *\n")
    (tmp_path / "test_suite.py").write_text(SUITE)
    (tmp_path / "pytest.ini").write_text(f"[pytest]\npythonpath = {ROOT}\nmarkers = needs\n")
    command = [sys.executable, "-m", "pytest", "-q", "--update-golden", "-p", "no:cacheprovider", str(tmp_path)]
    result = subprocess.run(command, cwd=tmp_path, env={"PATH": "", "CI": ci}, capture_output=True, text=True)
    assert (result.returncode, outcome in result.stdout) == (code, True), result.stdout + result.stderr
