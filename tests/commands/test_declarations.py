"""`devserver validate` and `devserver list` print what is declared, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from devserver.commands import exits
from devserver.commands.declarations import check, show
from devserver.settings import SHIPPED, Settings
from tests.fakes.engine_site import prepare

ENDS = {"shutdown_date": "2020-01-31", "successor": "video_embedded"}
BROKEN = '{\n  "pipeline": "no_such",\n  "context": "Look."\n}\n'
NOTICED = '{"pipeline": "text_transformation", "context": "Look.", "instruction_type": "x"}'
REPORT = {"path", "line", "column", "pointer", "severity", "code", "reason", "hint"}


def layer(tmp_path: Path, content: str) -> Path:
    folder = tmp_path / "layer" / "configs" / "interception"
    folder.mkdir(parents=True)
    (folder / "mine.json").write_text(content)
    return tmp_path / "layer"


@pytest.mark.parametrize(
    ("content", "code", "summary"),
    [
        pytest.param(BROKEN, exits.FAILED, "1 error(s), 0 warning(s) and notice(s)", id="an error"),
        pytest.param(NOTICED, exits.DONE, "0 error(s), 1 warning(s) and notice(s)", id="a warning is no failure"),
    ],
)
def test_what_is_wrong_is_said_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, code: int, summary: str
) -> None:
    folder = layer(tmp_path, content)
    assert check(Settings(), [folder], as_json=False) == code
    *reports, last = capsys.readouterr().out.splitlines()
    assert last == summary
    assert reports[0].startswith(str(folder / "configs" / "interception" / "mine.json")), "whole, not wrapped"


def test_reports_for_programs_hold_place_and_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(Settings(), [layer(tmp_path, BROKEN)], as_json=True) == exits.FAILED
    [report] = json.loads(capsys.readouterr().out)
    assert set(report) == REPORT
    assert (report["line"], report["pointer"], report["severity"]) == (2, "/pipeline", "error")


def test_without_folders_those_of_the_settings_are_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(Settings(schemas=(layer(tmp_path, BROKEN),)), [], as_json=False) == exits.FAILED
    assert "mine.json:2" in capsys.readouterr().out


@pytest.mark.anyio
async def test_the_list_comes_in_the_language_of_the_settings_and_whole_into_a_pipe(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = prepare(tmp_path / "data")
    settings = Settings(data=data, language="de", stage2_interception_model="")
    assert await show(settings, "output", as_json=True) == exits.DONE
    configs = {config["id"]: config for config in json.loads(capsys.readouterr().out)}
    assert configs["image_embedded"]["name"] == "Bild, nach Regeln gezeichnet"
    assert {config["kind"] for config in configs.values()} == {"output"}
    assert await show(settings, None, as_json=False) == exits.DONE
    lines = [line for line in capsys.readouterr().out.splitlines() if len(line.split()) > 1]
    rows = {line.split()[1]: line for line in lines}
    assert rows["image_embedded"].split()[-2:] == ["image", "ready"]
    assert rows["close_observer"].rstrip().endswith("für STAGE2_INTERCEPTION_MODEL ist kein Modell gesetzt")
    assert rows["image_sdxl"].rstrip().endswith("http://localhost:8188 (not verified on a real server)")


@pytest.mark.anyio
async def test_a_config_whose_model_ends_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shipped = json.loads((SHIPPED / "configs/output/image_embedded.json").read_text())
    folder = tmp_path / "layer" / "configs" / "output"
    folder.mkdir(parents=True)
    (folder / "image_embedded.json").write_text(json.dumps({**shipped, "meta": {**shipped["meta"], **ENDS}}))
    settings = Settings(data=prepare(tmp_path / "data"), schemas=(tmp_path / "layer",), stop_grace_seconds=0.0)
    assert await show(settings, "output", as_json=True) == exits.DONE
    found = {config["id"]: config for config in json.loads(capsys.readouterr().out)}
    [end] = found["image_embedded"]["lifecycle"]
    assert (end["state"], end["shutdown_date"], end["successor"]) == ("ended", "2020-01-31", "video_embedded")
    assert found["image_embedded"]["availability"]["state"] == "unavailable"
    assert found["video_embedded"]["lifecycle"] == []
