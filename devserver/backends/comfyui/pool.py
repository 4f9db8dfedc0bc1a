"""The pool: our own line of calls before several servers, and the one place that gives a call to a server.

A server gets at most its limit of prompts, usually one that runs and one that waits; the rest wait here, where they
survive its restart and can go elsewhere. One dispatcher decides; each call at a server has a task of its own, which
lives until the server is rid of the prompt, also when nobody waits for it any more.
"""

from __future__ import annotations

import asyncio
import itertools
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import structlog

from devserver.backends import NOBODY, READY, Availability, Ticket
from devserver.backends.comfyui.api import Api, Refused, Unreachable, open_http
from devserver.backends.comfyui.clock import now
from devserver.backends.comfyui.deciding import Again
from devserver.backends.comfyui.job import Job
from devserver.backends.comfyui.performing import perform
from devserver.backends.comfyui.refusals import UI_FORMAT, is_ui_format
from devserver.backends.comfyui.scheduling import Durations, Line, Seat, Waiting, to_move
from devserver.backends.comfyui.server import Server
from devserver.backends.comfyui.settings import Pace
from devserver.backends.comfyui.tracking import Look
from devserver.backends.opening import Read
from devserver.models.calls import MediaCall
from devserver.models.outcomes import Cancelled, Failed, Invalid, Outcome, Queued, Unavailable
from devserver.models.servers import ComfyServer

log = structlog.get_logger(__name__)

LOOK_AGAIN = 1.0
"""Seconds after which the line is looked at again while somebody waits in it."""
FEW = 50
"""Calls in the line up to which everybody hears of a new place at once; in a longer one, every second."""


_OURS = uuid.UUID("9b7c1f9e-4a3e-5c0b-8f52-6d1f0a7e2c41")


def prompt_id_of(key: str) -> str:
    """Return the id under which a call with a key is handed in first; the same in every process."""
    return str(uuid.uuid5(_OURS, key))


