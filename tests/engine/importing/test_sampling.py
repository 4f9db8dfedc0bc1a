"""What a sampler of a workflow is, whatever was typed into it."""

from __future__ import annotations

from typing import Any

import pytest

from devserver.engine.importing.linked import Node
from devserver.engine.importing.sampling import Sampler


@pytest.mark.parametrize(
    ("typed", "continues"),
    [("disable", True), (False, True), ("enable", False), (["disable"], False), ({"a": 1}, False), (None, False)],
)
def test_noise_that_is_left_by_another_is_known_from_any_value(typed: Any, continues: bool) -> None:
    node = Node("1", "KSamplerAdvanced", values={"add_noise": typed})
    assert Sampler(node, node, {}, (node,)).continues == continues
