"""How recorded prompts went."""

from __future__ import annotations

from typing import Any

import pytest

from devserver.backends.comfyui.verdict import Fault, judge
from tests.backends.comfyui.recorded import histories

BLOCKED = "executionblocker_expansion_display_nodes"
CASES = [
    pytest.param("success_simple", None, "succeeded", None, id="a success"),
    pytest.param("success_cached_resubmit", None, "succeeded", None, id="a success out of the cache"),
    pytest.param("execution_error", None, "failed", "ValueError", id="a node that raised"),
    pytest.param("execution_error_oom_class", None, "failed", "torch.OutOfMemoryError", id="out of memory"),
    pytest.param("interrupt_variants", "int1", "interrupted", None, id="interrupted, targeted"),
    pytest.param("interrupt_variants", "int2-pending", "interrupted", None, id="interrupted by anybody"),
    pytest.param(BLOCKED, "w1", "succeeded", None, id="a blocked node, which told of an error on the way"),
    pytest.param(BLOCKED, "w2", "succeeded", None, id="a blocked node that said nothing"),
    pytest.param(BLOCKED, "w3", "succeeded", None, id="a node that became a subgraph"),
    pytest.param(BLOCKED, "w4", "failed", "RuntimeError", id="a node that raised while it waited"),
    pytest.param(BLOCKED, "w5", "failed", "graph.DependencyCycleError", id="an error that the server called a success"),
    pytest.param(BLOCKED, "w6", "succeeded", None, id="a good prompt after that"),
    pytest.param(BLOCKED, "w7", "failed", "AttributeError", id="a text where a picture was due"),
]


@pytest.mark.parametrize(("name", "prompt_id", "kind", "error"), CASES)
def test_a_recorded_prompt(name: str, prompt_id: str | None, kind: str, error: str | None) -> None:
    entries = histories(name)
    verdict = judge(entries[prompt_id] if prompt_id else next(iter(entries.values())))
    assert verdict.kind == kind
    assert (verdict.fault.error if verdict.fault else None) == error


def test_a_failure_keeps_what_was_made_before_it() -> None:
    verdict = judge(next(iter(histories("execution_error").values())))
    assert list(verdict.outputs) == ["4"]


def test_the_fault_has_one_line_and_no_traceback() -> None:
    verdict = judge(next(iter(histories("execution_error_oom_class").values())))
    assert verdict.fault == Fault(
        "2", "ProbeRaise", "torch.OutOfMemoryError", "CUDA out of memory. Tried to allocate 20.00 GiB (probe)"
    )
    assert verdict.fault.out_of_memory


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        pytest.param({}, "succeeded", id="an entry without a status"),
        pytest.param({"status": None, "outputs": {"9": {}}}, "succeeded", id="a status that is null"),
        pytest.param({"status": {"status_str": "error", "messages": []}}, "failed", id="an error without messages"),
        pytest.param({"status": {"messages": [["execution_error", None]]}}, "failed", id="an error without data"),
        pytest.param({"status": {"messages": "?", "status_str": "success"}}, "succeeded", id="messages that are none"),
    ],
)
def test_entries_that_lack_something(entry: dict[str, Any], kind: str) -> None:
    assert judge(entry).kind == kind
