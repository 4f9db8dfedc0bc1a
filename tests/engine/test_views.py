from __future__ import annotations

from typing import Any

import pytest

from devserver.engine.spending import cost_of
from devserver.engine.views import refusal_of, run_view
from tests.fakes.engine_site import Site

pytestmark = pytest.mark.anyio


def priced(record: Any, *costs: tuple[float | None, str, str]) -> Any:
    call = next(iter(record.calls.values()))
    record.calls = {
        str(n): call.model_copy(update={"key": str(n), "cost_usd": usd, "cost_source": source, "state": state})
        for n, (usd, source, state) in enumerate(costs)
    }
    return record


COSTS: dict[str, tuple[list[tuple[float | None, str, str]], tuple[float | None, str, bool]]] = {
    "no calls": ([], (0.0, "listed", True)),
    "one that is known": ([(0.5, "reported", "answered")], (0.5, "reported", True)),
    "the least certain names the source": (
        [(0.1, "reported", "answered"), (0.2, "estimated", "answered"), (0.0, "listed", "answered")],
        (0.3, "estimated", True),
    ),
    "one that is not known": ([(0.1, "reported", "answered"), (None, "unknown", "answered")], (0.1, "unknown", False)),
    "one without an answer": ([(None, "unknown", "sent")], (None, "unknown", False)),
    "one that is not known beside one for nothing": (
        [(None, "unknown", "answered"), (0.0, "listed", "answered")],
        (None, "unknown", False),
    ),
}


@pytest.mark.parametrize(("calls", "expected"), COSTS.values(), ids=COSTS.keys())
async def test_what_a_run_cost(site: Site, calls: Any, expected: tuple[float, str, bool]) -> None:
    record = priced(await site.do("interception", input_text="A boat", config="attitude"), *calls)
    cost = cost_of(record.calls.values())
    assert (cost.usd, cost.source, cost.complete) == expected
    assert cost.calls == len(calls)


async def test_a_run_as_it_stands(site: Site) -> None:
    record = await site.do("run", input_text="A boat", config="attitude", output_config="painting", seed=4, owner="bo")
    view = run_view(await site.load(record.run_id))
    assert (view.status, view.action, view.stage, view.seed, view.owner) == ("completed", "run", "media", 4, "bo")
    assert (view.refusal, view.problem, view.ended_at is not None) == (None, None, True)
    assert [(media.type, media.index, media.formats) for media in view.media] == [("image", 0, ("png",))]
    assert refusal_of(record) is None
    assert view.last_seq == len(await site.events(record.run_id))
