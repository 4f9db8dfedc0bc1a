"""Whatever is wrong with a bundle is told, and nothing of it is unpacked outside of the folder that is meant for it."""

from __future__ import annotations

import json
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from devserver.engine.bundles import reading
from devserver.engine.bundles.reading import unpack
from devserver.errors import BadRequest, DevServerError, TooLarge
from tests.fakes.bundles import Files, changed, put_together

Whole = tuple[str, Files]


def refused(path: Path, tmp_path: Path, kind: type[DevServerError] = BadRequest) -> str:
    """Return the message with which a bundle is refused."""
    with pytest.raises(kind) as told:
        unpack(path, tmp_path / "staging")
    assert "?)" not in str(told.value)
    return told.value.message


def test_a_whole_bundle_is_unpacked(whole: Whole, tmp_path: Path) -> None:
    run_id, files = whole
    unpacked = unpack(put_together(tmp_path / "b.zip", run_id, files), tmp_path / "staging")
    kept = {path.name: path.read_bytes() for path in unpacked.run.iterdir()}
    others = ("index.html", "bundle.json")
    assert kept == {name: data for name, data in files.items() if name not in others and "/" not in name}
    assert sorted(unpacked.entities) == sorted(kept.keys() - {"events.ndjson", "metadata.json"})
    assert [path.read_bytes() for path in unpacked.snapshots.values()] == [
        data for name, data in files.items() if name.startswith("declarations/")
    ]


def test_one_that_was_packed_again_is_the_same(whole: Whole, tmp_path: Path) -> None:
    run_id, files = whole
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{run_id}/", b"")
        archive.writestr(f"{run_id}/declarations/", b"")
        for name, data in reversed(files.items()):
            archive.writestr(f"{run_id}/{name}", data)
    assert unpack(tmp_path / "b.zip", tmp_path / "staging").manifest.run_id == run_id


NAMES = {
    "a name that climbs out": "{run}/../../evil.txt",
    "a name that climbs out below": "{run}/declarations/../../evil.json",
    "an absolute name": "/etc/evil.txt",
    "a name of Windows": "{run}\\01_evil.txt",
    "a drive": "C:/evil.txt",
    "another folder": "run_01ARZ3NDEKTSV4RRFFQ69G5FAV/../x.txt",
    "no folder": "01_input.txt",
    "a name that is none of ours": "{run}/README.md",
    "a hidden file": "{run}/.bashrc",
    "a folder below": "{run}/deeper/01_input.txt",
    "a name that ends otherwise": "{run}/01_input.txt\n",
    "a name with a zero": "{run}/01_input.txt\0.png",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_name_that_no_bundle_has(whole: Whole, tmp_path: Path, name: str) -> None:
    run_id, files = whole
    path = put_together(tmp_path / "b.zip", run_id, files)
    with zipfile.ZipFile(path, "a") as archive:
        info = zipfile.ZipInfo("x" * len(name.format(run=run_id)))
        info.filename = name.format(run=run_id)
        archive.writestr(info, b"evil")
    assert refused(path, tmp_path) == "bundle_entry_wrong"
    assert not list(tmp_path.rglob("*evil*"))


def test_a_link(whole: Whole, tmp_path: Path) -> None:
    run_id, files = whole
    path = put_together(tmp_path / "b.zip", run_id, {name: d for name, d in files.items() if name != "01_input.txt"})
    with zipfile.ZipFile(path, "a") as archive:
        info = zipfile.ZipInfo(f"{run_id}/01_input.txt")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    assert refused(path, tmp_path) == "bundle_entry_wrong"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_twice(whole: Whole, tmp_path: Path) -> None:
    run_id, files = whole
    path = put_together(tmp_path / "b.zip", run_id, files)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(f"{run_id}/01_input.txt", b"another")
    assert refused(path, tmp_path) == "bundle_entry_wrong"


def test_packed_in_a_way_that_is_not_read(whole: Whole, tmp_path: Path) -> None:
    run_id, files = whole
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_BZIP2) as archive:
        for name, data in files.items():
            archive.writestr(f"{run_id}/{name}", data)
    assert refused(tmp_path / "b.zip", tmp_path) == "bundle_entry_wrong"


def test_a_bomb(whole: Whole, tmp_path: Path) -> None:
    run_id, files = whole
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**files, "09_bomb.txt": bytes(64 * 2**20)}.items():
            archive.writestr(f"{run_id}/{name}", data)
    assert refused(tmp_path / "b.zip", tmp_path, TooLarge) == "bundle_too_large"
    assert not (tmp_path / "staging").exists()


