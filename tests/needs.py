"""Name the programs that a test needs, as in `@needs("chromium")` or `pytestmark = needs("ffmpeg", "ruby")`.

On a person's machine a test whose programs are missing is skipped with a reason. Where CI is set everything is meant
to be there, so it fails: a test that nobody runs proves nothing. Debian keeps the programs of PostgreSQL off the PATH,
in a folder for each version; they are found there too.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

ELSEWHERE = Path("/usr/lib/postgresql")
"""Where folders of versions lie, with programs in their `bin`."""


def needs(*programs: str) -> pytest.MarkDecorator:
    """Mark a test, class or module with the programs that must be on the PATH."""
    return pytest.mark.needs(*programs)


def missing(programs: Iterable[str], path: str | None = None) -> list[str]:
    """Return those programs that are found neither on the PATH (or the `path` given) nor elsewhere."""
    return [program for program in programs if find(program, path) is None]


def find(program: str, path: str | None = None) -> str | None:
    """Return where a program lies, or None; of several versions elsewhere the newest."""
    folders = sorted(ELSEWHERE.glob("*/bin"), key=lambda folder: (len(folder.parent.name), folder), reverse=True)
    places = (path, *map(str, folders))
    return next((found for place in places if (found := shutil.which(program, path=place))), None)


def which(program: str) -> str:
    """Return where a program lies that is there, because the test is marked with it."""
    found = find(program)
    assert found is not None, program
    return found


def is_ci(environment: Mapping[str, str]) -> bool:
    """Tell whether the environment is that of a CI machine."""
    return environment.get("CI", "").lower() not in ("", "0", "false")


def insist(programs: Iterable[str], environment: Mapping[str, str]) -> None:
    """Skip the running test when a program is missing; fail it where CI is set."""
    absent = missing(programs, environment.get("PATH"))
    if not absent:
        return
    reason = f"not on the PATH: {', '.join(absent)}"
    if is_ci(environment):
        pytest.fail(f"{reason}; .ci/run is where it is installed", pytrace=False)
    pytest.skip(reason)
