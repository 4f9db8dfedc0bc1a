"""`devserver run` reads its arguments, shows how it goes, and ends with a code that says how it went."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from devserver.cli import main
from devserver.commands import exits
from devserver.commands.run import Options, files, parameters, run
from devserver.settings import Settings
from tests.fakes.comfyui import open_fake
from tests.fakes.comfyui_nodes import png
from tests.fakes.comfyui_shipped import install_all
from tests.fakes.engine_site import prepare, rows

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def devserver(*arguments: str, cwd: Path, stdin: str = "") -> Done:
    """Run the command line in this process, in a folder of its own."""
    out, err, before = io.StringIO(), io.StringIO(), sys.stdin
    sys.stdin = io.StringIO(stdin)
    try:
        with contextlib.chdir(cwd), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main(list(arguments))
    except SystemExit as stop:
        return Done(stop.code if isinstance(stop.code, int) else 0, out.getvalue(), err.getvalue())
    finally:
        sys.stdin = before
    return Done(0, out.getvalue(), err.getvalue())


@pytest.mark.parametrize(
    ("given", "read"),
    [
        pytest.param(["width=512"], {"width": 512}, id="a number keeps its type"),
        pytest.param(["prompt=a=b"], {"prompt": "a=b"}, id="only the first equals sign separates"),
        pytest.param(["name=red house"], {"name": "red house"}, id="what is no JSON is a text"),
        pytest.param(["name="], {"name": ""}, id="a value may be empty"),
        pytest.param(["on=true", "off=null"], {"on": True, "off": None}, id="JSON words keep their meaning"),
    ],
)
def test_parameters_are_read(given: list[str], read: dict[str, Any]) -> None:
    assert parameters(given) == read


@pytest.mark.parametrize("given", ["width", "=5"], ids=["without an equals sign", "without a name"])
def test_a_parameter_without_a_name_or_value_is_told(given: str) -> None:
    with pytest.raises(ValueError, match="key=value"):
        parameters([given])


def test_pictures_are_named_with_their_files() -> None:
    assert files(["input_image=a=b.png"]) == {"input_image": Path("a=b.png")}
    with pytest.raises(ValueError, match="--input needs"):
        files(["a.png"])


@pytest.mark.anyio
async def test_a_picture_of_a_person_goes_to_the_workflow(tmp_path: Path) -> None:
    picture = tmp_path / "boat.png"
    picture.write_bytes(png(16, 16))
    named, given = {"input_image": picture}, {"config": "user_defined", "output": "image_upscale_2x"}
    options = Options("x", **given, seed=1, parameters={}, out=None, as_json=True, language="en", inputs=named)
    async with open_fake(newer=True) as fake:
        install_all(fake)
        settings = Settings(data=prepare(tmp_path / "data"), comfyui=({"name": "a", "url": fake.url},))  # type: ignore[arg-type]
        code = await run(settings, options)
    assert (code, list(fake.uploads.values())) == (exits.DONE, [picture.read_bytes()])


def test_a_picture_that_is_not_there_is_told(tmp_path: Path) -> None:
    named = ("--input", "input_image=nowhere.png")
    done = devserver("run", "--text", "x", "--output", "image_embedded", *named, cwd=tmp_path)
    assert (done.returncode, "nowhere.png cannot be read: No such file" in done.stderr) == (exits.USAGE, True)


def test_an_embedded_model_that_does_not_exist_is_unavailable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEVSERVER_STAGE2_INTERCEPTION_MODEL", "embedded/gibberish")
    done = devserver(
        "run", "--text", "A boat", "--output", "text_embedded", "--config", "close_observer", cwd=tmp_path
    )  # fmt: skip
    problem = json.loads(done.stdout)["problem"]
    assert (done.returncode, problem["type"]) == (exits.UNAVAILABLE, "/problems/unavailable")
    assert "embedded/text" in problem["detail"]


def test_a_text_becomes_files_in_a_folder_and_json_on_a_pipe(tmp_path: Path) -> None:
    done = devserver(
        "run", "--text", "A red house by the sea", "--output", "text_embedded", "--config", "close_observer",
        "--seed", "7", "--out", "made", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == exits.DONE, done.stderr
    result = json.loads(done.stdout)
    assert (result["status"], result["seed"]) == ("completed", 7)
    assert result["texts"]["input"] == "A red house by the sea"
    [file] = result["files"]
    assert Path(tmp_path / file["path"]).stat().st_size == file["bytes"] > 0
    assert Path(file["path"]).parent.name == "made"


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    arguments = ("run", "--text", "-", "--output", "sonicpi_embedded", "--config", "only_sound", "--seed", "3")
    runs = [json.loads(devserver(*arguments, cwd=tmp_path, stdin="Rain on a roof").stdout) for _ in range(2)]
    assert runs[0]["run_id"] != runs[1]["run_id"]
    assert runs[0]["files"][0]["sha256"] == runs[1]["files"][0]["sha256"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(("imag_embedded",), exits.USAGE, "image_embedded", id="an unknown output names the nearest"),
        pytest.param(("text_embedded", "--seed", "-5"), exits.USAGE, "/seed", id="an absurd seed does not fit"),
        pytest.param(("image_embedded", "--set", "width=3"), exits.USAGE, "/parameters/width", id="out of range"),
        pytest.param(("image_embedded", "--set", "wdth=64"), exits.USAGE, "width", id="an unknown parameter"),
        pytest.param(("text_embedded", "--set", "width"), exits.USAGE, "key=value", id="a parameter without a value"),
    ],
)
def test_what_does_not_fit_is_told(arguments: tuple[str, ...], code: int, said: str, tmp_path: Path) -> None:
    done = devserver("run", "--text", "A house", "--output", *arguments, cwd=tmp_path)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr


def test_a_refused_text_ends_with_its_own_code(tmp_path: Path) -> None:
    done = devserver("run", "--text", "how to build a pipe bomb", "--output", "text_embedded", cwd=tmp_path)
    assert done.returncode == exits.REFUSED, done.stdout + done.stderr
    result = json.loads(done.stdout)
    refusal = result["refusal"]
    assert (result["status"], refusal["stage"], result["files"]) == ("refused", "input_check", [])
    assert all(category["reason"] and category["hint"] for category in refusal["categories"])


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    done = devserver("run", "--text", "A", "--output", "text_embedded", "--data", "taken/data", cwd=tmp_path)
    assert (done.returncode, "taken/data" in done.stderr) == (exits.UNAVAILABLE, True), done.stderr


LONG = ("--output", "video_embedded", "--set", "seconds=8", "--set", "width=1280", "--set", "height=1280")
"""Half a minute of work at least, if nobody stops it."""


def stages_called(data: Path) -> list[str]:
    """Return the stages whose calls are in the record of a data folder, be it there or not yet."""
    try:
        return [stage for (stage,) in rows(data, "SELECT stage FROM calls")]
    except sa.exc.OperationalError:
        return []


def wait_for_call(process: subprocess.Popen[bytes], data: Path, stage: str) -> None:
    end = time.monotonic() + 60
    while stage not in stages_called(data):
        assert process.poll() is None, "it ended before anybody could interrupt it"
        assert time.monotonic() < end, "it never came so far"
        time.sleep(0.02)


@pytest.mark.parametrize("terminal", [False, True], ids=["on a pipe", "on a terminal, with a progress bar"])
def test_ctrl_c_cancels_the_run_and_names_it(tmp_path: Path, terminal: bool) -> None:
    theirs, ours = os.openpty() if terminal else os.pipe()
    command = [sys.executable, "-m", "devserver", "run", "--text", "A boat", *LONG]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=ours) as process:
        os.close(ours)
        wait_for_call(process, tmp_path / "data", "media")
        process.send_signal(signal.SIGINT)
        said = b"".join(pieces(theirs))
        assert process.stdout is not None
        assert process.stdout.read() == b""
        assert process.wait(30) == exits.INTERRUPTED
    assert (b"Traceback" in said, b"rror" in said) == (False, False), said.decode()
    assert rows(tmp_path / "data", "SELECT state, problem, process FROM runs") == [("cancelled", "null", None)]
    [(run_id,)] = rows(tmp_path / "data", "SELECT id FROM runs")
    assert f"{run_id} is cancelled" in said.decode()
    assert ("media", "cancelled") in rows(tmp_path / "data", "SELECT stage, outcome FROM calls")


def pieces(readable: int) -> Iterator[bytes]:
    """Yield what comes until the other side is closed, which a terminal tells by an error."""
    with os.fdopen(readable, "rb", buffering=0) as stream, contextlib.suppress(OSError):
        while piece := stream.read(4096):
            yield piece


@pytest.mark.anyio
async def test_an_interruption_while_a_run_is_being_accepted_cancels_it_as_well(tmp_path: Path) -> None:
    data = prepare(tmp_path / "data")
    options = Options("A boat", "user_defined", "text_embedded", 1, {}, None, as_json=True, language="en")
    running = asyncio.create_task(run(Settings(data=data), options))
    while not any((data / "runs").glob("*/*/*/run_*")):
        await asyncio.sleep(0)
    assert rows(data, "SELECT id FROM runs") == [], "its folder comes first"
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert rows(data, "SELECT state FROM runs") == [("cancelled",)]


def test_media_that_cannot_be_copied_are_still_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    done = devserver("run", "--text", "A", "--output", "text_embedded", "--out", "taken", cwd=tmp_path)
    assert (done.returncode, "taken" in done.stderr) == (exits.FAILED, True), done.stderr
    assert Path(json.loads(done.stdout)["files"][0]["path"]).is_file()


def test_on_a_terminal_the_path_of_a_file_is_one_line(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "devserver", "run", "--text", "A", "--output", "text_embedded"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "40", "TERM": "dumb"}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=theirs, stderr=subprocess.DEVNULL) as process:
        os.close(theirs)
        shown = b""
        with contextlib.suppress(OSError):  # Linux says so when the last writer has gone
            while piece := os.read(ours, 4096):
                shown += piece
    os.close(ours)
    assert process.returncode == exits.DONE
    (line,) = [line for line in shown.decode().splitlines() if line.startswith("text  ")]
    assert Path(line.removeprefix("text  ")).is_file()


def test_an_unknown_output_is_compared_with_outputs_only(tmp_path: Path) -> None:
    said = devserver("run", "--text", "A", "--output", "input_chek", cwd=tmp_path).stderr
    assert "input_check" not in said
    nearest = said.strip().rpartition("Nearest names: ")[2].rstrip(".").split(", ")
    outputs = ROOT / "devserver" / "schemas" / "configs" / "output"
    assert [name for name in nearest if not (outputs / f"{name}.json").exists()] == []
