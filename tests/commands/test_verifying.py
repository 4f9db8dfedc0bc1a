"""`devserver verify` names what is damaged, mends what it can, and says with its exit code whether anything is left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from devserver import logs
from devserver.commands import exits
from devserver.commands.verifying import check
from devserver.settings import Settings
from tests.fakes.engine_site import open_site

pytestmark = pytest.mark.anyio


async def test_from_whole_to_damaged_to_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devserver.engine.verifying.SETTLING", 0.0)
    logs.configure("error")
    settings = Settings(data=tmp_path / "data")
    async with open_site(tmp_path / "data") as site:
        record = await site.do("run", input_text="A boat", config="attitude", output_config="painting")
        folder = site.folder(record)
        capsys.readouterr()
        assert await check(settings, [], mending=False, as_json=False) == exits.DONE
        assert capsys.readouterr().out == "1 run(s) as they were recorded, 0 thing(s) wrong\n"
        (folder / "metadata.json").write_text("{")
        assert await check(settings, [], mending=False, as_json=False) == exits.FAILED
        assert "(--mend writes it anew)" in capsys.readouterr().out
        assert await check(settings, [record.run_id], mending=True, as_json=False) == exits.DONE
        assert "(mended)" in capsys.readouterr().out
        (folder / "01_input.txt").unlink()
        assert await check(settings, [], mending=True, as_json=True) == exits.FAILED
    told = json.loads(capsys.readouterr().out)
    assert [one["path"] for one in told["wrong"]] == [str(folder / "01_input.txt")]
    assert (told["whole"], told["mended"]) == (0, [])


async def test_a_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await check(Settings(data=tmp_path / "none"), [], mending=False, as_json=False) == exits.USAGE
    assert "is no folder" in capsys.readouterr().err
