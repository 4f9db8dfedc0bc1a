"""The server is killed, or told to stop, while people use it: nothing is lost, and nothing is paid twice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.crash.campaign import Plan, campaign
from tests.needs import needs
from tests.postgres import Cluster

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(1200)]

SHARE = 25 if os.environ.get("CI") else 5
"""Kills of one campaign; there are two beside each other, so that they take half the time."""


async def holds(plan: Plan, folder: Path) -> None:
    result = await campaign(plan, folder)
    print(result.summary)
    assert result.faults == []


@pytest.mark.parametrize("seed", [1, 2])
async def test_whenever_the_server_is_killed_nothing_is_lost_and_nothing_paid_twice(tmp_path: Path, seed: int) -> None:
    await holds(Plan(SHARE, seed), tmp_path)


async def test_a_server_that_is_told_to_stop_leaves_nothing_unknown(tmp_path: Path) -> None:
    await holds(Plan(4, 3, "stop"), tmp_path)


@needs("postgres")
async def test_on_postgres_a_kill_loses_nothing_and_nothing_is_paid_twice(tmp_path: Path, cluster: Cluster) -> None:
    await holds(Plan(SHARE, 5, url=cluster.url(cluster.empty())), tmp_path)


@needs("postgres")
async def test_of_three_processes_some_are_killed_and_one_is_frozen(tmp_path: Path, cluster: Cluster) -> None:
    await holds(Plan(6, 4, url=cluster.url(cluster.empty()), processes=3, freezes=1), tmp_path)
