"""Settings and keys as they are seen and changed while the engine is open."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from devserver import stored
from devserver.backends import Availability
from devserver.engine.changes import HIDDEN
from devserver.engine.configuring import (
    SettingView,
    ask_provider,
    change,
    etag,
    key_view,
    remove_key,
    store_key,
    view,
)
from devserver.errors import Changed, Conflict, InvalidInput, NotFound, Unavailable
from devserver.settings import AT_START, Settings
from tests.fakes.engine_site import Site, open_site

pytestmark = pytest.mark.anyio

SERVER = {"url": "http://localhost:11434", "headers": {"X-Key": "secret"}}


def setting(site: Site, name: str) -> SettingView:
    return next(one for one in view(site.engine).settings if one.name == name)


async def test_every_setting_is_shown_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEVSERVER_LANGUAGE", "de")
    async with open_site(tmp_path / "data") as site:
        await change(site.engine, {"ollama": SERVER})
        seen = {one.name: one for one in view(site.engine).settings}
        assert list(seen) == list(Settings.model_fields)
        language, ollama, host = seen["language"], seen["ollama"], seen["host"]
    assert (language.value, language.source, language.changeable, language.fixed_by) == (
        "de",
        "environment",
        False,
        "DEVSERVER_LANGUAGE",
    )
    assert (ollama.source, ollama.changeable, ollama.value["headers"]) == ("stored", True, {"X-Key": HIDDEN})
    assert (host.changeable, host.restart, host.fixed_by) == (False, True, None)
    assert {name for name, one in seen.items() if one.restart} == AT_START
    assert "secret" not in str(seen)


async def test_a_change_is_kept_for_the_next_start(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        await change(site.engine, {"language": "de", "ollama": SERVER})
    assert stored.read(tmp_path / "data") == {"language": "de", "ollama": SERVER}
    async with open_site(tmp_path / "data") as site:
        assert (setting(site, "language").value, setting(site, "language").source) == ("de", "stored")
        await change(site.engine, {"language": None})
    assert stored.read(tmp_path / "data") == {"ollama": SERVER}


async def test_what_is_stored_and_damaged_stops_a_change(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        before = site.engine.setups.now
        (tmp_path / "data" / stored.NAME).mkdir()
        with pytest.raises(Unavailable):
            await change(site.engine, {"language": "de"})
        (tmp_path / "data" / stored.NAME).rmdir()
        assert site.engine.setups.now is before
        await change(site.engine, {"language": "de"})
        assert site.engine.settings.language == "de"


async def test_changes_at_the_same_time_all_count(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        changes: list[dict[str, Any]] = [
            {"text_limit": 10},
            {"language": "de"},
            {"safety_level": "kids"},
            {"stage3_model": "scripted/x"},
        ]
        await asyncio.gather(*(change(site.engine, one) for one in changes))
        settings = site.engine.settings
        assert (settings.text_limit, settings.language, settings.safety_level) == (10, "de", "kids")
        assert stored.read(tmp_path / "data") == {name: value for one in changes for name, value in one.items()}


async def test_a_change_counts_only_for_the_state_that_it_is_about(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        tag = etag(site.engine, view(site.engine))
        assert etag(site.engine, view(site.engine)) == tag
        both = (change(site.engine, {"text_limit": limit}, (tag,)) for limit in (10, 20))
        done = await asyncio.gather(*both, return_exceptions=True)
        assert [type(one) for one in done if one] == [Changed]
        assert len([one for one in done if one is None]) == 1


async def test_a_hidden_value_that_changes_changes_the_tag(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        await change(site.engine, {"ollama": SERVER})
        before = etag(site.engine, view(site.engine))
        await change(site.engine, {"ollama": {**SERVER, "headers": {"X-Key": "other"}}})
        assert etag(site.engine, view(site.engine)) != before


async def test_an_empty_change_changes_nothing(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        before = site.engine.setups.now
        await change(site.engine, {})
        assert (site.engine.setups.now is before, (tmp_path / "data" / stored.NAME).exists()) == (True, False)


async def test_keys_are_stored_and_deleted_and_never_told(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        made = store_key(site.engine, "openai", " sk-secret-123456\n")
        assert (made.source, made.stored, made.usable) == ("stored", True, True)
        assert (tmp_path / "data" / "keys" / "openai.key").read_text() == "sk-secret-123456"
        assert "sk-secret" not in view(site.engine).model_dump_json()
        gone = remove_key(site.engine, "openai")
        assert (gone.source, gone.stored, gone.usable) == (None, False, False)
        with pytest.raises(NotFound, match="No key"):
            remove_key(site.engine, "openai")


async def test_a_key_of_the_environment_goes_first_and_is_refused_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-environment")
    async with open_site(tmp_path / "data") as site:
        with pytest.raises(Conflict, match="OPENAI_API_KEY"):
            store_key(site.engine, "openai", "sk-1")
        with pytest.raises(Conflict, match="OPENAI_API_KEY"):
            remove_key(site.engine, "openai")
        assert not (tmp_path / "data" / "keys").exists()
        site.engine.keys.store("openai", "sk-left-over")
        assert (key_view(site.engine.keys, "openai").source, key_view(site.engine.keys, "openai").stored) == (
            "environment",
            True,
        )
        assert (remove_key(site.engine, "openai").source, site.engine.keys.is_stored("openai")) == (
            "environment",
            False,
        )


async def test_a_server_has_a_key_as_soon_as_it_is_in_the_settings(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        with pytest.raises(NotFound):
            store_key(site.engine, "lab", "sk-1")
        await change(site.engine, {"openai_servers": [{"name": "lab", "url": "http://localhost:8000/v1"}]})
        store_key(site.engine, "lab", "sk-1")
        await change(site.engine, {"openai_servers": None})
        assert [key.provider for key in view(site.engine).keys if key.stored] == ["lab"]
        remove_key(site.engine, "lab")


@pytest.mark.parametrize("provider", ["embedded", "comfyui", "../../x", "", "x" * 5000, "OpenAI"])
async def test_what_has_no_key_is_not_there(tmp_path: Path, provider: str) -> None:
    async with open_site(tmp_path / "data") as site:
        with pytest.raises(NotFound):
            store_key(site.engine, provider, "sk-1")
        with pytest.raises(NotFound):
            remove_key(site.engine, provider)


@pytest.mark.parametrize("value", [" ", "two\nlines", "schlüssel"])
async def test_what_is_no_key_is_refused_without_being_repeated(tmp_path: Path, value: str) -> None:
    async with open_site(tmp_path / "data") as site:
        with pytest.raises(InvalidInput) as caught:
            store_key(site.engine, "openai", value)
        assert [(fault.pointer, fault.message, fault.params) for fault in caught.value.faults] == [
            ("/value", "key_unusable", {})
        ]


async def test_a_provider_without_a_route_is_asked_through_its_backend(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        assert (await ask_provider(site.engine, "scripted")).state == "ok"
        site.part.available = Availability(state="down", reason="it is off.")
        found = await ask_provider(site.engine, "scripted")
        assert (found.state, found.params["reason"]) == ("unreachable", "it is off")
        with pytest.raises(NotFound):
            await ask_provider(site.engine, "embedded")


async def test_a_key_that_cannot_be_written_is_told_without_the_key(tmp_path: Path) -> None:
    async with open_site(tmp_path / "data") as site:
        (tmp_path / "data" / "keys").write_text("no folder")
        with pytest.raises(Unavailable) as caught:
            store_key(site.engine, "openai", "sk-secret-123456")
        assert (caught.value.message, "sk-secret" in str(caught.value)) == ("key_unwritable", False)
