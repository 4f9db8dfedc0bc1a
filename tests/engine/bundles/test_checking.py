"""A record that this program could not have written is not taken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from devserver.engine.bundles.checking import read_record
from devserver.engine.bundles.reading import unpack
from devserver.errors import BadRequest
from tests.fakes.bundles import Files, Values, changed, put_together

Whole = tuple[str, Files]
OTHER = "run_01ARZ3NDEKTSV4RRFFQ69G5FAV"


def read(whole: Whole, tmp_path: Path, files: Files) -> Any:
    path = put_together(tmp_path / "b.zip", whole[0], files)
    return read_record(unpack(path, tmp_path / "staging"))


def test_a_record_as_we_write_it_is_read(whole: Whole, tmp_path: Path) -> None:
    record, happened = read(whole, tmp_path, whole[1])
    assert (record.run_id, record.row.state) == (whole[0], "completed")
    assert len(happened) == record.row.last_seq


def run(**values: Any) -> Callable[[Values], None]:
    return lambda content: content["run"].update(values)


def entity(number: int, **values: Any) -> Callable[[Values], None]:
    return lambda content: content["entities"][number - 1].update(values)


def attempt(**values: Any) -> Callable[[Values], None]:
    return lambda content: content["attempts"][0].update(values)


def media(content: Values) -> Values:
    return next(one for one in content["entities"] if one["media_type"])  # type: ignore[no-any-return]


PROBLEM = {"type": "internal", "status": 500, "message": "internal"}
RECORDS: dict[str, Callable[[Values], object]] = {
    "a format of tomorrow": lambda content: content.update(format=2),
    "a run at work": run(state="running"),
    "a run that waits": run(state="waiting"),
    "a state that is none": run(state="winning"),
    "another run": run(id=OTHER),
    "attempts of another run": attempt(run_id=OTHER),
    "an attempt too many": run(attempt=2),
    "no attempt": lambda content: content.update(attempts=[]),
    "fewer events than said": run(last_seq=99),
    "a field that is none": run(admin=True),
    "a snapshot that is a path": attempt(snapshot="../../keys/openai"),
    "entities with a gap": entity(2, n=7),
    "a file name that climbs out": entity(1, file="../../../keys/openai.key"),
    "a file of another entity": entity(1, file="03_interception.txt"),
    "a type that climbs out": entity(1, type="../input"),
    "a MIME type with a line break": entity(1, mime="text/plain\r\nX-Evil: 1"),
    "a MIME type that runs": entity(1, mime="text/html"),
    "other bytes than the file": entity(1, sha256="0" * 64),
    "another size than the file": entity(1, bytes=5),
    "a text without its file": entity(1, blocked=True),
    "a medium of an unknown kind": lambda content: media(content).update(media_type="hologram"),
    "a medium of another format": lambda content: media(content).update(format="webp"),
    "a picture that is none": entity(1, media_type="image", index=0, format="png", mime="image/png"),
    "a problem whose values break its sentence": run(state="failed", problem={**PROBLEM, "params": {"reasons": [1]}}),
    "a refusal without a verdict": run(state="refused"),
    "a seed that is no number": attempt(seed="x"),
    "calls that are none": lambda content: content.update(calls=[{"key": "x"}]),
    "a title that is no Unicode": run(title="a\ud800"),
    "work without end": run(seconds=float("inf")),
    "a cost that is no number": lambda content: content["calls"][0].update(cost_usd=float("nan")),
}


@pytest.mark.parametrize("change", RECORDS.values(), ids=RECORDS.keys())
def test_a_record_that_is_wrong(whole: Whole, tmp_path: Path, change: Callable[[Values], None]) -> None:
    with pytest.raises(BadRequest) as told:
        read(whole, tmp_path, changed(whole[1], "metadata.json", change))
    assert told.value.message in {"bundle_record_wrong", "bundle_file_missing"}
    assert not list(tmp_path.rglob("*.key"))


FILES: dict[str, Files] = {
    "a record that is no JSON": {"metadata.json": b"{"},
    "a record that is a list": {"metadata.json": b"[]"},
    "a record without end": {"metadata.json": b"[" * 200_000},
    "events that are none": {"events.ndjson": b"{}\n"},
    "a text that is none": {"01_input.txt": b"\xff\xfe\xfd"},
    "a file without an entity": {"77_more.txt": b"more"},
    "declarations under another name": {f"declarations/{'0' * 64}.json": b"{}"},
}


@pytest.mark.parametrize("given", FILES.values(), ids=FILES.keys())
def test_a_file_that_is_wrong(whole: Whole, tmp_path: Path, given: Files) -> None:
    with pytest.raises(BadRequest) as told:
        read(whole, tmp_path, {**whole[1], **given})
    assert told.value.message == "bundle_record_wrong"


def test_events_of_another_run(whole: Whole, tmp_path: Path) -> None:
    other = whole[1]["events.ndjson"].replace(whole[0].encode(), OTHER.encode())
    with pytest.raises(BadRequest, match="not those of this run"):
        read(whole, tmp_path, {**whole[1], "events.ndjson": other})


@pytest.mark.parametrize(
    "made",
    [
        pytest.param("7ZZZZZZZZZ", id="of a year that no clock knows"),
        pytest.param("6000000000", id="of a year far ahead"),
    ],
)
def test_a_run_of_a_time_that_is_yet_to_come(whole: Whole, tmp_path: Path, made: str) -> None:
    run_id, files = whole
    later = f"run_{made}{run_id[-16:]}"
    renamed = {name: data.replace(run_id.encode(), later.encode()) for name, data in files.items()}
    with pytest.raises(BadRequest) as told:
        read((later, {}), tmp_path, renamed)
    assert told.value.message == "bundle_record_wrong"


def test_declarations_that_cannot_be_read(whole: Whole, tmp_path: Path) -> None:
    name = next(name for name in whole[1] if name.startswith("declarations/"))
    with pytest.raises(BadRequest):
        read(whole, tmp_path, {**whole[1], name: b"{}"})
