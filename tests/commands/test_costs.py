"""`devserver costs` reads the database, with or without a server."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from devserver import cli, logs
from devserver.commands import exits
from devserver.commands.costs import Asked, costs, show
from devserver.engine.totals import Costs, GroupSums, Sums
from devserver.models.outcomes import Ok
from devserver.models.runs import now
from devserver.settings import Settings
from tests.fakes.engine_site import open_site
from tests.fakes.scripted import PAID

pytestmark = pytest.mark.anyio

ALL = Asked(None, None, "model")


async def test_costs_are_json_where_they_are_piped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("error")  # else the log of a run that ends meanwhile stands before the JSON
    async with open_site(tmp_path / "data") as site:
        await site.do("interception", input_text="A boat", config="attitude")
        site.part.script = lambda _call: [Ok(text="x")]
        await site.do("interception", input_text="A boat", config="attitude")
        capsys.readouterr()
        assert costs(Settings(data=tmp_path / "data"), ALL, as_json=False) == exits.DONE
    found = json.loads(capsys.readouterr().out)
    assert [(group["key"], group["calls"], group["usd"], group["unknown"]) for group in found["groups"]] == [
        ("scripted/writer", 2, PAID.cost_usd, 1)
    ]


def test_where_nothing_was_made_nothing_was_spent_and_nothing_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert costs(Settings(data=tmp_path / "none"), ALL, as_json=True) == exits.DONE
    assert json.loads(capsys.readouterr().out)["total"]["usd"] == 0.0
    assert not (tmp_path / "none").exists()


def sums(**more: Any) -> dict[str, Any]:
    parts = {"reported_usd": 0.0, "listed_usd": 0.0, "estimated_usd": 0.0, "open": 0, "maybe_paid_twice": 0}
    return {**parts, "calls": 2, "unknown": 0, "complete": True, "usd": 0.0, **more} | {
        "prompt_tokens": 0,
        "completion_tokens": 0,
        "seconds": 3.0,
    }


def table(*groups: dict[str, Any], **more: Any) -> str:
    written = io.StringIO()
    each = tuple(GroupSums(key=f"p/{n}", **group) for n, group in enumerate(groups))
    whole = Sums(**sums(**more))
    found = Costs(since=now(), until=now(), group_by="model", total=whole, groups=each, more=bool(more))
    show(found, Console(file=written, width=120))
    return written.getvalue()


def test_a_table_says_at_least_and_unknown_where_it_has_to() -> None:
    lacking = sums(usd=0.5, unknown=1, complete=False)
    said = table(
        sums(usd=0.25), lacking, sums(usd=None, unknown=2, complete=False), usd=0.75, unknown=3, complete=False
    )
    assert "0.2500" in said
    assert "at least 0.5000" in said
    assert "unknown" in said.split("p/2")[1].splitlines()[0]
    assert "3 call(s) of unknown cost are in no sum." in said
    assert "There are more" in said
    assert "2 call(s) repeat one that may have been paid." in table(lacking, maybe_paid_twice=2)


def test_a_table_without_doubts_has_none() -> None:
    said = table(sums(usd=0.25))
    assert "at least" not in said
    assert "in no sum" not in said
    assert "repeat" not in said


@pytest.mark.parametrize(
    "arguments", [["--by", "owner"], ["--since", "2026-01-02", "--until", "2026-01-01"], ["--since", "yesterday"]]
)
def test_arguments_that_do_not_fit(arguments: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["costs", "--data", str(tmp_path), *arguments])
    assert ended.value.code == exits.USAGE


def test_a_day_is_taken_in_utc(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(
            ["costs", "--data", str(tmp_path), "--since", "2026-01-02", "--until", "2026-01-03T10:30", "--by", "run"]
        )
    assert ended.value.code == exits.DONE
    found = json.loads(capsys.readouterr().out)
    assert (found["since"], found["until"]) == ("2026-01-02T00:00:00Z", "2026-01-03T10:30:00Z")
