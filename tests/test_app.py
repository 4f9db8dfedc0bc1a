"""The whole application: which path is answered by what, the page, and the two ways of a stage side by side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from devserver.app import create_app
from devserver.errors import Unavailable
from devserver.routes.flask_app import create_flask
from devserver.settings import Settings
from tests.fakes.site import Site, events_of, running

pytestmark = pytest.mark.anyio

STREAM = {"Accept": "text/event-stream"}
TEXT = {"input_text": "a red house", "config": "close_observer", "seed": 7}


@pytest.fixture(scope="module")
async def site(anyio_backend: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    web = tmp_path_factory.mktemp("web")
    (web / "index.html").write_text("<!doctype html><title>DevServer</title>")
    (web / "icon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    async with running(tmp_path_factory.mktemp("data"), flask=create_flask, web=web) as site:
        yield site


@pytest.mark.parametrize(
    ("method", "path", "status", "mime"),
    [
        pytest.param("GET", "/", 200, "text/html; charset=utf-8", id="the page"),
        pytest.param("HEAD", "/", 200, "text/html; charset=utf-8", id="the page's head"),
        pytest.param("GET", "/jobs", 200, "text/html; charset=utf-8", id="another address of the page"),
        pytest.param("GET", "/favicon.ico", 200, "image/svg+xml", id="its icon"),
        pytest.param("GET", "/api/system/health", 200, "application/json", id="a Flask view"),
        pytest.param("GET", "/api/openapi.json", 200, "application/json", id="the document"),
        pytest.param("GET", "/api/docs", 200, "text/html; charset=utf-8", id="the documentation"),
        pytest.param("GET", "/problems/conflict", 200, "application/json", id="what a problem means"),
        pytest.param("GET", "/nothing", 404, "application/problem+json", id="no such page"),
        pytest.param("GET", "/api", 404, "application/problem+json", id="the root of the API"),
        pytest.param("GET", "/api/nothing", 404, "application/problem+json", id="no such view"),
        pytest.param("GET", "/api/system/health/", 404, "application/problem+json", id="a slash too many"),
        pytest.param("GET", "/..%2f..%2fapp.py", 404, "application/problem+json", id="a path out of the folder"),
        pytest.param("POST", "/", 405, "application/problem+json", id="a method that the page does not take"),
        pytest.param("DELETE", "/api/system/health", 405, "application/problem+json", id="nor a Flask view"),
        pytest.param("GET", "/api/media/upload", 405, "application/problem+json", id="nor a native endpoint"),
        pytest.param("GET", "/api/events", 404, "application/problem+json", id="a websocket asked as a page"),
    ],
)
async def test_what_answers_a_path(site: Site, method: str, path: str, status: int, mime: str) -> None:
    response = await site.client.request(method, path)
    assert (response.status_code, response.headers["content-type"]) == (status, mime)
    if status == 405:
        assert response.headers["allow"]


HOSTS = ["localhost:4711", "127.0.0.1:8080", "[::1]:9", "localhost"]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("path", ["/api/docs"])
async def test_a_page_shows_the_address_that_it_is_served_at(site: Site, path: str, host: str) -> None:
    text = (await site.client.get(path, headers={"Host": host})).text
    assert (f"{host}/api/schema/pipeline/interception" in text, "17801" in text) == (True, False)


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/\\evil.example/", "//evil.example/%2e%2e", "http://evil.example/"]
)
async def test_no_path_leads_to_another_host(site: Site, path: str) -> None:
    answer = await site.raw(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    assert answer.split()[1] in {b"404", b"400", b"200"}
    assert b"location:" not in answer.lower()


@pytest.mark.parametrize(
    ("header", "title"), [("de-AT,de;q=0.9,en;q=0.1", "Das gibt es nicht"), ("fr", "This does not exist")]
)
async def test_problems_speak_the_language_of_the_request(site: Site, header: str, title: str) -> None:
    for path in ("/nothing", "/api/nothing", "/api/media/image/run_x"):
        response = await site.client.get(path, headers={"Accept-Language": header})
        assert response.json()["title"] == title


async def test_a_stage_answers_the_same_as_json_and_as_a_stream(site: Site) -> None:
    plain = (await site.client.post("/api/schema/pipeline/interception", json=TEXT)).json()
    streamed = await site.client.post("/api/schema/pipeline/interception", json=TEXT, headers=STREAM)
    result = events_of(streamed.text)[-1][2]
    assert plain.keys() == result.keys()
    assert {**plain, "run_id": ""} == {**result, "run_id": ""}


async def test_a_wrong_body_is_the_same_problem_as_json_and_for_a_stream(site: Site) -> None:
    half_pair = b'{"input_text": "\\ud800", "config": "close_observer"}'
    for body in (b'{"colour": 1}', b'{"input_text": "a", "config": "clos_observer"}', b"[]", b"{", b"", half_pair):
        sent = {"content": body, "headers": {"Content-Type": "application/json"}}
        plain = await site.client.post("/api/schema/pipeline/interception", **sent)
        sent["headers"] |= STREAM
        streamed = await site.client.post("/api/schema/pipeline/interception", **sent)
        assert (streamed.status_code, streamed.json()) == (plain.status_code, plain.json())


@pytest.mark.parametrize(
    ("query", "key"),
    [
        pytest.param("?colour=1", "k", id="an unknown parameter"),
        pytest.param("?language=!", "k", id="a language that is none"),
        pytest.param("", "k" * 256, id="a key that is too long"),
        pytest.param("", "ü", id="a key with other letters"),
    ],
)
async def test_queries_and_keys_are_checked_for_a_stream_as_for_json(site: Site, query: str, key: str) -> None:
    headers = [(b"Idempotency-Key", key.encode("latin-1"))]
    plain = await site.client.post("/api/schema/pipeline/interception" + query, json=TEXT, headers=headers)
    streamed = await site.client.post(
        "/api/schema/pipeline/interception" + query, json=TEXT, headers=[*headers, (b"Accept", b"text/event-stream")]
    )
    assert plain.status_code == 422
    assert (streamed.status_code, streamed.json()) == (plain.status_code, plain.json())


async def test_a_browser_owns_what_it_makes_and_programs_share(site: Site) -> None:
    page = {"Sec-Fetch-Site": "same-origin", "Origin": site.url}
    first = await site.client.post("/api/schema/pipeline/interception", json=TEXT, headers=page)
    cookie = first.headers["set-cookie"].partition(";")[0]
    streamed = await site.client.post(
        "/api/schema/pipeline/interception", json=TEXT, headers={**page, **STREAM, "Cookie": cookie}
    )
    program = await site.client.post("/api/schema/pipeline/interception", json=TEXT)
    runs = [first.json()["run_id"], events_of(streamed.text)[-1][2]["run_id"], program.json()["run_id"]]
    owners = [(await site.engine.recorder.load(run_id)).row.owner for run_id in runs]
    assert owners[0] == owners[1]
    assert owners[0].startswith("owner_")
    assert owners[2] == "local"
    assert "set-cookie" not in streamed.headers


async def test_views_that_wait_hold_up_no_other(site: Site) -> None:
    async with asyncio.timeout(20):
        waiting = [
            asyncio.create_task(
                site.client.post("/api/schema/pipeline/interception", json={**TEXT, "input_text": f"wait {n}"})
            )
            for n in range(60)
        ]
        while len(site.told.held) < 60:
            await asyncio.sleep(0.02)
        assert (await site.client.get("/api/system/health")).status_code == 200
        site.told.release()
        assert {response.status_code for response in await asyncio.gather(*waiting)} == {200}


async def test_what_keeps_the_engine_from_opening_comes_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    app = create_app(Settings(data=tmp_path / "file"))
    with pytest.raises(Unavailable, match="data folder"):
        async with app.router.lifespan_context(app):
            pass
