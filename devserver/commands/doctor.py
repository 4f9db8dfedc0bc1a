"""`devserver doctor`: what is configured, and whether it can be reached and used."""

from __future__ import annotations

import asyncio
import json
import platform
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal

from rich.console import Console

from devserver import __version__
from devserver.backends import Availability, Backend
from devserver.commands import exits
from devserver.engine.catalogue import list_configs
from devserver.engine.ending import all_lifecycles, settings_lifecycles
from devserver.engine.engine import Engine, open_engine
from devserver.errors import DevServerError
from devserver.settings import Settings

SPACE = 1_000_000_000
"""Bytes below which the disk of the data folder is worth a word."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    state: Literal["ok", "note", "wrong"]
    subject: str
    said: str


async def doctor(settings: Settings, *, as_json: bool) -> int:
    """Look at everything, print what was found, and return 1 where something is wrong."""
    try:
        async with open_engine(settings) as engine:
            findings = [
                *_surroundings(settings),
                *_declarations(engine),
                *await _servers(engine),
                *await _configs(engine, settings),
                *_ends(engine),
            ]
    except DevServerError as error:
        findings = [*_surroundings(settings), Finding("wrong", "engine", str(error))]
    console = Console(soft_wrap=True)
    if as_json:
        console.print_json(json.dumps([asdict(finding) for finding in findings]))
    for finding in () if as_json else findings:
        console.print(f"{finding.state:<6}{finding.subject:<28}{finding.said}", markup=False, highlight=False)
    return exits.FAILED if any(finding.state == "wrong" for finding in findings) else exits.DONE


def _surroundings(settings: Settings) -> Iterator[Finding]:
    yield Finding("ok", "devserver", f"{__version__} on Python {platform.python_version()}")
    free = shutil.disk_usage(settings.data if settings.data.exists() else ".").free
    state: Literal["ok", "note"] = "ok" if free > SPACE else "note"
    yield Finding(state, "data folder", f"{settings.data.resolve()}, {free / 1e9:.1f} GB free")
    yield Finding("ok", "database", "SQLite in the data folder" if not settings.database_url else "as configured")
    yield Finding("ok", "safety level", settings.safety_level)
    for name, usd in (("budget of a run", settings.budget_run_usd), ("budget of a day", settings.budget_day_usd)):
        if usd is not None:
            yield Finding("ok", name, f"{usd} USD; calls without a known price are not made")
    for name, value in settings.models.items():
        if value:
            yield Finding("ok", name, value)
    if not settings.models["STAGE3_MODEL"]:
        yield Finding("note", "STAGE3_MODEL", "not set: word lists check, and no model does")
    if not settings.models["VLM_SAFETY_MODEL"]:
        yield Finding("note", "VLM_SAFETY_MODEL", "not set: no model looks at pictures before they are shown")
    if not settings.models["TRANSLATION_MODEL"]:
        yield Finding("note", "TRANSLATION_MODEL", "not set: texts are not translated")


def _declarations(engine: Engine) -> Iterator[Finding]:
    library = engine.declarations.library
    yield Finding("ok", "declarations", f"{len(library.configs)} configs, {len(library.chunks)} chunks")
    for report in library.reports:
        if report.severity == "error":
            yield Finding("wrong", "declaration", str(report))


async def _servers(engine: Engine) -> list[Finding]:
    """Say of each backend with an address, or with several servers, whether it can be asked; no key is shown."""
    found = [backend for backend in engine.router.backends if backend.describe().keys() & {"url", "servers"}]
    states = await asyncio.gather(*(backend.availability("", "") for backend in found))
    return [finding for backend, state in zip(found, states, strict=True) for finding in _reached(backend, state)]


def _reached(backend: Backend, state: Availability) -> Iterator[Finding]:
    about = backend.describe()
    if "url" in about:
        yield Finding("ok" if state.ready else "note", backend.name, state.reason or f"{about['url']}, ready")
    for server in about.get("servers", ()):
        said = f"{server['url']}, {server['reason'] or 'ready'}"
        name = server["name"] if server["name"].startswith(backend.name) else f"{backend.name} {server['name']}"
        yield Finding("ok" if server["state"] == "up" else "note", name, said)


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
    return [
        Finding("ok" if c.availability.ready else "note", f"{c.kind} {c.id}", c.availability.reason or "ready")
        for c in configs
        if c.kind == "output" or not c.availability.ready
    ]
