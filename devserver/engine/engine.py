"""The engine: opens everything once, hands it down, closes it in reverse.

Whoever opens it (the server, the command line, a test) gives it settings and backends. Everything of it lives on one
event loop; its blocking work runs on a pool of its own.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from devserver.backends.hosted import HostedBackend
from devserver.backends.opening import Opening
from devserver.backends.providers import PROVIDERS
from devserver.backends.shipped import MakeBackends, import_transports, shipped_backends
from devserver.engine import background, wordlists
from devserver.engine.accepting import Reception
from devserver.engine.accounts import Accounts
from devserver.engine.background import BackgroundWork
from devserver.engine.budgets import Budgets
from devserver.engine.catalogue import estimated_seconds
from devserver.engine.daily import Daily
from devserver.engine.database import Database, create_engine, default_url
from devserver.engine.deciding import Decisions
from devserver.engine.declared import Declarations, layers_of
from devserver.engine.doubts import Doubts
from devserver.engine.estimating import Estimating
from devserver.engine.eventlog import EventLog
from devserver.engine.feed import Feed
from devserver.engine.gate import Gate
from devserver.engine.inputs import Inputs
from devserver.engine.leases import Leases
from devserver.engine.ledger import Ledger
from devserver.engine.lifecycle import Clock
from devserver.engine.maker import Maker
from devserver.engine.migrate import make_ready
from devserver.engine.pictures import Pictures
from devserver.engine.pricing import Pricing
from devserver.engine.processes import Kind, Process
from devserver.engine.pulse import Pulse
from devserver.engine.recorder import Recorder
from devserver.engine.resuming import Resuming
from devserver.engine.retention import Retention
from devserver.engine.router import Router
from devserver.engine.runs import Runs
from devserver.engine.setups import Setup, Setups
from devserver.engine.snapshots import Declared
from devserver.engine.stages import Stages
from devserver.engine.store.shelf import Shelf, open_shelf
from devserver.engine.unsettled import Settling
from devserver.engine.upkeep import Upkeep
from devserver.engine.uploads import Uploads
from devserver.engine.wordlists import WordLists
from devserver.errors import Unavailable
from devserver.keys import Keys
from devserver.models.runs import now
from devserver.settings import SHIPPED, Settings

THREADS = 16
"""Threads for blocking work: files and database reads."""
RENDERERS = 2
"""Embedded generators at work at once; each keeps a core busy."""

T = TypeVar("T")

SetUp = Callable[[Settings, Setup | None], Setup]
"""Makes a setup of settings, with what the one before has open and they have in common."""


@dataclass(frozen=True)
class Engine:
    """All parts of the engine, open."""

    setups: Setups
    declarations: Declarations
    log: EventLog
    recorder: Recorder
    runs: Runs
    decisions: Decisions
    resuming: Resuming
    upkeep: Upkeep
    settling: Settling
    pulse: Pulse
    uploads: Uploads
    database: Database
    words: WordLists
    keys: Keys
    set_up: SetUp
    pool: Executor
    estimating: Estimating
    started_at: datetime = field(default_factory=now)
    changing: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def settings(self) -> Settings:
        """Return the settings in force; a run goes by those that it was accepted with."""
        return self.setups.now.settings

    @property
    def router(self) -> Router:
        """Return the router in force, for lists; a run keeps the one that it was accepted with."""
        return self.setups.now.router

    @property
    def declared(self) -> Declared:
        """Return what is declared now, for lists; a run reads its own snapshot."""
        setup = self.setups.now
        return self.declarations.in_force(setup.models, setup.checks)

    async def put(self, settings: Settings, before: Callable[[], None]) -> Setup:
        """Put other settings in force for all that begins from now on; `before` may still refuse, by raising.

        It is called, on a thread, when everything else is ready.
        """
        await self.on_thread(partial(import_transports, settings))
        setup = self.set_up(settings, self.setups.now)
        try:
            await self.on_thread(before)
        except BaseException:
            self.setups.drop(setup)
            raise
        self.setups.put(setup)
        await self.declarations.rename(_names(setup.router))
        return setup

    async def on_thread(self, work: Callable[[], T]) -> T:
        """Do what blocks, on a thread of the engine."""
        return await asyncio.get_running_loop().run_in_executor(self.pool, work)


@asynccontextmanager
async def open_engine(
    settings: Settings, backends: MakeBackends = shipped_backends, clock: Clock = now, kind: Kind = "serve"
) -> AsyncIterator[Engine]:
    """Open the engine on the running event loop, go on with runs that were left, and close everything at the end.

    `clock` gives the time (UTC) by which models end. An engine of the kind `command` takes no runs of others.
    """
    async with AsyncExitStack() as stack:
        data = _data_folder(settings.data)
        process = Process(data, kind)
        stack.callback(process.close)
        pool = stack.enter_context(ThreadPoolExecutor(THREADS, thread_name_prefix="devserver"))
        renderers = stack.enter_context(ThreadPoolExecutor(RENDERERS, thread_name_prefix="devserver-render"))
        database = await _open_database(settings.database_url or default_url(data), data, pool)
        stack.push_async_callback(database.close)
        words = wordlists.load(SHIPPED / "safety" / "words.json")
        log = EventLog(database)
        shelf = open_shelf(settings.media_store, data, pool)
        stack.callback(shelf.close)
        recorder = Recorder(data, database, log, pool, process.id, shelf=shelf)
        stack.push_async_callback(recorder.close)
        pulse = Pulse(database, process)
        await pulse.begin()
        stack.push_async_callback(pulse.end)
        leases = Leases(database, process) if database.shared else None
        if leases is not None:
            stack.push_async_callback(leases.close)

        def set_up(settings: Settings, before: Setup | None = None) -> Setup:
            opening = Opening(
                settings,
                settings.keys,
                renderers,
                pool,
                AsyncExitStack(),
                before=before.parts if before else {},
                stored=partial(_stored, shelf),
                shared=leases,
            )
            router = Router(backends(opening), before=before.router if before else None, clock=clock, leases=leases)
            ledger = _ledger(settings, router, _accounts(settings, router, recorder, pool), log, pulse)
            stages = _stages(ledger, words)
            return Setup(settings, router, stages, opening.parts, opening.stack)

        setups = Setups(set_up(settings))
        stack.push_async_callback(setups.close)
        engine = _assemble(setups, set_up, database, process, pulse, recorder=recorder, log=log, pool=pool, words=words)
        stack.callback(engine.log.close)
        stack.callback(engine.settling.end)
        stack.push_async_callback(engine.runs.close, settings.stop_grace_seconds)
        stack.callback(database.hurry)
        await asyncio.get_running_loop().run_in_executor(pool, words.find, "", settings.safety_level)
        alone = partial(_is_alone, process, database)
        await engine.settling.begin(alone=kind != "command" and alone())
        works = _background(engine, alone) | {"heartbeat": pulse.go_on}
        if leases is not None:
            works |= {"listen": Feed(database, log, engine.resuming.wake).listen, "renew_leases": leases.renew}
        else:
            works |= {
                "look_beside": partial(background.look_beside, log),
                "keep_room": partial(background.keep_room, recorder),
            }
        await stack.enter_async_context(background.in_background(works))
        yield engine


async def _stored(shelf: Shelf, key: str) -> bytes:
    return await shelf.off_loop(partial(shelf.read, key))


def _accounts(settings: Settings, router: Router, recorder: Recorder, pool: Executor) -> Accounts:
    """Return what lets calls through and prices them, by the settings and by what the backends' providers list."""
    hosted = [backend for backend in router.backends if isinstance(backend, HostedBackend)]
    lists = {backend.name: backend.prices for backend in hosted if backend.prices is not None}
    pricing = Pricing(settings.prices, lists, _places(settings), pool)
    return Accounts(pricing, Budgets(settings.budget_run_usd, settings.budget_day_usd), recorder)