class Pool:
    """Several servers and the line before them; `open_pool` opens it."""

    def __init__(self, settings: Iterable[ComfyServer], read: Read, pace: Pace) -> None:
        self.servers = [Server(s, Api(open_http(s, pace), pace), pace, self._changed) for s in settings]
        self._read = read
        self._pace = pace
        self._line = Line(pace.fairness)
        self._durations = Durations()
        self._waiting: dict[int, Job] = {}
        self._at: dict[str, dict[int, Job]] = {server.name: {} for server in self.servers}
        self._tasks: set[asyncio.Task[None]] = set()
        self._keys = itertools.count()
        self._stirred = asyncio.Event()
        self._known = 0
        self._told_at = 0.0

    def submit(self, call: MediaCall, ticket: Ticket = NOBODY) -> Job:
        """Put a call into the line."""
        outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        job = Job(next(self._keys), call, call.workflow or {}, ticket, now(), outcome)
        job.stirred = self.stir
        if not job.workflow or is_ui_format(job.workflow):
            job.finish(Invalid(reason=UI_FORMAT if job.workflow else f"the chunk {call.chunk} has no workflow"))
        elif job.ticket.key and job.ticket.resumed:
            self._begin(self._resume(job))
        else:
            job.first_id = prompt_id_of(job.ticket.key) if job.ticket.key else None
            self._wait(job)
        return job

    def _wait(self, job: Job) -> None:
        self._waiting[job.key] = job
        self.stir()

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _resume(self, job: Job) -> None:
        """Look for a prompt that a process before this one handed in; follow it where it is, else do it anew."""
        prompt_id = prompt_id_of(job.ticket.key)
        await self._servers_known()
        for server in self.servers:
            with suppress(Unreachable, Refused):
                seen = await server.api.look(prompt_id) if server.up else Look()
                if seen != Look():
                    job.first_id, job.attached = prompt_id, True
                    self._give(job, server)
                    return
            server.haunt(prompt_id)
        self._wait(job)

    async def _servers_known(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._pace.connect):
                await asyncio.gather(*(server.known.wait() for server in self.servers))

    def _changed(self) -> None:
        """Look at the line again: what servers are up, or what they can do, changed."""
        self._known += 1
        self.stir()

    def at(self, server: str) -> list[Job]:
        """Return the jobs that a server has now."""
        return list(self._at[server].values())

    def stir(self) -> None:
        """Look at the line again: something changed."""
        self._stirred.set()

    async def availability(self, workflow: Mapping[str, Any] | None) -> Availability:
        """Tell whether a workflow can run on a server that is up; if not, what is missing, or which are down.

        Without a workflow, tell whether any server is up.
        """
        await self._servers_known()
        up = [server for server in self.servers if server.up]
        if not up:
            return Availability(state="down", reason=self._all_down(), missing=tuple(s.name for s in self.servers))
        if workflow is None:
            return READY
        if is_ui_format(workflow):
            return Availability(state="unavailable", reason=UI_FORMAT)
        await asyncio.gather(*(server.renew() for server in up))
        return self._lacking(workflow) or READY

    async def dispatch_for_ever(self) -> None:
        """Give calls to servers, whenever something changed and now and then while somebody waits."""
        while True:
            self._stirred.clear()
            self._dispatch()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN if self._waiting else None):
                    await self._stirred.wait()

    async def close(self) -> None:
        """Cancel every call, at its server too; what a server does not end in time is left to it."""
        for job in [*self._waiting.values(), *(job for jobs in self._at.values() for job in jobs.values())]:
            job.cancel()
        self._drop_cancelled()
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=self._pace.closing)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for job in self._waiting.values():
            job.finish(Cancelled())

    def describe(self) -> list[dict[str, Any]]:
        """Return what the operator sees of each server: address and state, never a header or a key."""
        return [
            {
                "name": s.name,
                "url": s.settings.url,
                "state": s.state,
                "reason": s.reason,
                "websocket": s.feed.connected,
                "running": len(self._at[s.name]),
                "others": s.foreign,
                "model": list(s.resident or ()),
            }
            for s in self.servers
        ]

    def _dispatch(self) -> None:
        self._drop_cancelled()
        moment = now()
        ready = {job.key: waiting for job in list(self._waiting.values()) if (waiting := self._ready(job, moment))}
        while found := self._line.assign(ready.values(), self._seats(), moment):
            waiting, seat = found
            del ready[waiting.key]
            self._line.served(waiting, moment)
            self._give(self._waiting.pop(waiting.key), self._server(seat.name))
        if not ready:
            self._move()
        elif len(ready) < FEW or moment - self._told_at >= LOOK_AGAIN:
            self._told_at = moment
            self._tell_positions(ready.values())

    def _server(self, name: str) -> Server:
        return next(server for server in self.servers if server.name == name)

    def _ready(self, job: Job, moment: float) -> Waiting | None:
        """Return a call as the line sees it; None while no server that is up can do it, and when it is given up."""
        if job.seen is not None and job.seen[0] == self._known:
            return job.seen[1]
        able = self._able(job)
        if able:
            job.hopeless_since = None
            waiting = Waiting(job.key, job.ticket, job.since, job.model, able, frozenset(job.avoid))
            job.seen = (self._known, waiting)
            return waiting
        if all(server.known.is_set() for server in self.servers):
            job.hopeless_since = moment if job.hopeless_since is None else job.hopeless_since
            hope = any(not server.up and job.may_run_at(server) for server in self.servers)
            if not hope or moment - job.hopeless_since > self._pace.patience:
                del self._waiting[job.key]
                job.finish(self._hopeless(job))
        return None

    def _able(self, job: Job) -> frozenset[str]:
        return frozenset(server.name for server in self.servers if server.up and job.may_run_at(server))

    def _hopeless(self, job: Job) -> Outcome:
        if job.unable:
            reason, missing = next(reversed(job.unable.values()))
            return Unavailable(reason=reason, missing=missing)
        lacking = self._lacking(job.workflow)
        if lacking is not None:
            return Unavailable(reason=lacking.reason, missing=lacking.missing)
        return Unavailable(reason=self._all_down(), missing=tuple(server.name for server in self.servers))

    def _lacking(self, workflow: Mapping[str, Any]) -> Availability | None:
        """Return what is missing on the server that is up and lacks least, or None where one lacks nothing."""
        lacking = [(server, server.missing(workflow)) for server in self.servers if server.up]
        found = [(server, missing) for server, missing in lacking if missing]
        if not found or len(found) < len(lacking):
            return None
        server, missing = min(found, key=lambda pair: len(pair[1].names))
        return Availability(state="unavailable", reason=missing.sentence(server.name), missing=missing.names)

    def _all_down(self) -> str:
        if not self.servers:
            return "no ComfyUI server is configured"
        told = ", ".join(f"{s.name} ({s.settings.url}): {s.reason}" for s in self.servers)
        return f"no ComfyUI server answers: {told}"

    def _seats(self) -> list[Seat]:
        return [
            Seat(s.name, s.resident, len(self._at[s.name]), s.foreign, s.settings.limit) for s in self.servers if s.up
        ]

    def _give(self, job: Job, server: Server) -> None:
        self._at[server.name][job.key] = job
        server.resident = job.model
        job.position = None
        self._begin(self._perform(job, server))

    async def _perform(self, job: Job, server: Server) -> None:
        def free(seconds: float | None) -> None:
            self._at[server.name].pop(job.key, None)
            if seconds is not None:
                self._durations.note(job.kind, seconds)
            self.stir()

        try:
            ended = await perform(job, server, self._read, free)
            if isinstance(ended, Again):
                await self._again(job, server, ended)
            else:
                job.finish(ended)
        except asyncio.CancelledError:
            job.finish(Cancelled())
            raise
        except Exception as error:  # the top of a task: a defect ends its call, not the pool
            log.exception("comfyui_defect", server=server.name)
            job.finish(Failed(reason=f"{server.name}: {type(error).__name__}"))
        self.stir()

    async def _again(self, job: Job, server: Server, again: Again) -> None:
        log.info("comfyui_again", server=server.name)
        log.debug("comfyui_again_why", server=server.name, reason=again.reason)  # may hold values of a person
        job.order = job.seen = None
        if again.elsewhere:
            job.avoid.add(server.name)
        if again.never_there:
            job.unable[server.name] = (again.reason, again.missing)
            await server.renew(after=0.0)
        self._wait(job)

    def _move(self) -> None:
        """Take a call back from where it only waits when a server that could run it has nothing to do."""
        there = {}
        for name, jobs in self._at.items():
            later = [job for job in jobs.values() if job.order and job.order.waiting and job.order.wish == "done"]
            if len(jobs) > 1 and later:
                there[name] = later[-1]
        source = to_move({name: self._able(job) for name, job in there.items()}, self._seats())
        if source is not None and (order := there[source].order) is not None:
            order.move()

    def _drop_cancelled(self) -> None:
        for job in [job for job in self._waiting.values() if job.cancelled]:
            del self._waiting[job.key]
            job.finish(Cancelled())

    def _tell_positions(self, ready: Iterable[Waiting]) -> None:
        busy = [job for jobs in self._at.values() for job in jobs.values()]
        ahead = sum(self._durations.expected(job.kind) or 0.0 for job in busy)
        servers = max(1, sum(server.up for server in self.servers))
        for position, waiting in enumerate(self._line.order(ready)):
            job = self._waiting[waiting.key]
            expected = self._durations.expected(job.kind)
            if job.position != position:
                job.position = position
                seconds = ahead / servers if ahead else None
                job.mailbox.put(Queued(position=position, estimated_seconds=seconds))
            ahead += expected or 0.0


