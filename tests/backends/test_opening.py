"""What a backend gets when the engine opens it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from devserver.backends.opening import Opening
from devserver.models.calls import InputMedia
from devserver.settings import Settings

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
