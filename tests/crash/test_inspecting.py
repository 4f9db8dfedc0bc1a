"""What the inspection after a campaign finds: nothing where all is well, and each thing that is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from devserver.engine.database import default_url
from devserver.engine.durable import MOST_TAKES
from devserver.engine.files import run_folder
from tests.crash.inspecting import Found, faults_in, payments_in, promises_in, read
from tests.crash.people import Said
from tests.fakes.engine_site import open_site

pytestmark = pytest.mark.anyio

TOKEN = "tok0123456789ab"
Harm = Callable[[Found, Path], Any]


async def a_campaign(folder: Path) -> tuple[Found, Path]:
    """Return what a run leaves that nobody disturbed, and the folder of its files."""
    async with open_site(folder / "data") as site:
        record = await site.do("run", input_text="A boat", config="attitude", output_config="painting")
    found = read(folder / "data", default_url(folder / "data"))
    return found, run_folder(found.data, record.run_id)


def metadata(folder: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    content = json.loads((folder / "metadata.json").read_text())
    change(content)
    (folder / "metadata.json").write_text(json.dumps(content))


def line(path: Path) -> None:
    path.write_text(path.read_text() + '{"seq": 99}\n')


HARMS: dict[str, tuple[Harm, str]] = {
    "a run that nobody ended": (lambda found, _: found.runs[0].update(state="running"), "is left running"),
    "an event that is missing": (lambda found, _: found.events.pop(2), "events ["),
    "an event that came twice": (lambda found, _: found.events.append(found.events[-1]), "events ["),
    "a line too many": (lambda _, f: line(f / "events.ndjson"), "events.ndjson"),
    "a file that is missing": (lambda found, f: (f / found.entities[-1]["file"]).unlink(), "is missing"),
    "other bytes": (lambda found, f: (f / found.entities[0]["file"]).write_text("x"), "is not what its row says"),
    "an entity that is missing": (lambda found, _: found.entities.pop(0), "entities"),
    "no metadata": (lambda _, f: (f / "metadata.json").unlink(), "metadata.json is missing"),
    "another state": (lambda _, f: metadata(f, lambda m: m["run"].update(state="failed")), "says failed"),
    "a call too few": (lambda _, f: metadata(f, lambda m: m["calls"].pop()), "calls are"),
    "another answer": (lambda _, f: metadata(f, lambda m: m["calls"][0].update(answer={})), "answer of"),
    "a temporary file": (lambda _, f: (f / ".metadata.json.tmp").write_text(""), "temporary file"),
}


async def test_a_folder_in_order_has_no_faults(tmp_path: Path) -> None:
    found, _folder = await a_campaign(tmp_path)
    assert list(faults_in(found)) == []


@pytest.mark.parametrize(("harm", "said"), HARMS.values(), ids=HARMS.keys())
async def test_each_harm_is_found(tmp_path: Path, harm: Harm, said: str) -> None:
    found, folder = await a_campaign(tmp_path)
    harm(found, folder)
    assert [fault for fault in faults_in(found) if said in fault]


async def test_what_was_promised_is_looked_for(tmp_path: Path) -> None:
    found, folder = await a_campaign(tmp_path)
    run_id = folder.name
    kept = (folder / "01_input.txt").read_text()
    assert list(promises_in(found, [Said(run_id, TOKEN, [kept])], set())) == []
    assert "is not kept" in next(promises_in(found, [Said(run_id, TOKEN, ["never written"])], set()))
    assert "is lost" in next(promises_in(found, [Said("run_gone", TOKEN)], set()))
    found.runs[0]["state"] = "interrupted"
    assert "is interrupted" in next(promises_in(found, [Said(run_id, TOKEN)], {run_id}))
    found.runs[0]["takes"] = MOST_TAKES
    assert list(promises_in(found, [Said(run_id, TOKEN)], set())) == []
    found.runs[0]["state"] = "failed"
    assert "is failed" in next(promises_in(found, [Said(run_id, TOKEN)], set()))
    assert list(promises_in(found, [Said(run_id, TOKEN)], {run_id})) == []
    found.calls[0].update(model="guard", outcome="timeout_unknown", repetition=1)
    assert list(promises_in(found, [Said(run_id, TOKEN)], set())) == []


def call(key: str, model: str = "writer", repetition: int = 0, *, twice: bool = False) -> dict[str, Any]:
    values = {"key": key, "model": model, "provider": "paid", "request": {"prompt": f"of {TOKEN}"}, "sent_at": key}
    return {**values, "repetition": repetition, "maybe_paid_twice": twice}


PAYMENTS: dict[str, tuple[list[dict[str, Any]], int, dict[str, str], str | None]] = {
    "paid once": ([call("a")], 1, {}, None),
    "written and never sent": ([call("a")], 0, {}, None),
    "paid twice under one key": ([call("a")], 2, {}, "paid 2 times"),
    "paid and not in the ledger": ([], 1, {}, "has 0 calls"),
    "repeated as somebody decided": ([call("a"), call("b", repetition=1, twice=True)], 2, {"a": "retry"}, None),
    "repeated although it is dear": ([call("a"), call("b", repetition=1, twice=True)], 2, {}, "without a decision"),
    "repeated although somebody said no": ([call("a"), call("b", repetition=1)], 2, {"a": "fail"}, "without"),
    "repeated as a new call": ([call("a"), call("b")], 2, {"a": "retry"}, "with repetitions"),
}


@pytest.mark.parametrize(("rows", "asked", "decided", "said"), PAYMENTS.values(), ids=PAYMENTS.keys())
def test_what_counts_as_paid_twice(
    rows: list[dict[str, Any]], asked: int, decided: dict[str, str], said: str | None
) -> None:
    faults = list(payments_in(Found(Path(), [], [], rows, []), {(TOKEN, "writer"): asked}, decided))
    assert bool(faults) == (said is not None)
    assert said is None or said in faults[0]


@pytest.mark.parametrize("twice", [True, False])
def test_what_is_cheap_is_repeated_unasked_once_and_said_so(twice: bool) -> None:
    rows = [call("a", "guard"), call("b", "guard", 1, twice=twice)]
    found = Found(Path(), [], [], rows, [])
    assert bool(list(payments_in(found, {(TOKEN, "guard"): 2}, {}))) is not twice
    rows.append(call("c", "guard", 2, twice=True))
    assert list(payments_in(found, {(TOKEN, "guard"): 3}, {}))
