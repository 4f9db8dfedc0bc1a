"""Imports a workflow: reads it, asks a server, decides, checks what comes of it, and only then writes.

The command line and the HTTP API do it through `import_workflow` alike.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from devserver.backends.comfyui.nodes import Nodes, ask_nodes
from devserver.backends.comfyui.settings import Pace
from devserver.backends.providers import PROVIDERS
from devserver.declarations.layers import Layer
from devserver.declarations.library import Library, load
from devserver.declarations.loading import Files
from devserver.declarations.reports import Report, nearest
from devserver.engine.declared import layers_of
from devserver.engine.engine import Engine
from devserver.engine.importing.analysis import analyse
from devserver.engine.importing.declaring import declare_chunk, declare_config, findings
from devserver.engine.importing.linked import linked
from devserver.engine.importing.reading import Graph, read_graph
from devserver.engine.importing.writing import NewFile, check_name, new_files, write_both
from devserver.errors import Conflict, Fault, InvalidInput, Unavailable
from devserver.models.imports import Imported, ImportedFile, Undecided
from devserver.settings import Settings


@dataclass(frozen=True)
class Order:
    """What is to be imported: `server` is a name of the settings, `out` another folder than the usual one."""

    name: str
    workflow: Any
    server: str | None = None
    force: bool = False
    out: Path | None = None


async def import_workflow(
    settings: Settings, order: Order, pace: Pace | None = None, pool: Executor | None = None
) -> Imported:
    """Make a chunk and a config of a workflow, and write both; what blocks is done on the pool.

    Raises InvalidInput for a name or workflow that does not do, Conflict for a name that is taken, Unavailable for a
    named server that does not answer and a folder that cannot be written. Nothing is written then.
    """
    check_name(order.name)
    on_thread = partial(asyncio.get_running_loop().run_in_executor, pool)
    graph = await on_thread(read_graph, order.workflow)
    nodes, undecided = await _ask(settings, order.server, graph, pace)
    return await on_thread(_import, settings, order, graph, nodes, undecided)


async def import_into(engine: Engine, order: Order) -> Imported:
    """Import a workflow into the declarations of an engine; the new config can be picked when this returns."""
    imported = await import_workflow(engine.settings, order, pool=engine.pool)
    await engine.declarations.reload()
    return imported


async def _ask(
    settings: Settings, name: str | None, graph: Graph, pace: Pace | None
) -> tuple[Nodes | None, list[Undecided]]:
    """Ask the named server, else all, of which the one that lacks least is believed.

    Without a name a server that does not answer is no fault.
    """
    servers = [server for server in settings.comfyui if name in {None, server.name}]
    if name is not None and not servers:
        known = [server.name for server in settings.comfyui]
        params = {"server": name, "known": nearest(name, known) or ["-"]}
        raise InvalidInput(Fault(pointer="/server", message="import_server_unknown", params=params))
    found, failed = await ask_nodes(servers, graph.classes, pace)
    if not found and name is not None:
        raise Unavailable("import_server_down", server=name, reason=failed[name])
    if not found:
        return None, [Undecided(message="import_no_server")]
    each = [(nodes, nodes.catalogue.missing(graph.nodes)) for nodes in found]
    nodes, missing = min(each, key=lambda one: len(one[1].names))
    if not missing:
        return nodes, []
    return nodes, [Undecided(message="import_missing", params={"sentence": missing.sentence(nodes.server)})]


def _import(
    settings: Settings, order: Order, graph: Graph, nodes: Nodes | None, undecided: Iterable[Undecided]
) -> Imported:
    found = analyse(linked(graph.nodes), nodes)
    folder = order.out or settings.layers[-1]
    chunk, config = declare_chunk(order.name, graph.nodes, found, nodes), declare_config(order.name, found)
    files = new_files(folder, chunk, order.name, config)
    _check(settings, folder, files, order)
    write_both(folder, files, replace=order.force)
    written = [ImportedFile(id=file.id, path=file.below, declaration=file.content) for file in files]
    return Imported(
        name=order.name,
        server=nodes.server if nodes else None,
        chunk=written[0],
        config=written[1],
        findings=findings(found),
        undecided=(*graph.undecided, *undecided, *found.undecided),
    )


def _check(settings: Settings, folder: Path, files: Sequence[NewFile], order: Order) -> None:
    """Look whether the names are free and the files pass the checks, among all others, before they are there."""
    layers = list(layers_of(settings))
    if order.out is not None and order.out.is_dir() and order.out not in [layer.folder for layer in layers]:
        layers.append(Layer(order.out, optional=True))
    backends = PROVIDERS | {server.name for server in settings.openai_servers}
    read = Files()
    before = load(layers, aliases=settings.models, backends=backends, files=read)
    _check_free(before, folder, files, force=order.force)
    with tempfile.TemporaryDirectory() as trial:
        write_both(Path(trial), [NewFile(f.kind, f.id, _plain(f.below), f.content) for f in files], replace=False)
        after = load([*layers, Path(trial)], aliases=settings.models, backends=backends, files=read)
    known = set(before.reports)
    caused = [report for report in after.reports if report.severity == "error" and report not in known]
    if caused:
        raise InvalidInput(*(_unsound(report) for report in caused[:10]))


def _plain(below: str) -> str:
    return below.replace("schema_data/", "configs/", 1)


def _unsound(report: Report) -> Fault:
    reason = f"{report.reason} ({report.pointer})" if report.pointer else report.reason
    return Fault(pointer="/workflow", message="import_unsound", params={"reason": reason})


def _check_free(library: Library, folder: Path, files: Sequence[NewFile], *, force: bool) -> None:
    """Raise Conflict where an id is taken; with force only where another file of the same folder has it."""
    for file in reversed(files):
        path = (folder / file.below).absolute()
        taken = [one for one in library.files if (one.kind, one.id) == (file.kind, file.id)]
        for other in taken:
            if other.layer.folder.absolute() == folder.absolute() and other.path.absolute() != path:
                where = str(other.path.relative_to(other.layer.folder))
                raise Conflict("import_elsewhere", kind=file.kind, id=file.id, path=where)
        if not force and (taken or path.exists()):
            raise Conflict("import_exists", kind=file.kind, id=file.id)