def _ledger(settings: Settings, router: Router, accounts: Accounts, log: EventLog, pulse: Pulse) -> Ledger:
    deadline = timedelta(seconds=settings.gate_deadline_seconds)
    doubts = Doubts(accounts.pricing, accounts.recorder, settings.ask_above_usd, deadline)
    return Ledger(router, accounts.recorder, log, accounts, doubts, pulse)


def _stages(ledger: Ledger, words: WordLists) -> Stages:
    recorder = ledger.recorder
    gate = Gate(words, ledger, recorder)
    return Stages(gate, ledger, recorder, Maker(ledger), Pictures(gate, recorder))


def _assemble(
    setups: Setups,
    set_up: SetUp,
    database: Database,
    process: Process,
    pulse: Pulse,
    *,
    recorder: Recorder,
    log: EventLog,
    pool: Executor,
    words: WordLists,
) -> Engine:
    settings = setups.now.settings
    declarations = Declarations(layers_of(settings), settings.models, _names(setups.now.router), pool)
    uploads = Uploads(recorder.shelf, database, pool)
    reception = Reception(
        recorder=recorder,
        database=database,
        declarations=declarations,
        inputs=Inputs(uploads, recorder),
        process=process,
    )
    runs = Runs(recorder, database, reception, setups, keeps_all=process.kind == "command")
    return Engine(
        setups=setups,
        declarations=declarations,
        log=log,
        recorder=recorder,
        runs=runs,
        decisions=Decisions(recorder, database, runs),
        resuming=Resuming(runs, recorder, database, process, log),
        upkeep=Upkeep(runs, recorder, database),
        settling=Settling(runs, recorder, database, process),
        pulse=pulse,
        uploads=uploads,
        database=database,
        words=words,
        keys=settings.keys,
        set_up=set_up,
        pool=pool,
        estimating=Estimating(partial(_declared_seconds, declarations)),
    )


