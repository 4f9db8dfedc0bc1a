from __future__ import annotations

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver import ids
from devserver.engine import files


def test_a_run_lies_in_the_folder_of_its_utc_day(tmp_path: Path) -> None:
    run_id = ids.new_run_id()
    day = ids.made_at(run_id)
    assert day.tzinfo == UTC
    assert abs((datetime.now(UTC) - day).total_seconds()) < 60
    assert files.run_folder(tmp_path, run_id) == tmp_path / "runs" / day.strftime("%Y/%m/%d") / run_id


NO_IDS = {
    "a way up": "run_../../../../etc/passwd",
    "a separator": "run_01ARZ3NDEKTSV4RRFFQ69G5F/V",
    "lower case": "run_01arz3ndektsv4rrffq69g5fav",
    "a line feed at the end": "run_01ARZ3NDEKTSV4RRFFQ69G5FAV\n",
    "other digits": "run_٠1ARZ3NDEKTSV4RRFFQ69G5FAV",
    "too short": "run_01ARZ3NDEKTSV4RRFFQ69G5FA",
    "a time that is too large": "run_81ARZ3NDEKTSV4RRFFQ69G5FAV",
    "nothing": "",
    "an upload": "upload_01ARZ3NDEKTSV4RRFFQ69G5FAV",
}


@pytest.mark.parametrize("text", NO_IDS.values(), ids=NO_IDS.keys())
def test_what_is_no_run_id_reaches_no_path(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match="not a run id"):
        files.run_folder(tmp_path, text)


@given(st.text())
def test_only_plain_names_become_files(text: str) -> None:
    for kind, extension in ((text, "png"), ("image", text)):
        try:
            name = files.entity_name(1, kind, extension)
        except ValueError:
            continue
        assert Path(name).name == name
        assert name.isascii()
        assert not name.startswith(".")


def test_a_name_is_numbered() -> None:
    assert [files.entity_name(n, "input", "txt") for n in (1, 100)] == ["01_input.txt", "100_input.txt"]


@pytest.mark.parametrize("digest", ["", "../x", "A" * 64, "a" * 63, "a" * 65, "a" * 64 + "\n"])
def test_what_is_no_hash_reaches_no_path(tmp_path: Path, digest: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        files.snapshot_path(tmp_path, digest)


def test_a_snapshot_is_kept_once_under_its_hash(tmp_path: Path) -> None:
    digest = files.write_snapshot(tmp_path, b"content")
    assert digest == hashlib.sha256(b"content").hexdigest()
    path = files.snapshot_path(tmp_path, digest)
    before = path.stat().st_ino
    assert files.write_snapshot(tmp_path, b"content") == digest
    assert (path.read_bytes(), path.stat().st_ino) == (b"content", before)


LINES = {
    "no file": (None, 0, None),
    "an empty file": (b"", 0, b""),
    "whole lines": (b"a\nb\n", 2, b"a\nb\n"),
    "a last line that a crash cut": (b"a\nb\nhalf", 2, b"a\nb\n"),
    "only half a line": (b"half", 0, b""),
    "another kind of line end within a line": ("a\u2028b\x85\r\n".encode(), 1, "a\u2028b\x85\r\n".encode()),
}


@pytest.mark.parametrize(("before", "count", "after"), LINES.values(), ids=LINES.keys())
def test_a_torn_line_is_cut_off(tmp_path: Path, before: bytes | None, count: int, after: bytes | None) -> None:
    path = tmp_path / "lines"
    if before is not None:
        path.write_bytes(before)
    assert files.mend_lines(path) == count
    assert (path.read_bytes() if path.exists() else None) == after


def test_a_snapshot_that_many_keep_at_once_is_kept_once(tmp_path: Path) -> None:
    writers = 8
    with ThreadPoolExecutor(writers) as pool:
        for number in range(20):
            content = str(number).encode() * 1000
            at_once = threading.Barrier(writers)

            def keep(content: bytes = content, at_once: threading.Barrier = at_once) -> str:
                at_once.wait()
                return files.write_snapshot(tmp_path, content)

            kept = {future.result() for future in [pool.submit(keep) for _ in range(writers)]}
            (digest,) = kept
            assert files.snapshot_path(tmp_path, digest).read_bytes() == content
    assert [path for path in (tmp_path / "declarations").iterdir() if path.suffix != ".json"] == []
