"""Runs that another version of this program has begun: they go on, or end and say why."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import pytest

from devserver.engine.record import Record
from devserver.models.runs import PLAN
from tests.engine.running import alter, left, until_ended
from tests.fakes.engine_site import open_site, rows, write_layer
from tests.fakes.scripted import free
from tests.postgres import BOTH, on_sqlite

pytestmark = [pytest.mark.anyio, BOTH]


def alter_context(data: Path, before: str, after: str) -> None:
    """Change what an attempt was begun with, as another version would have written it."""
    ((context,),) = rows(data, "SELECT CAST(context AS TEXT) FROM attempts")
    assert before in context
    alter(data, f"UPDATE attempts SET context = '{context.replace(before, after)}'")


async def ended_with(data: Path, layer: Path, run_id: str) -> Record:
    async with open_site(data, layer=layer, backend=free) as site:
        record = await until_ended(site, run_id)
        assert site.part.calls == []
        assert (await site.events(run_id))[-1].data["state"] == record.row.state
    return record


async def test_a_run_with_other_stages_ends_and_says_so(tmp_path: Path) -> None:
    data, layer = tmp_path / "data", write_layer(tmp_path / "layer")
    run_id = await left(data, layer)
    alter_context(data, f'"plan":{PLAN}', '"plan":99')
    record = await ended_with(data, layer, run_id)
    assert record.row.problem is not None
    assert (record.row.state, record.row.problem.message) == ("interrupted", "plan_unknown")
    assert record.row.problem.params == {"plan": 99, "known": PLAN}


async def test_a_run_from_before_there_was_a_number_of_the_plan_goes_on(tmp_path: Path) -> None:
    data, layer = tmp_path / "data", write_layer(tmp_path / "layer")
    run_id = await left(data, layer)
    alter_context(data, f',"plan":{PLAN}', "")
    async with open_site(data, layer=layer, backend=free) as site:
        assert (await until_ended(site, run_id)).row.state == "completed"


@pytest.mark.parametrize(
    "context",
    [
        pytest.param(None, id="a field of another version"),
        pytest.param("{", id="what is no JSON"),
        pytest.param("[]", id="what is no object"),
    ],
)
async def test_a_record_that_this_program_cannot_read_ends_and_says_so(
    tmp_path: Path, database_kind: str, context: str | None
) -> None:
    if context == "{":
        on_sqlite(database_kind)
    data, layer = tmp_path / "data", write_layer(tmp_path / "layer")
    run_id = await left(data, layer)
    if context is None:
        alter_context(data, '"language":', '"tongue":')
    else:
        alter(data, f"UPDATE attempts SET context = '{context}'")
    async with open_site(data, layer=layer, backend=free) as site:
        async with asyncio.timeout(20):
            while rows(data, "SELECT state FROM runs") != [("interrupted",)]:
                await asyncio.sleep(0.01)
        assert [e.type for e in await site.events(run_id)][-2:] == ["error", "run_state_change"]
        ((problem,),) = rows(data, "SELECT problem FROM runs")
        assert "record_unreadable" in str(problem)


@pytest.mark.parametrize(
    ("content", "known", "message"),
    [
        pytest.param(None, False, "snapshot_missing", id="they are gone"),
        pytest.param(b"{", False, "snapshot_missing", id="they are others by now"),
        pytest.param(b"{", True, "snapshot_unreadable", id="this program cannot read them"),
    ],
)
async def test_a_run_without_its_declarations_fails_and_says_so(
    tmp_path: Path, content: bytes | None, known: bool, message: str
) -> None:
    data, layer = tmp_path / "data", write_layer(tmp_path / "layer")
    run_id = await left(data, layer)
    (snapshot,) = (data / "declarations").glob("*.json")
    snapshot.unlink()
    if content is not None:
        digest = hashlib.sha256(content).hexdigest() if known else snapshot.stem
        snapshot.with_stem(digest).write_bytes(content)
        alter_context(data, snapshot.stem, digest)
    record = await ended_with(data, layer, run_id)
    assert record.row.problem is not None
    assert (record.row.state, record.row.problem.message) == ("failed", message)
