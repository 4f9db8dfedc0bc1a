"""Host, origin, headers, sessions and owners, against a running server."""

from __future__ import annotations

import httpx
import pytest
import websockets
from starlette.types import Receive, Scope, Send

from devserver.routes.security import HEADERS, Guard, is_loopback
from devserver.routes.sessions import Sessions
from tests.fakes.site import Site

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        pytest.param("localhost", True, id="the name of loopback"),
        pytest.param("LocalHost.", True, id="the same in capitals with a final dot"),
        pytest.param("127.0.0.1", True, id="the usual address"),
        pytest.param("127.8.9.1", True, id="another loopback address"),
        pytest.param("::1", True, id="the address of version 6"),
        pytest.param("0.0.0.0", False, id="all addresses of this machine"),
        pytest.param("192.168.1.7", False, id="an address in a house"),
        pytest.param("localhost.evil.example", False, id="a name that begins like ours"),
        pytest.param("127.0.0.1.nip.example", False, id="a name that resolves to loopback"),
        pytest.param("", False, id="nothing"),
        pytest.param("2130706433", False, id="an address as one number"),
    ],
)
def test_what_loopback_is(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


@pytest.mark.parametrize(
    ("host", "status"),
    [
        pytest.param("localhost:{port}", 200, id="localhost"),
        pytest.param("127.0.0.1:{port}", 200, id="the address"),
        pytest.param("[::1]:{port}", 200, id="the address of version 6"),
        pytest.param("localhost:8080", 200, id="a forwarded port"),
        pytest.param("localhost", 200, id="no port"),
        pytest.param("evil.example:{port}", 403, id="a name that was bound to loopback anew"),
        pytest.param("localhost@evil.example", 403, id="a name behind a user"),
        pytest.param("localhost:{port}, evil.example", 403, id="two names in one"),
        pytest.param("[::1", 403, id="half an address"),
        pytest.param("", 403, id="an empty one"),
    ],
)
async def test_only_loopback_names_are_answered(site: Site, host: str, status: int) -> None:
    response = await site.client.get("/api/echo", headers={"Host": host.format(port=site.port)})
    assert response.status_code == status
    if status == 403:
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["type"] == "/problems/forbidden"


@pytest.mark.parametrize(
    "hosts",
    [
        pytest.param(b"", id="none"),
        pytest.param(b"Host: localhost\r\nHost: evil.example\r\n", id="two"),
    ],
)
async def test_a_request_has_exactly_one_host(site: Site, hosts: bytes) -> None:
    answer = await site.raw(b"GET /api/echo HTTP/1.1\r\nConnection: close\r\n" + hosts + b"\r\n")
    assert answer.startswith(b"HTTP/1.1 400 ")


CROSS_SITE = [
    pytest.param({}, 200, id="a program without Origin"),
    pytest.param({"Origin": "{own}"}, 200, id="a page of ours"),
    pytest.param({"Origin": "{own}", "Sec-Fetch-Site": "same-origin"}, 200, id="a page of ours in a browser"),
    pytest.param({"Sec-Fetch-Site": "none"}, 200, id="the address bar"),
    pytest.param({"Origin": "https://evil.example"}, 403, id="a page of another site"),
    pytest.param({"Origin": "null"}, 403, id="a sandboxed frame"),
    pytest.param({"Origin": "http://127.0.0.1:1"}, 403, id="another port of this machine"),
    pytest.param({"Origin": "https://{host}"}, 403, id="another scheme"),
    pytest.param({"Sec-Fetch-Site": "cross-site"}, 403, id="another site that hides its origin"),
    pytest.param({"Sec-Fetch-Site": "same-site"}, 403, id="another port in a browser"),
]


def own(site: Site, headers: dict[str, str]) -> dict[str, str]:
    return {name: value.format(own=site.url, host=f"127.0.0.1:{site.port}") for name, value in headers.items()}


@pytest.mark.parametrize(("headers", "status"), CROSS_SITE)
async def test_other_sites_change_nothing(site: Site, headers: dict[str, str], status: int) -> None:
    response = await site.client.post("/api/echo", headers=own(site, headers))
    assert response.status_code == status


@pytest.mark.parametrize(("headers", "status"), CROSS_SITE)
async def test_other_sites_follow_nothing(site: Site, headers: dict[str, str], status: int) -> None:
    address = site.url.replace("http", "ws") + "/api/events"
    if status == 200:
        async with websockets.connect(address, additional_headers=own(site, headers)) as socket:
            await socket.ping()
        return
    with pytest.raises(websockets.InvalidStatus) as caught:
        await websockets.connect(address, additional_headers=own(site, headers))
    assert caught.value.response.status_code == status
    assert caught.value.response.headers["Content-Type"] == "application/problem+json"


async def test_reading_is_left_to_the_browser_which_gets_no_permission(site: Site) -> None:
    response = await site.client.get("/api/echo", headers={"Origin": "https://evil.example"})
    assert response.status_code == 200
    assert not [name for name in response.headers if name.startswith("access-control-")]


async def test_a_preflight_gets_no_permission(site: Site) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    response = await site.client.options("/api/echo", headers=asked)
    assert not [name for name in response.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        pytest.param("GET", "/", id="the page"),
        pytest.param("GET", "/page.css", id="a file of the page"),
        pytest.param("GET", "/nothing", id="no such path"),
        pytest.param("GET", "/api/echo", id="a Flask view"),
        pytest.param("GET", "/api/nothing", id="no such Flask view"),
        pytest.param("DELETE", "/api/media/upload", id="a method that is not there"),
        pytest.param("GET", "/api/media/image/run_wrong", id="a problem of a native endpoint"),
    ],
)
async def test_every_answer_carries_the_security_headers(site: Site, method: str, path: str) -> None:
    response = await site.client.request(method, path)
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert "server" not in response.headers


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("X-DevServer-Owner", id="by its name"),
        pytest.param("x-devserver-owner", id="in small letters"),
        pytest.param("X_DevServer_Owner", id="with underscores, which WSGI takes for the same"),
        pytest.param("X-DevServer_Owner", id="with one underscore"),
    ],
)
async def test_nobody_names_the_owner_from_outside(site: Site, name: str) -> None:
    response = await site.client.get("/api/echo", headers={name: "owner_of_another"})
    assert response.json()["owner"] == "local"


