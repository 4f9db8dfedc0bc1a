from __future__ import annotations

import os
from pathlib import Path

import pytest

from devserver.declarations.layers import Layer, candidates, configs_folder
from devserver.declarations.schemas import SHIPPED_FOLDER
from tests.declarations.declared import Declared


def found(declared: Declared) -> list[str]:
    layer = Layer(declared.root)
    return [f"{c.kind} {c.path.relative_to(declared.root)} {c.fault.code if c.fault else ''}".strip()
            for c in candidates(layer)]  # fmt: skip


def test_what_belongs_to_the_declarations(declared: Declared) -> None:
    for path in (
        "chunks/a.json",
        "chunks/b.py",
        "chunks/__init__.py",
        "chunks/sub/c.json",
        "chunks/d.json.backup",
        "chunks/E.JSON",
        "chunks/.hidden.json",
        "pipelines/p.json",
        "pipelines/p.py",
        "configs/top.json",
        "configs/output/deep/o.json",
        "configs/.git/x.json",
        "safety/words.json",
        "word_list.json",
    ):
        declared.write(path, {})
    assert found(declared) == [
        "chunk chunks/a.json",
        "chunk chunks/b.py",
        "pipeline pipelines/p.json",
        "config configs/output/deep/o.json",
        "config configs/top.json",
    ]


def test_schema_data_stands_for_configs(declared: Declared) -> None:
    declared.write("schema_data/a.json", {})
    assert found(declared) == ["config schema_data/a.json"]
    declared.write("configs/b.json", {})
    assert found(declared) == ["config configs/b.json"]


def test_what_is_no_file(declared: Declared, tmp_path: Path) -> None:
    outside = tmp_path / "outside.json"
    outside.write_text("{}")
    declared.write("chunks/real.json", {})
    chunks = declared.root / "chunks"
    (chunks / "folder.json").mkdir()
    os.mkfifo(chunks / "pipe.json")
    (chunks / "away.json").symlink_to(outside)
    (chunks / "nowhere.json").symlink_to("missing.json")
    (chunks / "round.json").symlink_to("round.json")
    (chunks / "same.json").symlink_to("real.json")
    assert found(declared) == [
        "chunk chunks/away.json outside_folder",
        "chunk chunks/folder.json not_a_file",
        "chunk chunks/nowhere.json unreadable",
        "chunk chunks/pipe.json not_a_file",
        "chunk chunks/real.json",
        "chunk chunks/round.json unreadable",
        "chunk chunks/same.json",
    ]


def test_links_to_folders_are_not_followed(declared: Declared) -> None:
    declared.write("configs/a.json", {})
    (declared.root / "configs" / "again").symlink_to(declared.root / "configs")
    assert found(declared) == ["config configs/a.json", "config configs/again link_not_followed"]


def test_a_link_that_leads_to_itself_is_left_alone(declared: Declared) -> None:
    declared.write("configs/a.json", {})
    (declared.root / "configs" / "round").symlink_to("round")
    assert found(declared) == ["config configs/a.json"]
    loop = declared.root / "loop"
    loop.symlink_to("loop")
    assert not Layer.of(loop).shipped


def test_a_name_that_is_no_text_is_told(declared: Declared) -> None:
    declared.write("chunks/a.json", {})
    (declared.root / "chunks" / os.fsdecode(b"\xff.json")).write_text("{}")
    assert [c.fault.code if c.fault else None for c in candidates(Layer(declared.root))] == [None, "unreadable"]
    assert "\\xff" in declared.reports()[-1].path


@pytest.mark.parametrize(
    ("folder", "code"),
    [("layer", "nothing_here"), ("missing", "unreadable")],
    ids=["an empty folder", "a folder that does not exist"],
)
def test_nothing_there(declared: Declared, folder: str, code: str) -> None:
    layer = Layer(declared.root.parent / folder)
    assert [c.fault.code for c in candidates(layer) if c.fault] == [code]


def test_the_built_in_folder_is_known_by_its_path() -> None:
    assert Layer.of(SHIPPED_FOLDER).shipped
    assert Layer.of(str(SHIPPED_FOLDER / ".." / "schemas")).shipped
    assert not Layer.of(SHIPPED_FOLDER / "chunks").shipped
    assert Layer.of(Layer(Path("x"), True)) == Layer(Path("x"), True)


@pytest.mark.parametrize("made", [False, True], ids=["missing", "empty"])
def test_an_optional_folder_may_be(tmp_path: Path, made: bool) -> None:
    folder = tmp_path / "mine"
    if made:
        folder.mkdir()
    assert list(candidates(Layer(folder, optional=True))) == []
    assert [candidate.fault is None for candidate in candidates(Layer(folder))] == [False]


@pytest.mark.parametrize(
    ("present", "name"),
    [((), "configs"), (("schema_data",), "schema_data"), (("configs", "schema_data"), "configs")],
)
def test_the_folder_of_configs(tmp_path: Path, present: tuple[str, ...], name: str) -> None:
    for one in present:
        (tmp_path / one).mkdir()
    assert configs_folder(tmp_path) == name
