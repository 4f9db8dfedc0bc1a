"""A campaign: people use the server while its processes are killed, stopped or frozen; then everything is inspected."""

from __future__ import annotations

import asyncio
import json
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import httpx

from devserver.engine import marks
from devserver.engine.database import default_url
from tests.crash.following import Follower
from tests.crash.inspecting import Found, faults_in, payments_in, promises_in, read
from tests.crash.paid import TOKEN, World, declarations, opened
from tests.crash.people import People
from tests.crash.process import Process

Ending = Literal["kill", "stop"]
LONGEST_LIFE = 1.5
LONGEST_START = 1.0
FROZEN = 20.0
"""Seconds; longer than a process may be silent before the others take its runs over."""
CLEARED_WITHIN = 120.0
"""Seconds within which a server that is left alone has put everything in order."""
AT_WORK = 24
"""The most people who wait for something at once."""


@dataclass(frozen=True)
class Plan:
    """How a campaign goes. Its seed makes the same requests and the same moments; what meets what is up to the clock.

    `rounds` are how often a process is ended. Without a database `url` it is SQLite in the data folder.
    """

    rounds: int
    seed: int
    ending: Ending = "kill"
    url: str = ""
    processes: int = 1
    freezes: int = 0
    say: Callable[[str], None] = print


@dataclass
class Campaign:
    """A campaign that goes on."""

    plan: Plan
    folder: Path
    world: World
    people: People
    fleet: list[Process]
    chance: random.Random
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    followers: list[Follower] = field(default_factory=list)
    following: set[asyncio.Task[None]] = field(default_factory=set)
    ended: Counter[str] = field(default_factory=Counter)

    def ask(self) -> None:
        """Let some more people ask for something, unless too many wait already."""
        waiting = sum(not task.done() for task in self.tasks)
        for _ in range(min(self.chance.randint(1, 3), AT_WORK - waiting)):
            self.tasks.add(asyncio.create_task(self.people.one()))

    def follow(self) -> None:
        """Let somebody follow each job that is new, so that many are followed while a process dies."""
        known = {follower.run_id for follower in self.followers}
        for said in self.people.said:
            if said.job and said.run_id not in known:
                follower = Follower(self.people.client, self.people.url, lambda: self.people.tired, said.run_id)
                self.followers.append(follower)
                self.following.add(asyncio.create_task(follower.follow()))

    async def round(self) -> None:
        """End one process at some moment of its life, and start it anew."""
        process = self.chance.choice([one for one in self.fleet if not one.frozen])
        early = self.chance.random() < 0.25
        if not early:
            await process.ready()
        self.ask()
        await asyncio.sleep(self.chance.uniform(0.0, LONGEST_START if early else LONGEST_LIFE))
        self.ended["early" if early else "at work"] += 1
        self.follow()
        await (process.kill() if self.plan.ending == "kill" else process.stop())
        process.start()

    async def freeze(self) -> None:
        """Freeze one process until the others have taken its runs, then let it go on."""
        process = self.chance.choice(self.fleet)
        await process.ready()
        self.ask()
        await asyncio.sleep(self.chance.uniform(0.2, 0.6))
        if not process.url:  # it was ended meanwhile
            await self.freeze()
            return
        process.freeze()
        self.ended["frozen"] += 1
        await asyncio.sleep(FROZEN)
        process.thaw()

    async def run(self) -> None:
        """Do all rounds, then let everything come to rest and stop the processes."""
        for process in self.fleet:
            process.start()
        freezing = asyncio.create_task(self._freezes())
        for number in range(1, self.plan.rounds + 1):
            await self.round()
            if number % 25 == 0:
                self.plan.say(f"{number} of {self.plan.rounds}: {len(self.people.said)} answers so far")
        await freezing
        for process in self.fleet:
            await process.ready()
        self.people.calm()
        await asyncio.gather(*self.tasks)
        self.people.calm()
        self.follow()
        await self.people.all_ended()
        await asyncio.gather(*self.following)
        for process in self.fleet:
            await process.stop()
        if self.plan.url:
            await self._an_hour_later()

    async def _an_hour_later(self) -> None:
        """Start once more when temporary files are old: on a shared database nobody knows who else may be writing.

        What the dead left is looked for a while after their deaths, for the same reason.
        """
        data = self.folder / "data"
        for path in data.rglob("*.tmp"):
            os.utime(path, (0, 0))
        self.fleet[0].start()
        await self.fleet[0].ready()
        with suppress(TimeoutError):
            async with asyncio.timeout(CLEARED_WITHIN):
                while list(data.rglob("*.tmp")) or len(list(marks.left(data))) > 1:
                    await asyncio.sleep(0.1)
        await self.fleet[0].stop()

    async def _freezes(self) -> None:
        for _ in range(self.plan.freezes):
            await self.freeze()


