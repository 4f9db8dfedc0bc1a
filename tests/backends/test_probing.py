"""Whether a provider is there and takes the key, as a real server on loopback answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from devserver.backends import probing
from devserver.backends.probing import Probe, probe, servers_of
from devserver.errors import sentence
from devserver.keys import Keys
from devserver.settings import Settings
from tests.fakes.http_server import DIE, HANG, HttpServer, Step, running, whole

pytestmark = pytest.mark.anyio

SECRET = "sk-very-secret-1234567890"
GOOD = whole(200, b'{"data": []}')
UNKNOWN_KEY = whole(401, json.dumps({"error": {"message": f"Incorrect API key: {SECRET}"}}).encode())


@pytest.fixture
async def server(anyio_backend: str) -> AsyncIterator[HttpServer]:
    async with running(HttpServer()) as found:
        yield found


async def asked(provider: str, folder: Path, key: str | None = SECRET, **settings: Any) -> Probe:
    keys = Keys(folder / "keys", {})
    if key is not None:
        keys.store(provider, key)
    with ThreadPoolExecutor(1) as pool:
        return await probe(provider, Settings(data=folder, **settings), keys, pool)


ROUTES = [
    pytest.param("openai", "openai_url", "{url}", "/models", id="OpenAI: its models"),
    pytest.param(
        "openrouter", "openrouter_url", "{url}", "/key", id="OpenRouter: the key, for anybody may see the models"
    ),
    pytest.param("ollama", "ollama", "{url}", "/api/tags", id="Ollama: what it has"),
    pytest.param("lab", "openai_servers", "lab={url}", "/models", id="a server of one's own: its models"),
    pytest.param("comfyui", "comfyui", "{url}", "/features", id="ComfyUI: what it can do"),
]


@pytest.mark.parametrize(("provider", "setting", "value", "path"), ROUTES)
async def test_the_cheapest_route_is_asked_with_the_key(
    server: HttpServer, tmp_path: Path, provider: str, setting: str, value: str, path: str
) -> None:
    server.plays(GOOD)
    found = await asked(provider, tmp_path, **{setting: value.format(url=server.url)})
    assert (found.state, [(one.method, one.path) for one in server.asked]) == ("ok", [("GET", path)])
    assert server.asked[0].headers["authorization"] == f"Bearer {SECRET}"


HOW_IT_ENDS: list[Any] = [
    pytest.param(GOOD, "ok", "answers", id="it is well"),
    pytest.param(UNKNOWN_KEY, "refused", "does not accept the key in", id="a key that it does not take"),
    pytest.param(whole(403, b"{}"), "refused", "does not accept the key in", id="a key that may not"),
    pytest.param(whole(402, b'{"error": {"message": "no credit"}}'), "refused", "no credit", id="no credit"),
    pytest.param(whole(429, b'{"error": {"message": "too many"}}'), "refused", "too many", id="too many calls"),
    pytest.param(whole(404, b"{}"), "unreachable", "is not its address", id="no such route"),
    pytest.param(
        whole(500, b'{"error": {"message": "broken"}}'), "unreachable", "broken", id="a server that is broken"
    ),
    pytest.param(
        whole(302, b"", location="http://evil.example"), "unreachable", "elsewhere", id="one that sends elsewhere"
    ),
    pytest.param(whole(200, b"<html>log in</html>", "text/html"), "unreachable", "HTML page", id="a page of a proxy"),
    pytest.param(whole(502, b"<html>bad</html>", "text/html"), "unreachable", "HTML page", id="its page of an error"),
    pytest.param(whole(200, b"hello", "text/plain"), "unreachable", "no JSON", id="something else"),
    pytest.param(whole(200, b""), "unreachable", "no JSON", id="nothing"),
    pytest.param([DIE], "unreachable", "closed the connection", id="a connection that is cut"),
]


@pytest.mark.parametrize(("steps", "state", "said"), HOW_IT_ENDS)
async def test_how_an_answer_is_told(
    server: HttpServer, tmp_path: Path, steps: list[Step], state: str, said: str
) -> None:
    server.plays(steps)
    found = await asked("openai", tmp_path, openai_url=server.url)
    told = [sentence(found.message, found.params, language) for language in ("en", "de")]
    assert (found.state, said in told[0]) == (state, True), told
    assert not [text for text in told if SECRET in text or "?." in text or ".." in text]


async def test_a_server_that_says_nothing_is_given_up(
    server: HttpServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probing, "SECONDS", 0.05)
    server.plays([HANG])
    assert (await asked("openai", tmp_path, openai_url=server.url)).state == "unreachable"
    await asyncio.wait_for(server.left.wait(), 5)


async def test_an_endless_answer_is_not_read_to_its_end(server: HttpServer, tmp_path: Path) -> None:
    server.plays([GOOD[0][:-5], HANG])  # type: ignore[index]
    assert (await asked("openai", tmp_path, openai_url=server.url)).state == "ok"


async def test_an_older_comfyui_is_asked_for_its_system(server: HttpServer, tmp_path: Path) -> None:
    server.plays(whole(404, b"{}"), GOOD)
    assert (await asked("comfyui", tmp_path, None, comfyui=server.url)).state == "ok"
    assert [one.path for one in server.asked] == ["/features", "/system_stats"]


async def test_of_several_servers_the_one_that_is_away_is_told(server: HttpServer, tmp_path: Path) -> None:
    server.plays(GOOD)
    found = await asked("comfyui", tmp_path, None, comfyui=f"{server.url},http://127.0.0.1:1")
    assert (found.state, "http://127.0.0.1:1" in found.params["reason"]) == ("unreachable", True)


@pytest.mark.parametrize(
    ("provider", "key", "said"),
    [
        pytest.param("openai", None, "OPENAI_API_KEY", id="no key"),
        pytest.param("comfyui", None, "no address", id="no address"),
    ],
)
async def test_what_is_not_configured_is_asked_for_nothing(
    tmp_path: Path, provider: str, key: str | None, said: str
) -> None:
    found = await asked(provider, tmp_path, key, openai_url="http://127.0.0.1:1")
    assert (found.state, said in found.params["reason"]) == ("not_configured", True)


async def test_a_key_that_cannot_be_sent_is_told_and_not_sent(server: HttpServer, tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "openai.key").write_text("two\nlines")
    found = await asked("openai", tmp_path, None, openai_url=server.url)
    assert (found.state, server.asked) == ("not_configured", [])


def test_headers_of_a_server_go_along(tmp_path: Path) -> None:
    headers = {"X-Key": "secret"}
    settings = Settings(data=tmp_path, comfyui=[{"name": "one", "url": "http://localhost:1", "headers": headers}])
    (server,) = servers_of("comfyui", settings)
    assert server.headers["X-Key"].get_secret_value() == "secret"


async def test_a_server_that_is_not_there_is_told_in_the_language_of_the_request(tmp_path: Path) -> None:
    found = await asked("comfyui", tmp_path, None, comfyui="http://127.0.0.1:9")
    german = sentence(found.message, found.params, "de")
    assert german.startswith("comfyui gibt keine brauchbare Antwort: comfyui ist unter http://127.0.0.1:9")
