"""`devserver doctor` names what is set, what is missing and what is broken."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from rich.console import Console

from devserver import logs
from devserver.commands import exits
from devserver.commands.doctor import Finding, _surroundings, doctor, table
from devserver.settings import SHIPPED, Settings
from tests.fakes.comfyui import open_fake
from tests.fakes.engine_site import prepare
from tests.fakes.http_server import HttpServer, running, whole
from tests.fakes.ollama import tags
from tests.needs import needs
from tests.postgres import Cluster

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
    async with running(HttpServer()) as server:
        server.plays(tags("guard"))
        ollama = {"url": server.url}
        code, found = await looked(capsys, data, safety_level="youth", stage3_model="ollama/guard", ollama=ollama)
    assert (code, found["STAGE3_MODEL"], found["safety level"]) == (0, ("ok", "ollama/guard"), ("ok", "youth"))
    assert found["TRANSLATION_MODEL"] == ("note", "not set: texts are not translated")
    assert found["data folder"][1].startswith(f"{data}, ")
    assert found["database"] == ("ok", "SQLite in the data folder")
    assert "budget of a run" not in found
    code, found = await looked(capsys, data, budget_day_usd=2.5)
    assert found["budget of a day"] == ("ok", "2.5 USD; calls without a known price are not made")
    code, found = await looked(capsys, data)
    assert (code, found["STAGE3_MODEL"]) == (exits.DONE, ("note", MISSING))


@needs("postgres")
async def test_a_database_elsewhere_is_named_and_reached(
    cluster: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = cluster.new()
    code, found = await looked(capsys, tmp_path / "data", database_url=url)
    assert (code, found["database"][0]) == (exits.DONE, "ok")
    assert found["database"][1].startswith("PostgreSQL 1")
    assert found["database"][1].endswith(", reachable")
    code, found = await looked(capsys, tmp_path / "data", database_url="postgresql://u:hush@127.0.0.1:1/d")
    assert (code, found["database"][0], "engine" in found) == (exits.FAILED, "wrong", False)
    assert "hush" not in str(found)


async def test_what_cannot_be_had_is_a_note_and_not_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = await looked(capsys, prepare(tmp_path / "data"), stage2_interception_model="nobody/writer")
    assert code == exits.DONE
    state, said = found["interception close_observer"]
    assert (state, said.partition(";")[0]) == ("note", "no such backend: nobody")
    assert found["output image_embedded"] == ("ok", "ready")
    assert "interception user_defined" in found


async def test_a_check_that_there_is_not_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = prepare(tmp_path / "data")
    code, found = await looked(capsys, data, picture_check="none", input_check="image_embedded")
    assert code == exits.FAILED
    assert found["DEVSERVER_PICTURE_CHECK"] == (
        "wrong",
        "There is no config 'none'. Nearest names: output_check, input_check, input_picture_check.",
    )
    assert found["DEVSERVER_INPUT_CHECK"][1].startswith("image_embedded is a config of kind output")


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


@pytest.mark.parametrize(
    ("model", "state", "said"),
    [
        ("ollama/guard", "ok", "ollama/guard"),
        ("ollama/none", "note", "ollama/none: ollama has no model 'none': run `ollama pull none` where it runs"),
        ("ollama/guard,nowhere/x", "note", "nowhere/x: no such backend: nowhere; "),
        ("openai/gpt", "note", "openai/gpt: there is no key for openai: "),
    ],
)
async def test_models_of_the_settings_are_looked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], model: str, state: str, said: str
) -> None:
    async with running(HttpServer()) as server:
        server.plays(tags("guard"))
        models = {"stage2_optimization_model": model, "ollama": {"url": server.url}}
        code, found = await looked(capsys, prepare(tmp_path / "data"), **models)
    assert (code, found["STAGE2_OPTIMIZATION_MODEL"][0]) == (exits.DONE, state)
    assert found["STAGE2_OPTIMIZATION_MODEL"][1].startswith(said)


@pytest.mark.parametrize(("path", "status", "state"), [("", 404, "note"), ("/v1", 404, "ok"), ("", 200, "ok")])
async def test_an_address_without_a_version_and_without_models_is_doubted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str, status: int, state: str
) -> None:
    async with running(HttpServer()) as server:
        server.plays(whole(status, b'{"data": [{"id": "a"}]}'))
        named = ({"name": "lab", "url": f"{server.url}{path}"},)
        _code, found = await looked(capsys, prepare(tmp_path / "data"), openai_servers=named)
    assert found["lab"][0] == state
    assert ("an address usually ends with /v1" in found["lab"][1]) is (state == "note")


async def test_an_engine_that_does_not_open_is_wrong_and_said_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    code, found = await looked(capsys, tmp_path / "file")
    assert (code, found["engine"][0]) == (exits.FAILED, "wrong")
    assert str(tmp_path / "file") in found["engine"][1]
    assert found["data folder"] == (
        "wrong",
        f"{tmp_path / 'file'} is a file and no folder: set DEVSERVER_DATA to another place",
    )
    assert "devserver" in found


async def test_a_data_folder_below_a_file_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    _code, found = await looked(capsys, tmp_path / "file" / "data")
    assert (found["data folder"][0], str(tmp_path / "file") in found["data folder"][1]) == ("wrong", True)


@pytest.mark.skipif(os.geteuid() == 0, reason="an administrator may write everywhere")
async def test_a_data_folder_without_the_right_to_write_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tmp_path.chmod(0o500)
    try:
        code, found = await looked(capsys, tmp_path / "data")
    finally:
        tmp_path.chmod(0o700)
    assert (code, found["data folder"][0]) == (exits.FAILED, "wrong")


async def test_a_data_folder_that_will_be_made_is_fine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [finding] = [one for one in _surroundings(Settings(data=tmp_path / "a" / "b")) if one.subject == "data folder"]
    assert (finding.state, "made when it is needed" in finding.said) == ("ok", True)
    assert not (tmp_path / "a").exists()


async def test_of_a_config_it_says_what_to_install_and_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure("error")
    async with open_fake() as fake:
        fake.install("diffusion_models", "flux1-dev.safetensors")
        fake.install("text_encoders", "clip_l.safetensors", "t5xxl_fp8_e4m3fn.safetensors")
        del fake.catalogue["ImageUpscaleWithModel"]
        settings = {"data": prepare(tmp_path / "data"), "comfyui": fake.url, "stop_grace_seconds": 0.0}
        code = await doctor(Settings(**settings), as_json=False)  # type: ignore[arg-type]
    found = {finding["subject"]: finding for finding in json.loads(capsys.readouterr().out)}
    flux, upscale = found["output image_flux_dev"], found["output image_upscale_4x"]
    assert code == exits.DONE
    assert (flux["state"], flux["cause"], flux["verified"]) == ("note", "missing_file", False)
    assert flux["files"] == [{"name": "ae.safetensors", "folder": "models/vae"}]
    assert flux["said"] == (
        "comfyui does not have the model file models/vae/ae.safetensors: install it there"
        " (not verified on a real server)"
    )
    assert (upscale["cause"], upscale["missing"][0]) == ("missing_node", "ImageUpscaleWithModel")
    assert (found["comfyui"]["state"], found["output image_embedded"]["verified"]) == ("ok", True)


async def test_on_a_pipe_it_is_json_without_being_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("error")
    await doctor(Settings(data=prepare(tmp_path / "data")), as_json=False)
    findings = json.loads(capsys.readouterr().out)
    assert findings[0].keys() == {"state", "subject", "said", "cause", "missing", "files", "verified"}
    assert {finding["state"] for finding in findings} == {"ok", "note"}


def test_for_a_person_neighbours_of_whom_the_same_is_said_share_a_row() -> None:
    said = [
        Finding("ok", "devserver", "1.0"),
        Finding("note", "STAGE3_MODEL", MISSING),
        Finding("note", "output a", "comfyui is not configured"),
        Finding("note", "output b", "comfyui is not configured"),
        Finding("wrong", "data folder", "[bold] is a file"),
    ]
    written = io.StringIO()
    Console(file=written, width=100).print(table(said))
    rows = [line.split() for line in written.getvalue().splitlines() if line.strip()]
    assert rows[0] == ["ok", "devserver", "1.0"]
    assert rows[1][:2] == ["note", "STAGE3_MODEL"]
    assert rows[2] == ["note", "output", "a", "comfyui", "is", "not", "configured"]
    assert rows[3] == ["output", "b"]
    assert rows[4][-4:] == ["[bold]", "is", "a", "file"], "a text is shown and no markup"
