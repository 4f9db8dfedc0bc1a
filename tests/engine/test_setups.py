"""A change of settings counts for what begins after it, as a whole; what is at work goes on as it began."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from devserver import stored
from devserver.backends import Backend
from devserver.backends.opening import Opening
from devserver.engine.accepting import Accepted, Asked
from devserver.engine.configuring import change
from devserver.engine.engine import Engine, open_engine
from devserver.errors import Unavailable
from devserver.models.runs import Request
from devserver.settings import Settings
from tests.fakes.engine_site import prepare, write_layer
from tests.fakes.scripted import Call, Part, ScriptedBackend, Step, obliging

pytestmark = pytest.mark.anyio


@dataclass
class World:
    """What backends were opened, called and closed: each is named after the address of its server."""

    opened: list[str] = field(default_factory=list)
    called: list[tuple[str, str]] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def backends(self, opening: Opening) -> list[Backend]:
        return [*opening.kept(self.open_steady), *opening.kept(self.open_servers, "openai_servers")]

    def open_steady(self, opening: Opening) -> list[Backend]:
        return [self.one(opening, "steady", "steady")]

    def open_servers(self, opening: Opening) -> list[Backend]:
        return [self.one(opening, server.name, server.url) for server in opening.settings.openai_servers]

    def one(self, opening: Opening, name: str, address: str) -> Backend:
        self.opened.append(address)
        opening.stack.callback(self.closed.append, address)

        def script(call: Call) -> Iterable[Step]:
            assert address not in self.closed, "a backend was called after it was closed"
            self.called.append((address, call.model))
            return [*([self.gate.wait] if "wait" in str(call) else []), *obliging(call)]

        return ScriptedBackend(Part(script), name=name)


@dataclass
class Stage:
    world: World
    engine: Engine

    async def start(self, text: str, **more: Any) -> Accepted:
        request = Request(action="interception", input_text=text, config="attitude")
        return await self.engine.runs.start(Asked(request, **more))

    async def state(self, accepted: Accepted) -> str:
        return (await self.engine.runs.ended(accepted)).row.state

    async def at_work(self, count: int) -> None:
        while len(self.world.called) < count:
            await asyncio.sleep(0.001)

    async def closed(self, *addresses: str) -> None:
        """Wait until just these are closed: that happens in the background."""
        async with asyncio.timeout(30):
            while sorted(self.world.closed) != sorted(addresses):
                await asyncio.sleep(0.002)


def lab(port: int) -> list[dict[str, str]]:
    return [{"name": "lab", "url": f"http://localhost:{port}"}]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path) as found:
        yield found


@asynccontextmanager
async def open_stage(folder: Path, **settings: Any) -> AsyncIterator[Stage]:
    world = World()
    data, layer = prepare(folder / "data"), write_layer(folder / "layer")
    given = {"data": data, "schemas": (layer,), "stop_grace_seconds": 0.0, **settings}
    stored.write(data, {"openai_servers": lab(1), "stage2_interception_model": "lab/old"})
    async with open_engine(Settings(**given), world.backends) as engine:
        yield Stage(world, engine)


OTHER = {"openai_servers": lab(2), "stage2_interception_model": "lab/new"}


async def test_a_change_counts_for_the_next_call_without_a_restart(stage: Stage) -> None:
    assert await stage.state(await stage.start("one")) == "open"
    await change(stage.engine, OTHER)
    assert await stage.state(await stage.start("two")) == "open"
    assert stage.world.called == [("http://localhost:1", "old"), ("http://localhost:2", "new")]


async def test_a_run_at_work_keeps_server_and_model_to_its_end(stage: Stage) -> None:
    """Its second call comes after the change, and still goes where the first one went."""
    request = Request(action="interception", input_text="wait", config="in_two")
    accepted = await stage.engine.runs.start(Asked(request))
    await stage.at_work(1)
    await change(stage.engine, OTHER)
    assert stage.world.closed == []
    stage.world.gate.set()
    assert await stage.state(accepted) == "open"
    assert stage.world.called == [("http://localhost:1", "old")] * 2
    await stage.closed("http://localhost:1")


async def test_a_server_that_is_taken_away_is_closed_after_its_last_call(stage: Stage) -> None:
    first, second = await stage.start("wait 1"), await stage.start("wait 2")
    await stage.at_work(2)
    await change(stage.engine, {"openai_servers": None, "stage2_interception_model": "steady/x"})
    assert stage.world.closed == []
    stage.world.gate.set()
    assert [await stage.state(first), await stage.state(second)] == ["open", "open"]
    await stage.closed("http://localhost:1")


async def test_a_server_that_nobody_uses_is_closed_at_once(stage: Stage) -> None:
    await change(stage.engine, OTHER)
    await stage.closed("http://localhost:1")


async def test_a_change_of_something_else_opens_and_closes_nothing(stage: Stage) -> None:
    router = stage.engine.router
    opened = list(stage.world.opened)
    await change(stage.engine, {"language": "de", "stage3_model": "steady/judge"})
    assert (stage.world.opened, stage.world.closed) == (opened, [])
    assert [now is before for now, before in zip(stage.engine.router.backends, router.backends, strict=True)] == [
        True,
        True,
    ]


async def test_a_run_keeps_its_safety_level_and_the_next_one_has_the_new(stage: Stage) -> None:
    before = await stage.start("wait")
    await stage.at_work(1)
    for level in ("kids", "adult"):
        await change(stage.engine, {"safety_level": level})
        after = await stage.start("now")
        assert after.record.row.safety_level == level
        await stage.state(after)
    stage.world.gate.set()
    assert (await stage.state(before), before.record.context.safety_level) == ("open", "youth")


async def test_no_run_sees_half_of_a_change(stage: Stage) -> None:
    """Server and model change together, again and again, while runs come in: no call mixes them."""

    async def runs() -> list[str]:
        return [await stage.state(await stage.start(f"text {n}")) for n in range(8)]

    async def changes() -> None:
        for n in range(8):
            await change(stage.engine, {"openai_servers": lab(100 + n), "stage2_interception_model": f"lab/{100 + n}"})
            await asyncio.sleep(0)

    await change(stage.engine, {"openai_servers": lab(99), "stage2_interception_model": "lab/99"})
    first, second, _ = await asyncio.gather(runs(), runs(), changes())
    assert {*first, *second} == {"open"}
    assert [address for address, model in stage.world.called if address != f"http://localhost:{model}"] == []
    assert len({model for _, model in stage.world.called}) > 1
    everything = [f"http://localhost:{port}" for port in (1, *range(99, 107))]
    await stage.closed(*everything)


async def test_a_repeated_request_holds_nothing_open(stage: Stage) -> None:
    for _ in range(2):
        await stage.state(await stage.start("one", key="k", body_sha256="x"))
    await change(stage.engine, OTHER)
    await stage.closed("http://localhost:1")


async def test_a_request_that_is_refused_holds_nothing_open(stage: Stage) -> None:
    with pytest.raises(Exception, match="looser"):
        await stage.start("one", safety_level="research")
    await change(stage.engine, OTHER)
    await stage.closed("http://localhost:1")


async def test_what_was_opened_for_a_change_that_cannot_be_stored_is_closed(stage: Stage) -> None:
    def full() -> None:
        raise Unavailable("settings_unwritable", file="settings.json", reason="no space left")

    before = stage.engine.setups.now
    with pytest.raises(Unavailable):
        await stage.engine.put(before.settings.changed(OTHER, {}), full)
    await stage.closed("http://localhost:2")
    assert stage.engine.setups.now is before
    assert await stage.state(await stage.start("one")) == "open"


async def test_everything_is_closed_with_the_engine(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        await stage.start("wait")
        await stage.at_work(1)
        await change(stage.engine, OTHER)
    assert sorted(stage.world.closed) == ["http://localhost:1", "http://localhost:2", "steady"]


async def test_what_cannot_be_closed_keeps_nothing_else_open(stage: Stage) -> None:
    def broken() -> None:
        raise RuntimeError("it does not close")

    stage.engine.setups.now.stack.callback(broken)
    await change(stage.engine, OTHER)
    await stage.closed("http://localhost:1")


async def test_lists_have_a_setup_as_long_as_they_need_it(stage: Stage) -> None:
    with stage.engine.setups.use() as setup:
        await change(stage.engine, OTHER)
        assert (setup is stage.engine.setups.now, stage.world.closed) == (False, [])
    await stage.closed("http://localhost:1")
