"""What every test can use: golden files, and tests that name the programs they need."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.golden import Golden
from tests.needs import insist

if TYPE_CHECKING:
    from tests.postgres import Cluster


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files instead of comparing")


def pytest_runtest_setup(item: pytest.Item) -> None:
    insist([program for mark in item.iter_markers("needs") for program in mark.args], os.environ)


@pytest.fixture(scope="session")
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare with a file under tests/golden/."""
    return Golden(update=bool(request.config.getoption("--update-golden")))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server for the tests of this worker, made when the first one asks for it."""
    from tests.postgres import open_cluster

    with open_cluster() as made:
        yield made


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run asynchronous tests on asyncio only: uvicorn and the engine do."""
    return "asyncio"
