"""Files by address: over https, from public machines, pinned to the address that was looked at, within limits."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from devserver.backends.fetching import Fetcher, NotFetched, is_public
from tests.fakes.certificates import authority
from tests.fakes.http_server import HANG, HttpServer, Step, chunk, head, running, whole

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """Return the certificate that a fetcher trusts, and what a server needs."""
    return authority(tmp_path_factory.mktemp("tls"), "files.example", "other.example")


def resolving(**hosts: str) -> Callable[[str, int], list[str]]:
    """Return a resolver that knows some names, each once; asking again is a fault."""
    left = {name.replace("_", "."): address for name, address in hosts.items()}

    def resolve(host: str, port: int) -> list[str]:
        if host not in left:
            raise OSError(f"{host} was asked for again, or is not known")
        return left.pop(host).split()

    return resolve


@pytest.fixture
async def server(tls: tuple[Path, ssl.SSLContext]) -> AsyncIterator[HttpServer]:
    async with running(HttpServer(), tls[1]) as server:
        yield server


@pytest.fixture
def fetcher(tls: tuple[Path, ssl.SSLContext]) -> Fetcher:
    """Return a fetcher for which this machine is public under the name files.example."""

    def trusting() -> ssl.SSLContext:
        return ssl.create_default_context(cafile=tls[0])

    here = resolving(files_example="127.0.0.1", other_example="127.0.0.1", inner_example="10.0.0.1")
    return Fetcher(resolve=here, public=lambda address: address == "127.0.0.1", context=trusting, seconds=2.0)


def url(server: HttpServer, path: str = "/a.png", host: str = "files.example") -> str:
    return f"https://{host}:{server.port}{path}"


async def refused(fetcher: Fetcher, address: str) -> str:
    with pytest.raises(NotFetched) as refusal:
        await fetcher.fetch(address)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("64:ff9b::5db8:d822", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::a00:1", False),
        ("2002:7f00:1::", False),
        ("2002:a00:1::", False),
        ("2001:0:4136:e378:8000:63bf:f5ff:fffe", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


async def test_a_file_comes_over_https_without_any_key(server: HttpServer, fetcher: Fetcher) -> None:
    server.plays(whole(200, b"bytes", "image/png"))
    assert await fetcher.fetch(url(server, "/a.png?sig=1")) == b"bytes"
    [asked] = server.asked
    assert asked.path == "/a.png?sig=1"
    assert asked.headers["host"] == f"files.example:{server.port}"
    assert not asked.headers.keys() & {"authorization", "cookie"}


async def test_a_redirect_is_followed_and_its_place_looked_at(server: HttpServer, fetcher: Fetcher) -> None:
    server.plays(whole(302, b"", location=url(server, "/b", "other.example")), whole(200, b"bytes"))
    assert await fetcher.fetch(url(server)) == b"bytes"
    assert [asked.headers["host"].partition(":")[0] for asked in server.asked] == ["files.example", "other.example"]


@pytest.mark.parametrize(
    ("location", "said"),
    [
        pytest.param("https://inner.example/x", "inner.example is not a machine", id="a machine inside"),
        pytest.param("https://169.254.169.254/latest", "has no address", id="a name that is an address"),
        pytest.param("http://files.example/x", "no https address", id="without TLS"),
        pytest.param("file:///etc/passwd", "no https address", id="a file of this machine"),
        pytest.param("https://user:word@other.example/", "no https address", id="with a password"),
        pytest.param("https://[::1]/x", "has no address", id="this machine by its number"),
    ],
)
async def test_a_redirect_to_where_nobody_may_go(
    server: HttpServer, fetcher: Fetcher, location: str, said: str
) -> None:
    server.plays(whole(302, b"", location=location))
    assert said in await refused(fetcher, url(server))
    assert len(server.asked) == 1


async def test_redirects_end(server: HttpServer, fetcher: Fetcher) -> None:
    server.plays(whole(302, b"", location="/again"))
    fetcher = replace(fetcher, resolve=lambda host, port: ["127.0.0.1"])
    assert "more than 4 times" in await refused(fetcher, url(server))
    assert len(server.asked) == 5


async def test_a_name_is_resolved_once_and_the_connection_goes_there(server: HttpServer, fetcher: Fetcher) -> None:
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    fetcher = replace(fetcher, resolve=lambda host, port: answers.pop(0))
    server.plays(whole(200, b"bytes"))
    assert await fetcher.fetch(url(server)) == b"bytes"
    assert answers == [["10.0.0.1"]], "what the name means a moment later was never asked for"


@pytest.mark.parametrize(
    ("addresses", "said"),
    [("127.0.0.1 10.0.0.1", "public internet"), ("10.0.0.1 127.0.0.1", "public internet"), ("", "public internet")],
    ids=["one of two is inside", "the first of two is inside", "no address"],
)
async def test_every_address_of_a_name_counts(server: HttpServer, fetcher: Fetcher, addresses: str, said: str) -> None:
    assert said in await refused(replace(fetcher, resolve=resolving(files_example=addresses)), url(server))
    assert server.asked == []


async def test_a_machine_that_cannot_be_reached_gives_way_to_the_next(server: HttpServer, fetcher: Fetcher) -> None:
    fetcher = replace(fetcher, resolve=resolving(files_example="::1 127.0.0.1"), public=lambda address: True)
    server.plays(whole(200, b"bytes"))
    assert await fetcher.fetch(url(server)) == b"bytes"


async def test_this_machine_is_never_asked() -> None:
    for host in ("127.0.0.1", "[::1]", "localhost"):
        assert "public internet" in await refused(Fetcher(), f"https://{host}:9/x")


async def test_the_certificate_has_to_be_that_of_the_name(server: HttpServer, fetcher: Fetcher) -> None:
    fetcher = replace(fetcher, resolve=resolving(wrong_example="127.0.0.1"))
    assert "cannot be reached over https" in await refused(fetcher, url(server, host="wrong.example"))
    assert server.asked == []


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        pytest.param(whole(404, b"gone"), "status 404", id="a file that is gone"),
        pytest.param([head(), chunk(b"x" * 2000), HANG], "larger than 1000 bytes", id="a file that is too large"),
        pytest.param([head(), chunk(b"x"), HANG], "within 0.3 s", id="a file that does not end"),
        pytest.param([HANG], "within 0.3 s", id="a silent machine"),
        pytest.param([b"nonsense\r\n\r\n"], "cannot be reached", id="no HTTP"),
    ],
)
async def test_limits(server: HttpServer, fetcher: Fetcher, steps: list[Step], said: str) -> None:
    server.plays(steps)
    assert said in await refused(replace(fetcher, most=1000, seconds=0.3), url(server))
