from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from devserver.backends import NOBODY, Backend, Ticket
from devserver.backends.providers import unconfigured
from devserver.engine.circuits import FAILURES
from devserver.engine.router import ATTEMPTS, Router
from devserver.models.calls import Prompt, TextCall
from devserver.models.outcomes import (
    Cancelled,
    Empty,
    Failed,
    Invalid,
    Ok,
    Outcome,
    OutOfCredit,
    Preview,
    Progress,
    Queued,
    RateLimited,
    Refused,
    Signal,
    Submitted,
    TextDelta,
    TimeoutUnknown,
    Unavailable,
)
from devserver.models.runs import now
from tests.fakes.scripted import Part, ScriptedBackend, Step

pytestmark = pytest.mark.anyio

CALL = TextCall(chunk="c", backend="scripted", provider="scripted", model="m", prompt=Prompt(text="p"))
GOOD = Ok(text="good")


@dataclass
class Heard:
    """What a router said while it worked."""

    signals: list[Signal] = field(default_factory=list)
    queued: list[tuple[str, int]] = field(default_factory=list)

    def in_line(self, backend: str, place: Queued) -> None:
        self.queued.append((backend, place.position))


def router_of(*backends: Backend) -> Router:
    return Router(backends, first_wait=0.001)


async def execute(router: Router, heard: Heard | None = None, call: TextCall = CALL) -> Outcome:
    heard = heard or Heard()
    return await router.execute(call, heard.signals.append, heard.in_line)


def soon() -> RateLimited:
    return RateLimited(retry_at=now() + timedelta(seconds=0.01))


NEVER_AGAIN: dict[str, Outcome] = {
    "ok": GOOD,
    "a refusal": Refused(reason="no"),
    "nothing": Empty(),
    "no credit": OutOfCredit(),
    "not here, and waiting does not help": Unavailable(reason="gone"),
    "an invalid request": Invalid(reason="no"),
    "a timeout that may have been paid": TimeoutUnknown(seconds=1),
    "cancelled there": Cancelled(),
    "an error after the first byte": Failed(reason="broken"),
    "a limit that the server says not to wait for": RateLimited(retryable=False),
    "a limit that lasts longer than we wait": RateLimited(retry_at=now() + timedelta(hours=1)),
}
AGAIN: dict[str, Callable[[], Outcome]] = {
    "a limit with a time": soon,
    "a limit without a time": RateLimited,
    "not here for a moment": lambda: Unavailable(reason="starting", retryable=True),
    "an error before the first byte": lambda: Failed(reason="503", before_first_byte=True),
}


@pytest.mark.parametrize("outcome", NEVER_AGAIN.values(), ids=NEVER_AGAIN.keys())
async def test_an_outcome_that_is_final_is_not_retried(outcome: Outcome) -> None:
    part = Part(script=lambda _call: [outcome])
    assert await execute(router_of(ScriptedBackend(part))) == outcome
    assert len(part.calls) == 1


@pytest.mark.parametrize("outcome", AGAIN.values(), ids=AGAIN.keys())
async def test_an_outcome_that_passes_is_retried(outcome: Callable[[], Outcome]) -> None:
    part = Part()
    part.script = lambda _call: [outcome() if len(part.calls) < ATTEMPTS else GOOD]
    assert await execute(router_of(ScriptedBackend(part))) == GOOD
    assert len(part.calls) == ATTEMPTS


@pytest.mark.parametrize("outcome", AGAIN.values(), ids=AGAIN.keys())
async def test_an_outcome_that_stays_is_returned_after_three_tries(outcome: Callable[[], Outcome]) -> None:
    part = Part(script=lambda _call: [outcome()])
    assert (await execute(router_of(ScriptedBackend(part)))).type == outcome().type
    assert len(part.calls) == ATTEMPTS == 3


SIGNALS: dict[str, Signal] = {
    "text": TextDelta(text="a"),
    "progress": Progress(fraction=0.1),
    "a preview": Preview(mime="image/jpeg", data=b"x"),
}


@pytest.mark.parametrize("signal", SIGNALS.values(), ids=SIGNALS.keys())
@pytest.mark.parametrize("outcome", AGAIN.values(), ids=AGAIN.keys())
async def test_nothing_is_retried_after_the_first_sign_of_an_answer(
    outcome: Callable[[], Outcome], signal: Signal
) -> None:
    part, heard = Part(script=lambda _call: [signal, outcome()]), Heard()
    assert (await execute(router_of(ScriptedBackend(part)), heard)).type == outcome().type
    assert (len(part.calls), heard.signals) == (1, [signal])


