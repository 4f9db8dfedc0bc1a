"""Golden files are compared byte for byte, and written only when that is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.golden import Golden, as_text


@pytest.mark.parametrize(
    ("name", "value", "stored"),
    [
        pytest.param("a.txt", "Grüße\r\n", "Grüße\r\n".encode(), id="text as it is"),
        pytest.param(
            "a.json", {"b": 1, "a": "ü"}, '{\n  "b": 1,\n  "a": "ü"\n}\n'.encode(), id="JSON in its own order"
        ),
        pytest.param("deep/er/a.json", "text", b'"text"\n', id="text as JSON, in a folder"),
    ],
)
def test_what_is_written_compares_equal(tmp_path: Path, name: str, value: Any, stored: bytes) -> None:
    Golden(update=True, folder=tmp_path)(name, value)
    assert (tmp_path / name).read_bytes() == stored
    Golden(folder=tmp_path)(name, value)


@pytest.mark.parametrize(
    ("stored", "value", "shown"),
    [
        pytest.param(b"one\ntwo\n", "one\nTwo\n", ["-two\\n", "+Two\\n"], id="a changed line"),
        pytest.param(b"one\n", "one", ["-one\\n", "+one"], id="a missing line end"),
        pytest.param(b"one\n", "one\r\n", ["+one\\r\\n"], id="another line end"),
        pytest.param(b"", "\n" * 200, ["and 123 more lines"], id="a long difference is cut"),
        pytest.param(b"\xff", "one", ["+one"], id="a file that is no text"),
    ],
)
def test_a_difference_is_shown(tmp_path: Path, stored: bytes, value: str, shown: list[str]) -> None:
    (tmp_path / "a.txt").write_bytes(stored)
    with pytest.raises(AssertionError) as failure:
        Golden(folder=tmp_path)("a.txt", value)
    assert [part for part in [*shown, "./dev golden"] if part not in str(failure.value)] == []
    assert (tmp_path / "a.txt").read_bytes() == stored


def test_a_missing_file_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"no golden file a\.txt"):
        Golden(folder=tmp_path)("a.txt", "one")
    assert not (tmp_path / "a.txt").exists()


@pytest.mark.parametrize(("name", "value"), [("a.txt", {"a": 1}), ("a.json", float("nan")), ("a.json", {1, 2})])
def test_what_cannot_be_golden(name: str, value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        as_text(name, value)


def test_this_run_compares_with_the_folder_of_the_repository(golden: Golden) -> None:
    assert golden.folder == Path(__file__).parent / "golden"
