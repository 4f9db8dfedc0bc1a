"""`devserver import-workflow`: a ComfyUI workflow becomes a chunk and a config, and a table says what was found."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from devserver.commands import exits
from devserver.engine.importing.importer import Order, import_workflow
from devserver.engine.importing.reading import read_bytes, read_file
from devserver.errors import sentence
from devserver.models.imports import FoundParameter, Imported, Spot
from devserver.settings import Settings

MOST_VALUE = 40
"""Characters of a value in the table."""


@dataclass(frozen=True)
class Options:
    """What a person gave on the command line."""

    graph: Path
    name: str
    server: str | None = None
    out: Path | None = None
    force: bool = False
    as_json: bool = False


def run_import(settings: Settings, options: Options) -> int:
    """Import a workflow and print what came of it: a table on a terminal, else JSON."""
    standard_input = str(options.graph) == "-"
    workflow = read_bytes(sys.stdin.buffer.read(), "-") if standard_input else read_file(options.graph)
    order = Order(options.name, workflow, server=options.server, force=options.force, out=options.out)
    imported = asyncio.run(import_workflow(settings, order))
    folder = options.out or settings.layers[-1]
    if options.as_json or not sys.stdout.isatty():
        sys.stdout.write(json.dumps(_told(imported, folder), ensure_ascii=False, indent=2) + "\n")
    else:
        _show(imported, folder)
    return exits.DONE


def _told(imported: Imported, folder: Path) -> dict[str, Any]:
    undecided = [{**dict(one), "detail": sentence(one.message, one.params, "en")} for one in imported.undecided]
    return {**imported.model_dump(mode="json"), "folder": str(folder), "undecided": undecided}


def _show(imported: Imported, folder: Path) -> None:
    console = Console()
    console.print(_table(imported))
    for one in imported.undecided:
        text = f"? {sentence(one.message, one.params, 'en')}"
        console.print(text, markup=False, highlight=False)
    for file in (imported.chunk, imported.config):
        console.print(f"written {folder / file.path}", markup=False, highlight=False, soft_wrap=True)
    asked = f"limits and choices are those of {imported.server}" if imported.server else "no server was asked"
    console.print(f"{imported.findings.media_type}, {asked}", markup=False, highlight=False)


def _table(imported: Imported) -> Table:
    table = Table("found", "value", "where", box=None, header_style="bold")
    for row in _rows(imported):
        table.add_row(*row)
    return table


def _rows(imported: Imported) -> Iterator[tuple[str, str, str]]:
    found = imported.findings
    for parameter in found.parameters:
        yield parameter.name, _value(parameter), ", ".join(map(_where, parameter.places))
    for one in found.inputs:
        yield one.name, "required" if one.required else "may be left out", _where(one.place)
    for model in found.models:
        yield model.kind, _cut(model.file), _where(model.place)
    for output in found.outputs:
        kept = "" if output.taken else ", not kept"
        yield "output", f"{output.media_type}, {output.format}{kept}", f"{output.node_id} {output.node_class}"


def _where(place: Spot) -> str:
    return f"{place.node_id} {place.node_class}.{place.field}"


def _value(parameter: FoundParameter) -> str:
    return _cut(json.dumps(parameter.value, ensure_ascii=False))


def _cut(text: str) -> str:
    return text if len(text) <= MOST_VALUE else f"{text[: MOST_VALUE - 1]}…"
