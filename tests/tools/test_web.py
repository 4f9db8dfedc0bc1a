"""The lock file of the page."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tools.web import LOCK, lock_faults

WHOLE = {"integrity": "sha512-x", "version": "1.0.0"}


@pytest.mark.parametrize(
    ("packages", "faults"),
    [
        pytest.param({"": {}, "node_modules/a": WHOLE}, [], id="whole"),
        pytest.param({"node_modules/a": {"version": "1"}}, ["node_modules/a: has no hash"], id="no hash"),
        pytest.param(
            {"node_modules/a": {**WHOLE, "resolved": "https://registry.example/a.tgz"}},
            ["node_modules/a: names where it comes from"],
            id="an address",
        ),
        pytest.param(
            {"node_modules/a": {**WHOLE, "optionalDependencies": {"@a/linux": "1", "@a/mac": "1"}}},
            ["node_modules/a 1.0.0: 2 parts are missing, such as @a/linux"],
            id="the parts of all platforms are missing",
        ),
        pytest.param(
            {"node_modules/a": {**WHOLE, "optionalDependencies": {"b": "1"}}, "node_modules/a/node_modules/b": WHOLE},
            [],
            id="a part that lies below",
        ),
    ],
)
def test_what_is_wrong_with_a_lock_file(packages: dict[str, Any], faults: list[str]) -> None:
    assert list(lock_faults({"packages": packages})) == faults


def test_our_lock_file_is_whole() -> None:
    assert list(lock_faults(json.loads(LOCK.read_text()))) == []