@asynccontextmanager
async def open_pool(settings: Iterable[ComfyServer], read: Read, pace: Pace | None = None) -> AsyncIterator[Pool]:
    """Open a pool of servers; `read` returns the bytes of an input. At the end every call is cancelled everywhere.

    Raises ValueError where two servers have the same name.
    """
    async with AsyncExitStack() as stack:
        yield start_pool(settings, read, stack, pace)


def start_pool(settings: Iterable[ComfyServer], read: Read, stack: AsyncExitStack, pace: Pace | None = None) -> Pool:
    """Start a pool on the running event loop and leave its closing on a stack; otherwise as `open_pool`."""
    given = list(settings)
    if len({server.name for server in given}) < len(given):
        raise ValueError("two ComfyUI servers have the same name")
    pool = Pool(given, read, pace or Pace())
    for server in pool.servers:
        stack.push_async_callback(server.api.http.aclose)
    for work in (
        *(server.keep for server in pool.servers),
        *(server.sweep for server in pool.servers),
        pool.dispatch_for_ever,
    ):
        stack.push_async_callback(_stop, asyncio.create_task(_begin_again(work)))
    stack.push_async_callback(pool.close)
    return pool


async def _begin_again(work: Callable[[], Awaitable[None]]) -> None:
    """Do background work until cancelled; what breaks it is logged, and it is begun again."""
    while True:
        try:
            await work()
        except Exception:  # the top of a task: a defect here must not leave a server without anybody who looks
            log.exception("comfyui_background_failed")
        await asyncio.sleep(LOOK_AGAIN)


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
