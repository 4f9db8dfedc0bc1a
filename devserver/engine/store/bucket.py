"""Files in an object store (S3, Google Cloud Storage, Azure), through obstore.

obstore is imported only where a store is set. It takes endpoint, region and keys from the environment variables that
such tools usually read; no key comes into a setting, a message or a log. What is sent is signed with its SHA-256, which
S3 checks, and what was kept is asked for its size before it counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from devserver.engine.store import Content, StoreAway, Stored
from devserver.errors import Unavailable

PIECE = 2 * 1024 * 1024
"""Bytes that are read at once: each read is a request, and who is sent a film holds two of them in memory."""
PART = 8 * 1024 * 1024
"""Bytes from which a file is sent in parts, and of each."""
PAGE = 1000
"""Files that are listed, or removed, by one request."""
CLIENT: Any = {
    "allow_http": True,
    "connect_timeout": timedelta(seconds=5),
    "timeout": timedelta(seconds=30),
    "user_agent": "DevServer",
}
"""A part has 30 seconds; an endpoint without TLS is used where somebody sets one."""
RETRIES: Any = {
    "max_retries": 3,
    "retry_timeout": timedelta(seconds=20),
    "backoff": {"init_backoff": timedelta(milliseconds=200), "max_backoff": timedelta(seconds=3)},
}


@dataclass(frozen=True)
class OpenObject:
    """An object, of which each piece is a request of its own."""

    store: Any
    key: str
    size: int
    piece: int = PIECE

    def read(self, start: int, length: int) -> bytes:
        """Return bytes from a place on."""
        import obstore

        end = min(start + length, self.size)
        if start >= end:
            return b""
        with _translated():
            return bytes(obstore.get_range(self.store, self.key, start=start, end=end))

    def close(self) -> None:
        """Do nothing: no request is open."""


@dataclass(frozen=True)
class Bucket:
    """A bucket, or what lies in it below a prefix; `store` is an object store of obstore."""

    store: Any

    def put(self, key: str, content: Content) -> None:
        """Keep a file under a key."""
        import obstore

        expected = len(content) if isinstance(content, bytes) else content.stat().st_size
        with _translated():
            obstore.put(self.store, key, content, chunk_size=PART, use_multipart=expected > PART)
            kept = obstore.head(self.store, key)["size"]
        if kept != expected:
            raise StoreAway(f"it kept {kept} of {expected} bytes")

    def open(self, key: str) -> OpenObject:
        """Open a file; raises FileNotFoundError."""
        import obstore

        with _translated():
            return OpenObject(self.store, key, obstore.head(self.store, key)["size"])

    def remove(self, keys: Iterable[str]) -> None:
        """Remove files."""
        import obstore

        wanted = list(keys)
        for start in range(0, len(wanted), PAGE):
            with _translated():
                obstore.delete(self.store, wanted[start : start + PAGE])

    def list(self, folder: str) -> Iterator[Stored]:
        """Yield the files in and below a folder."""
        import obstore

        pages = iter(obstore.list(self.store, f"{folder.rstrip('/')}/", chunk_size=PAGE))
        while True:
            with _translated():
                page = next(pages, None)
            if page is None:
                return
            yield from (Stored(found["path"], found["size"], found["last_modified"]) for found in page)


def open_bucket(url: str) -> Bucket:
    """Return the object store at a URL; raises Unavailable where the library is missing or takes something else."""
    try:
        from obstore.store import from_url
    except ImportError:
        raise Unavailable("media_store_library") from None
    try:
        return Bucket(from_url(url, client_options=CLIENT, retry_config=RETRIES))
    except Exception as error:  # noqa: BLE001 - whatever the library does not like of the environment
        raise Unavailable("media_store_away", reason=said(error)) from None


@contextmanager
def _translated() -> Iterator[None]:
    import obstore.exceptions

    try:
        yield
    except FileNotFoundError as error:
        raise FileNotFoundError(said(error)) from None
    except obstore.exceptions.BaseError as error:
        raise StoreAway(said(error)) from None


_CAUSES = {
    "TimedOut": "it did not answer in time",
    "ConnectionRefused": "nothing listens at its address",
    "dns error": "its address has no host",
}
"""What the dump of an error of the network tells, which its text does not."""


def said(error: Exception) -> str:
    """Return the end of what the library says: what happened, without address, answer and dump."""
    line, _, dump = str(error).partition("\n")
    short = line.rpartition(" - ")[2].partition(": <")[0].rstrip(": ")[:200]
    return next((words for sign, words in _CAUSES.items() if sign in dump), short)
