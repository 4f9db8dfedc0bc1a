"""Name the programs that a test needs, as in `@needs("chromium")` or `pytestmark = needs("ffmpeg", "ruby")`.

On a person's machine a test whose programs are missing is skipped with a reason. Where CI is set everything is meant
to be there, so it fails: a test that nobody runs proves nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping

import pytest


def needs(*programs: str) -> pytest.MarkDecorator:
    """Mark a test, class or module with the programs that must be on the PATH."""
    return pytest.mark.needs(*programs)


def missing(programs: Iterable[str], path: str | None = None) -> list[str]:
    """Return those programs that are not on the PATH (or on the `path` given)."""
    return [program for program in programs if shutil.which(program, path=path) is None]


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