async def test_a_named_time_is_waited_for() -> None:
    part = Part()
    at = now() + timedelta(seconds=0.15)
    part.script = lambda _call: [RateLimited(retry_at=at) if len(part.calls) == 1 else GOOD]
    await execute(router_of(ScriptedBackend(part)))
    assert now() >= at


async def test_a_call_that_takes_too_long_may_have_been_done() -> None:
    part = Part(script=lambda _call: [TextDelta(text="a"), 30.0, GOOD])
    outcome = await execute(router_of(ScriptedBackend(part, timeout=0.03)))
    assert outcome == TimeoutUnknown(seconds=0.03)
    assert len(part.calls) == len(part.closed) == 1


DEFECTS: dict[str, tuple[list[Step], str]] = {
    "it raises before anything": ([RuntimeError("secret words")], "scripted: RuntimeError"),
    "it raises after a signal": ([TextDelta(text="a"), KeyError("x")], "scripted: KeyError"),
    "it ends without an outcome": ([TextDelta(text="a")], "scripted ended without an outcome"),
    "it yields nothing": ([], "scripted ended without an outcome"),
}


@pytest.mark.parametrize(("steps", "reason"), DEFECTS.values(), ids=DEFECTS.keys())
async def test_a_defect_of_a_backend_ends_its_call_only(steps: list[Step], reason: str) -> None:
    part = Part(script=lambda _call: steps)
    router = router_of(ScriptedBackend(part))
    assert await execute(router) == Failed(reason=reason)
    assert len(part.calls) == len(part.closed) == 1
    part.script = lambda _call: [GOOD]
    assert await execute(router) == GOOD


async def test_what_comes_after_the_outcome_is_never_heard() -> None:
    part = Part(script=lambda _call: [GOOD, TextDelta(text="late"), RuntimeError("late"), Ok(text="other")])
    heard = Heard()
    assert await execute(router_of(ScriptedBackend(part)), heard) == GOOD
    assert heard.signals == []
    assert len(part.closed) == 1


async def test_cancelling_closes_the_stream_of_the_backend() -> None:
    part = Part(script=lambda _call: [TextDelta(text="a"), 30.0, GOOD])
    heard = Heard()
    task = asyncio.create_task(execute(router_of(ScriptedBackend(part)), heard))
    while not heard.signals:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(part.closed) == 1


async def test_cancelling_between_two_tries_ends_them() -> None:
    part = Part(script=lambda _call: [RateLimited(retry_at=now() + timedelta(seconds=20))])
    task = asyncio.create_task(execute(router_of(ScriptedBackend(part))))
    while not part.closed:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(part.calls) == 1


async def test_a_backend_takes_no_more_than_its_limit_and_the_others_are_told_their_place() -> None:
    running, most = 0, 0
    release = asyncio.Event()

    async def work() -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await release.wait()
        running -= 1

    part = Part(script=lambda _call: [work, GOOD])
    router = router_of(ScriptedBackend(part, concurrency=2))
    heard = [Heard() for _ in range(5)]
    tasks = [asyncio.create_task(execute(router, one)) for one in heard]
    while len(part.calls) < 2:
        await asyncio.sleep(0)
    await asyncio.sleep(0.01)
    assert [one.queued for one in heard] == [
        [], [], [("scripted", 0)], [("scripted", 1)], [("scripted", 2)]
    ]  # fmt: skip
    release.set()
    assert await asyncio.gather(*tasks) == [GOOD] * 5
    assert most == 2


async def test_who_gives_up_waiting_leaves_the_line() -> None:
    release = asyncio.Event()
    part = Part(script=lambda _call: [release.wait, GOOD])
    router = router_of(ScriptedBackend(part, concurrency=1))
    first = asyncio.create_task(execute(router))
    await asyncio.sleep(0.01)
    waiting = asyncio.create_task(execute(router))
    await asyncio.sleep(0.01)
    waiting.cancel()
    await asyncio.wait([waiting])
    heard = Heard()
    last = asyncio.create_task(execute(router, heard))
    await asyncio.sleep(0.01)
    assert heard.queued == [("scripted", 0)]
    release.set()
    assert await asyncio.gather(first, last) == [GOOD, GOOD]
    assert len(part.calls) == 2


async def test_a_full_backend_holds_up_no_other() -> None:
    stuck = asyncio.Event()
    router = router_of(
        ScriptedBackend(Part(script=lambda _call: [stuck.wait]), concurrency=1),
        ScriptedBackend(Part(script=lambda _call: [GOOD]), name="other", concurrency=1),
    )
    hanging = [asyncio.create_task(execute(router)) for _ in range(3)]
    await asyncio.sleep(0.01)
    assert await execute(router, call=CALL.model_copy(update={"backend": "other"})) == GOOD
    for task in hanging:
        task.cancel()
    await asyncio.wait(hanging)