def test_too_many_files(whole: Whole, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_id, files = whole
    monkeypatch.setattr(reading, "MOST_FILES", 3)
    assert refused(put_together(tmp_path / "b.zip", run_id, files), tmp_path, TooLarge) == "bundle_too_large"


def lying(path: Path, name: str, size: int) -> Path:
    """Let the directory of a zip say another unpacked size of a file."""
    data = bytearray(path.read_bytes())
    start = data.index(b"PK\x01\x02")
    at = data.index(name.encode(), start) - 46
    data[at + 24 : at + 28] = struct.pack("<I", size)
    path.write_bytes(data)
    return path


def test_a_size_that_is_less_than_there_is(whole: Whole, tmp_path: Path) -> None:
    run_id, files = whole
    path = lying(put_together(tmp_path / "b.zip", run_id, files), f"{run_id}/03_interception.txt", 1)
    assert refused(path, tmp_path) in {"bundle_unreadable", "bundle_file_differs"}


def test_a_size_that_nothing_has_room_for(whole: Whole, tmp_path: Path) -> None:
    run_id, files = whole
    path = lying(put_together(tmp_path / "b.zip", run_id, files), f"{run_id}/03_interception.txt", 2**32 - 2)
    assert refused(path, tmp_path, TooLarge) == "bundle_too_large"


def without(*names: str) -> Callable[[Files], Files]:
    return lambda files: {name: data for name, data in files.items() if name not in names}


def with_bytes(name: str, data: bytes) -> Callable[[Files], Files]:
    return lambda files: {**files, name: data}


def with_manifest(**values: object) -> Callable[[Files], Files]:
    return lambda files: changed(files, "bundle.json", lambda told: told.update(values))


CHANGED = {
    "other bytes than the manifest says": (with_bytes("01_input.txt", b"A goat"), "bundle_file_differs"),
    "another page than the manifest says": (with_bytes("index.html", b"<script>evil</script>"), "bundle_file_differs"),
    "a file that is missing": (without("01_input.txt"), "bundle_file_missing"),
    "no record": (without("metadata.json"), "bundle_file_missing"),
    "no manifest": (without("bundle.json"), "bundle_file_missing"),
    "a file that the manifest does not know": (with_bytes("77_more.txt", b"more"), "bundle_entry_wrong"),
    "a format of tomorrow": (with_manifest(format=2), "bundle_format_unknown"),
    "a format that is none": (with_manifest(format={}), "bundle_format_unknown"),
    "another kind": (with_manifest(kind="recipe"), "bundle_record_wrong"),
    "another run": (with_manifest(run_id="run_01ARZ3NDEKTSV4RRFFQ69G5FAV"), "bundle_record_wrong"),
    "a manifest that is no JSON": (with_bytes("bundle.json", b"{"), "bundle_record_wrong"),
    "a manifest that is a list": (with_bytes("bundle.json", b"[]"), "bundle_record_wrong"),
    "a manifest without end": (with_bytes("bundle.json", b"[" * 100_000), "bundle_record_wrong"),
}


@pytest.mark.parametrize(("change", "message"), CHANGED.values(), ids=CHANGED.keys())
def test_a_bundle_that_is_not_what_it_says(
    whole: Whole, tmp_path: Path, change: Callable[[Files], Files], message: str
) -> None:
    run_id, files = whole
    assert refused(put_together(tmp_path / "b.zip", run_id, change(files), again=False), tmp_path) == message


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_zip(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.zip").write_bytes(content)
    assert refused(tmp_path / "b.zip", tmp_path) in {"bundle_unreadable", "bundle_file_missing"}


def test_a_zip_that_is_cut(whole: Whole, tmp_path: Path) -> None:
    run_id, files = whole
    path = put_together(tmp_path / "b.zip", run_id, files)
    path.write_bytes(path.read_bytes()[:-200])
    assert refused(path, tmp_path) == "bundle_unreadable"


def test_two_runs_in_one(whole: Whole, tmp_path: Path) -> None:
    run_id, files = whole
    path = put_together(tmp_path / "b.zip", run_id, without("01_input.txt")(files), again=False)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("run_01ARZ3NDEKTSV4RRFFQ69G5FAV/01_input.txt", files["01_input.txt"])
    assert refused(path, tmp_path) == "bundle_file_missing"


def test_the_manifest_is_read_as_json_only(whole: Whole) -> None:
    _, files = whole
    assert json.loads(files["bundle.json"])["kind"] == "devserver run"
