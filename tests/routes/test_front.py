"""The page's files: one document for its addresses, hashed assets, the frame for programs, and no page at all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from devserver.routes.front import FRAME_POLICY, PAGES
from tests.fakes.site import running

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make what a build makes, in small."""
    folder = tmp_path_factory.mktemp("web")
    for name, text in {
        "index.html": "<!doctype html><title>page</title>",
        "icon.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "assets/index-abc.js": "export {}",
        "frame/p5.html": "<!doctype html><title>frame</title>",
        ".source-hash": "secret",
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture(scope="module")
async def client(
    anyio_backend: str, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[httpx.AsyncClient]:
    async with running(tmp_path_factory.mktemp("data"), web=folder) as site:
        yield site.client


@pytest.mark.parametrize("path", ["/", "/runs/run_01", "/runs/run_01/a", "/jobs", "/gallery", "/models", "/settings"])
async def test_every_address_of_the_page_is_the_page(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert (response.status_code, "page" in response.text) == (200, True)
    assert response.headers["cache-control"] == "no-cache"
    policy = response.headers["content-security-policy"]
    assert ("default-src 'self'" in policy, "unsafe" in policy) == (True, False)


async def test_the_page_is_not_sent_twice(client: httpx.AsyncClient) -> None:
    tag = (await client.get("/")).headers["etag"]
    assert (await client.get("/", headers={"If-None-Match": tag})).status_code == 304


async def test_a_hashed_file_is_kept_for_good(client: httpx.AsyncClient) -> None:
    response = await client.get("/assets/index-abc.js")
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["content-type"].startswith("text/javascript")


async def test_the_frame_is_sandboxed_whoever_opens_it(client: httpx.AsyncClient) -> None:
    headers = (await client.get("/frame/p5.html")).headers
    assert headers["content-security-policy"] == FRAME_POLICY
    assert FRAME_POLICY.startswith("sandbox allow-scripts;")
    assert (headers["x-frame-options"], "allow-same-origin" in FRAME_POLICY) == ("SAMEORIGIN", False)


@pytest.mark.parametrize(
    "path",
    ["/index.html", "/.source-hash", "/assets/missing.js", "/assets/..%2findex.html", "/frame/%2e%2e/.source-hash"],
)
async def test_nothing_else_is_served(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")


async def test_the_api_is_no_address_of_the_page(client: httpx.AsyncClient) -> None:
    assert "<title>page" not in (await client.get("/api/jobs")).text
    assert not any(path.startswith("/api") for path in PAGES)


async def test_without_a_build_the_server_works_and_the_page_says_what_to_do(tmp_path: Path) -> None:
    async with running(tmp_path / "data", web=tmp_path / "none") as site:
        response = await site.client.get("/", headers={"Host": "localhost:4711"})
        others = [(await site.client.get(path)).status_code for path in ("/assets/a.js", "/icon.svg", "/frame/p5.html")]
    assert (response.status_code, others) == (503, [404, 404, 404])
    assert "./dev setup" in response.text
    assert "http://localhost:4711/api/configs/outputs" in response.text
