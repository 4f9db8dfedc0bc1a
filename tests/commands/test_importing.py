"""`devserver import-workflow` as a person meets it: a table, JSON for programs, sentences where it cannot be done."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from devserver.commands import exits
from devserver.commands.importing import Options, run_import
from devserver.settings import Settings
from tests.commands.test_run import Done, devserver
from tests.engine.importing.drawn import DRAWN, page_format, sd15


def graph(folder: Path, content: Any = None) -> str:
    (folder / "graph.json").write_text(json.dumps(content or sd15()))
    return "graph.json"


def imported(folder: Path, *more: str, content: Any = None) -> Done:
    return devserver("import-workflow", graph(folder, content), "--name", "harbour", *more, cwd=folder)


def test_a_program_gets_json_with_both_files(tmp_path: Path) -> None:
    done = imported(tmp_path)
    told = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (exits.DONE, "")
    for part in ("chunk", "config"):
        path = tmp_path / told["folder"] / told[part]["path"]
        assert json.loads(path.read_text()) == told[part]["declaration"]
    assert [one["detail"].partition(":")[0] for one in told["undecided"]] == ["No server was asked"]
    assert "0 error(s), 0 warning(s)" in devserver("validate", cwd=tmp_path).stdout
    listed = json.loads(devserver("list", "output", "--json", cwd=tmp_path).stdout)
    assert "harbour" in {config["id"] for config in listed}


def test_a_person_gets_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    path = tmp_path / graph(tmp_path, DRAWN["hires_fix"]())
    assert run_import(Settings(data=tmp_path / "data"), Options(path, "harbour")) == exits.DONE
    rows = {row[0]: row[1:] for line in capsys.readouterr().out.splitlines() if (row := line.split())}
    assert rows["width"] == ["512", "size", "EmptyLatentImage.width"]
    assert rows["seed"] == ["5", "sample", "KSampler.seed,", "again", "KSampler.seed"]
    assert rows["lora"][0] == "ink.safetensors"
    assert rows["?"] and rows["written"]


def test_the_folder_can_be_named(tmp_path: Path) -> None:
    assert imported(tmp_path, "--out", "mine").returncode == exits.DONE
    assert (tmp_path / "mine/configs/output/harbour.json").is_file()
    assert not (tmp_path / "data").exists()
    assert devserver("validate", "mine", cwd=tmp_path).returncode == exits.DONE


@pytest.mark.parametrize(
    ("arguments", "content", "code", "words"),
    [
        pytest.param((), page_format(), exits.USAGE, ("Export (API)", "Save (API Format)"), id="the page's own format"),
        pytest.param(("--server", "attic"), sd15(), exits.USAGE, ("attic",), id="a server that is not set"),
        pytest.param(("--name", "Harbour Night"), sd15(), exits.USAGE, ("lower-case",), id="a name that is no id"),
        pytest.param(("--name", "image_embedded"), sd15(), exits.FAILED, ("--force",), id="a name that is taken"),
        pytest.param((), {"1": 1}, exits.USAGE, ("class_type",), id="no graph"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    tmp_path: Path, arguments: tuple[str, ...], content: Any, code: int, words: tuple[str, ...]
) -> None:
    done = imported(tmp_path, *arguments, content=content)
    assert (done.returncode, done.stdout) == (code, "")
    assert all(word in done.stderr for word in words), done.stderr
    assert not (tmp_path / "data").exists()


def test_a_file_that_is_not_there_or_no_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('{"1": }')
    cases = (("nowhere.json", exits.USAGE, "nowhere.json"), ("bad.json", exits.FAILED, "bad.json:1:7"))
    for name, code, words in cases:
        done = devserver("import-workflow", name, "--name", "x", cwd=tmp_path)
        assert (done.returncode, words in done.stderr) == (code, True), done.stderr
