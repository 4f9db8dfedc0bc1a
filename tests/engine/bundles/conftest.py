"""One bundle in which nothing is wrong, for tests that change it."""

from __future__ import annotations

import asyncio

import pytest

from tests.fakes.bundles import RUN, Files, bundled, taken_apart
from tests.fakes.engine_site import open_site


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Files]:
    """The run of a bundle, and its files."""

    async def make() -> bytes:
        async with open_site(tmp_path_factory.mktemp("whole") / "data") as site:
            return await bundled(site, (await site.do("run", **RUN)).run_id)

    return taken_apart(asyncio.run(make()))
