from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from devserver.engine.database import create_engine
from devserver.engine.engine import open_engine
from devserver.errors import Unavailable
from devserver.settings import Settings
from tests.fakes.engine_site import open_site, prepare, rows, url_of

pytestmark = pytest.mark.anyio

RUN = {"input_text": "A boat", "config": "attitude", "output_config": "painting"}


async def test_a_folder_that_cannot_be_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Unavailable) as caught:
        async with open_engine(Settings(data=tmp_path / "file")):
            raise AssertionError
    assert caught.value.message == "data_folder_unusable"


async def test_a_database_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    data = prepare(tmp_path / "data")
    engine = create_engine(url_of(data), writer=True)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(Unavailable) as caught:
        async with open_site(data):
            raise AssertionError
    assert (caught.value.message, caught.value.params["present"]) == ("database_newer", "9999")


async def test_a_closed_engine_takes_nothing_more(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        await site.do("run", **RUN)
    with pytest.raises(Unavailable):
        await asyncio.wait_for(site.start("run", **RUN), 5)


async def test_two_engines_share_a_folder(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as one, open_site(tmp_path / "data") as other:
        record = await one.do("interception", input_text="A boat", config="attitude")
        after = await other.do("optimization", run_id=record.run_id, output_config="painting")
        assert (after.row.state, after.row.attempt) == ("open", 2)
        both = await asyncio.gather(*(site.do("run", **RUN) for site in (one, other) for _ in range(5)))
        assert {done.row.state for done in both} == {"completed"}
    assert rows(tmp_path / "data", "SELECT DISTINCT process FROM runs") == [(None,)]


async def test_locks_and_marks_of_processes_are_gone_after_closing(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        assert sorted(path.suffix for path in (site.data / "processes").iterdir()) == [".lock", ".mark"]
    assert list((site.data / "processes").iterdir()) == []


async def test_a_changed_file_is_in_force_for_the_next_run(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        path = site.settings["schemas"][0] / "configs" / "interception" / "attitude.json"
        changed = path.read_text().replace("See it like a bird.", "See it like a fish.")
        for n in range(400):
            if n % 40 == 0:
                path.write_text(changed)
            if "fish" in site.engine.declared.library.config("attitude").context.text("en"):  # type: ignore[union-attr]
                break
            await asyncio.sleep(0.05)
        await site.do("interception", input_text="A boat", config="attitude")
        assert site.part.calls[-1].prompt.context == "See it like a fish."
