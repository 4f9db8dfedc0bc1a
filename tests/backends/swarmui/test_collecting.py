"""What one call has heard so far."""

from __future__ import annotations

import json
from typing import Any

import pytest

from devserver.backends.swarmui.collecting import Collecting, expected, told_in
from devserver.backends.swarmui.protocol import Alive, Closing, Discarded, Fault, Made, Status, Step
from devserver.models.outcomes import Progress


def test_the_share_never_falls_and_ends_at_one() -> None:
    heard = Collecting(expected=2)
    events = [Step(0, 0.2, 0.0), Step(0, 0.5, 1.0), Step(0, 0.6, 0.0), Step(1, 0.4, 0.5), Made(0, "a"), Made(1, "b")]
    told = [signal for event in events for signal in heard.take(event)]
    shares = [round(signal.fraction, 3) for signal in told if isinstance(signal, Progress)]
    assert shares == [0.1, 0.475, 0.475, 0.81, 0.835, 1.0]


def test_a_preview_that_is_no_picture_is_passed_over() -> None:
    assert len(Collecting().take(Step(0, 0.1, 0.1, "data:image/jpeg;base64,AAAA"))) == 1


def test_what_is_made_on_the_way_does_not_count() -> None:
    heard = Collecting(expected=2)
    for made in (Made(1, "b"), Made(-1, "grid"), Made(-12, "step"), Made(0, "a"), Made(2, "more")):
        heard.take(made)
    heard.take(Discarded(frozenset({2})))
    assert [made.where for made in heard.kept] == ["a", "b"]
    assert heard.came == 3


@pytest.mark.parametrize("event", [Fault("No."), Closing()], ids=["an error", "the intention to close"])
def test_what_ends_it(event: Fault | Closing) -> None:
    heard = Collecting()
    assert heard.take(event) == []
    assert heard.ended


def test_a_sign_of_life_is_no_end() -> None:
    heard = Collecting()
    heard.take(Alive())
    assert not heard.ended


def test_it_waits_in_line_until_it_begins() -> None:
    heard = Collecting()
    heard.take(Status(1, 1, 0, 0))
    assert heard.in_line
    assert heard.take(Status(1, 1, 1, 0)) == [Progress(fraction=0.01, part="loading")]
    assert not heard.in_line
    heard.take(Status(1, 1, 0, 0))
    assert not heard.in_line, "it has begun"


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ({}, 1),
        ({"images": 3}, 3),
        ({"images": 2, "batchsize": 2}, 4),
        ({"images": "2"}, 2),
        ({"images": 0}, 1),
        ({"images": "many", "batchsize": None}, 1),
    ],
)
def test_how_many_pictures_a_request_asks_for(body: dict[str, Any], number: int) -> None:
    assert expected(body) == number


@pytest.mark.parametrize(
    ("metadata", "told"),
    [
        (
            json.dumps({"sui_extra_data": {"unused_parameters": ["a", 5], "parser_warnings": ["w"]}}),
            {"left_out": ["a"]},
        ),
        (json.dumps({"sui_extra_data": {"unused_parameters": []}}), {}),
        (json.dumps({"sui_extra_data": []}), {}),
        ("[]", {}),
        ("no json", {}),
        ('{"a":' * 100_000, {}),
        ("", {}),
    ],
    ids=["lists of words", "an empty list", "another shape", "a list", "no JSON", "JSON without a bottom", "nothing"],
)
def test_what_of_the_metadata_is_kept(metadata: str, told: dict[str, Any]) -> None:
    found = told_in(metadata)
    assert found.get("left_out") == told.get("left_out")
    assert found.get("warnings") == (["w"] if "parser_warnings" in metadata else None)
