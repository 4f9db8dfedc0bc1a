"""What every store keeps to: the folder, an S3, and what the library has for tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from devserver.engine.store import Store
from devserver.engine.store.bucket import PAGE, PART, Bucket, open_bucket
from devserver.engine.store.folder import Folder
from tests.fakes.s3 import open_s3

KEY = "runs/2026/11/20/run_1/05_image.png"
KINDS = ("folder", "s3", "s3 below a prefix", "memory")


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    from obstore.store import MemoryStore

    if request.param == "folder":
        yield Folder(tmp_path)
    elif request.param == "memory":
        yield Bucket(MemoryStore())
    else:
        with open_s3() as fake:
            for name, value in fake.environment.items():
                monkeypatch.setenv(name, value)
            yield open_bucket(fake.url("some/where" if "prefix" in request.param else ""))


def read(store: Store, key: str) -> bytes:
    with closing(store.open(key)) as opened:
        return opened.read(0, opened.size)


@pytest.mark.parametrize("size", [0, 1, 70_000], ids=["empty", "one byte", "some more"])
def test_what_is_put_is_there_with_its_size(store: Store, size: int) -> None:
    content = os.urandom(size)
    store.put(KEY, content)
    with closing(store.open(KEY)) as opened:
        assert (opened.size, opened.read(0, size), opened.piece > 0) == (size, content, True)


def test_a_large_file_goes_in_parts_and_is_the_same(store: Store) -> None:
    content = os.urandom(1024) * (PART // 1024 + 3)
    store.put(KEY, content)
    with closing(store.open(KEY)) as opened:
        assert opened.size == len(content)
        pieces = [opened.read(at, opened.piece) for at in range(0, opened.size, opened.piece)]
    assert b"".join(pieces) == content


def test_a_file_of_the_disk_is_put_as_its_bytes_would_be(store: Store, tmp_path: Path) -> None:
    (tmp_path / "beside").write_bytes(b"from the disk")
    store.put(KEY, tmp_path / "beside")
    assert read(store, KEY) == b"from the disk"
    assert (tmp_path / "beside").exists()


SPANS = {
    "the beginning": (0, 3, b"abc"),
    "the middle": (3, 4, b"defg"),
    "the end": (7, 3, b"hij"),
    "over the end": (8, 10, b"ij"),
    "behind the end": (10, 5, b""),
    "nothing": (4, 0, b""),
}


@pytest.mark.parametrize(("start", "length", "expected"), SPANS.values(), ids=SPANS.keys())
def test_a_part_is_read(store: Store, start: int, length: int, expected: bytes) -> None:
    store.put(KEY, b"abcdefghij")
    with closing(store.open(KEY)) as opened:
        assert opened.read(start, length) == expected


def test_a_second_file_takes_the_place_of_the_first(store: Store) -> None:
    store.put(KEY, b"the first and longer one")
    store.put(KEY, b"the second")
    assert read(store, KEY) == b"the second"


@pytest.mark.parametrize("key", [KEY, "uploads/upload_1.png", "a/b c/d+e%20ä.png"])
def test_what_is_not_there_is_not_found(store: Store, key: str) -> None:
    with pytest.raises(FileNotFoundError):
        store.open(key)
    store.put(key, b"there")
    assert read(store, key) == b"there"


def test_a_file_is_no_folder(store: Store) -> None:
    store.put(KEY, b"a file")
    with pytest.raises(FileNotFoundError):
        store.open(f"{KEY}/and_more.png")


def test_what_is_removed_is_gone_and_nothing_else(store: Store) -> None:
    for n in range(7):
        store.put(f"runs/a/{n}.png", b"x")
    store.remove(["runs/a/1.png", "runs/a/2.png", "runs/a/gone.png"])
    store.remove([])
    assert sorted(one.key for one in store.list("runs/a")) == [f"runs/a/{n}.png" for n in (0, 3, 4, 5, 6)]


def test_a_list_tells_what_lies_in_and_below_a_folder(store: Store) -> None:
    for key, size in {"runs/a/1.png": 1, "runs/a/b/2.png": 2, "runs/ab/3.png": 3, "uploads/4.png": 4}.items():
        store.put(key, b"x" * size)
    found = {one.key: one for one in store.list("runs/a")}
    assert {key: one.bytes for key, one in found.items()} == {"runs/a/1.png": 1, "runs/a/b/2.png": 2}
    assert all(abs(datetime.now(UTC) - one.changed) < timedelta(minutes=5) for one in found.values())
    assert [one.key for one in store.list("uploads/")] == ["uploads/4.png"]
    assert list(store.list("nowhere")) == []


def test_more_than_a_page_is_listed_and_removed(store: Store) -> None:
    names = [f"runs/many/{n:05}" for n in range(12)]
    for name in names:
        store.put(name, b"")
    assert sorted(one.key for one in store.list("runs/many")) == names
    store.remove(names * (PAGE // len(names) + 2))
    assert list(store.list("runs/many")) == []
