"""One prompt from its id to its verdict."""

from __future__ import annotations

import pytest

from devserver.backends.comfyui.protocol import ERROR, SUCCESS, Ended, Output, Started, Terminal
from devserver.backends.comfyui.tracking import Look, Tracker

DONE = {"outputs": {}, "status": {"messages": [["execution_success", {}]]}}


def kind(tracker: Tracker) -> str | None:
    return tracker.verdict.kind if tracker.verdict else None


def test_one_miss_is_not_believed() -> None:
    tracker = Tracker("p", accepted=True)
    tracker.look(Look())
    assert kind(tracker) is None
    tracker.look(Look("running"))
    tracker.look(Look())
    assert kind(tracker) is None
    tracker.look(Look())
    assert kind(tracker) == "lost"


def test_a_prompt_that_was_never_seen_was_not_queued() -> None:
    tracker = Tracker("p")
    tracker.look(Look())
    tracker.look(Look())
    assert kind(tracker) == "not_queued"


@pytest.mark.parametrize("sign", ["event", "queue"])
def test_any_sign_of_it_means_that_it_was_taken(sign: str) -> None:
    tracker = Tracker("p")
    if sign == "event":
        tracker.hear(Started("p"))
    else:
        tracker.look(Look("waiting"))
    tracker.refused()
    tracker.look(Look())
    tracker.look(Look())
    assert kind(tracker) == "lost"


def test_a_verdict_stays() -> None:
    tracker = Tracker("p")
    tracker.look(Look(entry=DONE))
    tracker.look(Look())
    tracker.look(Look())
    tracker.give_up(process_gone=True)
    tracker.refused()
    assert kind(tracker) == "succeeded"


def test_an_end_that_was_heard_stands_in_for_a_history_that_is_gone() -> None:
    tracker = Tracker("p")
    tracker.hear(Output("p", "9", {"images": []}))
    tracker.hear(Terminal("p", SUCCESS, {}))
    tracker.hear(Ended("p"))
    tracker.give_up(process_gone=True)
    assert tracker.verdict is not None
    assert (tracker.verdict.kind, dict(tracker.verdict.outputs)) == ("succeeded", {"9": {"images": []}})


def test_an_error_on_the_way_is_no_end() -> None:
    tracker = Tracker("p", accepted=True)
    tracker.hear(Terminal("p", ERROR, {}))
    tracker.give_up(process_gone=True)
    assert kind(tracker) == "lost"


def test_a_server_that_only_does_not_answer_may_still_do_it() -> None:
    tracker = Tracker("p", accepted=True)
    tracker.give_up(process_gone=False)
    assert kind(tracker) == "unanswered"
