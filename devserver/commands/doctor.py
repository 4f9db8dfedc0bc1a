"""`devserver doctor`: what is configured, and whether it can be reached and used.

A finding is ok, a note (something is missing or away, which need not matter) or wrong. Exit code 1 where one is wrong.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import re
import shutil
import sys
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text
from ulid import ULID

from devserver import __version__
from devserver.backends import Availability, Backend, ModelFile
from devserver.backends.listing import listing_of
from devserver.commands import exits
from devserver.commands.declarations import NOT_VERIFIED
from devserver.engine import postgres
from devserver.engine.builder import Model, resolve_models
from devserver.engine.catalogue import ConfigView, list_configs
from devserver.engine.changes import CONFIGS, config_faults
from devserver.engine.ending import all_lifecycles, settings_lifecycles
from devserver.engine.engine import Engine, open_engine
from devserver.engine.router import Router
from devserver.engine.store import StoreAway
from devserver.engine.store.bucket import open_bucket
from devserver.errors import DevServerError, sentence
from devserver.settings import Settings

_VERSION = re.compile(r"/v\d+[a-z0-9]*$")
SPACE = 1_000_000_000
"""Bytes below which the disk of the data folder is worth a word."""
COLOURS = {"ok": "green", "note": "yellow", "wrong": "bold red"}
State = Literal["ok", "note", "wrong"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; of a config also why it cannot run, what to install, and if it was verified."""

    state: State
    subject: str
    said: str
    cause: str = ""
    missing: tuple[str, ...] = ()
    files: tuple[ModelFile, ...] = ()
    verified: bool = True

    def json(self) -> dict[str, object]:
        """Return it as a program reads it."""
        return {**asdict(self), "files": [file.model_dump() for file in self.files]}


async def doctor(settings: Settings, *, as_json: bool) -> int:
    """Look at everything, print what was found, and return 1 where something is wrong.

    For a person a table; JSON where that is asked for or the output is no terminal.
    """
    findings = [finding async for finding in _found(settings)]
    if as_json or not sys.stdout.isatty():
        sys.stdout.write(json.dumps([finding.json() for finding in findings], ensure_ascii=False, indent=2) + "\n")
    else:
        Console().print(table(findings))
    return exits.FAILED if any(finding.state == "wrong" for finding in findings) else exits.DONE


async def _found(settings: Settings) -> AsyncIterator[Finding]:
    surroundings = list(_surroundings(settings))
    for finding in surroundings:
        yield finding
    if any(finding.subject == "database" and finding.state == "wrong" for finding in surroundings):
        return  # nothing else opens without it
    try:
        async with open_engine(settings, kind="command") as engine:
            configs = await _configs(engine, settings)
            said = [*_declarations(engine), *await _servers(engine)]
            found = [*await _models(engine), *said, *configs, *_ends(engine)]
    except DevServerError as error:
        found = [Finding("wrong", "engine", str(error))]
    for finding in found:
        yield finding


def table(findings: Iterable[Finding]) -> Table:
    """Return the findings as a table; neighbours of whom the same is said share a row."""
    drawn = Table("", "subject", "", box=None, header_style="bold", show_header=False)
    for (state, said), alike in groupby(findings, key=lambda finding: (finding.state, finding.said)):
        subjects = [finding.subject for finding in alike]
        drawn.add_row(Text(state, COLOURS[state]), Text("\n".join(subjects)), Text(said))
    return drawn


def _surroundings(settings: Settings) -> Iterator[Finding]:
    yield Finding("ok", "devserver", f"{__version__} on Python {platform.python_version()}")
    yield _data_folder(settings.data.resolve())
    yield _database(settings.database_url)
    if settings.media_store:
        yield _media_store(settings.media_store)
    yield Finding("ok", "safety level", settings.safety_level)
    for name, usd in (("budget of a run", settings.budget_run_usd), ("budget of a day", settings.budget_day_usd)):
        if usd is not None:
            yield Finding("ok", name, f"{usd} USD; calls without a known price are not made")
    if not settings.models["STAGE3_MODEL"]:
        yield Finding("note", "STAGE3_MODEL", "not set: word lists check, and no model does")
    if not settings.models["VLM_SAFETY_MODEL"]:
        yield Finding("note", "VLM_SAFETY_MODEL", "not set: no model looks at pictures before they are shown")
    if not settings.models["TRANSLATION_MODEL"]:
        yield Finding("note", "TRANSLATION_MODEL", "not set: texts are not translated")


def _database(url: str) -> Finding:
    """Say which database it is, and of one elsewhere whether it can be reached; no user and no password is shown."""
    if not url or not postgres.is_postgres(url):
        return Finding("ok", "database", "SQLite in the data folder" if not url else "SQLite")
    try:
        return Finding("ok", "database", f"{postgres.described(url)}, reachable")
    except DevServerError as error:
        return Finding("wrong", "database", str(error))


