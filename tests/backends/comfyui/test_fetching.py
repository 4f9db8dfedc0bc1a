"""Inputs on their way up; names of files on their way down."""

from __future__ import annotations

from devserver.backends.comfyui.fetching import renamed
from tests.backends.comfyui.working import graph


def test_savers_get_another_name_and_nothing_else_changes() -> None:
    before = graph()
    after = renamed(before, "ab12")
    assert after["2"]["inputs"] == {"images": ["3", 0], "filename_prefix": "probe/x_ab12"}
    assert {key: after[key] for key in "13"} == {key: before[key] for key in "13"}
    assert before == graph()
