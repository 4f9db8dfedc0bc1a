"""`devserver reproduce` does a run again and says what differs; what is made here is made again to the byte."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from devserver.cli import main
from devserver.commands import exits
from devserver.commands.reproducing import lines, reproduce
from devserver.engine.accepting import Asked
from devserver.engine.again import Again, accept
from devserver.engine.comparing import Called, Comparison, Part, Picture, compare
from devserver.engine.database import create_engine, default_url
from devserver.engine.engine import Engine, open_engine
from devserver.engine.record import Record
from devserver.engine.spending import Cost
from devserver.models.runs import Request
from devserver.settings import Settings
from tests.fakes.bundles import RUN
from tests.fakes.engine_site import open_site, prepare, rows

pytestmark = pytest.mark.anyio

MADE_HERE: dict[str, dict[str, Any]] = {
    "image_embedded": {"width": 128, "height": 128},
    "audio_embedded": {"seconds": 1},
    "music_embedded": {},
    "midi_embedded": {},
    "video_embedded_short": {"seconds": 1, "width": 128, "height": 128},
    "p5_embedded": {},
    "tonejs_embedded": {},
    "sonicpi_embedded": {},
    "text_embedded": {},
}


@pytest.fixture(scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    async with open_engine(Settings(data=prepare(tmp_path_factory.mktemp("made") / "data"))) as opened:
        yield opened


async def made(engine: Engine, output: str, **given: Any) -> Record:
    """Make something with the embedded generators."""
    about = {"input_text": "A red boat at night", "config": "close_observer", "output_config": output}
    record = await engine.runs.ended(await engine.runs.start(Asked(Request(action="run", **about, **given))))
    assert record.row.state == "completed", record.row.problem
    return record


@pytest.mark.parametrize("output", MADE_HERE)
async def test_what_is_made_here_is_made_again_to_the_byte(engine: Engine, output: str) -> None:
    before = await made(engine, output, parameters=MADE_HERE[output])
    again = partial(accept, engine.runs.reception, Again(before.run_id))
    after = await engine.runs.ended(await engine.runs.begin(again))
    found = await compare(engine.recorder, before, after)
    assert found.same
    media = [part for part in found.parts if part.stage == "media"]
    assert media and all(part.before == part.after for part in media)


async def a_run(data: Path) -> str:
    async with open_engine(Settings(data=prepare(data))) as engine:
        return (await made(engine, "text_embedded")).run_id


async def test_what_is_the_same_ends_well_and_what_differs_with_a_code_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    run_id = await a_run(data)
    for code in (exits.DONE, exits.DIFFERENT):
        capsys.readouterr()
        assert await reproduce(Settings(data=data), run_id, as_json=True) == code
        out = capsys.readouterr().out
        found = json.loads(out[out.index("{\n") : out.rindex("}") + 1])
        assert (found["parent_run_id"], found["same"]) == (run_id, code == exits.DONE)
        _overwrite(data, f"UPDATE entities SET sha256 = 'other' WHERE type = 'text' AND run_id = '{run_id}'")


async def test_runs_of_others_that_are_free_are_left_to_servers(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data", kind="command") as site:
        run_id = (await site.do("run", **RUN)).run_id
        other = (await site.do("run", **RUN)).run_id
    _overwrite(tmp_path / "data", f"UPDATE runs SET state = 'pending', process = NULL WHERE id = '{other}'")
    await reproduce(Settings(data=tmp_path / "data", schemas=(tmp_path / "layer",)), run_id, as_json=True)
    found = rows(tmp_path / "data", f"SELECT state, process FROM runs WHERE id = '{other}'")
    assert found == [("pending", None)]


async def test_a_model_that_is_not_there_any_more_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with open_site(tmp_path / "data") as site:
        run_id = (await site.do("run", **RUN)).run_id
    capsys.readouterr()
    settings = Settings(data=tmp_path / "data", schemas=(tmp_path / "layer",))
    assert await reproduce(settings, run_id, as_json=True) == exits.UNAVAILABLE
    out = capsys.readouterr().out
    assert "scripted" in json.loads(out[out.index("{\n") : out.rindex("}") + 1])["problem"]["detail"]


def _overwrite(data: Path, statement: str) -> None:
    engine = create_engine(default_url(data), writer=True)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


async def test_declarations_that_are_gone_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    run_id = await a_run(data)
    _overwrite(data, "UPDATE attempts SET context = json_set(context, '$.snapshot', '" + "0" * 64 + "')")
    with pytest.raises(SystemExit) as stop:
        await asyncio.to_thread(main, ["reproduce", run_id, "--data", str(data)])
    assert stop.value.code == exits.USAGE
    assert "no longer in the data folder" in capsys.readouterr().err


def test_a_run_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = prepare(tmp_path / "data")
    with pytest.raises(SystemExit) as stop:
        main(["reproduce", "run_01ARZ3NDEKTSV4RRFFQ69G5FAV", "--data", str(data)])
    assert stop.value.code == exits.USAGE
    assert "run_01ARZ3NDEKTSV4RRFFQ69G5FAV" in capsys.readouterr().err


def test_no_data_folder_is_made_for_a_name_that_is_misspelt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["reproduce", "run_01ARZ3NDEKTSV4RRFFQ69G5FAV", "--data", str(tmp_path / "dta")])
    assert (stop.value.code, list(tmp_path.iterdir())) == (exits.USAGE, [])
    assert "is no folder" in capsys.readouterr().err


def test_a_comparison_is_told_in_lines() -> None:
    cost = Cost(usd=0.25, source="listed", complete=True, calls=1, unknown=0, maybe_paid_twice=0)
    unknown = Cost(usd=None, source="unknown", complete=False, calls=1, unknown=1, maybe_paid_twice=0)
    picture = Picture(before=(8, 8), after=(16, 8), distance=0.25)
    parts = (
        Part(stage="interception", type="interception", same=False, before="a", after="b", changes=(("red", "blue"),)),
        Part(stage="media", type="image", same=False, before="a", after="b", picture=picture),
        Part(stage="media", type="image", same=False, before="a", after=None),
        Part(stage="optimization", type="optimization", same=True, before="a", after="a"),
    )
    calls = (
        Called(stage="media", before="a/x", after="a/y", told_same=True, before_usd=1, after_usd=1),
        Called(stage="optimization", before="a/x", after="a/x", told_same=False, before_usd=1, after_usd=1),
        Called(stage="interception", before="a/x", after=None, told_same=False, before_usd=1, after_usd=None),
    )
    found = Comparison(
        run_id="run_b",
        parent_run_id="run_a",
        same=False,
        before="completed",
        after="failed",
        parts=parts,
        calls=calls,
        cost_before=cost,
        cost_after=unknown,
        problem=None,
    )
    assert "\n".join(lines(found)).splitlines() == [
        "run_a was done again as run_b",
        "  interception · interception: different",
        "    - red",
        "    + blue",
        "  media · image: different: 8 × 8 then, 16 × 8 now, 25.0% apart",
        "  media · image: only then",
        "  optimization · optimization: the same",
        "  media: a/y answered, and then it was a/x",
        "  optimization: a/x was told something else",
        "  interception: a/x was not called",
        "  it was completed, and is failed now",
        "  cost: $ 0.25 listed then, $ ? unknown now",
        "not the same",
    ]
