"""`devserver gates`: where runs wait for a decision, and deciding, whether a server runs or not.

The operator sees the gates of everybody. A run that may go on is taken by a server of this data folder, the one that
runs or the next one that starts.
"""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from devserver.commands import exits
from devserver.commands.opening import data_folder, opened
from devserver.engine.deciding import Decisions, GatePage, GateView, HandOver, WantedGates, read_gates
from devserver.errors import NotFound
from devserver.models.gates import Choice, GateState
from devserver.settings import Settings

BY = "local"
"""Who decides on the command line: the owner of what is asked without a session."""


def _made(settings: Settings) -> Path | None:
    """Return the data folder, or None where nothing was ever made: looking makes nothing."""
    data = settings.data.resolve()
    return data if settings.database_url or (data / "devserver.db").exists() else None


def _is_elsewhere(settings: Settings) -> bool:
    """Tell, and say, that the folder is not here that belongs to a database of its own: its gates are not none."""
    return bool(settings.database_url) and data_folder(settings) is None


async def show(settings: Settings, state: GateState | None, *, as_json: bool) -> int:
    """Print the newest gates in a state, of all without one: a table on a terminal, else JSON."""
    if _is_elsewhere(settings):
        return exits.USAGE
    page = await _read(settings, WantedGates(state=state))
    if as_json or not sys.stdout.isatty():
        sys.stdout.write(page.model_dump_json(indent=2) + "\n")
    else:
        print_page(page, Console())
    return exits.DONE


async def _read(settings: Settings, wanted: WantedGates) -> GatePage:
    if (data := _made(settings)) is None:
        return GatePage.model_validate({"gates": (), "total": {"count": 0, "at_least": False}, "next": None})
    async with opened(settings, data) as place:
        return await place.database.read(lambda connection: read_gates(connection, wanted))


def print_page(page: GatePage, console: Console) -> None:
    """Print a table of gates, and how to decide."""
    table = Table("gate", "run", "state", "asks", "at most USD", "until (UTC)", box=None, header_style="bold")
    for gate in page.gates:
        table.add_row(gate.gate_id, gate.run_id, gate.decision or gate.state, *_cells(gate))
    console.print(table)
    if page.next is not None:
        console.print(f"These are the newest of {page.total.count}.")
    if any(gate.state == "open" for gate in page.gates):
        console.print("Decide with: devserver gates decide GATE retry|fail")


def _cells(gate: GateView) -> tuple[str, ...]:
    asks = gate.asks
    usd = "unknown" if asks.estimate_usd is None else f"{asks.estimate_usd:.4f}"
    return f"{asks.provider}/{asks.model}".rstrip("/"), usd, f"{gate.deadline_at:%Y-%m-%d %H:%M}"


async def decide(settings: Settings, gate_id: str, choice: Choice) -> int:
    """Close a gate; raises NotFound, and Conflict where it is closed already."""
    if _is_elsewhere(settings):
        return exits.USAGE
    if (data := _made(settings)) is None:
        raise NotFound("gate_not_found", gate_id=gate_id)
    async with opened(settings, data) as place:
        decisions = Decisions(place.recorder, place.database, HandOver(place.recorder))
        gate = await decisions.decide(gate_id, choice, by=BY)
    goes_on = "a server of this data folder goes on with it" if choice == "retry" else "it has failed"
    sys.stdout.write(f"{gate.gate_id} is decided: {choice}. The run is {gate.run_id}; {goes_on}.\n")
    return exits.DONE
