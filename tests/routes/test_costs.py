"""What calls have cost, over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from devserver.models.outcomes import Ok
from tests.fakes.scripted import PAID
from tests.routes.serving import Server, told

PATH = "/api/costs"


def paid(server: Server) -> str:
    """Do an interception that costs 0.25 USD and return its run."""
    server.part.script = lambda _call: [Ok(text="x", usage=PAID)]
    return str(server.intercept()["run_id"])


def costs(server: Server, **query: Any) -> dict[str, Any]:
    return told(server.get(PATH, query_string=query))


def test_costs_of_the_last_thirty_days_by_day(server: Server) -> None:
    paid(server)
    found = costs(server)
    today = datetime.now(UTC).date().isoformat()
    assert found["group_by"] == "day"
    assert today in [group["key"] for group in found["groups"]]
    assert found["total"]["calls"] >= 1
    assert set(found["total"]) == {
        *("calls", "usd", "complete", "unknown", "open", "maybe_paid_twice"),
        *("reported_usd", "listed_usd", "estimated_usd"),
        *("prompt_tokens", "completion_tokens", "seconds"),
    }
    since, until = (datetime.fromisoformat(found[name]) for name in ("since", "until"))
    assert until - since == timedelta(days=30)


@pytest.mark.parametrize("group_by", ["run", "model", "provider", "stage", "day"])
def test_groups(server: Server, group_by: str) -> None:
    run_id = paid(server)
    found = costs(server, group_by=group_by)
    keys = [group["key"] for group in found["groups"]]
    known = {"run": run_id, "model": "scripted/poet", "provider": "scripted", "stage": "interception"}
    assert known.get(group_by, keys[0]) in keys
    assert sum(group["calls"] for group in found["groups"]) == found["total"]["calls"]
    assert found["more"] is False


def test_a_day_begins_at_midnight_in_utc(server: Server) -> None:
    found = costs(server, since="2026-01-02", until="2026-01-03T01:00:00+01:00")
    assert (found["since"], found["until"]) == ("2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z")
    assert (found["total"]["calls"], found["total"]["usd"], found["groups"]) == (0, 0.0, [])


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({"group_by": "owner"}, id="a group that there is not"),
        pytest.param({"since": "yesterday"}, id="no time"),
        pytest.param({"since": "2026-01-02T00:00:00"}, id="a time without a zone"),
        pytest.param({"since": "2026-13-02"}, id="no day"),
        pytest.param({"since": "2026-01-03", "until": "2026-01-02"}, id="the end before the beginning"),
        pytest.param({"owner": "anna"}, id="an unknown parameter"),
        pytest.param({"since": "0001-01-01T00:00:00+14:00"}, id="before all time"),
        pytest.param({"until": "0001-01-01"}, id="an end before all time"),
        pytest.param({"since": "9999-12-31T23:59:59-14:00"}, id="after all time"),
    ],
)
def test_what_cannot_be_asked(server: Server, query: dict[str, str]) -> None:
    answer = server.get(PATH, query_string=query)
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"


def test_a_run_shows_its_calls_with_how_long_they_took(server: Server) -> None:
    run_id = paid(server)
    run = told(server.get(f"/api/runs/{run_id}"))
    [call] = run["calls"]
    assert (call["provider"], call["model"], call["outcome"]) == ("scripted", "poet", "ok")
    assert call["seconds"] >= 0
    assert run["cost"]["unknown"] == 0
    assert "request" not in call, "a list of calls holds no text of a person"
