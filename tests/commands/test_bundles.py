"""`devserver import` brings a run back, and says what keeps it from that."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from devserver.cli import main
from devserver.commands import exits
from devserver.commands.bundles import bring_back
from devserver.errors import Unavailable
from devserver.settings import Settings
from tests.fakes.bundles import RUN, bundled
from tests.fakes.engine_site import open_site, rows

pytestmark = pytest.mark.anyio


async def a_bundle(folder: Path) -> tuple[str, Path]:
    """Make a run, and write its bundle."""
    async with open_site(folder / "here" / "data") as site:
        run_id = (await site.do("run", **RUN)).run_id
        (folder / "b.zip").write_bytes(await bundled(site, run_id))
    return run_id, folder / "b.zip"


async def test_a_run_comes_to_a_folder_that_was_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_id, bundle = await a_bundle(tmp_path)
    capsys.readouterr()
    data = tmp_path / "new" / "data"
    assert bring_back(Settings(data=data), bundle, as_json=False) == exits.DONE
    assert json.loads(capsys.readouterr().out)["run_id"] == run_id
    assert rows(data, "SELECT id, state FROM runs") == [(run_id, "completed")]


async def test_a_second_time_is_told_and_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_id, bundle = await a_bundle(tmp_path)
    for code, said in ((exits.DONE, ""), (exits.FAILED, "is here already, with the same content")):
        with pytest.raises(SystemExit) as stop:
            main(["import", str(bundle), "--data", str(tmp_path / "data")])
        assert (stop.value.code, said in capsys.readouterr().err) == (code, True)
    assert rows(tmp_path / "data", "SELECT id FROM runs") == [(run_id,)]


async def test_a_folder_that_lost_its_database_is_not_given_an_empty_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else the server would start with it, and the runs that are there would be hidden."""
    _run_id, bundle = await a_bundle(tmp_path)
    data = tmp_path / "here" / "data"
    for path in data.glob("devserver.db*"):
        path.unlink()
    with pytest.raises(SystemExit) as stop:
        main(["import", str(bundle), "--data", str(data)])
    assert stop.value.code == exits.UNAVAILABLE
    assert "devserver reindex" in capsys.readouterr().err
    with pytest.raises(Unavailable, match="devserver reindex"):
        async with open_site(data):
            pass


@pytest.mark.parametrize("name", ["none.zip", "text.zip", "."], ids=["no file", "no zip", "a folder"])
def test_what_is_no_bundle_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    (tmp_path / "text.zip").write_text("a text")
    with pytest.raises(SystemExit) as stop:
        main(["import", str(tmp_path / name), "--data", str(tmp_path / "data")])
    assert stop.value.code == exits.FAILED
    said = capsys.readouterr().err
    assert f"{tmp_path.name if name == '.' else name} cannot be read as a bundle" in said
    assert ("it is a folder" in said) is (name == ".")
    assert rows(tmp_path / "data", "SELECT COUNT(*) FROM runs") == [(0,)]
