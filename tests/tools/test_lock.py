"""A lock file that names an address, lacks a hash or lacks a package is found out."""

from __future__ import annotations

import pytest
from packaging.requirements import Requirement

from tools.lock import entries, faults, read_pin, wanted

HASH = "--hash=sha256:" + "0123456789abcdef" * 4
FLASK = f"flask==3.1.3 \\\n    {HASH} \\\n    {HASH}\n"


def test_a_lock_of_one_package_is_well() -> None:
    assert faults("# a comment\n" + FLASK, [Requirement("Flask>=3.1")]) == []


def test_each_marker_variant_of_a_package_is_read() -> None:
    older, newer = "av==18.1.0 ; python_full_version < '3.12'", "av==19.0.2 ; python_full_version >= '3.12'"
    lock = f"{older} \\\n    {HASH}\n{newer} \\\n    {HASH}\n"
    pins = [read_pin(entry) for entry in entries(lock)]
    assert [(pin.name, pin.version, pin.hashes) for pin in pins if pin] == [("av", "18.1.0", 1), ("av", "19.0.2", 1)]


@pytest.mark.parametrize(
    ("lock", "requirement", "fault"),
    [
        pytest.param("flask==3.1.3\n", "flask", "flask 3.1.3 has no hash", id="no hash"),
        pytest.param(f"flask==3.1.3 \\\n    {HASH[:-1]}\n", "click", "not a pinned package", id="half a hash"),
        pytest.param(f"flask>=3 \\\n    {HASH}\n", "click", "not a pinned package: flask>=3", id="no pin"),
        pytest.param("--index-url https://example.org\n" + FLASK, "flask", "not a pinned", id="an index option"),
        pytest.param("--find-links wheels\n" + FLASK, "flask", "not a pinned", id="a folder of wheels"),
        pytest.param(
            f"flask @ https://example.org/f.whl \\\n {HASH}\n", "click", "an address", id="a download address"
        ),
        pytest.param("# from https://example.org\n" + FLASK, "flask", "an address", id="an address in a comment"),
        pytest.param(FLASK, "click>=8", "click is missing: run `./dev lock`", id="a package that is not locked"),
        pytest.param(FLASK, "flask>=4", "flask>=4 is asked for, but 3.1.3 is locked", id="a version too old"),
    ],
)
def test_faults(lock: str, requirement: str, fault: str) -> None:
    found = faults(lock, [Requirement(requirement)])
    assert any(fault in one for one in found), found


def test_everything_that_is_asked_for_is_wanted() -> None:
    project = {
        "build-system": {"requires": ["hatchling>=1.27"]},
        "project": {"dependencies": ["flask"], "optional-dependencies": {"dev": ["ruff"], "more": ["mypy"]}},
    }
    assert [requirement.name for requirement in wanted(project)] == ["hatchling", "flask", "ruff", "mypy"]
