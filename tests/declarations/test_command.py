from __future__ import annotations

from pathlib import Path

from devserver.declarations.command import failed, validate
from devserver.declarations.reports import Report
from tests.declarations.declared import ALIASES, BACKENDS, Declared


def told(*folders: Path) -> tuple[Report, ...]:
    return validate(folders, aliases=ALIASES, backends=BACKENDS)


def mine(reports: tuple[Report, ...], declared: Declared) -> list[str]:
    return [r.code for r in reports if Path(r.path).is_relative_to(declared.root)]


def test_a_sound_folder_has_nothing_to_tell(declared: Declared) -> None:
    declared.media()
    assert mine(told(declared.root), declared) == []


def test_warnings_do_not_fail(declared: Declared) -> None:
    declared.media(config={"instruction_type": "x"})
    reports = tuple(r for r in told(declared.root) if Path(r.path).is_relative_to(declared.root))
    assert [r.code for r in reports] == ["ignored_field"]
    assert not failed(reports)


def test_errors_do(declared: Declared) -> None:
    declared.media(config={"pipeline": "none_of_this_name"})
    reports = told(declared.root)
    assert "unknown_pipeline" in mine(reports, declared)
    assert failed(reports)


def test_a_folder_that_does_not_exist_fails(tmp_path: Path) -> None:
    assert failed(told(tmp_path / "missing"))


def test_several_folders_lie_over_each_other(declared: Declared, tmp_path: Path) -> None:
    declared.media()
    over = Declared(tmp_path / "over")
    over.write("configs/output/also.json", {"pipeline": "media", "parameters": {"OUTPUT_CHUNK": "painter"}})
    assert mine(told(declared.root, over.root), over) == []
    assert "unknown_pipeline" in mine(told(over.root), over)
