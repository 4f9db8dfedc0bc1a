"""The script ./dev: what it runs for a word, when it sets up, what it says when it cannot."""

from __future__ import annotations

import ast
import importlib.machinery
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


def load(path: Path) -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("dev_script", str(path))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    sys.modules[loader.name] = module
    loader.exec_module(module)
    return module


dev = load(ROOT / "dev")


def test_its_grammar_is_that_of_python_3_9() -> None:
    ast.parse((ROOT / "dev").read_text(), feature_version=(3, 9))


def test_it_imports_the_standard_library_only() -> None:
    nodes = list(ast.walk(ast.parse((ROOT / "dev").read_text())))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} - sys.stdlib_module_names == set()


@pytest.mark.parametrize(
    ("arguments", "cpus", "expected"),
    [
        pytest.param([], 2, ["-n", "2", "--dist", "worksteal"], id="everything runs on all processors"),
        pytest.param([], 64, ["-n", "4", "--dist", "worksteal"], id="at most four workers"),
        pytest.param([], 1, [], id="one processor needs no workers"),
        pytest.param(["-k", "lock"], 2, ["-n", "2", "--dist", "worksteal", "-k", "lock"], id="a choice by name"),
        pytest.param(["tests/test_dev.py"], 2, ["tests/test_dev.py"], id="a choice by file starts at once"),
        pytest.param(["tests/test_dev.py::x[a b]"], 2, ["tests/test_dev.py::x[a b]"], id="a choice by test too"),
        pytest.param(["-n0"], 2, ["-n0"], id="the caller says how many"),
        pytest.param(["-s"], 2, ["-s"], id="output is wanted"),
    ],
)
def test_pytest_arguments(arguments: list[str], cpus: int, expected: list[str]) -> None:
    assert dev.pytest_arguments(arguments, cpus) == expected


@pytest.mark.parametrize(
    ("word", "arguments", "commands"),
    [
        pytest.param("run", ["--port", "1"], ["devserver serve --port 1"], id="run serves"),
        pytest.param("golden", ["-k", "a"], ["python -m pytest --update-golden -k a"], id="golden updates"),
        pytest.param(
            "format",
            [],
            ["ruff check --fix .", "ruff format .", "python -m tools.web format"],
            id="format mends and formats",
        ),
        pytest.param("types", [], ["mypy"], id="types is mypy"),
        pytest.param("test", ["-n0"], ["python -m pytest -n0"], id="a choice of tests is Python's"),
        pytest.param("web", ["--host"], ["python -m tools.web dev --host"], id="web is vite"),
        pytest.param("generate", ["--check"], ["python -m tools.generate --check"], id="generate passes on"),
        pytest.param("bench", [], ["python -m benchmarks"], id="bench is a package"),
        pytest.param("crash", ["--seed", "7"], ["python -m tests.crash --seed 7"], id="crash takes arguments"),
    ],
)
def test_the_commands_of_a_word(word: str, arguments: list[str], commands: list[str]) -> None:
    made = dev.WORDS[word].commands(arguments)
    assert [" ".join([Path(command[0]).name, *command[1:]]) for command in made] == commands
    assert all(Path(command[0]).parent == ROOT / ".venv" / dev.BIN for command in made)


def test_all_tests_are_those_of_the_page_too() -> None:
    assert [command[2:] for command in dev.test_commands([])][-1] == ["tools.web", "test"]


def test_check_changes_nothing() -> None:
    lines = [" ".join(command) for command in dev.check_commands([])]
    assert [line for line in lines if "--fix" in line or "--write" in line] == []
    assert any("ruff format --check" in line for line in lines)


def test_make_offers_the_same_words() -> None:
    line = next(line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith("WORDS"))
    assert set(line.partition(":=")[2].split()) == {*dev.WORDS, *dev.OWN_WORDS}


