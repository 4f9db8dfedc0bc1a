from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from watchfiles import Change

from devserver.declarations.library import Library
from devserver.declarations.loading import Files
from devserver.declarations.watching import concerns, watch
from tests.declarations.declared import ALIASES, BACKENDS, Declared

pytestmark = pytest.mark.anyio


class Follower:
    """Holds the library that is in force, as the engine does."""

    def __init__(self, declared: Declared) -> None:
        self.files = Files()
        self.library: Library = declared.load(files=self.files)
        self.changed = asyncio.Event()

    async def replace(self, library: Library) -> None:
        self.library = library
        self.changed.set()

    async def next(self) -> Library:
        """Return the library after the next change."""
        await asyncio.wait_for(self.changed.wait(), 5)
        self.changed.clear()
        return self.library


@asynccontextmanager
async def following(declared: Declared) -> AsyncIterator[Follower]:
    follower = Follower(declared)
    stop = asyncio.Event()
    known = {"aliases": ALIASES, "backends": BACKENDS}
    task = asyncio.create_task(watch([declared.root], follower.replace, **known, files=follower.files, stop=stop))
    await _until_watched(declared, follower)
    try:
        yield follower
    finally:
        stop.set()
        await asyncio.wait_for(task, 30)


async def _until_watched(declared: Declared, follower: Follower) -> None:
    for _ in range(100):
        declared.write("pipelines/tick.json", {"chunks": []})
        try:
            await asyncio.wait_for(follower.changed.wait(), 0.2)
        except TimeoutError:
            continue
        await asyncio.sleep(0.2)
        follower.changed.clear()
        return
    raise AssertionError("the watching never started")


async def test_a_new_changed_and_removed_file_are_live(declared: Declared) -> None:
    declared.text()
    async with following(declared) as follower:
        declared.write("configs/interception/snow.json", {"pipeline": "rewrite"})
        assert "snow" in (await follower.next()).configs
        declared.write("configs/interception/snow.json", {"pipeline": "rewrite", "context": "Snow."})
        context = (await follower.next()).config("snow").context
        assert context is not None
        assert context.text("en") == "Snow."
        (declared.root / "configs/interception/snow.json").unlink()
        assert "snow" not in (await follower.next()).configs


async def test_half_a_file_is_reported_while_the_last_good_one_is_served(declared: Declared) -> None:
    declared.text()
    async with following(declared) as follower:
        path = declared.root / "configs/interception/rain.json"
        whole = json.dumps({"pipeline": "rewrite", "context": "Snow."})
        path.write_text(whole[:20])
        library = await follower.next()
        assert [r.code for r in library.reports] == ["not_json"]
        assert library.config("rain").context is not None
        path.write_text(whole)
        library = await follower.next()
        assert library.reports == ()


async def test_a_file_that_is_moved_into_place_is_live(declared: Declared) -> None:
    declared.text()
    async with following(declared) as follower:
        passing = declared.write("configs/interception/.rain.json.tmp", {"pipeline": "rewrite", "context": "Snow."})
        passing.replace(declared.root / "configs/interception/rain.json")
        context = (await follower.next()).config("rain").context
        assert context is not None
        assert context.text("en") == "Snow."


async def test_a_change_among_many_files_is_live(declared: Declared) -> None:
    declared.text()
    for number in range(300):
        declared.write(f"configs/interception/c_{number}.json", {"pipeline": "rewrite", "context": "x" * 500})
    async with following(declared) as follower:
        declared.write("configs/interception/c_7.json", {"pipeline": "rewrite", "context": "new"})
        library = await follower.next()
        assert library.config("c_7").context is not None


@pytest.mark.parametrize(
    ("path", "concerned"),
    [
        pytest.param("/a/chunks/b.json", True, id="a declaration"),
        pytest.param("/a/configs/folder", True, id="a folder"),
        pytest.param("/a/chunks/.b.json", False, id="a hidden file"),
        pytest.param("/a/chunks/b.json~", False, id="an editor's copy"),
        pytest.param("/a/chunks/b.json.swp", False, id="an editor's notes"),
    ],
)
async def test_what_concerns_the_declarations(path: str, concerned: bool) -> None:
    assert concerns(Change.modified, path) is concerned


async def test_a_folder_that_is_made_anew_is_watched_again(declared: Declared) -> None:
    declared.text()
    async with following(declared) as follower:
        kept = declared.root.with_name("kept")
        shutil.copytree(declared.root, kept)
        shutil.rmtree(declared.root)
        while follower.library.configs:
            await follower.next()
        shutil.copytree(kept, declared.root)
        while not follower.library.configs:
            await follower.next()
        declared.write("configs/interception/late.json", {"pipeline": "rewrite", "context": "late"})
        while "late" not in follower.library.configs:
            await follower.next()


async def test_a_folder_that_comes_later_is_noticed(declared: Declared) -> None:
    later = declared.root.with_name("later")
    library = asyncio.Event()

    async def loaded(found: Library) -> None:
        if "late" in found.configs:
            library.set()

    known = {"aliases": ALIASES, "backends": BACKENDS}
    task = asyncio.create_task(watch([declared.root, later], loaded, **known))
    await asyncio.sleep(0.3)
    declared.text()
    (later / "configs" / "interception").mkdir(parents=True)
    content = json.dumps({"pipeline": "rewrite", "context": "late"})
    (later / "configs" / "interception" / "late.json").write_text(content)
    await asyncio.wait_for(library.wait(), 20)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