def _media_store(url: str) -> Finding:
    """Say whether files can be written to the object store of media, read and removed, by doing it once."""
    key, content = f"devserver-doctor-{ULID()}", b"written by devserver doctor, to be removed"
    try:
        store = open_bucket(url)
        store.put(key, content)
        same = store.open(key).read(0, len(content)) == content
        store.remove([key])
    except (StoreAway, FileNotFoundError) as error:
        return Finding("wrong", "media store", f"{url}: {error}")
    except DevServerError as error:
        return Finding("wrong", "media store", str(error))
    said = "written, read and removed" if same else "it gave other bytes than it was given"
    return Finding("ok" if same else "wrong", "media store", f"{url}: {said}")


def _data_folder(data: Path) -> Finding:
    """Say whether the data folder can be used; one that is not there yet can where the folder above it can."""
    there = next(path for path in (data, *data.parents) if path.exists())
    if not there.is_dir():
        return Finding("wrong", "data folder", f"{there} is a file and no folder: set DEVSERVER_DATA to another place")
    if not os.access(there, os.R_OK | os.W_OK | os.X_OK):
        return Finding(
            "wrong", "data folder", f"{there} cannot be written to: change its rights, or set DEVSERVER_DATA"
        )
    free = shutil.disk_usage(there).free
    made = "" if there == data else ", made when it is needed"
    return Finding("ok" if free > SPACE else "note", "data folder", f"{data}{made}, {free / 1e9:.1f} GB free")


def _declarations(engine: Engine) -> Iterator[Finding]:
    library = engine.declarations.library
    yield Finding("ok", "declarations", f"{len(library.configs)} configs, {len(library.chunks)} chunks")
    for report in library.reports:
        if report.severity == "error":
            yield Finding("wrong", "declaration", str(report))
    for name in CONFIGS:
        for fault in config_faults(name, getattr(engine.settings, name), library):
            yield Finding("wrong", engine.settings.variable(name), sentence(fault.message, fault.params, "en"))


async def _models(engine: Engine) -> list[Finding]:
    """Say of each setting that names models whether they can be had: what a stage is sent to must be there."""
    named = {name: resolve_models(value, {}, "") for name, value in engine.settings.models.items() if value}
    await engine.router.look({model.provider for models in named.values() for model in models})
    return [await _model(engine.router, name, models) for name, models in named.items()]


async def _model(router: Router, name: str, models: Sequence[Model]) -> Finding:
    states = [(model, await router.availability(model.provider, model.name, "")) for model in models]
    away = [(model, state) for model, state in states if not state.ready]
    if not away:
        return Finding("ok", name, ", ".join(map(str, models)))
    said = "; ".join(f"{model}: {state.reason or state.state}" for model, state in away)
    return Finding("note", name, said, away[0][1].cause, away[0][1].missing)


async def _servers(engine: Engine) -> list[Finding]:
    """Say of each backend with an address, or with several servers, whether it can be asked; no key is shown."""
    found = [backend for backend in engine.router.backends if backend.describe().keys() & {"url", "servers"}]
    states = await asyncio.gather(*(backend.availability("", "") for backend in found))
    return [finding for backend, state in zip(found, states, strict=True) for finding in _reached(backend, state)]


def _reached(backend: Backend, state: Availability) -> Iterator[Finding]:
    about = backend.describe()
    if state.ready and (doubt := _no_list(backend)):
        yield Finding("note", backend.name, doubt)
    elif "url" in about:
        yield Finding("ok" if state.ready else "note", backend.name, state.reason or f"{about['url']}, ready")
    for server in about.get("servers", ()):
        said = f"{server['url']}, {server['reason'] or 'ready'}"
        name = server["name"] if server["name"].startswith(backend.name) else f"{backend.name} {server['name']}"
        yield Finding("ok" if server["state"] == "up" else "note", name, said)


def _no_list(backend: Backend) -> str:
    """Say of a server that answers and has no models at an address without a version that it may be another."""
    listing = listing_of(backend)
    if listing is None or not listing.optional or listing.known.entries or _VERSION.search(listing.wire.server.url):
        return ""
    url = listing.wire.server.url
    return f"{url} answers, and there is no list of models at {url}{listing.path}: an address usually ends with /v1"


def _ends(engine: Engine) -> Iterator[Finding]:
    """Say which models of settings and configs end; one that has ended and is still named is no more than a note."""
    declared, router = engine.declared, engine.router
    named = settings_lifecycles(declared, router)
    for alias, ends in named.items():
        yield from (Finding("note", alias, end.message) for end in ends)
    of_settings = {end.model for ends in named.values() for end in ends}
    for end in all_lifecycles(declared, router):
        if end.model not in of_settings:
            yield Finding("note", end.model, end.message)


async def _configs(engine: Engine, settings: Settings) -> list[Finding]:
    configs = await list_configs(engine.declared, engine.router, None, settings.language)
    return [_config(c) for c in configs if c.kind == "output" or not c.availability.ready]


def _config(config: ConfigView) -> Finding:
    state = config.availability
    said = state.reason or state.state
    return Finding(
        "ok" if state.ready else "note",
        f"{config.kind} {config.id}",
        said if config.verified else f"{said} ({NOT_VERIFIED})",
        state.cause,
        state.missing,
        state.files,
        config.verified,
    )
