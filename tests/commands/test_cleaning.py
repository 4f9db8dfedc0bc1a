"""`devserver clean`: asks, says what it did, and works beside a server."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from devserver import cli, logs
from devserver.commands import exits
from devserver.commands.cleaning import Options, clean, duration, size
from devserver.engine.retention import Wanted
from devserver.settings import Settings
from tests.engine.test_retention import ended, runs_of
from tests.fakes.engine_site import open_site, rows

pytestmark = pytest.mark.anyio

WEEK = Wanted(timedelta(weeks=1))

DURATIONS = {"90d": timedelta(days=90), "12h": timedelta(hours=12), "8w": timedelta(weeks=8), " 1d ": timedelta(days=1)}
NONE = ("", "90", "d", "0d", "-1d", "1m", "1.5d", "90 d", "1d2h", "٣d", "123456d")


@pytest.mark.parametrize(("text", "expected"), DURATIONS.items())
def test_durations(text: str, expected: timedelta) -> None:
    assert duration(text) == expected


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="12h, 90d or 8w"):
        duration(text)


def test_sizes_are_for_people() -> None:
    assert [size(n) for n in (0, 999, 1500, 2_500_000, 3_000_000_000)] == [
        "0 bytes", "999 bytes", "1.5 kB", "2.5 MB", "3.0 GB"
    ]  # fmt: skip


async def two_runs(data: Path) -> str:
    logs.configure("error")
    async with open_site(data) as site:
        await ended(site, 8)
        return await ended(site, 6)


async def test_it_says_what_it_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    young = await two_runs(data)
    capsys.readouterr()
    assert await clean(Settings(data=data), Options(WEEK, yes=True)) == exits.DONE
    said = capsys.readouterr().out
    assert said.startswith("Removed 1 run(s) with ")
    assert "gave back" in said
    assert rows(data, "SELECT id FROM runs") == [(young,)]
    assert list((data / "processes").iterdir()) == []


async def test_without_a_yes_and_nobody_to_ask_it_removes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    await two_runs(data)
    capsys.readouterr()
    assert await clean(Settings(data=data), Options(WEEK)) == exits.USAGE
    said = capsys.readouterr().err
    assert said.startswith("Would remove 1 run(s)")
    assert "--yes" in said
    assert len(rows(data, "SELECT id FROM runs")) == 2


async def test_a_dry_run_needs_no_yes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    await two_runs(data)
    capsys.readouterr()
    wanted = Wanted(timedelta(weeks=1), dry_run=True)
    assert await clean(Settings(data=data), Options(wanted, as_json=True)) == exits.DONE
    told = json.loads(capsys.readouterr().out)
    assert (told["removed"]["runs"], told["database"], told["dry_run"]) == (1, None, True)
    assert len(rows(data, "SELECT id FROM runs")) == 2


async def test_it_works_beside_a_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    logs.configure("error")
    async with open_site(data) as site:
        await ended(site, 8)
        young = await ended(site, 6)
        assert await clean(Settings(data=data), Options(WEEK, yes=True)) == exits.DONE
        assert runs_of(site) == {young}
        record = await site.do("run", input_text="A boat", config="attitude", output_config="painting")
        assert record.row.state == "completed"
    assert "Removed 1 run(s)" in capsys.readouterr().out


async def test_a_folder_that_is_not_there_is_named_and_not_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await clean(Settings(data=tmp_path / "none"), Options(WEEK, yes=True)) == exits.USAGE
    assert "is no folder" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


WRONG = {
    "no duration": (["--older-than", "soon"], "no duration"),
    "a state in which no run ends": (["--older-than", "1d", "--state", "open"], "open: no run ends so"),
    "no age at all": ([], "--older-than"),
}


@pytest.mark.parametrize(("arguments", "said"), WRONG.values(), ids=WRONG.keys())
def test_wrong_arguments(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["clean", *arguments])
    assert caught.value.code == exits.USAGE
    assert said in capsys.readouterr().err
