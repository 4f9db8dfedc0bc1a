"""`devserver validate` and `devserver list`: what is declared, and what is wrong with it."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Column, Table

from devserver.backends.providers import PROVIDERS
from devserver.commands import exits
from devserver.declarations.command import failed, validate
from devserver.declarations.reports import Report
from devserver.engine.catalogue import ConfigView, list_configs
from devserver.engine.engine import open_engine
from devserver.settings import Settings

NOT_VERIFIED = "not verified on a real server"
UNBOUNDED = 1000
"""Characters of a line that nobody looks at."""


def check(settings: Settings, folders: Sequence[Path], *, as_json: bool) -> int:
    """Print what there is to say of folders of declarations; an error means exit code 1."""
    backends = PROVIDERS | {server.name for server in settings.openai_servers}
    reports = validate(folders or _mine(settings), aliases=settings.models, backends=backends)
    console = Console(soft_wrap=True)
    if as_json:
        console.print_json(json.dumps([_fields(report) for report in reports]))
    else:
        for report in reports:
            console.print(str(report), markup=False, highlight=False)
        errors = sum(report.severity == "error" for report in reports)
        console.print(f"{errors} error(s), {len(reports) - errors} warning(s) and notice(s)", highlight=False)
    return exits.FAILED if failed(reports) else exits.DONE


def _mine(settings: Settings) -> list[Path]:
    """Return the folders that are not shipped: what was imported, where something was, and what the settings name."""
    return [folder for folder in settings.layers[1:] if folder != settings.imported or folder.is_dir()]


def _fields(report: Report) -> dict[str, object]:
    names = ("path", "line", "column", "pointer", "severity", "code", "reason", "hint")
    return {name: getattr(report, name) for name in names}


async def show(settings: Settings, kind: str | None, *, as_json: bool) -> int:
    """Print the configs of a kind, all without one."""
    async with open_engine(settings, kind="command") as engine:
        configs = await list_configs(engine.declared, engine.router, kind, settings.language)
    if as_json:
        Console(soft_wrap=True).print_json(json.dumps([config.model_dump(mode="json") for config in configs]))
    else:
        # A pipe has no width: what reads it, such as grep, needs every id whole and one config in a line.
        Console(width=None if sys.stdout.isatty() else UNBOUNDED).print(_table(configs))
    return exits.DONE


def _table(configs: Sequence[ConfigView]) -> Table:
    table = Table("kind", Column("id", no_wrap=True), "name", "makes", "state", box=None, header_style="bold")
    for config in configs:
        said = [config.availability.state, config.availability.reason]
        said += [end.message for end in config.lifecycle if config.availability.ready]
        state = ": ".join(filter(None, said))
        state += "" if config.verified else f" ({NOT_VERIFIED})"
        table.add_row(config.kind, config.id, config.name, config.media_type or "text", state)
    return table
