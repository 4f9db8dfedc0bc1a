from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from devserver import stored
from devserver.models.servers import Server
from devserver.settings import SHIPPED, Settings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_anything_said_it_works_alone_on_this_machine() -> None:
    settings = Settings()
    assert (settings.host, settings.port, settings.data) == ("127.0.0.1", 17801, Path("data"))
    assert (settings.safety_level, settings.language, settings.text_limit) == ("youth", "en", 20_000)
    assert settings.layers == (SHIPPED, Path("data/schemas"))
    configured = {name: value for name, value in settings.models.items() if value}
    assert configured == {"STAGE2_INTERCEPTION_MODEL": "embedded/text", "STAGE2_OPTIMIZATION_MODEL": "embedded/text"}


def test_arguments_come_before_the_environment_and_that_before_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "devserver.toml").write_text('port = 1\nlanguage = "de"\nstage3_model = "ollama/file"\n')
    monkeypatch.setenv("DEVSERVER_PORT", "2")
    monkeypatch.setenv("DEVSERVER_STAGE3_MODEL", "ollama/environment")
    settings = Settings(port=3)
    assert (settings.port, settings.language) == (3, "de")
    assert settings.models["STAGE3_MODEL"] == "ollama/environment"
    assert Settings().port == 2


def test_layers_are_separated_by_colons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEVSERVER_SCHEMAS", "/a::b")
    assert Settings().layers == (SHIPPED, Path("data/schemas"), Path("/a"), Path("b"))


WRONG = {
    "more servers than one wants": (f'comfyui = "{",".join(["http://localhost:8188"] * 101)}"\n', "comfyui"),
    "a name that is none": ("prot = 1\n", "prot"),
    "a port that is too large": ("port = 70000\n", "port"),
    "a level that is none": ('safety_level = "none"\n', "safety_level"),
    "a language that is not there": ('language = "fr"\n', "language"),
    "no limit": ("text_limit = 0\n", "text_limit"),
    "a grace that is negative": ("stop_grace_seconds = -1\n", "stop_grace_seconds"),
}


@pytest.mark.parametrize(("content", "name"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_setting_in_the_file_is_named(folder: Path, content: str, name: str) -> None:
    (folder / "devserver.toml").write_text(content)
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert [error["loc"] for error in caught.value.errors()] == [(name,)]


def test_a_wrong_setting_in_the_environment_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEVSERVER_SAFETY_LEVEL", "")
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert [error["loc"] for error in caught.value.errors()] == [("safety_level",)]


def test_openai_and_openrouter_have_limits_of_their_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "devserver.toml").write_text("[openai]\nlimit = 8\nconnect_seconds = 2\n")
    monkeypatch.setenv("DEVSERVER_OPENROUTER", '{"read_seconds": 30, "headers": {"X-Title": "A workshop"}}')
    settings = Settings()
    assert (settings.openai.limit, settings.openai.connect_seconds, settings.openai.total_seconds) == (8, 2.0, 900.0)
    server = Server.at(settings.openrouter_url, settings.openrouter)
    assert (server.url, server.read_seconds) == ("https://openrouter.ai/api/v1", 30.0)
    assert server.headers["X-Title"].get_secret_value() == "A workshop"


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1  # type: ignore[misc]


def test_every_setting_is_described() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_what_is_stored_counts_where_nothing_else_says_anything(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored.write(folder / "data", {"language": "de", "text_limit": 1, "safety_level": "kids", "stage3_model": "a/b"})
    (folder / "devserver.toml").write_text("text_limit = 2\n")
    monkeypatch.setenv("DEVSERVER_STAGE3_MODEL", "c/d")
    settings = Settings(safety_level="adult")
    assert (settings.language, settings.text_limit, settings.stage3_model) == ("de", 2, "c/d")
    origins = {
        name: settings.origin(name) for name in ("safety_level", "stage3_model", "text_limit", "language", "host")
    }
    assert list(origins.values()) == ["argument", "environment", "file", "stored", "default"]


@pytest.mark.parametrize("place", ["argument", "environment", "file"])
def test_stored_settings_are_found_in_whichever_data_folder_is_set(
    folder: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    stored.write(folder / "elsewhere", {"language": "de"})
    if place == "environment":
        monkeypatch.setenv("DEVSERVER_DATA", "elsewhere")
    if place == "file":
        (folder / "devserver.toml").write_text('data = "elsewhere"\n')
    settings = Settings(data=Path("elsewhere")) if place == "argument" else Settings()
    assert (settings.language, settings.origin("language"), settings.origin("data")) == ("de", "stored", place)


@pytest.mark.parametrize("name", ["host", "port", "data", "database_url", "schemas", "no_setting_any_more"])
def test_stored_settings_that_cannot_be_changed_here_have_no_effect(folder: Path, name: str) -> None:
    stored.write(folder / "data", {name: "0.0.0.0"})
    assert (
        Settings().model_dump() == Settings(data=folder / "none").model_copy(update={"data": Path("data")}).model_dump()
    )


def test_a_stored_setting_that_does_not_fit_is_named(folder: Path) -> None:
    stored.write(folder / "data", {"safety_level": "none"})
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert [error["loc"] for error in caught.value.errors()] == [("safety_level",)]


def test_changed_settings_are_read_from_nowhere_else(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Settings(text_limit=5)
    (folder / "devserver.toml").write_text("this is no toml")
    monkeypatch.setenv("DEVSERVER_LANGUAGE", "xx")
    after = before.changed({"openai_servers": "lab=http://localhost:8000/v1"}, {"openai_servers": "stored"})
    assert (after.text_limit, after.origin("text_limit"), after.language) == (5, "argument", "en")
    assert [server.name for server in after.openai_servers] == ["lab"]
    assert (after.origin("openai_servers"), before.openai_servers) == ("stored", ())
    with pytest.raises(ValidationError) as caught:
        before.changed({"language": "fr"}, {})
    assert caught.value.title == "Settings"


STORES = {
    "s3://bucket": True,
    "s3://bucket/some/where": True,
    "gs://bucket/x": True,
    "az://container": True,
    "": True,
    "bucket": False,
    "s3://": False,
    "s3:///prefix": False,
    "http://localhost:9000/bucket": False,
    "s3://key:secret@bucket": False,
    "s3://bucket?secret=x": False,
    "file:///etc": False,
    "memory:///": False,
}


@pytest.mark.parametrize(("url", "fits"), STORES.items())
def test_a_store_of_media_is_a_bucket_without_a_key(url: str, fits: bool) -> None:
    if fits:
        assert Settings(media_store=url).media_store == url
    else:
        with pytest.raises(ValueError, match="must be s3://bucket"):
            Settings(media_store=url)
