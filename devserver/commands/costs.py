"""`devserver costs`: what calls have cost, from the database of the data folder, whether a server runs or not."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from devserver.commands import exits
from devserver.engine.database import create_engine, default_url
from devserver.engine.migrate import upgrade
from devserver.engine.totals import Costs, Group, Sums, period, read_costs
from devserver.settings import Settings


@dataclass(frozen=True)
class Asked:
    """Which calls, and how they are grouped."""

    since: datetime | None
    until: datetime | None
    group_by: Group


def costs(settings: Settings, asked: Asked, *, as_json: bool) -> int:
    """Print what calls have cost: a table on a terminal, else JSON."""
    found = _read(settings, asked)
    if as_json or not sys.stdout.isatty():
        sys.stdout.write(found.model_dump_json(indent=2) + "\n")
    else:
        show(found, Console())
    return exits.DONE


def _read(settings: Settings, asked: Asked) -> Costs:
    data = settings.data.resolve()
    url = settings.database_url or default_url(data)
    if not settings.database_url and not (data / "devserver.db").exists():
        url = "sqlite://"  # nothing was ever made here, and looking makes nothing
    engine = create_engine(url, writer=True) if url != "sqlite://" else sa.create_engine(url)
    try:
        upgrade(engine)
        with engine.connect() as connection:
            return read_costs(connection, *period(asked.since, asked.until), asked.group_by)
    finally:
        engine.dispose()


def show(found: Costs, console: Console) -> None:
    """Print a table, with the whole as its last line."""
    table = Table(caption=f"{found.since:%Y-%m-%d %H:%M} to {found.until:%Y-%m-%d %H:%M} UTC", caption_justify="left")
    table.add_column(found.group_by)
    for name in ("calls", "USD", "of it estimated", "unknown", "seconds"):
        table.add_column(name, justify="right")
    for group in found.groups:
        table.add_row(group.key, *_cells(group))
    table.add_section()
    table.add_row("all", *_cells(found.total))
    console.print(table)
    if found.more:
        console.print("There are more; ask for a shorter time.")
    if found.total.unknown:
        console.print(f"{found.total.unknown} call(s) of unknown cost are in no sum.")
    if found.total.maybe_paid_twice:
        console.print(f"{found.total.maybe_paid_twice} call(s) repeat one that may have been paid.")


def _cells(sums: Sums) -> tuple[str, ...]:
    usd = "unknown" if sums.usd is None else f"{'' if sums.complete else 'at least '}{sums.usd:.4f}"
    return (str(sums.calls), usd, f"{sums.estimated_usd:.4f}", str(sums.unknown), f"{sums.seconds:.1f}")
