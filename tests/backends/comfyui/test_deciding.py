"""What becomes of a call after a try."""

from __future__ import annotations

from typing import Any

import pytest

from devserver.backends.comfyui.catalogue import Missing
from devserver.backends.comfyui.deciding import Again, Tries, decide
from devserver.backends.comfyui.refusals import Rejection
from devserver.backends.comfyui.verdict import Fault, Verdict
from devserver.models.outcomes import Cancelled, Failed, Invalid, TimeoutUnknown, Unavailable

GRAPH = {"2": {"class_type": "KSampler", "_meta": {"title": "Paint"}}}
OOM = Verdict("failed", fault=Fault("2", "KSampler", "torch.OutOfMemoryError", "CUDA out of memory."))
BOOM = Verdict("failed", fault=Fault("2", "KSampler", "ValueError", "boom"))


def after(ended: Verdict | Rejection, tries: Tries | None = None, *, cancelled: bool = False) -> Any:
    return decide(ended, tries or Tries(), GRAPH, "attic", cancelled=cancelled, trouble="no answer", frozen=180.0)


CASES = [
    pytest.param(Verdict("succeeded"), None, id="a success is fetched"),
    pytest.param(
        BOOM, Failed(reason="attic: node 2 (Paint, KSampler) failed: boom"), id="a failure names node and reason"
    ),
    pytest.param(
        Verdict("failed"), Failed(reason="the workflow failed on attic, which does not say why"), id="a silent failure"
    ),
    pytest.param(Verdict("interrupted"), Failed(reason="somebody else stopped it on attic"), id="stopped by another"),
    pytest.param(Verdict("unanswered"), TimeoutUnknown(seconds=180.0), id="a server that does not answer"),
    pytest.param(Verdict("lost"), Again("attic lost it, as when it starts anew"), id="lost"),
    pytest.param(Verdict("not_queued"), Again("attic did not take it: no answer"), id="not queued"),
    pytest.param(Rejection("invalid", "width is 0"), Invalid(reason="width is 0"), id="a wrong workflow"),
    pytest.param(Rejection("proxy", "who?"), Again("who?", never_there=True), id="a proxy"),
    pytest.param(
        Rejection("missing", "no X", Missing(classes=("X",))),
        Again("no X", never_there=True, missing=("X",)),
        id="something missing there",
    ),
]


@pytest.mark.parametrize(("ended", "expected"), CASES)
def test_after_a_first_try(ended: Verdict | Rejection, expected: Any) -> None:
    assert after(ended) == expected


@pytest.mark.parametrize("ended", [case.values[0] for case in CASES], ids=[case.id for case in CASES])
def test_whatever_happened_a_cancelled_call_is_cancelled(ended: Any) -> None:
    assert after(ended, cancelled=True) == Cancelled()


def test_out_of_memory_is_tried_once_more_and_then_told() -> None:
    tries = Tries()
    assert isinstance(after(OOM, tries), Again)
    outcome = after(OOM, tries)
    assert outcome == Failed(
        reason="attic ran out of graphics memory in node 2 (Paint): try a smaller size, fewer frames or a smaller batch"
    )


def test_what_is_lost_again_and_again_is_given_up() -> None:
    tries = Tries()
    assert isinstance(after(Verdict("lost"), tries), Again)
    assert isinstance(after(Verdict("not_queued"), tries), Again)
    assert after(Verdict("lost"), tries) == Unavailable(reason="attic lost it, as when it starts anew, 3 times")
