"""The pool: our own line of calls before several servers, and the one place that gives a call to a server.

A server gets at most its limit of prompts, usually one that runs and one that waits; the rest wait here, where they
survive its restart and can go elsewhere. One dispatcher decides; each call at a server has a task of its own, which
lives until the server is rid of the prompt, also when nobody waits for it any more.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

import structlog

from devserver.backends import NOBODY, READY, Availability, Ticket
from devserver.backends.comfyui.api import Api, open_http
from devserver.backends.comfyui.clock import now
from devserver.backends.comfyui.deciding import Again
from devserver.backends.comfyui.estimating import Durations, Place, waits, worth_telling
from devserver.backends.comfyui.job import Job
from devserver.backends.comfyui.lacking import what_is_lacking
from devserver.backends.comfyui.performing import perform
from devserver.backends.comfyui.places import Places, Release
from devserver.backends.comfyui.refusals import UI_FORMAT, is_ui_format
from devserver.backends.comfyui.remote import Remote, prompt_id_of, remote_of
from devserver.backends.comfyui.resuming import find, known
from devserver.backends.comfyui.scheduling import Line, Model, Seat, Waiting, to_move
from devserver.backends.comfyui.server import Server
from devserver.backends.comfyui.settings import Pace
from devserver.backends.opening import Read, Shared
from devserver.models.calls import MediaCall
from devserver.models.outcomes import Cancelled, Failed, Invalid, Outcome, Queued, Unavailable
from devserver.models.servers import ComfyServer

log = structlog.get_logger(__name__)

LOOK_AGAIN = 1.0
"""Seconds after which the line is looked at again while somebody waits in it."""
FEW = 50
"""Calls in the line up to which everybody hears of a new place at once; in a longer one, every second."""


class Pool:
    """Several servers and the line before them; `open_pool` opens it."""

    def __init__(
        self,
        servers: Sequence[Server],
        read: Read,
        pace: Pace,
        line: Line | None = None,
        places: Places | None = None,
    ) -> None:
        self.servers = servers
        self._places = places or Places()
        for server in servers:
            server.changed = self._changed
        self._read = read
        self._pace = pace
        self._line = line or Line(pace.fairness)
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
            self._begin(job, self._resume(job))
        else:
            job.remote = Remote(prompt_id_of(job.ticket.key)) if job.ticket.key else None
            self._wait(job)
        return job

    def _wait(self, job: Job) -> None:
        self._waiting[job.key] = job
        self.stir()

    def _begin(self, job: Job, work: Coroutine[Any, Any, None]) -> None:
        task = job.task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _resume(self, job: Job) -> None:
        """Look for a prompt that a process before this one handed in; follow it where it is, else do it anew.

        That process may have been a second one, which did it anew and was gone before that was stored.
        """
        remote = remote_of(job.ticket.key, job.ticket.remote)
        try:
            found = await find(self.servers, remote)
        except asyncio.CancelledError:
            job.finish(Cancelled())
            raise
        if found is None:
            for server in self.servers:
                server.haunt(remote.prompt_id)
            job.remote = remote.next
            self._wait(job)
            return
        job.remote, server = found
        job.attached = True
        job.mailbox.put(replace(job.remote, server=server.name).signal)
        self._give(job, server)

    def _changed(self) -> None:
        """Look at the line again: what servers are up, or what they can do, changed."""
        self._known += 1
        self.stir()

    def at(self, server: str) -> list[Job]:
        """Return the jobs that a server has now."""
        return list(self._at[server].values())

    @property
    def waiting(self) -> list[Job]:
        """Return the jobs in the line."""
        return list(self._waiting.values())

    def stir(self) -> None:
        """Look at the line again: something changed."""
        self._stirred.set()

    async def availability(self, workflow: Mapping[str, Any] | None) -> Availability:
        """Tell whether a workflow can run on a server that is up; if not, what is missing, or that calls wait.

        Without a workflow, tell whether any server is up.
        """
        await known(self.servers)
        if workflow is not None and is_ui_format(workflow):
            return Availability(state="unavailable", reason=UI_FORMAT)
        up = [server for server in self.servers if server.up]
        if workflow is not None:
            await asyncio.gather(*(server.renew() for server in up))
        if any(workflow is None or not server.missing(workflow) for server in up):
            return READY
        return what_is_lacking(self.servers, workflow)

    async def dispatch_for_ever(self) -> None:
        """Give calls to servers, whenever something changed and now and then while somebody waits."""
        while True:
            self._stirred.clear()
            self._dispatch()
            with suppress(TimeoutError):
                async with asyncio.timeout((self._places.wait or LOOK_AGAIN) if self._waiting else None):
                    await self._stirred.wait()

    async def close(self) -> None:
        """Give every call up; what a server does not end in time is left to it."""
        for job in [*self._waiting.values(), *(job for jobs in self._at.values() for job in jobs.values())]:
            job.give_up()
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
        return [server.describe(running=len(self._at[server.name])) for server in self.servers]

    def _dispatch(self) -> None:
        self._drop_cancelled()
        moment = now()
        ready = {job.key: waiting for job in list(self._waiting.values()) if (waiting := self._ready(job, moment))}
        while found := self._line.assign(ready.values(), self._seats(), moment):
            waiting, seat = found
            del ready[waiting.key]
            self._line.served(waiting, moment)
            self._give(self._waiting.pop(waiting.key), self._server(seat.name))
        self._move()
        if ready and self._all_known and (len(ready) < FEW or moment - self._told_at >= LOOK_AGAIN):
            self._told_at = moment
            self._tell_places(ready.values(), moment)

    @property
    def _all_known(self) -> bool:
        return all(server.known.is_set() for server in self.servers)

    def _server(self, name: str) -> Server:
        return next(server for server in self.servers if server.name == name)

    def _ready(self, job: Job, moment: float) -> Waiting | None:
        """Return a call as the line sees it, also while it waits for servers that are down; None where it is given up.

        It is given up where no server may have what it needs, and when those that may were down for too long.
        """
        if job.seen is not None and job.seen[0] == self._known:
            return job.seen[1]
        able = self._able(job)
        if able:
            job.hopeless_since = None
            job.seen = (self._known, self._as_waiting(job, able))
            return job.seen[1]
        if job.hopeless_since is None or not self._all_known:
            job.hopeless_since = moment
        hoped = frozenset(server.name for server in self.servers if not server.up and job.may_run_at(server))
        waited = moment - job.hopeless_since
        if hoped and (waited < self._pace.patience or not self._all_known):
            return self._as_waiting(job, hoped)
        del self._waiting[job.key]
        job.finish(self._hopeless(job))
        return None

    def _as_waiting(self, job: Job, able: frozenset[str]) -> Waiting:
        return Waiting(job.key, job.ticket, job.since, job.model, able, frozenset(job.avoid))

    def _able(self, job: Job) -> frozenset[str]:
        return frozenset(server.name for server in self.servers if server.up and job.may_run_at(server))

    def _hopeless(self, job: Job) -> Outcome:
        lacking = what_is_lacking(self.servers, job.workflow)
        if job.unable and not lacking.waits:
            reason, missing = next(reversed(job.unable.values()))
            return Unavailable(reason=reason, missing=missing)
        return lacking.outcome()

    def _seats(self) -> list[Seat]:
        free = [server for server in self.servers if server.up and not self._places.full(server)]
        return [Seat(s.name, s.resident, len(self._at[s.name]), s.foreign, s.settings.limit) for s in free]

    def _give(self, job: Job, server: Server) -> None:
        self._at[server.name][job.key] = job
        before, server.resident = server.resident, job.model
        self._begin(job, self._perform(job, server, before))

    async def _perform(self, job: Job, server: Server, before: Model | None) -> None:
        """Do a call at a server; where other processes have all places there it goes back into the line."""
        release: Release | None = None

        def free(seconds: float | None) -> None:
            self._at[server.name].pop(job.key, None)
            if release is not None:
                release()
            if seconds is not None:
                self._durations.note(job.kind, server.name, seconds)
            self.stir()

        try:
            release = self._places.follow(server) if job.attached else await self._places.take(server)
            if release is None:
                server.resident = before
                self._wait(job)
                return
            job.told = None
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
        finally:
            self._at[server.name].pop(job.key, None)
            if release is not None:
                release()
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

    def _tell_places(self, ready: Collection[Waiting], moment: float) -> None:
        """Tell the calls that wait how many stand before them, for how long, and which servers they wait for."""

        def expected(one: Waiting, server: str) -> float | None:
            job = self._waiting[one.key]
            return self._durations.expected(job.kind, server, job.ticket.seconds)

        free = {server.name: self._busy_for(server, moment) for server in self.servers if server.up}
        for one, position, seconds in waits(self._line.order(ready), free, expected):
            job = self._waiting[one.key]
            reason = "" if one.able & free.keys() else what_is_lacking(self.servers, job.workflow).reason
            place = Place(position, seconds, reason)
            if worth_telling(job.told, place):
                job.told = place
                job.mailbox.put(Queued(position=position, estimated_seconds=seconds, reason=reason))

    def _busy_for(self, server: Server, moment: float) -> float | None:
        """Return the seconds until a server has done what we gave it, None where nobody knows."""
        whole = 0.0
        for job in self._at[server.name].values():
            seconds = self._durations.expected(job.kind, server.name, job.ticket.seconds)
            if seconds is None:
                return None
            began = job.order.began if job.order else None
            whole += seconds if began is None else max(0.0, seconds - (moment - began))
        return whole


@asynccontextmanager
async def open_pool(settings: Iterable[ComfyServer], read: Read, pace: Pace | None = None) -> AsyncIterator[Pool]:
    """Open a pool of servers; `read` returns the bytes of an input. At the end every call is cancelled everywhere.

    Raises ValueError where two servers have the same name.
    """
    async with AsyncExitStack() as stack:
        yield start_pool(settings, read, stack, pace)


def start_pool(
    settings: Iterable[ComfyServer],
    read: Read,
    stack: AsyncExitStack,
    pace: Pace | None = None,
    *,
    threads: Executor | None = None,
    shared: Shared | None = None,
) -> Pool:
    """Start a pool on the running event loop and leave its closing on a stack; otherwise as `open_pool`.

    Long answers are read on `threads`; `shared` knows of the places that other processes have at the servers.
    """
    given, pace = list(settings), pace or Pace()
    if len({server.name for server in given}) < len(given):
        raise ValueError("two ComfyUI servers have the same name")
    servers = [Server(one, Api(open_http(one, pace), pace, pool=threads), pace) for one in given]
    for server in servers:
        stack.push_async_callback(server.api.http.aclose)
    each = [work for server in servers for work in (server.keep, server.hear, server.sweep)]
    stack.push_async_callback(_stop, [asyncio.create_task(_begin_again(work)) for work in each])
    return run_pool(servers, read, stack, pace, places=Places(shared))


def run_pool(
    servers: Sequence[Server],
    read: Read,
    stack: AsyncExitStack,
    pace: Pace,
    line: Line | None = None,
    *,
    places: Places | None = None,
) -> Pool:
    """Start a pool of servers that somebody else keeps; leave its closing on a stack."""
    pool = Pool(servers, read, pace, line, places)
    stack.push_async_callback(_stop, [asyncio.create_task(_begin_again(pool.dispatch_for_ever))])
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


async def _stop(tasks: Collection[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
