"""A test whose program is missing is skipped on a person's machine, and fails where CI is set."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.needs import insist, is_ci, missing, needs

ABSENT = "no-such-program-anywhere"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("true", True), ("1", True), ("yes", True), ("", False), ("0", False), ("False", False)],
)
def test_which_values_of_ci_count(value: str, expected: bool) -> None:
    assert is_ci({"CI": value}) is expected


def test_an_unset_ci_does_not_count() -> None:
    assert not is_ci({})


def test_missing_programs_are_named(tmp_path: Path) -> None:
    (tmp_path / "here").write_text("#!/bin/sh\n")
    (tmp_path / "here").chmod(0o755)
    assert missing(["here", ABSENT], str(tmp_path)) == [ABSENT]


def test_a_person_sees_a_skip_with_the_reason() -> None:
    with pytest.raises(pytest.skip.Exception, match=ABSENT):
        insist([ABSENT], {"PATH": ""})


def test_ci_sees_a_failure_that_says_where_to_install() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"\.ci/run"):
        insist([ABSENT], {"PATH": "", "CI": "true"})


@needs("git")
def test_with_the_program_there_the_test_runs() -> None:
    insist(["git"], {"PATH": "/usr/bin:/bin", "CI": "true"})
