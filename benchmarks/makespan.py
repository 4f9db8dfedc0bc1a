"""A thousand prompts over four servers and three models, on a clock that jumps: the whole pool but no network.

The servers here take prompts as ComfyUI does (one runs, one waits, a model that is not loaded takes 10 s) and tell of
their end; a prompt takes 1 to 8 s. The lower bound is all work spread evenly, with one loading for each server. Beside
our policy two others fill the same seats of the same pool: each server in its turn, and the one with the least to do.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

from benchmarks.figures import Figure
from devserver import logs
from devserver.backends import Ticket
from devserver.backends.comfyui.clock import now
from devserver.backends.comfyui.pool import run_pool
from devserver.backends.comfyui.protocol import SUCCESS, Ended, Started, Terminal
from devserver.backends.comfyui.scheduling import Line, Seat, Waiting
from devserver.backends.comfyui.server import Server
from devserver.backends.comfyui.settings import Pace
from devserver.backends.comfyui.tracking import Look
from devserver.models.calls import InputMedia, MediaCall
from devserver.models.outcomes import Empty
from devserver.models.servers import ComfyServer
from tests.fakes.clock import run_jumping

PROMPTS, SERVERS, PEOPLE = 1000, 4, 5
MODELS = ("a.safetensors", "b.safetensors", "c.safetensors")
LOADING = 10.0


@dataclass
class Work:
    """What a server without a network has to do: the requests that a prompt needs, answered at once."""

    tell: Any
    durations: Mapping[str, float]
    history: dict[str, Any] = field(default_factory=dict)
    line: list[tuple[str, Any]] = field(default_factory=list)
    more: asyncio.Event = field(default_factory=asyncio.Event)
    taken_back: set[str] = field(default_factory=set)
    loaded: str = ""
    loadings: int = 0

    async def post_prompt(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Take a prompt."""
        self.line.append((body["prompt_id"], body["prompt"]))
        self.more.set()
        return {"prompt_id": body["prompt_id"], "number": 0, "node_errors": {}}

    async def look(self, prompt_id: str, *, ended: bool = False) -> Look:
        """Tell where a prompt is."""
        entry = self.history.get(prompt_id)
        if any(waits == prompt_id for waits, _ in self.line):
            return Look("waiting")
        return Look(entry=entry) if entry or prompt_id in self.taken_back else Look("running")

    async def remove(self, prompt_id: str) -> None:
        """Give a prompt back that waits."""
        kept = [one for one in self.line if one[0] != prompt_id]
        if len(kept) < len(self.line):
            self.taken_back.add(prompt_id)
        self.line[:] = kept

    async def work(self) -> None:
        """Do one prompt after the other."""
        while True:
            while not self.line:
                self.more.clear()
                await self.more.wait()
            prompt_id, prompt = self.line.pop(0)
            self.tell(Started(prompt_id))
            model = prompt["load"]["inputs"]["ckpt_name"]
            if model != self.loaded:
                self.loaded, self.loadings = model, self.loadings + 1
                await asyncio.sleep(LOADING)
            await asyncio.sleep(self.durations[prompt["save"]["inputs"]["text"]])
            self.history[prompt_id] = {"outputs": {}, "status": {"messages": [[SUCCESS, {}]]}}
            self.tell(Terminal(prompt_id, SUCCESS, {}))
            self.tell(Ended(prompt_id))


class Jumping(Server):
    """A server of the pool around such work."""

    def __init__(self, name: str, durations: Mapping[str, float]) -> None:
        self.does = Work(self.tell, durations)
        settings = ComfyServer(name=name, url="http://127.0.0.1:1")
        super().__init__(settings, self.does, Pace(), state="up")  # type: ignore[arg-type]
        self.known.set()

    def tell(self, event: Any) -> None:
        """Tell whoever follows the prompt."""
        self.feed.heard_at = now()
        self.listeners[event.prompt_id].hear(event)


class InTurn(Line):
    """Gives the oldest call to one server after the other."""

    turn = 0

    def assign(self, waiting: Collection[Waiting], seats: Sequence[Seat], now: float) -> tuple[Waiting, Seat] | None:
        """Return the oldest call and the next server, when that has room."""
        seat = seats[self.turn % len(seats)]
        if not waiting or seat.ours >= seat.limit:
            return None
        self.turn += 1
        return min(waiting, key=lambda one: one.key), seat


class LeastQueue(Line):
    """Gives the oldest call to the server that has the fewest."""

    def assign(self, waiting: Collection[Waiting], seats: Sequence[Seat], now: float) -> tuple[Waiting, Seat] | None:
        """Return the oldest call and the server with the fewest calls, when that has room."""
        seat = min(seats, key=lambda seat: seat.ours)
        return (min(waiting, key=lambda one: one.key), seat) if waiting and seat.ours < seat.limit else None


def figures(count: int = PROMPTS) -> Iterator[Figure]:
    """Do the same prompts under each policy."""
    logs.configure("warning")
    chance = random.Random(7)
    jobs = [(chance.choice(MODELS), chance.uniform(1.0, 8.0)) for _ in range(count)]
    bound = (sum(seconds for _, seconds in jobs) + SERVERS * LOADING) / SERVERS
    ours, loadings = run_jumping(_makespan(jobs, Line()))
    yield Figure(f"makespan / lower bound ({loadings} loadings)", ours / bound, "ratio", most=1.10)
    for name, line in (("round robin", InTurn()), ("least queue", LeastQueue())):
        seconds, loadings = run_jumping(_makespan(jobs, line))
        yield Figure(f"makespan of {name} / ours ({loadings} loadings)", seconds / ours, "ratio", least=1.0)


async def _makespan(jobs: list[tuple[str, float]], line: Line) -> tuple[float, int]:
    durations = {str(number): seconds for number, (_, seconds) in enumerate(jobs)}
    servers = [Jumping(f"s{n}", durations) for n in range(SERVERS)]
    working = [asyncio.create_task(server.does.work()) for server in servers]
    async with AsyncExitStack() as stack:
        pool = run_pool(servers, _no_input, stack, Pace(), line)
        waiting = [
            pool.submit(_call(number, model), Ticket(f"person {number % PEOPLE}"))
            for number, (model, _) in enumerate(jobs)
        ]
        outcomes = await asyncio.gather(*(job.outcome for job in waiting))
        seconds = now()
    for task in working:
        task.cancel()
    await asyncio.gather(*working, return_exceptions=True)
    if not all(isinstance(outcome, Empty) for outcome in outcomes):  # they save nothing, which is no failure
        raise RuntimeError(str(outcomes))
    return seconds, sum(server.does.loadings for server in servers)


def _call(number: int, model: str) -> MediaCall:
    return MediaCall(
        chunk=model,
        backend="comfyui",
        provider="comfyui",
        media_type="image",
        formats=("png",),
        prompt="a boat",
        workflow={
            "load": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": model}},
            "save": {"class_type": "SaveImage", "inputs": {"images": ["load", 0], "text": str(number)}},
        },
    )


async def _no_input(_image: InputMedia) -> bytes:
    raise FileNotFoundError
