"""The server as its operator sees it: whether it is well, its backends and configs, its declarations' faults."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Literal

from devserver import __version__
from devserver.backends import Availability, Backend
from devserver.declarations.assembling import DeclaredFile
from devserver.declarations.layers import Layer
from devserver.declarations.reports import Report, Severity
from devserver.engine.catalogue import availability, text_in, verified
from devserver.engine.circuits import Resting
from devserver.engine.ending import all_lifecycles, lifecycles, providers
from devserver.engine.engine import Engine
from devserver.engine.lifecycle import Lifecycle
from devserver.engine.postgres import shown
from devserver.errors import Unavailable
from devserver.models.declarations import Config
from devserver.models.frozen import Frozen, Json


class Health(Frozen):
    """That the server is well: `ready`, or `stopping` while it ends."""

    state: Literal["ready", "stopping"]
    version: str
    started_at: datetime


class BackendView(Frozen):
    """A backend: its limits, whether it can be had, and what it says of itself.

    `resting` are models that failed several times in a row and are left alone for a while, `lifecycle` those in use
    that end.
    """

    name: str
    concurrency: int
    timeout: float
    charges: bool
    availability: Availability
    resting: tuple[Resting, ...]
    lifecycle: tuple[Lifecycle, ...]
    details: dict[str, Json]


class ConfigState(Frozen):
    """What a config is called, whether it can run now, or why not, and which of its models end."""

    id: str
    kind: str
    name: str
    description: str
    verified: bool
    availability: Availability
    lifecycle: tuple[Lifecycle, ...]


class Backends(Frozen):
    """All backends, and what can run on them."""

    backends: tuple[BackendView, ...]
    configs: tuple[ConfigState, ...]


class ReportView(Frozen):
    """One thing to say of a file; line and column count from 1, `pointer` is a JSON pointer into the file."""

    severity: Severity
    code: str
    line: int
    column: int
    pointer: str
    reason: str
    hint: str


class DeclarationView(Frozen):
    """A file of declarations. `path` is relative to its layer; `served`: it is what its id stands for."""

    id: str
    kind: str
    layer: str
    path: str
    valid: bool
    served: bool
    reports: tuple[ReportView, ...]


def health(engine: Engine) -> Health:
    """Tell that the server is well, without waiting for anything; raises Unavailable where it cannot work."""
    trouble = engine.resuming.trouble
    if engine.database.shared and (trouble is not None or not engine.pulse.is_fresh):
        raise Unavailable("database_not_answering", address=shown(engine.database.url))
    if trouble is not None:
        raise trouble
    state: Literal["ready", "stopping"] = "stopping" if engine.log.closed else "ready"
    return Health(state=state, version=__version__, started_at=engine.started_at)


async def backends(engine: Engine, language: str) -> Backends:
    """Return all backends and whether each config can run, with reasons in a language."""
    declared, router = engine.declared, engine.router
    await router.look(providers(declared))
    ends = all_lifecycles(declared, router)

    async def one(backend: Backend) -> BackendView:
        return BackendView(
            name=backend.name,
            concurrency=backend.concurrency,
            timeout=backend.timeout,
            charges=backend.charges,
            availability=(await backend.availability("", "")).in_language(language),
            resting=router.resting(backend.name),
            lifecycle=tuple(end for end in ends if end.model.startswith(f"{backend.name}/")),
            details=backend.describe(),
        )

    async def state(config: Config) -> ConfigState:
        kind = declared.library.kind(config)
        found = (await availability(declared, router, config)).in_language(language)
        ends = lifecycles(declared, router, config)
        seen = verified(declared, config)
        said = {
            "name": text_in(config.name, language, config.id),
            "description": text_in(config.description, language),
        }
        return ConfigState(id=config.id, kind=kind, verified=seen, availability=found, lifecycle=ends, **said)

    found = await asyncio.gather(*map(one, router.backends))
    states = await asyncio.gather(*(state(config) for _id, config in sorted(declared.library.configs.items())))
    return Backends(backends=tuple(found), configs=tuple(states))


def declarations(engine: Engine) -> list[DeclarationView]:
    """Return every file of declarations with what there is to say of it, without a path of this machine."""
    library = engine.declarations.library
    reports: dict[str, list[Report]] = defaultdict(list)
    for report in library.reports:
        reports[report.path].append(report)
    folders = [str(file.layer.folder) for file in library.files]
    return [_declaration(file, reports[_shown(file.path)], set(folders)) for file in library.files]


def _shown(path: Path | str) -> str:
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


def _declaration(file: DeclaredFile, reports: list[Report], folders: Iterable[str]) -> DeclarationView:
    return DeclarationView(
        id=_shown(file.id),
        kind=file.kind,
        layer=_layer(file.layer),
        path=_shown(file.path.relative_to(file.layer.folder)),
        valid=not any(report.severity == "error" for report in reports),
        served=file.served,
        reports=tuple(_report(report, folders) for report in reports),
    )


def _layer(layer: Layer) -> str:
    return "built-in" if layer.shipped else layer.folder.resolve().name


def _report(report: Report, folders: Iterable[str]) -> ReportView:
    return ReportView(
        severity=report.severity,
        code=report.code,
        line=report.line,
        column=report.column,
        pointer=report.pointer,
        reason=_relative(report.reason, folders),
        hint=_relative(report.hint, folders),
    )


def _relative(text: str, folders: Iterable[str]) -> str:
    """Cut the folders of the layers from a sentence, longer ones first, so that it names no place on this machine."""
    for folder in sorted(folders, key=len, reverse=True):
        text = text.replace(f"{folder}/", "").replace(folder, "")
    return text
