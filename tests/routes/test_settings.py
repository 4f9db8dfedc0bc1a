"""Settings and keys over HTTP: seen, changed, kept from others, and never a secret in any answer or log."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from devserver import logs
from devserver.routes.examples import EXAMPLES
from devserver.routes.flask_app import create_flask
from tests.fakes.http_server import HttpServer, whole
from tests.fakes.http_server import running as serving
from tests.fakes.site import Site, running

pytestmark = pytest.mark.anyio

SETTINGS = "/api/settings"
SECRET = "sk-very-secret-1234567890"
HEADER = "another-secret-0987654321"


@pytest.fixture(scope="module")
async def site(anyio_backend: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with running(tmp_path_factory.mktemp("data"), create_flask, text_limit=5000) as site:
        yield site


@pytest.fixture(autouse=True)
async def as_before(site: Site) -> AsyncIterator[None]:
    """Take away after each test what it has set."""
    yield
    seen = (await site.client.get(SETTINGS)).json()
    stored = {one["name"]: None for one in seen["settings"] if one["source"] == "stored"}
    if stored:
        await site.client.patch(SETTINGS, json=stored)
    for key in seen["keys"]:
        if key["stored"]:
            await site.client.delete(f"{SETTINGS}/keys/{key['provider']}")


def named(response: httpx.Response, name: str) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    return next(one for one in response.json()["settings"] if one["name"] == name)


def problem(response: httpx.Response, status: int, slug: str) -> dict[str, Any]:
    body: dict[str, Any] = response.json()
    assert (response.status_code, body["type"]) == (status, f"/problems/{slug}"), body
    assert "?)" not in body["detail"]
    return body


async def test_settings_are_seen(site: Site) -> None:
    response = await site.client.get(SETTINGS)
    level = named(response, "safety_level")
    assert (level["value"], level["source"], level["changeable"], level["restart"]) == ("youth", "default", True, False)
    assert level["value_schema"]["enum"] == ["kids", "youth", "adult", "research"]
    limit = named(response, "text_limit")
    assert (limit["source"], limit["changeable"], limit["fixed_by"]) == ("argument", False, "--text-limit")
    assert (named(response, "port")["restart"], named(response, "port")["changeable"]) == (True, False)
    assert response.headers["cache-control"] == "no-store"


async def test_a_change_is_in_force_for_the_next_request(site: Site) -> None:
    response = await site.client.patch(SETTINGS, json={"safety_level": "kids", "language": "de"})
    assert (named(response, "safety_level")["value"], named(response, "safety_level")["source"]) == ("kids", "stored")
    refused = await site.client.post("/api/schema/pipeline/interception", json={**TEXT, "safety_level": "youth"})
    assert problem(refused, 403, "forbidden")["title"] == "Das ist nicht erlaubt"
    done = await site.client.post("/api/schema/pipeline/interception", json=TEXT)
    assert (done.json()["safety_level"], done.json()["language"]) == ("kids", "de")
    native = await site.client.get("/api/media/image/run_01ARZ3NDEKTSV4RRFFQ69G5FAV")
    assert native.headers["content-language"] == "de"


TEXT = {"input_text": "a red house", "config": "close_observer"}

WRONG = [
    pytest.param({"language": "fr"}, ["/language"], id="a value that there is not"),
    pytest.param({"prot": 1, "host": "::"}, ["/host", "/prot"], id="names that cannot be set, all at once"),
    pytest.param({"ollama": {"url": "x", "limt": 1}}, ["/ollama/limt", "/ollama/url"], id="members of a server"),
    pytest.param({"openai_servers": [{"name": "a"}]}, ["/openai_servers/0/url"], id="a server in a list"),
    pytest.param({"stage3_model": 5}, ["/stage3_model"], id="a number for a model"),
    pytest.param({"ollama": {"url": "http://x", "limit": 0}}, ["/ollama/limit"], id="a number that is too small"),
    pytest.param({"ollama": {"url": "http://x", "headers": {"A": "ä"}}}, ["/ollama/headers/A"], id="no header"),
]


@pytest.mark.parametrize(("body", "pointers"), WRONG)
async def test_what_does_not_fit_is_told_with_pointers_and_changes_nothing(
    site: Site, body: dict[str, Any], pointers: list[str]
) -> None:
    response = await site.client.patch(SETTINGS, json={"optimization": "optimization", **body})
    assert sorted(fault["pointer"] for fault in problem(response, 422, "invalid-input")["faults"]) == pointers
    assert named(await site.client.get(SETTINGS), "optimization")["source"] == "default"


async def test_what_is_fixed_elsewhere_is_a_conflict_that_names_the_place(site: Site) -> None:
    response = await site.client.patch(SETTINGS, json={"text_limit": 10})
    assert "--text-limit" in problem(response, 409, "conflict")["detail"]


async def test_a_change_of_what_has_changed_meanwhile_is_refused(site: Site) -> None:
    tag = (await site.client.get(SETTINGS)).headers["etag"]
    first = await site.client.patch(SETTINGS, json={"language": "de"}, headers={"If-Match": tag})
    second = await site.client.patch(SETTINGS, json={"language": "en"}, headers={"If-Match": tag})
    assert (named(first, "language")["value"], first.headers["etag"] != tag) == ("de", True)
    problem(second, 412, "changed")
    assert named(await site.client.get(SETTINGS), "language")["value"] == "de"
    for fitting in (first.headers["etag"], f'"x", {first.headers["etag"]}', "*"):
        response = await site.client.patch(SETTINGS, json={}, headers={"If-Match": fitting})
        assert response.headers["etag"] == first.headers["etag"]
    for other in (f"W/{first.headers['etag']}", '""', "x"):
        problem(await site.client.patch(SETTINGS, json={}, headers={"If-Match": other}), 412, "changed")


async def test_changes_at_the_same_time_leave_one_whole_state(site: Site) -> None:
    def body(n: int) -> dict[str, Any]:
        return {"stage3_model": f"a/{n}", "translation_model": f"a/{n}"}

    done = await asyncio.gather(*(site.client.patch(SETTINGS, json=body(n)) for n in range(8)))
    assert {response.status_code for response in done} == {200}
    seen = await site.client.get(SETTINGS)
    assert named(seen, "stage3_model")["value"] == named(seen, "translation_model")["value"]


# What guards them.

CALLS = [
    pytest.param("PATCH", SETTINGS, {"safety_level": "research"}, id="settings"),
    pytest.param("PUT", f"{SETTINGS}/keys/openai", {"value": SECRET}, id="a key"),
    pytest.param("DELETE", f"{SETTINGS}/keys/openai", None, id="deleting a key"),
    pytest.param("POST", f"{SETTINGS}/test", {"provider": "comfyui"}, id="the test of a provider"),
]
STRANGERS = [
    pytest.param({"Origin": "https://evil.example"}, id="a page of another site"),
    pytest.param({"Origin": "null"}, id="a sandboxed frame"),
    pytest.param({"Origin": "http://127.0.0.1:1"}, id="another port of this machine"),
    pytest.param({"Sec-Fetch-Site": "cross-site"}, id="another site that hides its origin"),
    pytest.param({"Host": "evil.example"}, id="a name that was bound to loopback anew"),
    pytest.param({"Host": "evil.example", "Origin": "http://evil.example"}, id="a page of that name"),
]


@pytest.mark.parametrize("headers", STRANGERS)
@pytest.mark.parametrize(("method", "path", "body"), CALLS)
async def test_no_other_site_changes_anything(
    site: Site, method: str, path: str, body: Any, headers: dict[str, str]
) -> None:
    before = (await site.client.get(SETTINGS)).headers["etag"]
    response = await site.client.request(method, path, json=body, headers=headers)
    problem(response, 403, "forbidden")
    assert (await site.client.get(SETTINGS)).headers["etag"] == before


async def test_settings_are_not_told_to_another_name(site: Site) -> None:
    problem(await site.client.get(SETTINGS, headers={"Host": "evil.example"}), 403, "forbidden")


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
@pytest.mark.parametrize(("method", "path", "body"), [call for call in CALLS if call.values[2]])
async def test_a_form_is_no_json(site: Site, method: str, path: str, body: Any, kind: str) -> None:
    response = await site.client.request(method, path, content=json.dumps(body), headers={"Content-Type": kind})
    problem(response, 415, "unsupported-media-type")


@pytest.mark.parametrize(("method", "path", "body"), [call for call in CALLS if call.values[2]])
async def test_a_body_of_ten_megabytes_is_refused(site: Site, method: str, path: str, body: Any) -> None:
    huge = json.dumps({**body, "x": "x" * 10_000_000})
    response = await site.client.request(method, path, content=huge, headers={"Content-Type": "application/json"})
    problem(response, 413, "too-large")


BODIES = [b"", b"[]", b"null", b"{", b'{"a": NaN}', b'{"language": "de", "language": "en"}', b"[" * 100_000, b"\xff"]


@pytest.mark.parametrize("body", BODIES, ids=[repr(body[:24]) for body in BODIES])
@pytest.mark.parametrize(("method", "path", "_body"), [call for call in CALLS if call.values[2]])
async def test_what_is_no_json_object_is_refused(site: Site, method: str, path: str, _body: Any, body: bytes) -> None:
    response = await site.client.request(method, path, content=body, headers={"Content-Type": "application/json"})
    assert response.status_code in {400, 422}
    assert response.headers["content-type"] == "application/problem+json"


NAMES = [
    "..",
    "../x",
    "..%2fx",
    "%2e%2e%2f%2e%2e%2fsecret",
    "a.b",
    "openai.key",
    "OpenAI",
    "x" * 5000,
    "%00",
    "ä",
    "comfyui",
]


@pytest.mark.parametrize("name", NAMES, ids=[name[:24] for name in NAMES])
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_no_name_of_a_key_reaches_another_file(site: Site, method: str, name: str) -> None:
    data = site.engine.recorder.data
    before = sorted(data.rglob("*.key")), (data / "secret.key").read_bytes()
    body = json.dumps({"value": SECRET}).encode()
    head = f"{method} {SETTINGS}/keys/{name} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    request = f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    answer = await site.raw(request)
    assert answer.split()[1] in {b"404", b"400"}, answer[:200]
    assert (sorted(data.rglob("*.key")), (data / "secret.key").read_bytes()) == before


# Secrets.


async def test_a_key_is_stored_and_never_told(site: Site, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    logs.configure("debug")
    async with serving(HttpServer()) as server:
        server.plays(whole(401, json.dumps({"error": {"message": f"Incorrect API key: {SECRET}"}}).encode()))
        address = {"openai_servers": [{"name": "lab", "url": server.url, "headers": {"X-Proxy": HEADER}}]}
        answers = [
            await site.client.patch(SETTINGS, json=address),
            await site.client.put(f"{SETTINGS}/keys/lab", json={"value": SECRET}),
            await site.client.put(f"{SETTINGS}/keys/lab", json={"value": SECRET, "more": SECRET}),
            await site.client.put(f"{SETTINGS}/keys/lab", json={"value": [SECRET]}),
            await site.client.put(f"{SETTINGS}/keys/lab", json={"value": f"{SECRET}\n{SECRET}"}),
            await site.client.put(f"{SETTINGS}/keys/lab", json={"value": SECRET * 300}),
            await site.client.put(f"{SETTINGS}/keys/nobody", json={"value": SECRET}),
            await site.client.patch(SETTINGS, json={"ollama": {"url": "x", "headers": {"X-Key": f"{SECRET}\n"}}}),
            await site.client.patch(SETTINGS, json={"ollama": {"url": f"http://me:{SECRET}@x"}}),
            await site.client.get(SETTINGS),
            await site.client.post(f"{SETTINGS}/test", json={"provider": "lab"}),
            await site.client.get("/api/system/backends"),
            await site.client.patch(SETTINGS, json={"stage2_interception_model": "lab/x"}),
            await site.client.get("/api/configs"),
            await site.client.get("/api/openapi.json"),
            await site.client.delete(f"{SETTINGS}/keys/lab"),
        ]
        assert server.asked[0].headers["authorization"] == f"Bearer {SECRET}"
        assert server.asked[0].headers["x-proxy"] == HEADER
    statuses = [answer.status_code for answer in answers]
    assert statuses == [200, 200, 422, 422, 422, 422, 404, 422, 422, 200, 200, 200, 200, 200, 200, 200]
    shown = "".join(f"{answer.text}{answer.headers}" for answer in answers)
    logged = "".join(capsys.readouterr())
    assert [name for name in (SECRET, HEADER) if name in shown + logged] == []
    assert "settings_changed" in logged
    assert SECRET not in json.dumps(EXAMPLES)


async def test_a_key_counts_from_the_next_call_on(site: Site) -> None:
    async with serving(HttpServer()) as server:
        server.plays(whole(200, b"{}"))
        await site.client.patch(SETTINGS, json={"openai_url": server.url})
        none = await site.client.post(f"{SETTINGS}/test", json={"provider": "openai"})
        assert (none.json()["state"], "OPENAI_API_KEY" in none.json()["detail"]) == ("not_configured", True)
        put = await site.client.put(f"{SETTINGS}/keys/openai", json={"value": SECRET})
        assert put.json() == {
            "provider": "openai",
            "variable": "OPENAI_API_KEY",
            "source": "stored",
            "stored": True,
            "usable": True,
        }
        there = await site.client.post(f"{SETTINGS}/test?language=de", json={"provider": "openai"})
        assert there.json() == {"provider": "openai", "state": "ok", "detail": "openai antwortet und nimmt uns an."}


async def test_a_provider_that_there_is_not_is_not_asked(site: Site) -> None:
    problem(await site.client.post(f"{SETTINGS}/test", json={"provider": "http://evil.example"}), 404, "not-found")
    problem(await site.client.post(f"{SETTINGS}/test", json={"provider": "embedded"}), 404, "not-found")
