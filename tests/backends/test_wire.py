"""The way to a server: who is asked directly, what a client that cannot be opened says, and that nothing is shared."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from devserver.backends.wire import SPARE, Ended, Wire
from devserver.models.outcomes import Failed, Outcome, Unavailable
from devserver.models.servers import Server
from tests.backends.contract import keys
from tests.fakes.certificates import authority
from tests.fakes.http_server import END, HttpServer, chunk, head, running, whole
from tests.fakes.proxy import Proxy, running_proxy

pytestmark = pytest.mark.anyio

PASSWORD = "rosebud-hunter22"


async def asked(wire: Wire) -> tuple[int, bytes]:
    try:
        async with wire.request("GET", "/models") as reply:
            return reply.status, await reply.body()
    finally:
        await wire.close()


async def ended(wire: Wire) -> Outcome:
    with pytest.raises(Ended) as caught:
        await asked(wire)
    return caught.value.outcome


async def test_this_machine_is_asked_past_a_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(HttpServer()) as server, running(HttpServer()) as proxy:
        server.plays(whole(200, b"here"))
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert await asked(Wire("lab", Server(url=server.url), keys(tmp_path))) == (200, b"here")
    assert proxy.asked == []


async def test_another_machine_is_asked_through_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(HttpServer()) as proxy:
        proxy.plays(whole(200, b"there"))
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert await asked(Wire("lab", Server(url="http://lab.example/v1"), keys(tmp_path))) == (200, b"there")
    assert [one.path for one in proxy.asked] == ["http://lab.example/v1/models"]


async def test_a_proxy_that_is_none_is_an_outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "nonsense://x:1")
    outcome = await ended(Wire("lab", Server(url="http://lab.example/v1"), keys(tmp_path)))
    assert isinstance(outcome, Unavailable)
    assert "HTTPS_PROXY" in outcome.reason


async def test_a_certificate_file_that_is_gone_is_an_outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "gone.pem"))
    outcome = await ended(Wire("lab", Server(url="https://127.0.0.1:9"), keys(tmp_path)))
    assert isinstance(outcome, Unavailable)
    assert "SSL_CERT_FILE" in outcome.reason


async def test_a_name_that_does_not_exist_is_unavailable_for_now(tmp_path: Path) -> None:
    outcome = await ended(Wire("lab", Server(url="http://nobody.invalid/v1"), keys(tmp_path)))
    assert isinstance(outcome, Unavailable)
    assert outcome.retryable
    assert "nobody.invalid" in outcome.reason


async def test_cookies_of_a_server_are_not_sent_back(tmp_path: Path) -> None:
    async with running(HttpServer()) as server:
        server.plays(whole(200, b"{}", set_cookie="who=me; Path=/"))
        wire = Wire("lab", Server(url=server.url), keys(tmp_path))
        for _ in range(2):
            async with wire.request("GET", "/") as reply:
                await reply.body()
        await wire.close()
    assert ["cookie" in one.headers for one in server.asked] == [False, False]


async def test_two_first_requests_open_one_client(tmp_path: Path) -> None:
    async with running(HttpServer()) as server:
        server.plays([0.02, *whole(200, b"{}")])
        wire = Wire("lab", Server(url=server.url), keys(tmp_path))
        clients = set()

        async def once() -> None:
            async with wire.request("GET", "/"):
                clients.add(wire._client)

        await asyncio.gather(once(), once())
        await wire.close()
    assert len(clients) == 1
    assert all(client is not None and client.is_closed for client in clients)


async def test_the_number_of_connections_is_limited(tmp_path: Path) -> None:
    async with running(HttpServer()) as server:
        server.plays([0.01, *whole(200, b"{}")])
        wire = Wire("lab", Server(url=server.url, limit=1), keys(tmp_path))

        async def once() -> None:
            async with wire.request("GET", "/") as reply:
                await reply.body()

        await asyncio.gather(*(once() for _ in range(20)))
        await wire.close()
    assert len(server.asked) == 20
    assert server.connections <= 1 + SPARE


@pytest.mark.parametrize(
    ("cookie", "headers"),
    [
        pytest.param("", {"authorization": "Bearer abc.def"}, id="as a bearer token"),
        pytest.param("swarm_token", {"cookie": "swarm_token=abc.def"}, id="as a cookie"),
    ],
)
async def test_a_key_goes_with_each_request(tmp_path: Path, cookie: str, headers: dict[str, str]) -> None:
    async with running(HttpServer()) as server:
        server.plays(whole(200, b"{}"))
        found = keys(tmp_path, DEVSERVER_KEY_LAB="abc.def")
        await asked(Wire("lab", Server(url=server.url), found, cookie=cookie))
    sent = server.asked[0].headers
    assert {name: sent[name] for name in ("authorization", "cookie") if name in sent} == headers


@pytest.mark.parametrize("value", ["a b", "a;b", "a,b", 'a"b', "a\\b"])
async def test_a_key_that_is_no_cookie_goes_nowhere(tmp_path: Path, value: str) -> None:
    async with running(HttpServer()) as server:
        server.plays(whole(200, b"{}"))
        found = keys(tmp_path, DEVSERVER_KEY_LAB=value)
        outcome = await ended(Wire("lab", Server(url=server.url), found, cookie="swarm_token"))
    assert isinstance(outcome, Unavailable)
    assert "DEVSERVER_KEY_LAB" in outcome.reason
    assert value not in outcome.reason
    assert server.asked == []


async def test_a_certificate_of_ones_own_authority_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, tls = authority(tmp_path, "lab.example")
    async with running(HttpServer(), tls) as server:
        server.plays(whole(200, b"here"))
        wire = Wire("lab", Server(url=f"https://127.0.0.1:{server.port}"), keys(tmp_path))
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        assert await asked(wire) == (200, b"here")


async def test_without_it_the_certificate_is_not_trusted_and_nothing_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _file, tls = authority(tmp_path, "lab.example")
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    async with running(HttpServer(), tls) as server:
        outcome = await ended(Wire("lab", Server(url=f"https://127.0.0.1:{server.port}"), keys(tmp_path)))
    assert isinstance(outcome, Unavailable)
    assert not outcome.retryable
    assert "SSL_CERT_FILE" in outcome.reason
    assert server.asked == []


async def test_a_proxy_passes_on_what_it_cannot_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, tls = authority(tmp_path, "lab.example")
    async with running(HttpServer(), tls) as server, running_proxy(Proxy(server.port)) as proxy:
        server.plays(whole(200, b"there"))
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        monkeypatch.setenv("HTTPS_PROXY", f"http://anna:{PASSWORD}@127.0.0.1:{proxy.port}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        wire = Wire("lab", Server(url="https://lab.example/v1"), keys(tmp_path, DEVSERVER_KEY_LAB="sk-0123456789"))
        assert await asked(wire) == (200, b"there")
    assert proxy.asked == ["CONNECT lab.example:443 HTTP/1.1"]
    assert len(proxy.passwords) == 1
    assert server.asked[0].headers["authorization"] == "Bearer sk-0123456789"


async def test_no_proxy_names_who_is_asked_directly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(HttpServer()) as proxy:
        proxy.plays(whole(200, b"by the proxy"))
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", "lab.invalid")
        outcome = await ended(Wire("lab", Server(url="http://lab.invalid/v1"), keys(tmp_path)))
        assert isinstance(outcome, Unavailable)
        assert await asked(Wire("other", Server(url="http://other.invalid/v1"), keys(tmp_path))) == (
            200,
            b"by the proxy",
        )
    assert len(proxy.asked) == 1


async def test_a_proxy_that_wants_a_password_is_named_without_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_proxy(Proxy(0, refuses=True)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://anna:{PASSWORD}@127.0.0.1:{proxy.port}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        outcome = await ended(Wire("lab", Server(url="https://lab.example/v1"), keys(tmp_path)))
    assert isinstance(outcome, Unavailable)
    assert "407" in outcome.reason
    assert PASSWORD not in repr(outcome)


async def test_a_proxy_address_that_is_none_shows_no_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", f"nonsense://anna:{PASSWORD}@x:1")
    outcome = await ended(Wire("lab", Server(url="http://lab.example/v1"), keys(tmp_path)))
    assert PASSWORD not in repr(outcome)


async def test_who_accepts_and_says_nothing_is_a_connection_that_failed(tmp_path: Path) -> None:
    async with running(HttpServer()) as server:  # speaks no TLS: it waits for a request that never comes
        wire = Wire("lab", Server(url=f"https://127.0.0.1:{server.port}", connect_seconds=0.2), keys(tmp_path))
        outcome = await ended(wire)
    assert isinstance(outcome, Unavailable)
    assert outcome.retryable, "nothing was sent, so it may be sent again"


async def test_a_body_beyond_all_measure_is_cut_off(tmp_path: Path) -> None:
    async with running(HttpServer()) as server:
        server.plays([head(), *[chunk(bytes(1_000_000))] * 20, END])
        outcome = await ended(Wire("lab", Server(url=server.url), keys(tmp_path)))
    assert isinstance(outcome, Failed)
    assert "more than is taken" in outcome.reason


@pytest.mark.parametrize("before", [0, 20, 75])
async def test_a_key_in_a_useless_answer_is_hidden_also_where_the_answer_is_cut(tmp_path: Path, before: int) -> None:
    key = "hf_" + "K" * 40
    async with running(HttpServer()) as server:
        server.plays(whole(200, b"x" * before + b" key=" + key.encode() + b" " + b"y" * 200))
        wire = Wire("lab", Server(url=server.url), keys(tmp_path, DEVSERVER_KEY_LAB=key))
        with pytest.raises(Ended) as caught:
            async with wire.request("GET", "/models") as reply:
                await reply.value()
        await wire.close()
    assert "KK" not in repr(caught.value.outcome)


USELESS = {
    "NaN": (b'{"usage": {"cost": NaN}}', "NaN or Infinity as a number"),
    "words": (b"it works", "something that is no JSON: 'it works'"),
    "bytes": (b"\0\1\2" * 99, "bytes that are no text"),
    "a list": (b"[1, 2]", "JSON of another kind: '[1, 2]'"),
    "a page": (b"<!doctype html><p>Sign in", "an HTML page"),
}


@pytest.mark.parametrize(("data", "said"), USELESS.values(), ids=USELESS.keys())
async def test_what_came_instead_of_an_answer_is_said(tmp_path: Path, data: bytes, said: str) -> None:
    async with running(HttpServer()) as server:
        server.plays(whole(200, data))
        wire = Wire("lab", Server(url=server.url), keys(tmp_path))
        with pytest.raises(Ended) as caught:
            async with wire.request("GET", "/models") as reply:
                reply.object(await reply.body())
        await wire.close()
    assert said in getattr(caught.value.outcome, "reason", "")


async def test_an_answer_that_was_packed_twice_is_not_unpacked(tmp_path: Path) -> None:
    async with running(HttpServer()) as server:
        server.plays([head(200, content_encoding="gzip, gzip"), chunk(b"x"), END])
        wire = Wire("lab", Server(url=server.url), keys(tmp_path))
        with pytest.raises(Ended) as caught:
            async with wire.request("GET", "/models") as reply:
                await reply.value()
        await wire.close()
    assert caught.value.outcome == Failed(
        reason="lab sent an answer that cannot be unpacked: it is packed as 'gzip, gzip'"
    )