@dataclass(frozen=True)
class Result:
    """What a campaign found: what is wrong, and what happened, in words."""

    faults: list[str]
    summary: str


async def campaign(plan: Plan, folder: Path) -> Result:
    """Do a campaign in a folder that is empty, and return what it found."""
    data = folder / "data"
    url = plan.url or default_url(data)
    plan.say(f"seed {plan.seed}, {plan.rounds} times {plan.ending}, {plan.processes} process(es), in {folder}")
    async with _begun(plan, folder) as going:
        await going.run()
        people, provider = going.people, going.world.provider
        found = await asyncio.to_thread(read, data, url)
        faults = [*people.faults, *(fault for process in going.fleet for fault in process.faults)]
        faults += [fault for follower in going.followers for fault in follower.faults]
        faults += _again(going.world)
        faults += faults_in(found)
        faults += promises_in(found, people.said, people.failed)
        faults += payments_in(found, provider.asked, people.decided)
        if plan.ending == "stop":
            faults += _gentle(found, people)
        return Result(faults, _summary(going, found))


def _gentle(found: Found, people: People) -> list[str]:
    """Return what must not be after processes were only told to stop: nothing is unknown then."""
    unknown = [row["key"] for row in found.calls if row["outcome"] == "timeout_unknown"]
    told = [f"after a stop in order a call is unknown: {key}" for key in unknown]
    return [*told, *(f"after a stop in order somebody was asked about {key}" for key in people.decided)]


def _again(world: World) -> list[str]:
    """Return the prompts that the ComfyUI, which was there all the time, has begun a second time."""
    tokens = {body["prompt_id"]: TOKEN.search(json.dumps(body)) for body in world.comfy.posted("/prompt")}
    began = Counter(found[0] for prompt in world.comfy.began if (found := tokens[prompt]) is not None)
    return [f"ComfyUI began {count} prompts of {token}" for token, count in began.items() if count > 1]


def _summary(going: Campaign, found: Found) -> str:
    states = Counter(run["state"] for run in found.runs)
    paid, again = sum(going.world.provider.asked.values()), sum(bool(row.get("repetition")) for row in found.calls)
    decided = Counter(going.people.decided.values())
    return (
        f"ended {dict(going.ended)}; runs {dict(states)}; {paid} paid requests in {len(found.calls)} calls, {again} of"
        f" them repetitions; decisions {dict(decided)}; ComfyUI began {len(going.world.comfy.began)} prompts"
    )


@asynccontextmanager
async def _begun(plan: Plan, folder: Path) -> AsyncIterator[Campaign]:
    layer = folder / "layer"
    for name, content in declarations().items():
        (layer / name).parent.mkdir(parents=True, exist_ok=True)
        (layer / name).write_text(json.dumps(content))
    chance = random.Random(f"campaign {plan.seed}")
    async with opened(plan.seed) as world, httpx.AsyncClient(timeout=60, trust_env=False) as client:
        environment = {
            **world.environment,
            "DEVSERVER_DATA": str(folder / "data"),
            "DEVSERVER_SCHEMAS": str(layer),
            "DEVSERVER_LOG_LEVEL": "info",
            "DEVSERVER_STOP_GRACE_SECONDS": "20" if plan.ending == "stop" else "0.2",
            **({"DEVSERVER_DATABASE_URL": plan.url} if plan.url else {}),
        }
        fleet = [Process(place, folder, environment) for place in range(plan.processes)]

        def up() -> str:
            return chance_of_people.choice([one.url for one in fleet if one.url and not one.frozen] or [""])

        chance_of_people = random.Random(f"people {plan.seed}")
        people = People(client, up, chance_of_people)
        deciding = asyncio.create_task(people.decide_for_ever())
        going = Campaign(plan, folder, world, people, fleet, chance)
        try:
            yield going
        finally:
            tasks = (deciding, *going.tasks, *going.following)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for process in fleet:
                await process.kill()
