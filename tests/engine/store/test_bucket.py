"""The object store: what it says where it cannot be used, and what it leaves alone."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from devserver.engine.store import StoreAway
from devserver.engine.store.bucket import CLIENT, Bucket, open_bucket
from devserver.errors import Unavailable
from tests.fakes.s3 import KEY, SECRET, FakeS3, open_s3


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeS3]:
    monkeypatch.setattr("devserver.engine.store.bucket.RETRIES", {"max_retries": 0})
    with open_s3() as fake:
        for name, value in fake.environment.items():
            monkeypatch.setenv(name, value)
        yield fake


DEEDS: dict[str, Callable[[Bucket], Any]] = {
    "put": lambda bucket: bucket.put("a.png", b"1234"),
    "open": lambda bucket: bucket.open("there.png"),
    "read": lambda bucket: bucket.open("there.png").read(0, 2),
    "remove": lambda bucket: bucket.remove(["there.png"]),
    "list": lambda bucket: list(bucket.list("runs")),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("fault", ["away", "another key", "no such bucket"])
def test_what_cannot_be_done_is_said_without_key_or_address(
    s3: FakeS3, monkeypatch: pytest.MonkeyPatch, deed: str, fault: str
) -> None:
    DEEDS["put"](open_bucket(s3.url()))
    s3.away = fault == "away"
    if fault == "another key":
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET + "x")
    bucket = open_bucket(s3.url() if fault != "no such bucket" else "s3://nobodys")
    with pytest.raises((StoreAway, FileNotFoundError)) as caught:
        DEEDS[deed](bucket)
    said = str(caught.value)
    assert said
    assert not any(hidden in said for hidden in (KEY, SECRET, "127.0.0.1", "<", "\n", "Debug"))


@pytest.mark.parametrize(
    ("address", "expected"),
    [("http://127.0.0.1:{closed}", "nothing listens"), ("http://127.0.0.1:{silent}", "did not answer in time")],
    ids=["a closed port", "a server that says nothing"],
)
def test_a_network_that_fails_is_told_from_a_server_that_does(
    s3: FakeS3, monkeypatch: pytest.MonkeyPatch, address: str, expected: str
) -> None:
    monkeypatch.setattr("devserver.engine.store.bucket.CLIENT", {**CLIENT, "timeout": timedelta(seconds=0.2)})
    with socket.socket() as closed, socket.socket() as silent:
        for one in (closed, silent):
            one.bind(("127.0.0.1", 0))
        silent.listen()
        ports = {"closed": closed.getsockname()[1], "silent": silent.getsockname()[1]}
        monkeypatch.setenv("AWS_ENDPOINT_URL", address.format(**ports))
        with pytest.raises(StoreAway, match=expected):
            open_bucket("s3://pictures").open("a.png")


def test_a_file_that_shrank_on_its_way_is_not_kept(s3: FakeS3) -> None:
    s3.cut = 3
    with pytest.raises(StoreAway, match="it kept 3 of 4 bytes"):
        open_bucket(s3.url()).put("a.png", b"1234")


@pytest.mark.parametrize("status", [500, 503, 507])
def test_a_server_that_is_in_trouble_is_named_by_its_status(s3: FakeS3, status: int) -> None:
    s3.status = status
    with pytest.raises(StoreAway, match=str(status)):
        open_bucket(s3.url()).put("a.png", b"1234")


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "obstore.store", None)
    with pytest.raises(Unavailable) as caught:
        open_bucket("s3://pictures")
    assert caught.value.message == "media_store_library"
