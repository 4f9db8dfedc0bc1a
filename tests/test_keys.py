"""Keys: where they are found, and that they are never shown."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from devserver.keys import Key, Keys


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "openai.key").write_text("from-file\n")
    assert Keys(tmp_path, {}).find("openai") == Key("from-file", str(tmp_path / "openai.key"))
    assert Keys(tmp_path, {"OPENAI_API_KEY": " from-environment "}).find("openai") == Key(
        "from-environment", "OPENAI_API_KEY"
    )


@pytest.mark.parametrize(
    ("provider", "variable"),
    [
        ("openai", "OPENAI_API_KEY"),
        ("openrouter", "OPENROUTER_API_KEY"),
        ("lab", "DEVSERVER_KEY_LAB"),
        ("our-lab_2", "DEVSERVER_KEY_OUR_LAB_2"),
    ],
)
def test_variables(provider: str, variable: str, tmp_path: Path) -> None:
    keys = Keys(tmp_path, {variable: "abcd"})
    assert keys.variable(provider) == variable
    assert keys.find(provider) == Key("abcd", variable)
    assert variable in keys.places(provider)


def test_a_key_is_never_shown(tmp_path: Path) -> None:
    keys = Keys(tmp_path, {"OPENAI_API_KEY": "sk-secret"})
    assert "sk-secret" not in f"{keys!r} {keys} {keys.find('openai')!r} {keys.places('openai')}"


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe"], ids=["empty", "blank", "no text"])
def test_a_file_without_a_key_counts_as_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "lab.key").write_bytes(content)
    assert Keys(tmp_path, {"DEVSERVER_KEY_LAB": ""}).find("lab") is None


@pytest.mark.parametrize("name", ["../lab", "a/b", "", "Lab", "a.b", "a" * 50])
def test_a_name_that_is_none_reaches_no_file(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not the name"):
        Keys(tmp_path, {}).file(name)


@pytest.mark.parametrize(
    ("value", "usable"),
    [("sk-1", True), ("two\nlines", False), ("schlüssel", False), ("x" * 5000, False), ("a\x00b", False)],
)
def test_only_one_line_of_ascii_can_be_sent(value: str, usable: bool) -> None:
    assert Key(value, "somewhere").usable is usable


def test_a_stored_key_is_found_and_can_be_deleted(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys", {})
    keys.store("lab", "first")
    keys.store("lab", "second")
    assert (keys.find("lab"), keys.stored()) == (Key("second", str(tmp_path / "keys" / "lab.key")), ["lab"])
    keys.remove("lab")
    assert (keys.find("lab"), keys.is_stored("lab"), keys.stored()) == (None, False, [])
    with pytest.raises(FileNotFoundError):
        keys.remove("lab")


def test_a_stored_key_is_for_its_owner_only(tmp_path: Path) -> None:
    Keys(tmp_path / "keys", {}).store("lab", "key")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()}
    assert (modes, stat.S_IMODE((tmp_path / "keys").stat().st_mode)) == ({0o600}, 0o700)


@pytest.mark.parametrize("value", ["", "two\nlines", "schlüssel", "x" * 5000])
def test_what_cannot_be_sent_is_not_stored(value: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one line"):
        Keys(tmp_path, {}).store("lab", value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../lab", "a/b", "", ".."])
def test_no_name_stores_or_deletes_outside_of_the_folder(name: str, tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys", {})
    for act in (lambda: keys.store(name, "key"), lambda: keys.remove(name), lambda: keys.is_stored(name)):
        with pytest.raises(ValueError, match="not the name"):
            act()
    assert list(tmp_path.iterdir()) == []


def test_the_environment_is_told_from_the_file(tmp_path: Path) -> None:
    keys = Keys(tmp_path, {"DEVSERVER_KEY_LAB": "key", "OPENAI_API_KEY": " "})
    assert [keys.in_environment(name) for name in ("lab", "openai", "openrouter")] == [True, False, False]
