"""The command line as a person meets it: help, settings, declarations, doctor, reindex."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from devserver import __version__, stored
from devserver.cli import app
from devserver.commands import exits
from tests.commands.test_run import Done, devserver


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()


def test_every_command_has_a_sentence_of_help(runner: CliRunner) -> None:
    shown = runner.invoke(app, ["--help"]).output
    for command in ("serve", "run", "validate", "list", "doctor", "settings", "reindex", "version"):
        assert command in shown
        assert runner.invoke(app, [command, "--help"]).exit_code == 0


@pytest.mark.parametrize("asked", ["version", "--version"])
def test_the_version_is_that_of_the_package(runner: CliRunner, asked: str) -> None:
    assert runner.invoke(app, [asked]).output.strip() == __version__


def test_the_shipped_declarations_are_valid(runner: CliRunner) -> None:
    result = runner.invoke(app, ["validate"])
    assert (result.exit_code, "0 error(s)" in result.output) == (exits.DONE, True), result.output


def test_a_broken_declaration_is_named_with_line_and_nearest_name(runner: CliRunner, tmp_path: Path) -> None:
    folder = tmp_path / "mine" / "configs" / "output"
    folder.mkdir(parents=True)
    (folder / "mine.json").write_text('{\n  "pipline": "single_text_media_generation"\n}\n')
    result = runner.invoke(app, ["validate", str(tmp_path / "mine")])
    assert result.exit_code == exits.FAILED
    assert "mine.json:2" in result.output
    assert "pipeline" in result.output


def test_a_folder_that_is_not_there_is_a_wrong_argument(runner: CliRunner, tmp_path: Path) -> None:
    assert runner.invoke(app, ["validate", str(tmp_path / "nowhere")]).exit_code == exits.USAGE


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    (tmp_path / "devserver.toml").write_text('safty_level = "kids"\n')
    done = devserver("list", cwd=tmp_path)
    assert (done.returncode, "safty_level" in done.stderr) == (exits.USAGE, True), done.stderr


def test_an_address_without_a_scheme_is_told_in_our_words(tmp_path: Path) -> None:
    (tmp_path / "devserver.toml").write_text('ollama = "localhost:11434"\n')
    done = devserver("list", cwd=tmp_path)
    assert "setting ollama.url: must be an address with http:// or https://, such as" in done.stderr


def test_a_setting_that_was_set_while_the_server_ran_and_is_wrong_is_named_with_its_file(tmp_path: Path) -> None:
    stored.write(tmp_path / "data", {"language": "fr"})
    done = devserver("list", cwd=tmp_path)
    assert (done.returncode, "setting language" in done.stderr) == (exits.USAGE, True)
    assert str(Path("data") / stored.NAME) in done.stderr


def test_a_damaged_file_of_settings_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / stored.NAME).write_text("{")
    done = devserver("list", cwd=tmp_path)
    assert (done.returncode, stored.NAME in done.stderr) == (exits.UNAVAILABLE, True)
    assert "Traceback" not in done.stderr


def listed(cwd: Path, *arguments: str) -> Done:
    return devserver("list", *arguments, "--json", cwd=cwd)


def test_the_list_holds_every_medium(tmp_path: Path) -> None:
    configs = json.loads(listed(tmp_path, "output").stdout)
    made = {config["media_type"] for config in configs}
    assert made == {"text", "image", "audio", "music", "midi", "video", "p5", "tonejs", "sonicpi"}
    assert {c["availability"]["state"] for c in configs if c["backend"] == "embedded"} == {"ready"}
    others = {(c["availability"]["cause"], c["verified"]) for c in configs if c["backend"] == "comfyui"}
    assert others == {("not_configured", False)}


def test_a_new_file_in_a_layer_is_a_new_config(tmp_path: Path) -> None:
    folder = tmp_path / "mine" / "configs" / "interception"
    folder.mkdir(parents=True)
    content = {"pipeline": "text_transformation", "name": {"en": "Mine"}, "context": {"en": "Say it in three words."}}
    (folder / "my_attitude.json").write_text(json.dumps(content))
    configs = json.loads(listed(tmp_path, "interception", "--schemas", "mine").stdout)
    assert "my_attitude" in {config["id"] for config in configs}


def test_doctor_says_what_is_configured(tmp_path: Path) -> None:
    done = devserver("doctor", "--json", cwd=tmp_path)
    findings = {finding["subject"]: finding for finding in json.loads(done.stdout)}
    assert done.returncode == exits.DONE
    assert findings["STAGE2_INTERCEPTION_MODEL"]["said"] == "embedded/text"
    assert findings["output image_embedded"]["state"] == "ok"
    assert findings["STAGE3_MODEL"]["state"] == "note"


def test_reindex_brings_back_a_lost_database(tmp_path: Path) -> None:
    made = devserver("run", "--text", "A boat", "--output", "text_embedded", cwd=tmp_path)
    run_id = json.loads(made.stdout)["run_id"]
    for lost in (tmp_path / "data").glob("devserver.db*"):
        lost.unlink()
    done = devserver("reindex", cwd=tmp_path)
    assert (done.returncode, "1 run(s) indexed" in done.stdout) == (exits.DONE, True), done.stdout
    [folder] = (tmp_path / "data" / "runs").glob(f"*/*/*/{run_id}")
    shutil.rmtree(folder / "nothing", ignore_errors=True)
    (folder / "01_input.txt").write_text("changed")
    assert "other bytes" in devserver("reindex", cwd=tmp_path).stdout


def test_a_variable_that_is_no_setting_is_told_with_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEVSERVER_SAFTY_LEVEL", "kids")
    monkeypatch.setenv("DEVSERVER_KEY_SCHOOL", "x")
    said = listed(tmp_path).stderr
    assert "DEVSERVER_SAFTY_LEVEL" in said
    assert "DEVSERVER_SAFETY_LEVEL" in said
    assert "SCHOOL" not in said


def test_settings_that_are_no_toml_are_told_with_their_place(tmp_path: Path) -> None:
    (tmp_path / "devserver.toml").write_text("x = [\n")
    done = devserver("list", cwd=tmp_path)
    assert (done.returncode, done.stderr.startswith("devserver.toml:")) == (exits.USAGE, True), done.stderr


def test_an_unknown_kind_is_a_wrong_argument(tmp_path: Path) -> None:
    done = devserver("list", "outptu", cwd=tmp_path)
    assert (done.returncode, "interception" in done.stderr) == (exits.USAGE, True)
    assert "did you mean 'output'?" in done.stderr


def test_an_address_that_others_reach_is_a_wrong_argument(tmp_path: Path) -> None:
    done = devserver("serve", "--host", "0.0.0.0", cwd=tmp_path)
    assert (done.returncode, "access control comes first" in done.stderr) == (exits.USAGE, True)


def test_a_damaged_database_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "devserver.db").write_bytes(b"no database at all" * 100)
    for command in (("list",), ("reindex",)):
        done = devserver(*command, cwd=tmp_path)
        assert (done.returncode, "reindex" in done.stderr) == (exits.UNAVAILABLE, True), done.stderr


def test_a_broken_declaration_is_logged_by_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "mine" / "configs" / "output"
    folder.mkdir(parents=True)
    (folder / "mine.json").write_text('{\n  "pipline": "single_text_media_generation"\n}\n')
    done = listed(tmp_path, "--schemas", "mine")
    assert "mine.json:2" in done.stderr
    assert json.loads(done.stdout), "the others go on working"
