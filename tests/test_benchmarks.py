"""The benchmarks as a command: each still runs, on little, and prints its figures; what they say is not judged here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def run(*names: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks", *names]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        pytest.param("interception=8", ("interceptions", "processor time"), id="interceptions"),
        pytest.param("jobs=16", ("jobs of 4 stages", "accepted to begun"), id="jobs"),
        pytest.param("export=400", ("as json", "as yaml", "as csv"), id="exports"),
        pytest.param("media=1", ("a file of 1 MB", "downloads are abandoned"), id="a media file"),
        pytest.param("declarations=40", ("40 declarations", "one changed file"), id="declarations"),
        pytest.param("makespan=40", ("makespan / lower bound",), id="the pool's makespan"),
        pytest.param("stopping=3", ("stop with 3 runs",), id="a stop with runs at work"),
    ],
)
def test_a_benchmark_prints_its_figures(name: str, figures: tuple[str, ...]) -> None:
    ended = run(name)

    assert ended.returncode == 0, ended.stderr
    assert all(figure in ended.stdout for figure in figures)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        pytest.param("speed", "no such benchmark: speed", id="an unknown name"),
        pytest.param("rows=many", "a whole number", id="no number"),
        pytest.param("rows=", "a whole number", id="nothing"),
    ],
)
def test_what_is_not_understood_is_told(name: str, said: str) -> None:
    ended = run(name)

    assert ended.returncode == 2
    assert said in ended.stderr
