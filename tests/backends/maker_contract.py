"""What every backend that makes media has to keep; a test class of each inherits it and gives a `rig`."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass

import pytest

from devserver.backends import Backend
from devserver.media_types import fits
from devserver.models.calls import MediaCall
from devserver.models.outcomes import Invalid, Ok, Outcome, Progress
from tests.backends.contract import SECRET, collect, media_call, outcome_of, text_call


@dataclass
class MakerRig:
    """A backend with a call that it can do."""

    backend: Backend
    call: MediaCall


def made(outcome: Outcome) -> list[bytes]:
    """Return the files of an outcome, which has to be a success."""
    assert isinstance(outcome, Ok), outcome
    return [file.data for output in outcome.media for file in output.files]


class MakerContract:
    """For every backend that makes media."""

    pytestmark = pytest.mark.anyio

    async def test_a_call_ends_in_one_outcome_with_media_of_the_declared_type(self, rig: MakerRig) -> None:
        _signals, [outcome] = await collect(rig.backend, rig.call)
        assert isinstance(outcome, Ok)
        assert outcome.media
        files = [file for output in outcome.media for file in output.files]
        assert all(fits(rig.call.media_type, file.format, file.data) for file in files)

    async def test_what_it_costs_is_known_or_said_to_be_unknown(self, rig: MakerRig) -> None:
        outcome = await outcome_of(rig.backend, rig.call)
        assert isinstance(outcome, Ok)
        assert (outcome.usage.cost_usd is None) == (outcome.usage.cost_source == "unknown")
        assert rig.backend.charges or outcome.usage.cost_usd == 0.0

    async def test_the_share_that_is_done_never_falls(self, rig: MakerRig) -> None:
        signals, _outcomes = await collect(rig.backend, rig.call)
        shares = [signal.fraction for signal in signals if isinstance(signal, Progress)]
        assert shares == sorted(shares)
        assert all(0.0 <= share <= 1.0 for share in shares)

    async def test_a_call_for_text_is_sent_back(self, rig: MakerRig) -> None:
        assert isinstance(await outcome_of(rig.backend, text_call()), Invalid)

    async def test_what_it_does_not_make_is_invalid_and_unavailable(self, rig: MakerRig) -> None:
        assert isinstance(await outcome_of(rig.backend, media_call()), Invalid)
        assert not (await rig.backend.availability("", "3d")).ready

    async def test_a_call_without_a_request_is_invalid(self, rig: MakerRig) -> None:
        empty = rig.call.model_copy(update={"request": None, "workflow": None})
        assert isinstance(await outcome_of(rig.backend, empty), Invalid)

    async def test_what_it_can_do_is_available(self, rig: MakerRig) -> None:
        assert (await rig.backend.availability(rig.call.model, rig.call.media_type)).ready

    async def test_a_stream_that_is_closed_early_ends(self, rig: MakerRig) -> None:
        async with aclosing(rig.backend.execute(rig.call)) as stream:  # type: ignore[type-var]
            async for _item in stream:
                break
        assert made(await outcome_of(rig.backend, rig.call)), "the next call is not touched by it"

    async def test_several_calls_at_once_all_end(self, rig: MakerRig) -> None:
        outcomes = await asyncio.gather(*(outcome_of(rig.backend, rig.call) for _ in range(3)))
        assert all(made(outcome) for outcome in outcomes)

    async def test_its_limits_are_limits_and_no_key_is_shown(self, rig: MakerRig) -> None:
        assert rig.backend.concurrency >= 1
        assert rig.backend.timeout > 0
        assert SECRET not in repr(rig.backend) + str(rig.backend.describe())
