"""This repository itself: generated files are current, lock files whole, nothing names a registry or a machine."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import PurePosixPath

from tools import generate, lock, words
from tools.repository import ROOT, tracked

LOCKS = ("requirements.lock", "tools/uv.lock")


def marked_as_generated() -> list[str]:
    """Return the tracked files that .gitattributes calls generated."""
    command = ["git", "check-attr", "--stdin", "linguist-generated"]
    names = "\n".join(tracked())
    lines = subprocess.run(command, cwd=ROOT, input=names, capture_output=True, text=True, check=True).stdout
    return [line.split(": ")[0] for line in lines.splitlines() if line.endswith(": set")]


def test_every_file_that_is_marked_as_generated_has_a_generator() -> None:
    patterns = [*LOCKS, *(pattern for generator in generate.GENERATORS for pattern in generator.writes)]
    orphans = [
        name for name in marked_as_generated() if not any(PurePosixPath(name).match(pattern) for pattern in patterns)
    ]
    assert orphans == [], "add what writes it to GENERATORS in tools/generate.py"


def test_generated_files_are_current() -> None:
    assert generate.out_of_date() == []


def test_lock_files_are_whole() -> None:
    assert lock.all_faults() == []


def test_every_dependency_is_explained() -> None:
    rows = (ROOT / "docs/explanation/dependencies.md").read_text().splitlines()
    cells = [row.split("|")[1] for row in rows if row.startswith("| ")]
    explained = {name for cell in cells for name in re.findall(r"[\w-]+", cell)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    names = {requirement.name for requirement in lock.wanted(project)}
    assert sorted(names - explained) == []


def test_no_registry_host_and_no_path_of_one_machine() -> None:
    assert words.all_offences() == []


def test_ci_runs_the_test_command_of_the_readme() -> None:
    command = "./dev test"
    assert command in (ROOT / "README.md").read_text().splitlines()
    assert f"step 4200 {command}" in (ROOT / ".ci/run").read_text().splitlines()


def patterns(name: str) -> set[str]:
    return {line for line in (ROOT / name).read_text().splitlines() if line and not line.startswith("#")}


def test_what_stays_out_of_git_stays_out_of_an_image() -> None:
    """A pattern of git holds anywhere unless it begins with a slash; one for images holds at the root only."""
    ignored = patterns(".gitignore")
    kept_out = {line.strip("/") if line.startswith("/") else f"**/{line.strip('/')}" for line in ignored}
    assert kept_out - patterns(".dockerignore") == set(), "people's work, keys and settings would be in the image"
    assert ".git" in patterns(".dockerignore")
