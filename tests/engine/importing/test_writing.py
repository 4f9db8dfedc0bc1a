"""Two files, both or none; nothing that is there is lost, and no name leads out of the folder."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from devserver.engine.importing.writing import check_name, new_files, write_both
from devserver.errors import Conflict, InvalidInput, Unavailable


def chunk(name: str = "output_image_harbour", **more: Any) -> dict[str, Any]:
    return {"name": name, **more}


def write(folder: Path, *, replace: bool = False, **more: Any) -> None:
    write_both(folder, new_files(folder, chunk(**more), "harbour", {"pipeline": "p", **more}), replace=replace)


def below(folder: Path) -> dict[str, Any]:
    return {p.relative_to(folder).as_posix(): json.loads(p.read_text()) for p in folder.rglob("*") if p.is_file()}


CHUNK, CONFIG = "chunks/output_image_harbour.json", "configs/output/harbour.json"


def test_both_files_are_written_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path / "new" / "folder", x="ä")
    assert below(tmp_path / "new" / "folder") == {CHUNK: chunk(x="ä"), CONFIG: {"pipeline": "p", "x": "ä"}}
    assert os.stat(tmp_path / "new" / "folder" / CHUNK).st_mode & 0o777 == 0o644


def test_the_older_folder_of_configs_stays_the_one(tmp_path: Path) -> None:
    (tmp_path / "schema_data").mkdir()
    write(tmp_path)
    assert set(below(tmp_path)) == {CHUNK, "schema_data/output/harbour.json"}


@pytest.mark.parametrize("first", [CHUNK, CONFIG])
def test_a_file_that_is_there_stays_and_the_other_is_not_written(tmp_path: Path, first: str) -> None:
    (tmp_path / first).parent.mkdir(parents=True)
    (tmp_path / first).write_text('{"mine": 1}')
    with pytest.raises(Conflict):
        write(tmp_path)
    assert below(tmp_path) == {first: {"mine": 1}}
    write(tmp_path, replace=True)
    assert below(tmp_path) == {CHUNK: chunk(), CONFIG: {"pipeline": "p"}}


def test_where_the_second_cannot_be_written_the_first_is_as_before(tmp_path: Path) -> None:
    write(tmp_path, x=1)
    (tmp_path / CONFIG).unlink()
    (tmp_path / CONFIG).mkdir()
    with pytest.raises(Unavailable, match=str(tmp_path)):
        write(tmp_path, replace=True, x=2)
    assert below(tmp_path) == {CHUNK: chunk(x=1)}


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Unavailable, match="file"):
        write(tmp_path / "file")


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious.json"
    precious.write_text("{}")
    folder = tmp_path / "mine"
    (folder / CHUNK).parent.mkdir(parents=True)
    (folder / CHUNK).symlink_to(precious)
    with pytest.raises(Conflict):
        write(folder)
    write(folder, replace=True)
    assert (precious.read_text(), (folder / CHUNK).is_symlink()) == ("{}", False)


@pytest.mark.parametrize("name", ["harbour", "a", "x_1", "3d_tree", "a" * 60])
def test_names_that_do(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize(
    "name",
    ["", "Harbour", "../x", "a/b", "a.b", ".", "a__b", "_a", "a_", "a b", "a\n", "é", "a" * 61, "con:", "a\0", "١"],
)
def test_names_that_do_not(name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_name(name)
    assert [fault.pointer for fault in refused.value.faults] == ["/name"]
