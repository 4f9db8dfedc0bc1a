from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from filelock import FileLock, Timeout

from devserver import __version__
from devserver.engine import processes, tables
from devserver.engine.database import create_engine, default_url
from devserver.engine.processes import DEAD_AFTER, Process
from devserver.models.runs import now
from tests.fakes.engine_site import prepare


def test_a_process_knows_itself_and_others_that_live(tmp_path: Path) -> None:
    one, other = Process(tmp_path), Process(tmp_path)
    assert one.id != other.id
    assert not one.is_dead(one.id)
    assert not one.is_dead(other.id)
    other.close()
    assert one.is_dead(other.id)
    one.close()
    assert list((tmp_path / "processes").iterdir()) == []


def test_what_nobody_owns_counts_as_dead(tmp_path: Path) -> None:
    this = Process(tmp_path)
    assert this.is_dead(None)
    assert this.is_dead("process_gone")
    this.close()


def test_a_lock_file_that_a_crash_left_counts_as_dead_and_is_removed(tmp_path: Path) -> None:
    this = Process(tmp_path)
    left = tmp_path / "processes" / "process_crashed.lock"
    left.touch()
    assert this.is_dead("process_crashed")
    assert not left.exists()
    this.close()


def test_a_lock_file_is_removed_only_while_nobody_else_can_lock_it(tmp_path: Path) -> None:
    """Else a process that begins in that moment would go on without a file, and count as dead."""
    this, locked = Process(tmp_path), []
    left = tmp_path / "processes" / "process_crashed.lock"
    left.touch()

    def removed(event: str, arguments: tuple[object, ...]) -> None:
        if event == "os.remove" and str(arguments[0]) == str(left):
            with pytest.raises(Timeout):
                FileLock(left).acquire(blocking=False)
            locked.append(left)

    sys.addaudithook(removed)
    assert this.is_dead("process_crashed")
    this.close()
    assert (locked, left.exists()) == ([left], False)


def test_a_process_knows_whether_it_is_alone(tmp_path: Path) -> None:
    one = Process(tmp_path)
    assert one.is_alone()
    other = Process(tmp_path)
    assert not one.is_alone()
    other.close()
    (tmp_path / "processes" / "process_crashed.lock").touch()
    assert one.is_alone()
    one.close()


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sa.Connection]:
    engine = create_engine(default_url(prepare(tmp_path / "data")), writer=True)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_a_process_is_written_down_once_with_what_it_is(tmp_path: Path, connection: sa.Connection) -> None:
    this = Process(tmp_path, "worker")
    for _ in range(2):
        processes.beat(connection, this)
    (row,) = connection.execute(sa.select(tables.processes)).all()
    assert (row.id, row.kind, row.version) == (this.id, "worker", __version__)
    assert row.started_at <= row.beat_at
    assert abs((now() - row.beat_at).total_seconds()) < 60, "it is a time in UTC"
    processes.forget(connection, [this.id])
    assert processes.registered(connection) == []
    this.close()


def test_who_wrote_no_heartbeat_for_a_while_is_silent(tmp_path: Path, connection: sa.Connection) -> None:
    one, other = Process(tmp_path), Process(tmp_path)
    processes.beat(connection, one)
    processes.beat(connection, other)
    late = tables.processes.update().where(tables.processes.c.id == other.id)
    connection.execute(late.values(beat_at=processes.clock(connection, DEAD_AFTER + 1)))
    assert processes.silent(connection, [one.id, other.id, "process_unknown"]) == {other.id, "process_unknown"}
    processes.beat(connection, other)
    assert processes.silent(connection, [one.id, other.id]) == set()
    one.close()
    other.close()


def test_on_one_machine_the_lock_tells_and_not_the_heartbeat(tmp_path: Path, connection: sa.Connection) -> None:
    one, other = Process(tmp_path), Process(tmp_path)
    assert processes.dead(connection, one, [one.id, other.id, "process_gone"]) == {"process_gone"}
    other.close()
    assert processes.dead(connection, one, [one.id, other.id]) == {other.id}
    one.close()
