"""Servers for the tests of routes: Flask alone, and the whole of it on a port."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.fakes.site import Site, running
from tests.routes.serving import Server, serve


@pytest.fixture(scope="session")
def one_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(tmp_path_factory.mktemp("data")) as server:
        yield server


@pytest.fixture
def server(one_server: Server) -> Server:
    """One server for all tests; its backend forgets between two of them what it was told."""
    one_server.part.reset()
    return one_server


@pytest.fixture(scope="module")
async def site(anyio_backend: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    """Serve the whole application for the tests of one module."""
    async with running(tmp_path_factory.mktemp("data")) as site:
        yield site
