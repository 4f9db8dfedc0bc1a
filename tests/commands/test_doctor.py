"""`devserver doctor` names what is set, what is missing and what is broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from devserver import logs
from devserver.commands import exits
from devserver.commands.doctor import doctor
from devserver.settings import SHIPPED, Settings
from tests.fakes.engine_site import prepare
from tests.fakes.http_server import HttpServer, running, whole

pytestmark = pytest.mark.anyio

MISSING = "not set: word lists check, and no model does"


async def looked(
    capsys: pytest.CaptureFixture[str], data: Path, **settings: object
) -> tuple[int, dict[str, tuple[str, str]]]:
    """Return the exit code, and state and words of each finding by its subject."""
    logs.configure("error")  # as the command line does: what is told goes to standard output
    given = {"data": data, "stop_grace_seconds": 0.0, **settings}
    code = await doctor(Settings(**given), as_json=True)  # type: ignore[arg-type]
    findings = json.loads(capsys.readouterr().out)
    return code, {finding["subject"]: (finding["state"], finding["said"]) for finding in findings}


async def test_models_that_check_are_named_or_missed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = prepare(tmp_path / "data")
    code, found = await looked(capsys, data, safety_level="youth", stage3_model="ollama/guard")
    assert (code, found["STAGE3_MODEL"], found["safety level"]) == (0, ("ok", "ollama/guard"), ("ok", "youth"))
    assert found["TRANSLATION_MODEL"] == ("note", "not set: texts are not translated")
    assert found["data folder"][1].startswith(f"{data}, ")
    assert found["database"] == ("ok", "SQLite in the data folder")
    assert "budget of a run" not in found
    code, found = await looked(capsys, data, budget_day_usd=2.5)
    assert found["budget of a day"] == ("ok", "2.5 USD; calls without a known price are not made")
    code, found = await looked(capsys, data)
    assert (code, found["STAGE3_MODEL"]) == (exits.DONE, ("note", MISSING))


async def test_what_cannot_be_had_is_a_note_and_not_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = await looked(capsys, prepare(tmp_path / "data"), stage2_interception_model="nobody/writer")
    assert code == exits.DONE
    state, said = found["interception close_observer"]
    assert (state, said.partition(";")[0]) == ("note", "no such backend: nobody")
    assert found["output image_embedded"] == ("ok", "ready")
    assert "interception user_defined" in found


async def test_a_broken_declaration_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "layer" / "configs").mkdir(parents=True)
    (tmp_path / "layer" / "configs" / "broken.json").write_text("{")
    code, found = await looked(capsys, prepare(tmp_path / "data"), schemas=(tmp_path / "layer",))
    assert (code, found["declaration"][0]) == (exits.FAILED, "wrong")
    assert "broken.json:1" in found["declaration"][1]
    assert found["output image_embedded"][0] == "ok", "the others go on working"


async def test_a_model_that_ends_is_a_note(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shipped = json.loads((SHIPPED / "configs/output/image_embedded.json").read_text())
    ended = {**shipped, "meta": {**shipped["meta"], "shutdown_date": "2020-01-31", "successor": "video_embedded"}}
    (tmp_path / "layer" / "configs" / "output").mkdir(parents=True)
    (tmp_path / "layer" / "configs" / "output" / "image_embedded.json").write_text(json.dumps(ended))
    code, found = await looked(capsys, prepare(tmp_path / "data"), schemas=(tmp_path / "layer",))
    assert code == exits.DONE
    told = "embedded/output_image_embedded was shut down after 2020-01-31"
    assert found["output image_embedded"] == ("note", f"{told}; its successor is video_embedded")
    state, said = found["embedded/output_image_embedded"]
    assert (state, said) == ("note", f"{told} and is asked for nothing any more. Its successor is video_embedded.")


async def test_a_model_of_the_settings_that_ends_is_told_by_its_setting(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-test-0123456789abcdef")
    async with running(HttpServer()) as server:
        server.plays(whole(200, b'{"data": [{"id": "v/old", "expiration_date": "2020-01-31"}, {"id": "v/new"}]}'))
        models = {"stage3_model": "openrouter/v/old", "openrouter_url": server.url}
        _code, found = await looked(capsys, prepare(tmp_path / "data"), **models)
    assert found["STAGE3_MODEL"][0] == "note"
    assert "openrouter/v/old was shut down after 2020-01-31" in found["STAGE3_MODEL"][1]


async def test_an_engine_that_does_not_open_is_wrong_and_said_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    code, found = await looked(capsys, tmp_path / "file")
    assert (code, found["engine"][0]) == (exits.FAILED, "wrong")
    assert str(tmp_path / "file") in found["engine"][1]
    assert "devserver" in found


async def test_for_a_person_each_finding_is_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await doctor(Settings(data=prepare(tmp_path / "data")), as_json=False)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:2] == ["ok", "devserver"]
    assert {line.split()[0] for line in lines} == {"ok", "note"}
    assert any(line.endswith(MISSING) for line in lines)
