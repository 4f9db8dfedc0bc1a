"""A server and a browser for all tests of the page, and a `studio` that fails a test whose pages do something wrong."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.needs import insist, is_ci
from tests.web.browsing import AXE, BUILT, Studio, browsing, serving


@pytest.fixture(scope="session")
def built() -> None:
    """Insist that the page is built."""
    insist(["chromium"], os.environ)
    if BUILT.is_file() and AXE.is_file():
        return
    reason = "the page is not built: run `./dev setup`"
    if is_ci(os.environ):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def address(built: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run one server for all tests of a worker; its runs belong to whoever made them."""
    with serving(tmp_path_factory.mktemp("studio") / "data") as address:
        yield address


@pytest.fixture(scope="session")
def browser(built: None) -> Iterator[Browser]:
    """Start one browser for all tests of a worker."""
    with browsing() as browser:
        yield browser


@pytest.fixture
def studio(browser: Browser, address: str) -> Iterator[Studio]:
    """Open pages of the server; the test fails when one of them did something wrong."""
    studio = Studio(browser, address)
    yield studio
    studio.close()
    assert studio.faults == []
