"""Where each file is: media in the store that is set, all else in the data folder, and what lies there already too.

A file in the data folder is read from there, whatever is set, so that a store can be set later and what was made before
is still found. Uploads and what runs took in are media; texts, verdicts, `metadata.json` and events stay in the folder.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TypeVar

from devserver.engine import files
from devserver.engine.store import Opened, Store, StoreAway
from devserver.engine.store.folder import Folder
from devserver.models.runs import Entity

T = TypeVar("T")

THREADS = 32
"""Requests to a store at the same time. They have threads of their own: one that is slow keeps nothing else waiting."""
_TEXTS = ("text/", "application/json")


def run_key(run_id: str) -> str:
    """Return the key of the folder of a run; raises ValueError for anything that is no run id."""
    return files.run_folder(Path(), run_id).as_posix()


def key_of(run_id: str, entity: Entity) -> str:
    """Return the key of an entity of a run."""
    return f"{run_key(run_id)}/{entity.file}"


def is_medium(entity: Entity) -> bool:
    """Tell whether the bytes of an entity belong into the store that is set."""
    return entity.media_type is not None or not entity.mime.startswith(_TEXTS)


def open_shelf(url: str, data: Path, pool: Executor) -> Shelf:
    """Return the files of a data folder and of the store at a URL, if one is set; raises Unavailable."""
    if not url:
        return Shelf(data, pool)
    from devserver.engine.store.bucket import open_bucket  # only where one is set

    return Shelf(data, pool, open_bucket(url))


class Shelf:
    """The files of a data folder; `store` is what is set beside it, and None where the folder has everything."""

    def __init__(self, data: Path, pool: Executor, store: Store | None = None) -> None:
        self.folder = Folder(data)
        self.store = store
        self._own = ThreadPoolExecutor(THREADS, thread_name_prefix="devserver-media") if store else None
        self._pool = self._own or pool

    def close(self) -> None:
        """End the threads; what a request does meanwhile is not waited for longer than it may take."""
        if self._own is not None:
            self._own.shutdown()

    async def off_loop(self, work: Callable[[], T]) -> T:
        """Do what reads or writes media, on a thread."""
        return await self.begin(work)

    def begin(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Begin what reads or writes media, on a thread."""
        return asyncio.get_running_loop().run_in_executor(self._pool, work)

    async def keep(self, run_id: str, entities: Sequence[tuple[Entity, bytes]]) -> None:
        """Keep in the store what belongs there of what a run made, side by side; raises StoreAway."""
        if (store := self.store) is None:
            return
        media = [(key_of(run_id, entity), data) for entity, data in entities if is_medium(entity)]
        done = await asyncio.gather(
            *(self.off_loop(partial(store.put, key, data)) for key, data in media), return_exceptions=True
        )
        for failed in done:
            if isinstance(failed, BaseException):
                raise failed

    def of_folder(self, entities: Sequence[tuple[Entity, bytes]]) -> list[tuple[str, bytes]]:
        """Return name and bytes of what belongs into the folder of its run."""
        return [(entity.file, data) for entity, data in entities if self.store is None or not is_medium(entity)]

    def put(self, key: str, data: bytes) -> None:
        """Keep a medium that belongs to no run; blocks."""
        (self.store or self.folder).put(key, data)

    def send(self, run_id: str, entities: Sequence[Entity]) -> None:
        """Send the media of a run that lie in the data folder to the store; one that does not go stays. It blocks."""
        for entity in entities:
            path = self.folder.root / key_of(run_id, entity)
            if self.store is not None and is_medium(entity) and path.exists():
                self.store.put(key_of(run_id, entity), path)
                path.unlink()

    def copy(self, key: str, target: Path) -> None:
        """Copy a file to somewhere on the disk; raises as `open` does, and blocks."""
        with closing(self.open(key)) as opened, target.open("wb") as file:
            for at in range(0, opened.size, opened.piece):
                file.write(opened.read(at, opened.piece))

    def open(self, key: str) -> Opened:
        """Open a file, wherever it is; raises FileNotFoundError and StoreAway, and blocks."""
        try:
            return self.folder.open(key)
        except FileNotFoundError:
            if self.store is None:
                raise
            return self.store.open(key)

    def read(self, key: str, most: int | None = None) -> bytes:
        """Return the bytes of a file, or the first of them; raises as `open` does, and blocks."""
        with closing(self.open(key)) as opened:
            size = opened.size if most is None else min(most, opened.size)
            return b"".join(opened.read(at, min(opened.piece, size - at)) for at in range(0, size, opened.piece))

    def sha256(self, key: str) -> str:
        """Return the SHA-256 of a file of any size; raises as `open` does, and blocks."""
        counted = hashlib.sha256()
        with closing(self.open(key)) as opened:
            for at in range(0, opened.size, opened.piece):
                counted.update(opened.read(at, opened.piece))
        return counted.hexdigest()

    def remove(self, key: str) -> None:
        """Remove a file, wherever it is; raises OSError, and blocks."""
        self.folder.remove([key])
        if self.store is not None:
            self.store.remove([key])

    def clear(self, folder: str) -> None:
        """Remove what the store has below a folder, and nothing of the data folder; blocks."""
        if self.store is not None:
            self.store.remove([stored.key for stored in self.store.list(folder)])

    def bytes_in_store(self, folder: str) -> int:
        """Return how many bytes the store has below a folder, 0 where it cannot say; blocks."""
        try:
            return sum(stored.bytes for stored in self.store.list(folder)) if self.store is not None else 0
        except StoreAway:
            return 0
