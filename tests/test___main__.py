"""`python -m devserver` is the command line, and ends quietly even where it is interrupted before it is loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from devserver import __version__
from devserver.commands import exits

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    ("typer", "code", "said"),
    [
        pytest.param(None, exits.DONE, __version__, id="it is the command line"),
        pytest.param("raise KeyboardInterrupt", exits.INTERRUPTED, "", id="Ctrl-C while it is being loaded"),
    ],
)
def test_the_module_can_be_run(tmp_path: Path, typer: str | None, code: int, said: str) -> None:
    if typer:
        (tmp_path / "typer.py").write_text(typer)
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-P", "-m", "devserver", "version"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (code, said, "")
