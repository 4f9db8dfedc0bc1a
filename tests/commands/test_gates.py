"""`devserver gates` on the database, with or without a server."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console

from devserver import cli
from devserver.commands import exits
from devserver.commands.gates import decide, print_page, show
from devserver.engine.database import default_url
from devserver.engine.deciding import GatePage, WantedGates, read_gates
from devserver.errors import Conflict, NotFound
from devserver.settings import Settings
from tests.engine.running import until_ended
from tests.engine.waiting import outcomes, waiting
from tests.fakes.engine_site import open_site, rows

pytestmark = pytest.mark.anyio


async def test_gates_are_json_where_they_are_piped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with open_site(tmp_path / "data") as site:
        record, gate = await waiting(site, owner="ada")
    capsys.readouterr()
    assert await show(Settings(data=tmp_path / "data"), "open", as_json=False) == exits.DONE
    found = json.loads(capsys.readouterr().out)
    assert [(one["gate_id"], one["run_id"]) for one in found["gates"]] == [(gate.id, record.run_id)]
    assert await show(Settings(data=tmp_path / "data"), "expired", as_json=True) == exits.DONE
    assert json.loads(capsys.readouterr().out)["gates"] == []


async def test_where_nothing_was_made_nothing_waits_and_nothing_is_made(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "none")
    assert await show(settings, None, as_json=True) == exits.DONE
    with pytest.raises(NotFound):
        await decide(settings, "gate_01JB0Q8Z6T3W5X7Y9A1B2C3D4E", "fail")
    assert not (tmp_path / "none").exists()


async def test_the_gates_of_a_database_whose_folder_is_not_here_are_not_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_site(tmp_path / "data") as site:
        await waiting(site)
    capsys.readouterr()
    settings = Settings(data=tmp_path / "none", database_url=default_url(tmp_path / "data"))
    assert await show(settings, None, as_json=True) == exits.USAGE
    assert await decide(settings, "gate_01JB0Q8Z6T3W5X7Y9A1B2C3D4E", "fail") == exits.USAGE
    told = capsys.readouterr()
    assert (told.out, f"{tmp_path / 'none'} is no folder" in told.err) == ("", True)


async def test_a_table_says_what_is_asked_and_how_to_decide(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        _record, gate = await waiting(site)
        page = await site.engine.database.read(lambda connection: read_gates(connection, WantedGates()))
    written = io.StringIO()
    print_page(page.model_copy(update={"next": gate.id}), Console(file=written, width=150))
    said = written.getvalue()
    for words in (gate.id, "scripted/writer", "unknown", "These are the newest of 1.", "devserver gates decide GATE"):
        assert words in said
    assert f"{gate.created_at + timedelta(days=1):%Y-%m-%d %H:%M}" in said
    priced = page.gates[0].asks.model_copy(update={"estimate_usd": 0.25})
    closed = page.gates[0].model_copy(update={"state": "decided", "decision": "fail", "asks": priced})
    written = io.StringIO()
    print_page(GatePage(gates=(closed,), total=page.total, next=None), Console(file=written, width=150))
    assert "0.2500" in written.getvalue()
    assert "decide GATE" not in written.getvalue()


async def test_retry_frees_the_run_for_a_server_and_fail_ends_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with open_site(data) as site:
        first, one = await waiting(site)
        second, other = await waiting(site)
    settings = Settings(data=data)
    assert await decide(settings, one.id, "retry") == exits.DONE
    assert await decide(settings, other.id, "fail") == exits.DONE
    stood = dict(row[:2] for row in rows(data, "SELECT id, state FROM runs"))
    assert stood == {first.run_id: "running", second.run_id: "failed"}
    assert rows(data, "SELECT DISTINCT process FROM runs") == [(None,)]
    assert rows(data, "SELECT DISTINCT decided_by FROM gates") == [("local",)]
    with pytest.raises(Conflict):
        await decide(settings, one.id, "fail")
    async with open_site(data) as site:
        assert outcomes(await until_ended(site, first.run_id)) == [("timeout_unknown", 0, False), ("ok", 1, True)]


WRONG = [
    pytest.param(["--state", "closed"], exits.USAGE, id="no state"),
    pytest.param(["decide", "gate_1", "cancel"], exits.USAGE, id="no decision"),
    pytest.param(["decide", "gate_1", "retry"], exits.USAGE, id="no gate"),
]


@pytest.mark.parametrize(("arguments", "code"), WRONG)
def test_arguments_that_do_not_fit(arguments: list[str], code: int, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["gates", "--data", str(tmp_path), *arguments])
    assert ended.value.code == code


def test_the_folder_may_stand_before_or_behind_the_word(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ["--data", str(tmp_path), "decide", "g", "fail"],
        ["decide", "g", "fail", "--data", str(tmp_path)],
    ):
        with pytest.raises(SystemExit) as ended:
            cli.main(["gates", *arguments])
        assert ended.value.code == exits.USAGE
        assert "There is no gate g." in capsys.readouterr().err
