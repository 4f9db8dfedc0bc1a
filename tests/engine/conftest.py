"""One open engine for the tests of a module: runs do not know of each other, and opening one takes a while."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import structlog

from tests.fakes.engine_site import CHECKED, Site, open_site


@pytest.fixture(scope="session", autouse=True)
def plain_tracebacks() -> None:
    """Tracebacks as the server writes them: those with the values of variables take seconds."""
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, plain])


@pytest.fixture(scope="module")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with open_site(tmp_path_factory.mktemp("shared") / "data") as site:
        yield site


@pytest.fixture(scope="module")
async def shared_checked(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
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
