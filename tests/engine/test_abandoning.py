"""What a run left at a backend that nobody worked on when it ended."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from devserver.models.frozen import Json
from devserver.models.outcomes import Submitted
from tests.engine.running import RUN, until_called
from tests.fakes.engine_site import open_site
from tests.fakes.scripted import Call, Part, ScriptedBackend, Step, obliging

pytestmark = pytest.mark.anyio

REMOTE: Mapping[str, Json] = {"job": "j1"}


@dataclass(frozen=True)
class Far(ScriptedBackend):
    """A backend whose work is done elsewhere, where it can be stopped; or that breaks when it is asked to."""

    charges: bool = False
    broken: bool = False
    stopped: list[tuple[str, Any]] = field(default_factory=list)

    async def abandon(self, key: str, remote: Mapping[str, Json] | None) -> None:
        if self.broken:
            raise LookupError(key)
        self.stopped.append((key, remote))


def submits(call: Call) -> list[Step]:
    return [Submitted(remote=dict(REMOTE)), 60.0] if call.chunk == "picture" else list(obliging(call))


async def left(data: Path) -> str:
    """Return a run that a stopped process left with a picture in the making."""
    async with open_site(data, backend=Far) as own:
        own.part.script = submits
        accepted = await own.start("run", **RUN)
        await until_called(own, "picture")
        while not any(call.remote for call in (await own.load(accepted.run_id)).calls.values()):
            await asyncio.sleep(0.005)
    return accepted.run_id


async def test_what_was_handed_in_is_stopped_and_what_was_answered_is_not_asked_about(tmp_path: Path) -> None:
    run_id = await left(tmp_path / "data")
    backends: list[Far] = []

    def far(part: Part) -> Far:
        backends.append(Far(part))
        return backends[-1]

    async with open_site(tmp_path / "data", backend=far, kind="command") as own:
        record = await own.engine.runs.cancel(run_id)
        [sent] = [call for call in record.calls.values() if call.state == "sent"]
    assert record.row.state == "cancelled"
    assert [stopped for one in backends for stopped in one.stopped] == [(sent.key, REMOTE)]


@pytest.mark.parametrize(
    "backend",
    [lambda part: Far(part, broken=True), ScriptedBackend],
    ids=["a backend that breaks", "a backend that cannot stop anything"],
)
async def test_the_run_is_cancelled_all_the_same(tmp_path: Path, backend: Any) -> None:
    run_id = await left(tmp_path / "data")
    async with open_site(tmp_path / "data", backend=backend, kind="command") as own:
        assert (await own.engine.runs.cancel(run_id)).row.state == "cancelled"
        assert (await own.do("interception", input_text="A boat", config="attitude")).row.state == "open"
