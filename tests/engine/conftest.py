"""One open engine for the tests of a module: runs do not know of each other, and opening one takes a while."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator

import pytest
import structlog

from tests.fakes.engine_site import CHECKED, Site, kept_elsewhere, open_site


@pytest.fixture(scope="session", autouse=True)
def plain_tracebacks() -> None:
    """Tracebacks as the server writes them: those with the values of variables take seconds."""
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, plain])


@pytest.fixture(scope="module", autouse=True)
def database_kind(request: pytest.FixtureRequest) -> Iterator[str]:
    """Which database the sites of a module are opened on; modules marked `BOTH` are run on each."""
    kind = str(getattr(request, "param", os.environ.get("DEVSERVER_TEST_DATABASE", "sqlite")))
    if kind == "sqlite":
        yield kind
        return
    with kept_elsewhere(request.getfixturevalue("cluster").new):
        yield kind


@pytest.fixture(scope="module")
async def shared(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with open_site(tmp_path_factory.mktemp("shared") / "data") as site:
        yield site


@pytest.fixture(scope="module")
async def shared_checked(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with open_site(tmp_path_factory.mktemp("checked") / "data", **CHECKED) as site:
        yield site


@pytest.fixture
def site(shared: Site) -> Site:
    """An engine without models that check or translate."""
    shared.part.reset()
    return shared


@pytest.fixture
def checked(shared_checked: Site) -> Site:
    """An engine whose checks and translations ask a model."""
    shared_checked.part.reset()
    return shared_checked
