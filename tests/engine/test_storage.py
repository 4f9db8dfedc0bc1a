"""A disk or a database that fails: said in our words, nothing lost in silence, and the engine goes on afterwards."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from devserver.engine.database import default_url
from devserver.engine.storage import storage_fault
from devserver.errors import Unavailable
from tests.fakes.engine_site import Site, open_site
from tests.fakes.mounts import mounted
from tests.fakes.scripted import Call, Step, obliging

pytestmark = pytest.mark.anyio

RUN = {"input_text": "A boat", "config": "attitude", "output_config": "painting"}


class OfPostgres(Exception):
    def __init__(self, sqlstate: str | None) -> None:
        super().__init__("FATAL:  so it is\nDETAIL: more")
        self.sqlstate = sqlstate


def of_database(driver: Exception) -> sa.exc.DBAPIError:
    return sa.exc.OperationalError("SELECT 1", {}, driver)


SAID: dict[str, tuple[Exception, str | None]] = {
    "no room": (OSError(errno.ENOSPC, "No space left on device"), "disk_full"),
    "no more of the quota": (OSError(errno.EDQUOT, "Disk quota exceeded"), "disk_full"),
    "a read-only disk": (OSError(errno.EROFS, "Read-only file system"), "storage_read_only"),
    "too many open files": (OSError(errno.EMFILE, "Too many open files"), "files_used_up"),
    "a failing disk": (OSError(errno.EIO, "Input/output error"), "storage_failed"),
    "a file that is missing": (FileNotFoundError(errno.ENOENT, "No such file"), None),
    "a defect": (ValueError("x"), None),
    "Postgres without room": (of_database(OfPostgres("53100")), "disk_full"),
    "Postgres that stops": (of_database(OfPostgres("57P01")), "database_away"),
    "Postgres that is not there": (of_database(OfPostgres(None)), "database_away"),
    "a connection that was closed": (sa.exc.ProgrammingError("SELECT 1", {}, OfPostgres(None)), None),
    "a wrong statement": (of_database(OfPostgres("42601")), None),
    "a row that is there already": (of_database(OfPostgres("23505")), None),
}


@pytest.mark.parametrize(("error", "message"), SAID.values(), ids=SAID.keys())
def test_what_an_error_says_of_the_storage(error: Exception, message: str | None) -> None:
    fault = storage_fault(error)
    assert (fault and fault.message) == message
    assert fault is None or ("\n" not in str(fault) and "?)" not in str(fault))


def full(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")
        connection.execute("INSERT INTO t VALUES (zeroblob(100000))")


def locked(path: Path) -> None:
    with closing(sqlite3.connect(path, timeout=0)) as one, closing(sqlite3.connect(path, timeout=0)) as other:
        one.execute("BEGIN EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")


def read_only(path: Path) -> None:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        connection.execute("INSERT INTO t VALUES (1)")


def no_database(path: Path) -> None:
    path.write_bytes(b"This is a text and no database. " * 200)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("SELECT * FROM t")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:6000])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("SELECT count(*), sum(length(x)) FROM t").fetchall()


def absent(path: Path) -> None:
    sqlite3.connect(path / "below" / "a.db")


SQLITE: dict[str, tuple[Callable[[Path], None], str]] = {
    "full": (full, "disk_full"),
    "locked": (locked, "database_locked"),
    "read-only": (read_only, "database_read_only"),
    "no database": (no_database, "database_damaged"),
    "cut": (cut, "database_damaged"),
    "not to be opened": (absent, "database_failed"),
}


@pytest.mark.parametrize(("break_it", "message"), SQLITE.values(), ids=SQLITE.keys())
def test_what_sqlite_says(tmp_path: Path, break_it: Callable[[Path], None], message: str) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")
        connection.executemany("INSERT INTO t VALUES (?)", [("x" * 1000,)] * 40)
        connection.commit()
    with pytest.raises(sqlite3.Error) as caught:
        break_it(path)
    fault = storage_fault(of_database(caught.value))
    assert fault is not None
    assert fault.message == message


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[Site]:
    """An engine of its own that waits for a lock only 50 ms."""
    async with open_site(tmp_path / "data") as site:
        await site.engine.database.write(lambda connection: connection.exec_driver_sql("PRAGMA busy_timeout=50"))
        yield site


@contextmanager
def held(site: Site) -> Iterator[None]:
    """Keep the database locked, as another program does."""
    with closing(sqlite3.connect(site.data / "devserver.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def in_flight(site: Site) -> list[Any]:
    return site.rows("SELECT id FROM runs WHERE state IN ('pending', 'running')")


async def message_of(site: Site) -> str:
    """Return why a run cannot be started, or how it ended."""
    try:
        record = await site.do("run", **RUN)
    except Unavailable as error:
        return error.message
    return record.row.problem.message if record.row.problem else record.row.state


async def test_a_database_that_another_program_locks_is_named_and_then_goes_on(own: Site) -> None:
    with held(own):
        assert await message_of(own) == "database_locked"
        assert await own.engine.log.last_cursor() == 0, "who reads does not wait"
    assert await message_of(own) == "completed"
    assert len(own.rows("SELECT id FROM runs")) == 1, "a run that could not be begun is not there"


async def test_a_lock_that_passes_within_the_patience_is_not_noticed(own: Site) -> None:
    await own.engine.database.write(lambda connection: connection.exec_driver_sql("PRAGMA busy_timeout=60000"))
    with held(own):
        doing = asyncio.ensure_future(message_of(own))
        await asyncio.sleep(0.3)
        assert not doing.done()
    assert await doing == "completed"


async def test_many_that_wait_for_a_locked_database_are_told_together(own: Site) -> None:
    began: list[int] = []
    sa.event.listen(own.engine.database._writer, "begin", lambda _connection: began.append(1))
    with held(own):
        said = await asyncio.gather(*(message_of(own) for _ in range(40)))
        assert set(said) == {"database_locked"}
    assert len(began) < 20, "a lock is waited for by a group and not by each of its pieces"


async def test_the_end_of_a_run_that_could_not_be_written_is_written_later(own: Site) -> None:
    """The run is at work when the database is locked; its paid answer and its end are written when it is not."""
    begun, go = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        begun.set()
        await go.wait()

    def play(call: Call) -> list[Step]:
        return [wait, *obliging(call)]

    own.part.script = play
    accepted = await own.start("run", **RUN)
    await begun.wait()
    with held(own):
        go.set()
        with pytest.raises(Unavailable):
            await own.engine.runs.ended(accepted)
        for _ in range(3):
            await own.engine.runs.late.go_on()
        assert in_flight(own) == [(accepted.run_id,)]
    await own.engine.runs.late.go_on()
    record = await own.load(accepted.run_id)
    assert (record.row.state, record.row.problem and record.row.problem.message) == ("failed", "database_locked")
    assert [call.state for call in record.calls.values()] == ["answered"], "what was paid is in the ledger"
    assert (own.folder(record) / "metadata.json").exists()
    told = [event.type for event in await own.events(accepted.run_id)]
    assert (told.count("error"), told.count("run_state_change")) == (1, 2), "it began once and ended once"
    assert await message_of(own) == "completed"


async def test_a_run_that_was_cancelled_is_cancelled_however_late_that_is_written(own: Site) -> None:
    begun = asyncio.Event()

    async def wait() -> None:
        begun.set()
        await asyncio.Event().wait()

    own.part.script = lambda _call: [wait]
    accepted = await own.start("run", **RUN)
    await begun.wait()
    with held(own):
        assert (await own.engine.runs.cancel(accepted.run_id)).row.state == "running", "it cannot be written yet"
    await own.engine.runs.late.go_on()
    record = await own.load(accepted.run_id)
    assert (record.row.state, record.row.problem) == ("cancelled", None)
    assert [event.type for event in await own.events(accepted.run_id)].count("error") == 0


async def test_a_database_that_is_moved_away_is_missed_and_goes_on_when_it_is_back(own: Site) -> None:
    path, away = own.data / "devserver.db", own.data / "away.db"
    assert await message_of(own) == "completed"
    path.rename(away)
    assert await message_of(own) == "database_gone"
    with pytest.raises(Unavailable, match="Put it back"):
        await own.engine.log.last_cursor()
    assert not path.exists(), "no empty one is made in its place"
    away.rename(path)
    assert await message_of(own) == "completed"
    assert len(own.rows("SELECT id FROM runs")) == 2


async def test_a_database_in_whose_place_another_was_put_is_not_taken_for_it(own: Site) -> None:
    path, other = own.data / "devserver.db", own.data / "other.db"
    shutil.copyfile(path, other)
    os.replace(other, path)
    assert await message_of(own) == "database_replaced"
    with pytest.raises(Unavailable, match="start it again"):
        await own.engine.log.last_cursor()


async def test_an_empty_database_beside_runs_is_refused_at_the_start(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with open_site(data) as site:
        await site.do("run", **RUN)
    (data / "devserver.db").write_bytes(b"")
    with pytest.raises(Unavailable) as caught:
        async with open_site(data):
            raise AssertionError
    assert caught.value.message == "database_empty"


DAMAGED: dict[str, Callable[[Path], object]] = {
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2 + 100),
    "overwritten": lambda path: path.write_bytes(b"a letter to nobody " * 5000),
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED.keys())
async def test_a_damaged_database_is_refused_at_the_start(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    data = tmp_path / "data"
    async with open_site(data) as site:
        await site.do("run", **RUN)
    damage(data / "devserver.db")
    with pytest.raises(Unavailable, match="reindex"):
        async with open_site(data):
            raise AssertionError


async def test_a_locked_database_is_named_at_the_start(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "devserver.db", isolation_level=None)) as other:
        other.execute("CREATE TABLE t (x)")
        other.execute("BEGIN EXCLUSIVE")
        engine = sa.create_engine(default_url(tmp_path), connect_args={"timeout": 0.05})
        with pytest.raises(sa.exc.OperationalError) as caught, engine.connect() as connection:
            connection.exec_driver_sql("CREATE TABLE u (x)")
        engine.dispose()
    fault = storage_fault(caught.value)
    assert fault is not None
    assert fault.message == "database_locked"


@pytest.mark.parametrize(
    ("options", "errors"),
    [("size=64k", "disk_full"), ("ro,size=1m", "storage_read_only")],
    ids=["a disk that is full", "a disk that became read-only"],
)
async def test_files_that_cannot_be_written(own: Site, options: str, errors: str) -> None:
    with mounted(own.data / "runs", options):
        if errors == "disk_full":
            with pytest.raises(OSError, match="No space"):
                (own.data / "runs" / "filler").write_bytes(bytes(1 << 20))
        with pytest.raises(OSError, match=r"No space|Read-only") as caught:
            await own.start("run", **RUN)
        fault = storage_fault(caught.value)
        assert fault is not None
        assert fault.message == errors
        assert own.rows("SELECT id FROM runs") == []
    assert await message_of(own) == "completed"


async def test_a_disk_that_fills_up_in_the_middle_of_a_run(own: Site) -> None:
    filler = own.data / "runs" / "filler"

    async def fill() -> None:
        with pytest.raises(OSError, match="No space"):
            filler.write_bytes(bytes(4 << 20))

    with mounted(own.data / "runs", "size=2m"):
        own.part.script = lambda call: [fill, *obliging(call)] if call.chunk == "picture" else obliging(call)
        record = await own.do("run", **RUN)
        stored = await own.load(record.run_id)
        assert stored.row.state == "failed"
        assert stored.row.problem is not None
        assert (stored.row.problem.message, stored.row.problem.params["reason"]) == (
            "record_unwritable",
            "No space left on device",
        )
        assert stored.media() == [], "no success without its medium"
        assert [path for path in own.folder(record).iterdir() if path.suffix == ".tmp"] == []
        filler.unlink()
        own.part.reset()
        assert await message_of(own) == "completed"
