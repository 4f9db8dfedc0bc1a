"""The declarations in force, and other backends that come and go."""

from __future__ import annotations

import asyncio
import json
import resource
from contextlib import suppress
from pathlib import Path

import pytest

from devserver.backends.providers import PROVIDERS
from devserver.engine.declared import Declarations, layers_of
from devserver.engine.snapshots import Checks, Declared
from devserver.settings import SHIPPED, Settings
from tests.fakes.engine_site import CHUNKS, write_layer

pytestmark = pytest.mark.anyio

CHUNK = {**CHUNKS["sketch"], "backend_type": "workbench"}


def is_missing(declarations: Declarations) -> bool:
    return any(
        report.code == "no_such_backend" and "workbench" in report.reason for report in declarations.library.reports
    )


async def test_declarations_are_looked_at_again_when_backends_change(tmp_path: Path) -> None:
    layer = write_layer(tmp_path / "layer")
    (layer / "chunks" / "by_the_bench.json").write_text(json.dumps(CHUNK))
    declarations = Declarations((SHIPPED, layer), Settings.model_aliases(), frozenset({"embedded", "scripted"}))
    assert is_missing(declarations)
    await declarations.rename(frozenset({"embedded", "scripted", "workbench"}))
    assert not is_missing(declarations)
    await declarations.rename(frozenset({"embedded", "scripted"}))
    assert is_missing(declarations)


async def test_who_follows_files_goes_on_with_the_new_names(tmp_path: Path) -> None:
    layer = write_layer(tmp_path / "layer")
    declarations = Declarations((SHIPPED, layer), Settings.model_aliases(), frozenset({"embedded", "scripted"}))
    following = asyncio.create_task(declarations.follow())
    try:
        await asyncio.sleep(0)
        await declarations.rename(frozenset({"embedded", "scripted", "workbench"}))
        path = layer / "chunks" / "by_the_bench.json"
        for n in range(400):
            if n % 40 == 0:
                path.write_text(json.dumps(CHUNK))
            if "by_the_bench" in declarations.library.chunks:
                break
            await asyncio.sleep(0.05)
        assert "by_the_bench" in declarations.library.chunks
        assert not is_missing(declarations)
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following


async def test_a_snapshot_is_of_the_library_and_the_models_that_are_given(tmp_path: Path) -> None:
    declarations = Declarations((SHIPPED, write_layer(tmp_path)), Settings.model_aliases(), frozenset({"scripted"}))
    one = Declared(declarations.library, {"A": "x/y"}, Checks())
    other = Declared(declarations.library, {"A": "x/z"}, Checks())
    frozen = declarations.snapshot(one, ["attitude"])
    assert declarations.snapshot(one, ["attitude"]) is frozen
    assert json.loads(declarations.snapshot(other, ["attitude"]))["models"] == {"A": "x/z"}
    from dataclasses import replace

    await declarations.replace(replace(declarations.library))
    assert declarations.snapshot(one, ["attitude"]) == frozen


async def test_what_was_written_a_moment_ago_is_in_force_after_a_reload(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", schemas=(tmp_path / "mine",))
    (tmp_path / "mine" / "chunks").mkdir(parents=True)
    declarations = Declarations(layers_of(settings), Settings.model_aliases(), PROVIDERS | {"scripted"})
    assert [report.path for report in declarations.library.reports] == [str(tmp_path / "mine")]
    write_layer(settings.imported)
    await declarations.reload()
    assert "sketch" in declarations.library.chunks


async def test_what_cannot_be_read_for_want_of_open_files_stays_in_force(tmp_path: Path) -> None:
    layer = write_layer(tmp_path / "layer")
    declarations = Declarations((SHIPPED, layer), Settings.model_aliases(), frozenset({"embedded", "scripted"}))
    before = declarations.library
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        with pytest.raises(OSError, match="Too many open files"):
            await declarations.reload()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert declarations.library is before
    await declarations.reload()
    assert declarations.library.configs.keys() == before.configs.keys()


def test_only_the_folder_of_what_is_imported_may_be_missing(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", schemas=(tmp_path / "mine",))
    layers = layers_of(settings)
    assert [layer.folder for layer in layers] == [SHIPPED, tmp_path / "data" / "schemas", tmp_path / "mine"]
    assert [layer.optional for layer in layers] == [False, True, False]
    assert [layer.shipped for layer in layers] == [True, False, False]


def test_what_is_in_force_is_one_value_until_something_changes(tmp_path: Path) -> None:
    declarations = Declarations((write_layer(tmp_path / "layer"),), Settings.model_aliases(), frozenset({"scripted"}))
    first = declarations.in_force({"A": "x/y"}, Checks())
    assert declarations.in_force({"A": "x/y"}, Checks()) is first
    assert declarations.in_force({"A": "x/z"}, Checks()).models == {"A": "x/z"}
    asyncio.run(declarations.reload())
    again = declarations.in_force({"A": "x/z"}, Checks())
    assert again.library is declarations.library is not first.library