def _declared_seconds(declarations: Declarations, output_config: str) -> float | None:
    """Return the seconds that an output config's chunk declares, None for a config that is gone as well."""
    library = declarations.library
    config = library.configs.get(output_config)
    return estimated_seconds(library.output_chunk(config)) if config and library.kind(config) == "output" else None


def _names(router: Router) -> frozenset[str]:
    return PROVIDERS | {backend.name for backend in router.backends}


def _places(settings: Settings) -> dict[str, str]:
    """Return by which address the prices of a named server are found; other providers are known by their names."""
    return {server.name: server.url for server in settings.openai_servers}


def _data_folder(folder: Path) -> Path:
    try:
        (folder / "processes").mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder / "processes"):
            pass
    except OSError as error:
        raise Unavailable("data_folder_unusable", folder=str(folder), reason=error.strerror) from error
    return folder.resolve()


async def _open_database(url: str, data: Path, pool: Executor) -> Database:
    def migrate() -> None:
        engine = create_engine(url, writer=True)
        try:
            make_ready(engine, data)
        finally:
            engine.dispose()

    await asyncio.get_running_loop().run_in_executor(pool, migrate)
    return Database(url, pool)


def _background(engine: Engine, alone: Callable[[], bool]) -> dict[str, BackgroundWork]:
    """Return what goes on beside the runs, by name."""
    return {
        "watch_declarations": engine.declarations.follow,
        "tidy": partial(background.tidy, engine.upkeep, engine.uploads),
        "write_late": partial(background.write_late, engine.runs.late),
        "resume": engine.resuming.go_on,
        "expire_gates": partial(background.expire, engine.decisions),
        "look_at_models": partial(background.look_at_models, engine.setups, lambda: engine.declared),
        "clean": _daily(engine).follow,
        "settle": engine.settling.go_on,
        "mark": engine.settling.follow,
        "sweep": partial(background.sweep_temporary, engine.recorder, alone),
    }


def _daily(engine: Engine) -> Daily:
    retention = Retention(engine.recorder, engine.uploads, engine.upkeep.delete)
    url = engine.settings.database_url or default_url(engine.recorder.data)
    return Daily(lambda: engine.settings, retention, engine.database, url)


def _is_alone(process: Process, database: Database) -> bool:
    """Tell whether no other process works here for sure: those that share a database may be on other machines."""
    return not database.shared and process.is_alone()
