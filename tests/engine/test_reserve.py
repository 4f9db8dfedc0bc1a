"""On a disk without any room runs can still be removed, and then there is room."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from devserver.commands import exits
from devserver.commands.cleaning import Options, clean
from devserver.engine import reserve
from devserver.engine.retention import Wanted
from devserver.settings import Settings
from tests.engine.test_retention import ended
from tests.fakes.engine_site import Site, open_site
from tests.fakes.mounts import mounted

pytestmark = pytest.mark.anyio

RUN = {"input_text": "A boat", "config": "attitude", "output_config": "painting"}


def fill(data: Path) -> None:
    """Write until nothing more can be written, not even a byte."""
    with (data / "filler").open("wb", buffering=0) as filler:
        for size in (1 << 20, 1):
            with pytest.raises(OSError, match="No space"):
                while True:
                    filler.write(bytes(size))


@pytest.fixture
async def small(tmp_path: Path) -> AsyncIterator[Path]:
    """A data folder on a small disk of its own, with an old run in it."""
    data = tmp_path / "data"
    with mounted(data, "size=24m"):
        async with open_site(data) as site:
            await ended(site, 9)
            reserve.keep(data)
        yield data


async def removed(site: Site) -> list[str]:
    await site.engine.upkeep.delete(site.rows("SELECT id FROM runs")[0][0])
    return [row[0] for row in site.rows("SELECT id FROM runs")]


async def test_a_run_is_deleted_while_the_disk_is_full(small: Path) -> None:
    async with open_site(small) as site:
        fill(small)
        assert await removed(site) == []
        (small / "filler").unlink()
        assert (await site.do("run", **RUN)).row.state == "completed"


async def test_old_runs_are_removed_from_a_full_disk_without_a_server(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(small)
    assert await clean(Settings(data=small), Options(Wanted(timedelta(weeks=1)), yes=True)) == exits.DONE
    assert "Removed 1 run(s)" in capsys.readouterr().out


def test_the_reserve_is_made_again_as_soon_as_there_is_room(tmp_path: Path) -> None:
    path = tmp_path / reserve.NAME
    with mounted(tmp_path, "size=24m"):
        reserve.keep(tmp_path)
        assert path.stat().st_size == reserve.BYTES
        fill(tmp_path)
        with reserve.given(tmp_path):
            assert not path.exists()
        assert not path.exists(), "there is no room for it yet"
        (tmp_path / "filler").unlink()
        reserve.keep(tmp_path)
        assert path.stat().st_blocks * 512 >= reserve.BYTES, "it holds the room, and not only its name"
        with reserve.given(tmp_path):
            assert path.exists(), "where there is room it is left alone"


async def test_a_server_keeps_room_from_its_first_minute_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devserver.engine.background.ROOM_EVERY", 0.01)
    async with open_site(tmp_path / "data"):
        while not (tmp_path / "data" / reserve.NAME).exists():
            await asyncio.sleep(0.01)
