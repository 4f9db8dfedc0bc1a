"""A run is done anew as it was resolved, from any end, also by another process after a restart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest

from devserver.backends import Availability
from devserver.engine.again import Again, accept
from devserver.errors import NotFound
from devserver.models.outcomes import Failed
from tests.engine.repeating import ALL, RUN, made
from tests.engine.running import until_ended
from tests.fakes.engine_site import CHECKED, Site, open_site
from tests.fakes.scripted import obliging
from tests.postgres import BOTH

pytestmark = [pytest.mark.anyio, BOTH]

DOWN = Availability(state="unavailable", reason="server_down")


@pytest.fixture
async def restarted(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Any]:
    """Open engines one after the other over the same data, with the settings that a test gives."""
    folder = tmp_path_factory.mktemp("restarted")
    yield lambda **settings: open_site(folder / "data", **{**CHECKED, **settings})


async def test_a_retry_does_all_of_it_as_it_was_resolved(site: Site) -> None:
    before = await made(site, seed=4, parameters={"width": 32}, language="de", safety_level="kids")
    after = await site.again(before.run_id)
    same = ("request", "language", "safety_level", "seed", "snapshot")
    assert [getattr(after.context, name) for name in same] == [getattr(before.context, name) for name in same]
    assert site.part.chunks == ["manipulate", "optimize", "picture"]
    assert after.row.parent_run_id == before.run_id
    [first, *_] = await site.events(after.run_id)
    assert first.data == {"state": "running", "attempt": 1, "action": "run", "parent_run_id": before.run_id}


async def test_a_retry_takes_another_seed_where_it_is_asked_for(site: Site) -> None:
    before = await made(site, seed=4)
    assert (await site.again(before.run_id, seed=9)).context.seed == 9
    assert (await site.again(before.run_id, seed=-1)).context.seed not in {4, 9, -1}


@pytest.mark.parametrize("state", ["failed", "refused", "cancelled", "completed"])
async def test_a_retry_begins_at_any_end(site: Site, state: str) -> None:
    if state == "failed":
        site.part.script = lambda _call: [Failed(reason="x")]
    held = asyncio.Event()
    if state == "cancelled":
        site.part.script = lambda call: [held.wait, *obliging(call)]
    accepted = await site.start("run", **{**RUN, "input_text": "heil hitler" if state == "refused" else "A boat"})
    if state == "cancelled":
        await site.engine.runs.cancel(accepted.run_id)
    before = await site.engine.runs.ended(accepted)
    assert before.row.state == state
    site.part.reset()
    after = await site.again(before.run_id)
    assert after.row.state == ("refused" if state == "refused" else "completed")


async def test_a_retry_of_a_fork_reuses_what_the_fork_had(checked: Site) -> None:
    before = await made(checked)
    fork = await checked.again(before.run_id, "optimization", text="My own")
    checked.part.calls.clear()
    after = await checked.again(fork.run_id)
    assert checked.part.chunks == ["safety_check_input", "optimize", "safety_check_output", "picture"]
    assert await checked.text(after, "interception_edit") == "My own"
    assert after.origin is not None
    assert (after.origin.run_id, after.origin.from_stage) == (fork.run_id, "optimization")
    assert {call.run_id for call in after.origin.calls} == {before.run_id}


async def test_a_retry_works_once_what_was_unavailable_is_there(site: Site) -> None:
    site.part.available = DOWN
    before = await site.do("run", **RUN)
    assert (before.row.state, before.row.problem and before.row.problem.type) == ("failed", "unavailable")
    site.part.reset()
    assert (await site.again(before.run_id)).row.state == "completed"


async def test_a_run_that_was_interrupted_is_retried_and_forked(restarted: Any) -> None:
    async with restarted() as site:
        site.part.script = lambda call: [60.0] if call.chunk == "optimize" else obliging(call)
        before = (await site.start("run", **RUN)).run_id
        while "optimize" not in site.part.chunks:
            await asyncio.sleep(0.005)
    async with restarted() as site:
        gate = (await until_ended(site, before)).open_gate
        assert gate is not None, "its call may have been paid"
        await site.engine.decisions.decide(gate.id, "fail", by="local")
        assert (await site.again(before, "optimization")).row.state == "completed"
        assert site.part.chunks == ALL[3:]
        assert (await site.again(before)).row.state == "completed"


async def test_a_fork_that_was_interrupted_is_retried_from_its_stage(restarted: Any) -> None:
    async with restarted() as site:
        before = await made(site)
        site.part.script = lambda call: [60.0] if call.chunk == "picture" else obliging(call)
        wanted = Again(before.run_id, "optimization")
        fork = (await site.engine.runs.begin(partial(accept, site.engine.runs.reception, wanted))).run_id
        while "picture" not in site.part.chunks:
            await asyncio.sleep(0.005)
    async with restarted() as site:
        gate = (await until_ended(site, fork)).open_gate
        assert gate is not None, "its call may have been paid"
        await site.engine.decisions.decide(gate.id, "fail", by="local")
        after = await site.again(fork)
        assert (after.row.state, site.part.chunks) == ("completed", ALL[3:])


async def test_a_retry_without_its_declarations_says_so(site: Site) -> None:
    before = await made(site, language="fr", output_config="sketching", config="past")
    (site.data / "declarations" / f"{before.context.snapshot}.json").rename(site.data / "away.json")
    async with open_site(site.data, layer=site.data.parent / "layer") as other:
        with pytest.raises(NotFound) as caught:
            await other.again(before.run_id)
    assert caught.value.message == "snapshot_missing"


async def test_a_retry_takes_a_model_that_is_set_by_now(restarted: Any) -> None:
    async with restarted(stage2_interception_model="") as site:
        before = await site.do("run", **RUN)
        assert before.row.problem is not None
        assert before.row.problem.message == "model_not_configured"
    async with restarted() as site:
        assert (await site.again(before.run_id)).row.state == "completed"


async def test_a_retry_keeps_declarations_and_models_and_takes_the_checks_of_today(restarted: Any) -> None:
    async with restarted(stage1_text_model="", stage3_model="") as site:
        before = await site.do("run", **RUN)
    async with restarted(stage2_interception_model="scripted/other") as site:
        record = await site.again(before.run_id)
        assert site.part.chunks == ALL
        models = [call.model for call in site.part.calls]
        assert models[:4] == ["judge", "translator", "writer", "refiner"]
        assert record.context.snapshot != before.context.snapshot