async def test_a_backend_that_does_not_exist_is_named() -> None:
    router = router_of()
    outcome = await execute(router, call=CALL.model_copy(update={"backend": "gone"}))
    assert outcome == unconfigured("gone").outcome()
    state = await router.availability("gone", "", "image")
    assert (state.ready, state.missing) == (False, ("gone",))
    assert router.charges("gone") is False


@dataclass(frozen=True)
class Plain:
    """A backend whose stream is an iterator without `aclose`."""

    items: Iterable[Any]
    name: str = "scripted"
    concurrency: int = 1
    timeout: float = 1.0
    charges: bool = False

    async def availability(self, model: str, media_type: str, workflow: Any = None) -> Any:
        raise AssertionError

    def describe(self) -> dict[str, Any]:
        return {}

    def execute(self, call: Any, ticket: Ticket = NOBODY) -> AsyncIterator[Any]:
        items = iter(self.items)

        class Stream:
            def __aiter__(self) -> Stream:
                return self

            async def __anext__(self) -> Any:
                try:
                    return next(items)
                except StopIteration:
                    raise StopAsyncIteration from None

        return Stream()


async def test_a_stream_that_is_no_generator_will_do() -> None:
    assert await execute(router_of(Plain([TextDelta(text="a"), GOOD]))) == GOOD


async def test_a_model_that_fails_again_and_again_rests_and_shows_it() -> None:
    part = Part(script=lambda _call: [Unavailable(reason="cannot be reached", retryable=True)])
    router = router_of(ScriptedBackend(part))
    for _ in range(FAILURES):
        await execute(router)
    asked = len(part.calls)
    outcome, state = await execute(router), await router.availability("scripted", "m", "")
    assert len(part.calls) == asked == FAILURES * ATTEMPTS
    assert isinstance(outcome, Unavailable)
    assert outcome.reason == state.reason
    assert "cannot be reached" in state.reason
    assert [(one.model, one.failures, one.reason) for one in router.resting("scripted")] == [
        ("m", FAILURES, "cannot be reached")
    ]
    assert (await router.availability("scripted", "other", "")).ready


async def test_a_named_time_is_waited_for_where_a_backend_is_away() -> None:
    moments: list[float] = []

    def script(_call: object) -> Iterable[Step]:
        moments.append(time.monotonic())
        return [GOOD if len(moments) > 1 else Unavailable(reason="x", retryable=True, retry_at=soon().retry_at)]

    assert await execute(router_of(ScriptedBackend(Part(script=script)))) == GOOD
    assert moments[1] - moments[0] >= 0.009


async def test_a_backend_that_goes_over_to_another_router_keeps_its_limit() -> None:
    gate = asyncio.Event()
    shared = ScriptedBackend(Part(lambda _call: [gate.wait, GOOD]), concurrency=1)
    before = router_of(shared)
    after = Router([shared], first_wait=0.001, before=before)
    first = asyncio.create_task(execute(before))
    await asyncio.sleep(0)
    heard = Heard()
    second = asyncio.create_task(execute(after, heard))
    await asyncio.sleep(0)
    assert (heard.queued, len(shared.part.calls)) == ([("scripted", 0)], 1)
    gate.set()
    assert [await first, await second] == [GOOD, GOOD]


async def test_a_backend_that_goes_over_keeps_its_circuits_and_a_new_one_begins_without() -> None:
    away = Unavailable(reason="away", retryable=True)
    failing = ScriptedBackend(Part(lambda _call: [away]))
    before = router_of(failing)
    for _ in range(FAILURES):
        await execute(before)
    assert not (await Router([failing], before=before).availability("scripted", "m", "")).ready
    assert (await Router([ScriptedBackend()], before=before).availability("scripted", "m", "")).ready


async def test_a_backend_goes_on_when_what_it_submitted_is_stored() -> None:
    told: list[str] = []

    async def stored(submitted: Submitted) -> None:
        await asyncio.sleep(0.01)
        told.append(str(submitted.remote["job"]))

    async def waits() -> None:
        told.append("waits")

    part = Part(lambda _call: [Submitted(remote={"job": "7"}), waits, GOOD])
    heard = Heard()
    outcome = await router_of(ScriptedBackend(part)).execute(
        CALL, heard.signals.append, heard.in_line, on_submitted=stored
    )
    assert (outcome, told, heard.signals) == (GOOD, ["7", "waits"], [])
