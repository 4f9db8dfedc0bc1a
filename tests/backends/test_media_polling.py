"""Jobs of an API: asked for until they are done, and never made twice."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from devserver.backends import Ticket
from devserver.models.outcomes import Failed, Ok, Outcome, Progress, Refused, Signal, Submitted, TimeoutUnknown
from tests.backends.media_contract import MediaRig, api_call, opened, signals_and_outcome
from tests.fakes import images as fake
from tests.fakes.http_server import DIE, HttpServer, Step, running, whole

pytestmark = pytest.mark.anyio

BOX = fake.png(30)
POLLING = {
    "status_endpoint": "/jobs/{job_id}",
    "job_id_path": "job.id",
    "poll_interval_seconds": 0.01,
    "max_poll_duration_seconds": 1,
    "status_field": "state",
    "completed_status": "done",
    "failed_status": "broken",
    "in_progress_statuses": ["queued", "working"],
}
ACCEPTED = fake.answer({"job": {"id": "job-7"}, "state": "queued"}, 202)
DONE = fake.answer({"state": "done", "result": {"image": fake.base64_of(BOX)}})


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[MediaRig]:
    call = api_call({"prompt": "a box"}, endpoint="/jobs", output={"extract_path": "result.image"}, polling=POLLING)
    async with running(HttpServer()) as server, opened(server, tmp_path, "lab") as backend:
        yield MediaRig(backend, server, call, [], [])


def with_polling(rig: MediaRig, **changes: Any) -> dict[str, Any]:
    assert rig.call.api is not None
    polling = {name: value for name, value in {**POLLING, **changes}.items() if value is not None}
    return {"api": rig.call.api.model_copy(update={"polling": polling})}


async def test_a_job_is_asked_for_until_it_is_done(rig: MediaRig) -> None:
    working = fake.answer({"state": "working"})
    rig.server.plays(ACCEPTED, working, working, DONE)
    signals, outcome = await signals_and_outcome(rig)
    assert isinstance(outcome, Ok)
    assert outcome.media[0].files[0].data == BOX
    asked = [(asked.method, asked.path) for asked in rig.server.asked]
    assert asked == [("POST", "/v1/jobs"), *[("GET", "/v1/jobs/job-7")] * 3]
    assert [signal.note for signal in signals if isinstance(signal, Progress)] == ["queued", "working", "done"]


async def test_the_id_of_a_job_is_told_before_it_is_asked_for(rig: MediaRig) -> None:
    rig.server.plays(ACCEPTED, DONE)
    items: list[Signal | Outcome] = []
    async for item in rig.backend.execute(rig.call):
        items.append(item)
        if isinstance(item, Submitted):
            assert [asked.method for asked in rig.server.asked] == ["POST"]
    assert items[0] == Submitted(remote={"job": "job-7"})
    assert isinstance(items[-1], Ok)


RESUMED = Ticket(key="k", resumed=True, remote={"job": "job-7"})


@pytest.mark.parametrize(
    ("steps", "kind"),
    [
        pytest.param([fake.answer({"state": "working"}), DONE], Ok, id="is still at work"),
        pytest.param([DONE], Ok, id="is done by now"),
        pytest.param([whole(503, b"{}"), DONE], Ok, id="cannot be asked for at first"),
        pytest.param([fake.answer({"state": "broken"})], Failed, id="has failed"),
        pytest.param([whole(404, b"{}")], Failed, id="is not known any more"),
    ],
)
async def test_a_job_of_a_process_that_is_gone_is_asked_for_and_never_made_again(
    rig: MediaRig, steps: list[list[Step]], kind: type[Outcome]
) -> None:
    rig.server.plays(*steps)
    items = [item async for item in rig.backend.execute(rig.call, RESUMED)]
    assert isinstance(items[-1], kind)
    assert {(asked.method, asked.path) for asked in rig.server.asked} == {("GET", "/v1/jobs/job-7")}
    assert not [item for item in items if isinstance(item, Submitted)]


async def test_a_job_that_stays_silent_after_a_restart_may_have_been_done(rig: MediaRig) -> None:
    rig.server.plays(fake.answer({"state": "working"}))
    call = rig.call.model_copy(update=with_polling(rig, max_poll_duration_seconds=0.1))
    *_, outcome = [item async for item in rig.backend.execute(call, RESUMED)]
    assert outcome == TimeoutUnknown(seconds=0.1)


async def test_a_job_that_is_done_at_once_is_not_asked_for(rig: MediaRig) -> None:
    rig.server.plays(fake.answer({"job": {"id": 7}, "state": "done", "result": {"image": fake.base64_of(BOX)}}))
    assert isinstance(await rig.outcome(), Ok)
    assert len(rig.server.asked) == 1


@pytest.mark.parametrize(
    "away",
    [
        pytest.param(whole(503, b"{}"), id="busy"),
        pytest.param(whole(502, b"<html>", "text/html"), id="a page of a proxy"),
        pytest.param([DIE], id="a connection that is cut"),
        pytest.param(whole(429, b"{}"), id="too many calls"),
    ],
)
async def test_a_server_that_is_away_for_a_moment_is_asked_again(rig: MediaRig, away: list[Step]) -> None:
    rig.server.plays(ACCEPTED, away, away, DONE)
    assert isinstance(await rig.outcome(), Ok)
    assert [asked.method for asked in rig.server.asked] == ["POST", "GET", "GET", "GET"]


FAULTS = [
    pytest.param([fake.answer({"state": "broken", "error": {"message": "too dark"}})], "too dark", id="a failed job"),
    pytest.param([fake.answer({"state": "lost"})], "ended as 'lost'", id="a status that nobody declared"),
    pytest.param([fake.answer({"other": 1})], "ended as 'None'", id="no status"),
    pytest.param([whole(404, b"{}")], "was accepted and may have been paid", id="a job that is gone"),
    pytest.param([whole(503, b"{}")], "was accepted and may have been paid", id="a server that stays away"),
    pytest.param([whole(200, b"nonsense")], "no JSON", id="no JSON"),
]


@pytest.mark.parametrize(("steps", "said"), FAULTS)
async def test_what_goes_wrong_with_a_job_never_leads_to_a_second_one(
    rig: MediaRig, steps: list[list[Step]], said: str
) -> None:
    rig.server.plays(ACCEPTED, *steps)
    outcome = await rig.outcome()
    assert isinstance(outcome, Failed)
    assert not outcome.before_first_byte
    assert said in outcome.reason


async def test_a_job_that_was_stopped_by_moderation_is_refused(rig: MediaRig) -> None:
    rig.server.plays(ACCEPTED, fake.answer({"state": "broken", "error": {"code": "refusal", "message": "no"}}))
    outcome = await rig.outcome()
    assert isinstance(outcome, Refused)
    assert outcome.reason.endswith("stopped the job: no.")


async def test_a_job_that_takes_too_long_may_have_been_done(rig: MediaRig) -> None:
    rig.server.plays(ACCEPTED, fake.answer({"state": "working"}))
    changes = with_polling(rig, max_poll_duration_seconds=0.1)
    assert await rig.outcome(**changes) == TimeoutUnknown(seconds=0.1)


async def test_without_a_list_every_other_status_is_waited_through(rig: MediaRig) -> None:
    rig.server.plays(ACCEPTED, fake.answer({"state": "dreaming"}), DONE)
    assert isinstance(await rig.outcome(**with_polling(rig, in_progress_statuses=None)), Ok)


@pytest.mark.parametrize("job", [None, "", "a/b", "..", ".", "a b", "a?b", "x" * 400, True, {"id": 1}, "ä"])
async def test_what_is_no_id_of_a_job_is_asked_for_nowhere(rig: MediaRig, job: Any) -> None:
    rig.server.plays(whole(202, json.dumps({"job": {"id": job}, "state": "queued"}).encode()))
    outcome = await rig.outcome()
    assert isinstance(outcome, Failed)
    assert "no job" in outcome.reason
    assert len(rig.server.asked) == 1
