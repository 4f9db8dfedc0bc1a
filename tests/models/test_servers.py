"""Servers and keys as the settings name them: in the environment, in the file, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from devserver.models.servers import ChatServer, ComfyServer, Server, SwarmServer
from devserver.settings import Settings


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_nothing_is_configured_at_first() -> None:
    settings = Settings()
    assert (settings.ollama, settings.openai_servers) == (None, ())
    assert settings.openai_url == "https://api.openai.com/v1"
    assert settings.openrouter_url == "https://openrouter.ai/api/v1"


def test_addresses_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEVSERVER_OLLAMA", " http://localhost:11434/ ")
    monkeypatch.setenv("DEVSERVER_OPENAI_SERVERS", "lab=http://lab:8000/v1, other=https://example.org/api/v1")
    monkeypatch.setenv("DEVSERVER_OPENAI_URL", "http://proxy/v1")
    monkeypatch.setenv("DEVSERVER_COMFYUI", "http://localhost:8188, https://gpu.example/comfy/")
    monkeypatch.setenv("DEVSERVER_SWARMUI", "http://localhost:7801/")
    settings = Settings()
    assert settings.ollama == Server(url="http://localhost:11434")
    assert settings.swarmui == SwarmServer(url="http://localhost:7801")
    assert settings.openai_servers == (
        ChatServer(name="lab", url="http://lab:8000/v1"),
        ChatServer(name="other", url="https://example.org/api/v1"),
    )
    assert settings.openai_url == "http://proxy/v1"
    assert settings.comfyui == (
        ComfyServer(name="comfyui", url="http://localhost:8188"),
        ComfyServer(name="comfyui-2", url="https://gpu.example/comfy"),
    )


def test_an_empty_address_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEVSERVER_OLLAMA", "")
    monkeypatch.setenv("DEVSERVER_OPENAI_SERVERS", "")
    monkeypatch.setenv("DEVSERVER_COMFYUI", " ")
    monkeypatch.setenv("DEVSERVER_SWARMUI", " ")
    settings = Settings()
    assert (settings.ollama, settings.openai_servers, settings.comfyui, settings.swarmui) == (None, (), (), None)


def test_tables_come_from_the_file_and_hide_their_headers(nowhere: Path) -> None:
    (nowhere / "devserver.toml").write_text(
        """
        [ollama]
        url = "http://gpu:11434"
        limit = 4

        [swarmui]
        url = "http://gpu:7801"
        headers = { X-Pass = "open sesame" }
        total_seconds = 60

        [[openai_servers]]
        name = "lab"
        url = "http://lab:8000/v1"
        headers = { X-Pass = "open sesame" }
        limit = 8
        connect_seconds = 2
        read_seconds = 60
        total_seconds = 120
        free = true

        [[comfyui]]
        name = "attic"
        url = "http://gpu:8188"
        headers = { X-Pass = "open sesame" }
        limit = 1
        """
    )
    settings = Settings()
    assert settings.ollama == Server(url="http://gpu:11434", limit=4)
    assert settings.swarmui is not None
    assert (settings.swarmui.limit, settings.swarmui.total_seconds) == (64, 60)
    [lab] = settings.openai_servers
    assert (lab.limit, lab.total_seconds, lab.free) == (8, 120, True)
    assert lab.headers["X-Pass"].get_secret_value() == "open sesame"
    [attic] = settings.comfyui
    assert (attic.name, attic.limit, attic.sent_headers) == ("attic", 1, {"X-Pass": "open sesame"})
    assert "sesame" not in f"{settings!r} {settings.model_dump_json()}"


WRONG = {
    "no address": ({"ollama": "localhost"}, "must be an address"),
    "an address without a scheme": ({"ollama": "localhost:11434"}, "must be an address"),
    "a port that is none": ({"ollama": "http://localhost:99999"}, "must be an address"),
    "port 0": ({"ollama": "http://localhost:0"}, "must be an address"),
    "a bracket that does not close": ({"ollama": "http://[::1"}, "must be an address"),
    "a space in an address": ({"ollama": "http://a b"}, "must be an address"),
    "a character that turns the text around": ({"ollama": "http://a\u202e.example"}, "must be an address"),
    "a model without its provider": ({"stage3_model": "qwen3"}, "must be provider/model"),
    "a model without a name": ({"stage3_model": "ollama/"}, "must be provider/model"),
    "a model without anything before it": ({"stage3_model": "/qwen3"}, "must be provider/model"),
    "a second model without its provider": ({"stage3_model": "ollama/a, b"}, "must be provider/model"),
    "a provider that is no name": ({"stage3_model": "my lab/qwen3"}, "must be provider/model"),
    "a password in an address": ({"ollama": "http://me:secret@localhost"}, "must hold no password"),
    "a query": ({"openai_url": "http://a/v1?key=1"}, "without ? and #"),
    "a server without a name": ({"openai_servers": "http://a/v1"}, "must be name=url"),
    "no equals sign": ({"openai_servers": "lab"}, "must be name=url"),
    "a name that is taken": ({"openai_servers": "openai=http://a/v1"}, "settings of its own"),
    "a name that is no name": ({"openai_servers": "../x=http://a/v1"}, "pattern"),
    "the same name twice": ({"openai_servers": "a=http://a/v1,a=http://b/v1"}, "a is named twice"),
    "a header with a line end": ({"ollama": {"url": "http://a", "headers": {"X": "a\nb"}}}, "one line"),
    "a ComfyUI server without a scheme": ({"comfyui": "gpu:8188"}, "must be an address"),
    "the address of a websocket": ({"comfyui": "ws://gpu:8188/ws"}, "must be an address"),
    "two ComfyUI servers of one name": ({"comfyui": 2 * ({"name": "a", "url": "http://a"},)}, "a is named twice"),
    "more prompts than help": (
        {"comfyui": [{"name": "a", "url": "http://a", "limit": 17}]},
        "less than or equal to 16",
    ),
    "no calls at all": ({"ollama": {"url": "http://a", "limit": 0}}, "greater than or equal to 1"),
}


@pytest.mark.parametrize(("given", "words"), WRONG.values(), ids=WRONG.keys())
def test_what_does_not_fit_is_refused(given: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Settings(**given)  # type: ignore[arg-type]
    assert any(words in fault["msg"] for fault in caught.value.errors())


def test_keys_come_from_environment_and_data_folder(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEVSERVER_KEY_LAB", "abcd")
    monkeypatch.setenv("OPENAI_API_KEY", "")
    (nowhere / "kept" / "keys").mkdir(parents=True)
    (nowhere / "kept" / "keys" / "openai.key").write_text("efgh")
    keys = Settings(data=nowhere / "kept").keys
    found = [keys.find("lab"), keys.find("openai"), keys.find("nobody")]
    assert [key and key.value for key in found] == ["abcd", "efgh", None]