def test_the_stamp_changes_with_each_input_and_with_the_place(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("1")
    second.write_text("2")
    stamps = [dev.stamp((first, second), tmp_path), dev.stamp((first, second), tmp_path / "moved")]
    second.write_text("3")
    stamps.append(dev.stamp((first, second), tmp_path))
    first.write_text("13")
    second.write_text("")
    stamps.append(dev.stamp((first, second), tmp_path))
    assert len(set(stamps)) == 4


def test_the_last_lines_of_a_failed_command_are_told() -> None:
    output = "1\n2\n3\n4\n5\n\nWARNING: Retrying\n  6\n" + "x" * 500 + "\n"
    assert dev.telling(output) == ["2", "3", "4", "5", "6", "x" * dev.MOST_COLUMNS]


@pytest.mark.parametrize(
    ("environment", "index"),
    [
        pytest.param({}, None, id="nothing is set"),
        pytest.param({"PIP_INDEX_URL": "https://a.example"}, "https://a.example", id="pip's index serves uv"),
        pytest.param(
            {"PIP_INDEX_URL": "https://a.example", "UV_DEFAULT_INDEX": "https://b.example"},
            "https://b.example",
            id="uv's own setting wins",
        ),
    ],
)
def test_the_index_of_uv(environment: dict[str, str], index: str | None) -> None:
    assert dev.uv_environment(environment).get("UV_DEFAULT_INDEX") == index


def test_a_word_runs_as_in_an_activated_environment() -> None:
    environment = dev.word_environment({"PATH": "/bin", "PYTHONHOME": "/x", "LANG": "C"})
    bin_folder = str(ROOT / ".venv" / dev.BIN)
    assert environment == {"PATH": f"{bin_folder}{os.pathsep}/bin", "LANG": "C", "VIRTUAL_ENV": str(ROOT / ".venv")}


def program(folder: Path, text: str) -> str:
    path = folder / "uv"
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        pytest.param("echo 'uv 0.13.8 (x86_64)'", (0, 13), id="a uv says its version"),
        pytest.param("echo 'pyenv: uv: command not found' >&2; exit 127", (), id="a shim without a uv behind it"),
        pytest.param("echo 'uv 0.13.8'; exit 1", (), id="a uv that fails"),
    ],
)
def test_the_version_of_a_uv(tmp_path: Path, text: str, version: tuple[int, ...]) -> None:
    assert dev.uv_version(program(tmp_path, text)) == version


def test_a_uv_that_is_not_there(tmp_path: Path) -> None:
    assert dev.uv_version(str(tmp_path / "uv")) == ()


def test_a_step_of_the_set_up_that_fails_shows_why_and_says_what_to_do(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(dev.SetupFailed, match="^check the network$"):
        dev.work([program(tmp_path, "echo reason; exit 2")], "check the network")
    out, err = capfd.readouterr()
    assert (out, err) == ("", "     reason\n")


def test_a_step_of_the_set_up_that_works_is_quiet(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    dev.work([program(tmp_path, "echo noise; echo noise >&2")], "check the network")
    assert capfd.readouterr() == ("", "")


def test_all_commands_run_and_the_failed_ones_are_named(capfd: pytest.CaptureFixture[str]) -> None:
    code = dev.run_all([["/bin/sh", "-c", "exit 3"], ["/bin/sh", "-c", "echo done"]], {})
    out, err = capfd.readouterr()
    assert (code, out) == (1, "done\n")
    assert err.splitlines()[-1] == "dev: failed: sh -c exit 3"


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        pytest.param(["tset"], 2, "there is no word 'tset'", id="an unknown word"),
        pytest.param(["check", "devserver"], 2, "`check` takes no arguments", id="an argument too many"),
        pytest.param(["setup", "again"], 2, "`setup` takes no arguments", id="an argument for the set-up"),
    ],
)
def test_what_is_not_understood(arguments: list[str], code: int, text: str) -> None:
    result = subprocess.run([sys.executable, str(ROOT / "dev"), *arguments], capture_output=True, text=True)
    assert (result.returncode, result.stdout, text in result.stderr) == (code, "", True)


def test_help_names_every_word() -> None:
    result = subprocess.run([sys.executable, str(ROOT / "dev"), "help"], capture_output=True, text=True, check=True)
    assert [word for word in [*dev.WORDS, *dev.OWN_WORDS] if f"  {word} " not in result.stdout] == []
