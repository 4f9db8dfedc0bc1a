"""`devserver reindex` makes rows from folders, and says what it found."""

from __future__ import annotations

from pathlib import Path

import pytest

from devserver.commands import exits
from devserver.commands.reindexing import rebuild
from devserver.settings import Settings
from tests.fakes.engine_site import Site, open_site, rows

pytestmark = pytest.mark.anyio


async def some_runs(data: Path) -> dict[str, Path]:
    """Make two runs, lose the database, and return the folders of the runs by their ids."""

    async def made(site: Site) -> tuple[str, Path]:
        record = await site.do("interception", input_text="A boat", config="attitude")
        return record.run_id, site.folder(record)

    async with open_site(data) as site:
        folders = dict([await made(site), await made(site)])
    for lost in data.glob("devserver.db*"):
        lost.unlink()
    return folders


async def test_runs_come_back_and_a_second_time_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    folders = await some_runs(data)
    capsys.readouterr()
    for _ in range(2):
        assert rebuild(Settings(data=data)) == exits.DONE
        assert capsys.readouterr().out == "2 run(s) indexed, 0 at work and left alone, 0 fault(s)\n"
        assert rows(data, "SELECT id, state FROM runs ORDER BY id") == [(id, "open") for id in sorted(folders)]


async def test_a_folder_with_a_fault_is_named_and_the_others_come_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    (broken, folder), (whole, _) = (await some_runs(data)).items()
    (folder / "metadata.json").write_text("{")
    capsys.readouterr()
    assert rebuild(Settings(data=data)) == exits.FAILED
    named, last = capsys.readouterr().out.splitlines()
    assert broken in named
    assert last.endswith(" 1 fault(s)")
    assert whole in {id for (id,) in rows(data, "SELECT id FROM runs")}


def test_a_folder_that_is_not_there_is_named_and_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "new" / "data"
    assert rebuild(Settings(data=data)) == exits.USAGE
    assert f"{data} is no folder" in capsys.readouterr().err
    assert not data.parent.exists()


def test_a_folder_without_runs_gives_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rebuild(Settings(data=tmp_path)) == exits.DONE
    assert capsys.readouterr().out.startswith("0 run(s) indexed")
