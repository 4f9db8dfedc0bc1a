"""What an action came to, for each way in which its attempt can stand."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from devserver.engine.accepting import Asked
from devserver.engine.acting import begin, perform, result_of
from devserver.models.outcomes import Failed, Ok, Refused
from devserver.models.runs import Request
from tests.fakes.engine_site import open_site

pytestmark = pytest.mark.anyio

ATTITUDE = Asked(Request(action="interception", input_text="a house", config="close_observer"))


async def test_each_way_in_which_an_attempt_can_stand(tmp_path: Path) -> None:
    hold = threading.Event()
    async with open_site(tmp_path / "data") as site:
        engine, part = site.engine, site.part
        done = await perform(engine, ATTITUDE, "en")
        assert (done.status, done.text, done.problem, done.refusal) == ("open", "manipulate[a house]", None, None)

        part.script = lambda _call: [Failed(reason="it broke")]
        failed = await perform(engine, ATTITUDE, "en")
        assert (failed.status, failed.text) == ("failed", None)
        assert failed.problem is not None and failed.problem.status == 502

        part.script = lambda _call: [Refused(reason="no")]
        refused = await perform(engine, ATTITUDE, "en")
        assert (refused.status, refused.problem) == ("refused", None)
        assert refused.refusal is not None and refused.refusal.reason == "no"

        part.script = lambda _call: [hold, Ok(text="late")]
        begun = await begin(engine, ATTITUDE)
        assert (begun.status, begun.attempt) == ("running", 1)
        meanwhile = await result_of(engine, await engine.recorder.load(begun.run_id), "en")
        assert meanwhile.problem is not None and meanwhile.problem.message == "run_busy"
        await engine.runs.cancel(begun.run_id)
        cancelled = await result_of(engine, await engine.recorder.load(begun.run_id), "en")
        assert (cancelled.status, cancelled.text) == ("cancelled", None)
        assert cancelled.problem is not None and cancelled.problem.message == "run_cancelled"
        hold.set()