async def test_the_owner_header_is_taken_out_however_often_it_comes(site: Site) -> None:
    names = b"X-DevServer-Owner: a\r\nX_DevServer_Owner: b\r\nx-devserver-owner: c\r\n"
    answer = await site.raw(b"GET /api/echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + names + b"\r\n")
    assert b'"owner":"local"' in answer


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(b"a=%FF%FE", id="escaped bytes that are no UTF-8"),
        pytest.param("a=ü".encode(), id="bytes that are not escaped"),
        pytest.param(b"a=\xff", id="bytes that are neither"),
        pytest.param(b"%", id="half an escape"),
    ],
)
async def test_strange_queries_reach_a_view_whole(site: Site, query: bytes) -> None:
    head = b"GET /api/echo?" + query + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    answer = await site.raw(head)
    assert answer.split()[1] in {b"200", b"400"}


async def broken(scope: Scope, receive: Receive, send: Send) -> None:
    raise RuntimeError("the words of a person")


async def test_a_defect_becomes_a_problem_that_says_nothing_of_what_was_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    guard = Guard(broken, lambda _scope: Sessions(b"0" * 64))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(guard), base_url="http://localhost") as client:
        response = await client.post("/api/echo", content="the words of a person")
    assert response.status_code == 500
    assert response.json()["type"] == "/problems/internal"
    assert response.json()["params"]["error_id"] in "".join(capsys.readouterr())
    assert "words" not in response.text
