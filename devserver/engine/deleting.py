"""Deletion: rows and files of a run that has ended go, and what was paid for it stays.

Nobody deletes a run that is pinned, whoever asks and however old it is: its pin is taken away first.
The rows go in one transaction, which leaves a tombstone: who asks for the run later learns that it was deleted, and
`reindex` does not bring it back. The files go after that; what cannot be removed at once is removed by a later pass.
Runs that were made from it have artefacts of their own and stay as they are.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
import structlog

from devserver.engine import files, rows, tables
from devserver.engine.database import Database
from devserver.engine.store.shelf import Shelf, run_key
from devserver.errors import Conflict, NotFound
from devserver.models.runs import ENDED, now

log = structlog.get_logger(__name__)

STILL_WRITING = timedelta(minutes=1)
"""How long after the end of a run another process may at most write its files."""

_KEPT = [column.name for column in tables.deleted_calls.columns]


_OWN = tables.calls.c.run_id == tables.runs.c.id
_COSTS = tables.runs.update().values(
    cost_usd=sa.select(sa.func.coalesce(sa.func.sum(tables.calls.c.cost_usd), 0.0)).where(_OWN).scalar_subquery(),
    cost_unknown=sa.select(sa.func.count()).where(_OWN & tables.calls.c.cost_usd.is_(None)).scalar_subquery(),
)


Claim = Callable[[sa.Connection], None]
"""Looks at a run once more in the transaction that deletes it, and may refuse by raising."""


def anyhow(_connection: sa.Connection) -> None:
    """Refuse no deletion."""


def refusal(run_id: str, state: str, *, pinned: bool) -> Conflict | None:
    """Return why a run in a state may not be deleted: it has not ended, or somebody pinned it."""
    if state not in ENDED:
        return Conflict("run_not_ended", run_id=run_id, state=state)
    return Conflict("run_pinned", run_id=run_id, state=state) if pinned else None


def bury(connection: sa.Connection, run_id: str, claim: Claim = anyhow) -> list[str]:
    """Delete the rows of a run and leave its tombstone; raises NotFound, and Conflict where `refusal` has one.

    Calls whose answers others use go to them. Returns these runs, whose files have to be written anew.
    """
    this = tables.runs.c.id == run_id
    found = connection.execute(sa.select(tables.runs.c.state, tables.runs.c.pinned).where(this)).one_or_none()
    if found is None:
        raise missing(connection, run_id)
    state, pinned = found
    if refused := refusal(run_id, state, pinned=pinned):
        raise refused
    claim(connection)
    heirs = rows.hand_over(connection, run_id)
    connection.execute(_COSTS.where(tables.runs.c.id.in_(heirs)))
    of_run = (tables.calls.c.run_id == run_id) & tables.calls.c.imported.is_(False)
    paid = sa.select(*(tables.calls.c[name] for name in _KEPT)).where(of_run)
    connection.execute(tables.deleted_calls.insert().from_select(_KEPT, paid))
    connection.execute(tables.runs.delete().where(this))
    tombstone = {"run_id": run_id, "state": state, "deleted_at": now(), "cleared": False}
    connection.execute(tables.tombstones.insert(), tombstone)
    return heirs


def missing(connection: sa.Connection, run_id: str) -> NotFound:
    """Return why there is no such run: it was deleted, or there never was one."""
    query = sa.select(tables.tombstones.c.deleted_at).where(tables.tombstones.c.run_id == run_id)
    moment = connection.execute(query).scalar_one_or_none()
    if moment is None:
        return NotFound("run_not_found", run_id=run_id)
    return NotFound("run_deleted", run_id=run_id, deleted_at=moment.isoformat(timespec="seconds"))


def remove(folder: Path) -> None:
    """Remove the folder of a run; first what makes it one. Raises OSError, and does nothing where there is none."""
    if folder.is_dir():
        (folder / "metadata.json").unlink(missing_ok=True)
        shutil.rmtree(folder)


def clear(data: Path, shelf: Shelf, run_id: str) -> bool:
    """Remove the files of a run, wherever they are; tell whether they are gone."""
    try:
        remove(files.run_folder(data, run_id))
        shelf.clear(run_key(run_id))
    except OSError as error:
        log.error("run_files_not_removed", run_id=run_id, reason=error.strerror or str(error))
        return False
    return True


def cleared(connection: sa.Connection, run_id: str, process: str) -> None:
    """Write down that the files of a deleted run are gone.

    Another process may just have ended the run and still write the last of its files: where there are others, that is
    written down by a later pass.
    """
    tombs, others = tables.tombstones, sa.select(tables.processes.c.id).where(tables.processes.c.id != process)
    for_good = (tombs.c.deleted_at < now() - STILL_WRITING) | ~others.exists()
    connection.execute(tombs.update().where((tombs.c.run_id == run_id) & for_good).values(cleared=True))


async def uncleared(database: Database) -> list[str]:
    """Return the deleted runs whose files could not be removed yet."""
    query = sa.select(tables.tombstones.c.run_id).where(tables.tombstones.c.cleared.is_(False))
    return await database.read(lambda connection: list(connection.execute(query).scalars()))
