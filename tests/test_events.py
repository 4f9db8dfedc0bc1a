from __future__ import annotations

from typing import Any, get_args

import jsonschema
import pytest

from devserver import events
from devserver.errors import NotFound
from devserver.models.gates import UnknownPayment
from devserver.models.runs import now

PROBLEM = NotFound("run_not_found", run_id="x").problem()
ASKS = UnknownPayment(
    call="k",
    chunk="c",
    provider="p",
    model="m",
    repetition=0,
    estimate_usd=None,
    estimate_source="unknown",
    lost=False,
    seconds=30.0,
)
EXAMPLES: tuple[events.EventData, ...] = (
    events.RunStateChange(state="running", attempt=1, action="run"),
    events.RunResumed(attempt=1, stage="interception", reason="handed_over"),
    events.PipelineStageUpdate(stage="interception", status="passed_through", attempt=1, reason="empty_context"),
    events.GenerationStart(attempt=1, config="c", media_type="image", backend="b", model="m", seed=0),
    events.GenerationComplete(attempt=1, media_type="image", index=0, formats=("png",), url="/u", seconds=0.1),
    events.ProgressUpdate(stage="media", attempt=1, fraction=0.5),
    events.Preview(stage="media", attempt=1, mime="image/jpeg", base64="eA=="),
    events.TextDelta(stage="interception", attempt=1, offset=0, text="a"),
    events.CostUpdate(stage="media", attempt=1, provider="p", model="m"),
    events.OpenRouterApiCall(stage="media", attempt=1, model="m"),
    events.OpenRouterCost(stage="media", attempt=1, model="m", outcome="ok"),
    events.Blocked(stage="input_check", attempt=1, level="kids", source="word_list", hits=((0, 2),)),
    events.Error(attempt=1, problem=PROBLEM),
    events.Queued(stage="media", attempt=1, backend="b", position=0),
    events.GateOpened(gate_id="g", kind="unknown_payment", stage="media", attempt=1, asks=ASKS, deadline_at=now()),
    events.GateDecided(gate_id="g", stage="media", attempt=1, decision="retry", decided_by="local"),
    events.RunDeleted(),
    events.Dropped(count=3),
    events.CommandError(problem=PROBLEM),
)
TYPES = [example.type for example in EXAMPLES]


def test_there_is_an_example_of_every_type() -> None:
    assert [type(example) for example in EXAMPLES] == list(events.CATALOGUE)
    union = get_args(get_args(events.AnyEvent)[0])
    assert set(union) == set(events.CATALOGUE)


@pytest.mark.parametrize("example", EXAMPLES, ids=TYPES)
def test_an_event_is_as_its_schema_says(example: events.EventData) -> None:
    schema = events.json_schema()
    definition = schema["$defs"][type(example).__name__]
    value: dict[str, Any] = {"type": example.type, **example.payload()}
    jsonschema.validate(value, {**definition, "$defs": schema["$defs"]})
    envelope = events.Event(run_id="r", seq=1, cursor=2, at=now(), type=example.type, data=example.payload())
    jsonschema.validate(envelope.model_dump(mode="json"), schema["envelope"])
    assert events.Event.model_validate_json(envelope.model_dump_json()) == envelope


def test_only_what_may_be_missed_is_transient() -> None:
    transient = {example.type for example in EXAMPLES if example.transient}
    assert transient == {"preview", "text_delta", "dropped", "run_deleted", "command_error"}


def test_a_cost_that_nobody_knows_is_absent_and_never_zero() -> None:
    data = events.CostUpdate(stage="media", attempt=1, provider="p", model="m").payload()
    assert data["cost_source"] == "unknown"
    assert "cost_usd" not in data
