"""What a backend gets when the engine opens it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from devserver.backends import Backend
from devserver.backends.opening import Opening
from devserver.backends.shipped import shipped_backends
from devserver.models.calls import InputMedia
from devserver.settings import Settings
from tests.fakes.scripted import ScriptedBackend

pytestmark = pytest.mark.anyio


@pytest.fixture
def opening(tmp_path: Path) -> Iterator[Opening]:
    settings = Settings(data=tmp_path / "data")
    with ThreadPoolExecutor(1) as pool:
        yield Opening(settings, settings.keys, pool, pool, AsyncExitStack())


def media(path: str) -> InputMedia:
    return InputMedia(parameter="input_image", path=path, mime="image/png", sha256="0" * 64)


async def test_an_input_is_read_from_the_data_folder(opening: Opening, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "runs" / "a"
    folder.mkdir(parents=True)
    (folder / "02_input_media.png").write_bytes(b"picture")
    assert await opening.read(media("runs/a/02_input_media.png")) == b"picture"


@pytest.mark.parametrize("path", ["../outside.png", "/etc/hostname", "runs/gone.png", "link.png"])
async def test_nothing_else_is_read(opening: Opening, tmp_path: Path, path: str) -> None:
    (tmp_path / "outside.png").write_bytes(b"secret")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "link.png").symlink_to(tmp_path / "outside.png")
    with pytest.raises(OSError, match=r"\.png|hostname"):
        await opening.read(media(path))


class Echo(ScriptedBackend):
    """A backend of its own class, to tell one from another."""


def open_echo(opening: Opening) -> list[Backend]:
    return [Echo(name=opening.settings.language)]


def again(opening: Opening, **values: object) -> Opening:
    """Return the opening after the one that is given, with other settings."""
    settings = opening.settings.changed(values, {})
    return replace(opening, settings=settings, before=opening.parts, parts={}, stack=AsyncExitStack())


async def test_what_reads_the_same_stays_open(opening: Opening) -> None:
    (first,) = opening.kept(open_echo, "language")
    second = again(opening, text_limit=5)
    assert second.kept(open_echo, "language")[0] is first
    assert second.parts == opening.parts


async def test_what_reads_something_else_is_opened_anew(opening: Opening) -> None:
    (first,) = opening.kept(open_echo, "language")
    (changed,) = again(opening, language="de").kept(open_echo, "language")
    assert (first.name, changed.name) == ("en", "de")


async def test_each_part_is_closed_by_itself(opening: Opening) -> None:
    closed: list[str] = []

    def one(given: Opening) -> list[Backend]:
        given.stack.callback(closed.append, "one")
        return []

    def other(given: Opening) -> list[Backend]:
        given.stack.callback(closed.append, "other")
        return []

    opening.kept(one)
    opening.kept(other)
    await opening.parts[one].stack.aclose()
    assert closed == ["one"]


class Watched:
    """Settings that note which of them are read."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.read: set[str] = set()

    def __getattr__(self, name: str) -> object:
        if name in Settings.model_fields:
            self.read.add(name)
        return getattr(self.settings, name)


async def test_the_shipped_backends_name_every_setting_that_they_read(opening: Opening) -> None:
    """A setting that is read and not named would change nothing until the next start."""
    servers = {
        "ollama": "http://127.0.0.1:1",
        "openai_servers": "lab=http://127.0.0.1:1",
        "comfyui": "http://127.0.0.1:1",
    }
    settings = opening.settings.changed(servers, {})
    named: dict[str, tuple[set[str], set[str]]] = {}

    class Noting(Opening):
        def kept(self, open_them: Any, *reads: str) -> Any:
            watched = Watched(settings)
            found = tuple(open_them(replace(opening, settings=cast(Settings, watched), stack=self.stack)))
            named[open_them.__name__] = (watched.read, set(reads))
            return found

    stack = AsyncExitStack()
    async with stack:
        shipped_backends(Noting(settings, settings.keys, opening.renderers, opening.pool, stack))
    assert named
    assert {name: read - reads for name, (read, reads) in named.items()} == dict.fromkeys(named, set())
