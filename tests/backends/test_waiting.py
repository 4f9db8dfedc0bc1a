"""When a server says that it may be asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from devserver.backends.waiting import as_told, retry_at
from devserver.models.outcomes import Failed, Invalid, Outcome, OutOfCredit, RateLimited, Unavailable

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
EPOCH = int(NOW.timestamp())

CASES: dict[str, tuple[dict[str, str], float | None]] = {
    "seconds": ({"retry-after": "20"}, 20),
    "parts of seconds": ({"retry-after": "0.5"}, 0.5),
    "a date": ({"retry-after": "Sun, 01 Mar 2026 12:01:00 GMT"}, 60),
    "a date in another zone": ({"retry-after": "Sun, 01 Mar 2026 13:01:00 +0100"}, 60),
    "a date that is past means now": ({"retry-after": "Sun, 01 Mar 2026 11:00:00 GMT"}, 0),
    "milliseconds": ({"retry-after-ms": "1500"}, 1.5),
    "milliseconds go before seconds": ({"retry-after-ms": "1500", "retry-after": "20"}, 1.5),
    "a moment in seconds": ({"x-ratelimit-reset": str(EPOCH + 30)}, 30),
    "a moment in milliseconds": ({"x-ratelimit-reset": str((EPOCH + 30) * 1000)}, 30),
    "seconds from now": ({"x-ratelimit-reset": "45"}, 45),
    "a duration": ({"x-ratelimit-reset-requests": "1h2m3.5s"}, 3723.5),
    "a duration in milliseconds": ({"x-ratelimit-reset-tokens": "20ms"}, 0.02),
    "minutes": ({"x-ratelimit-reset-tokens": "6m0s"}, 360),
    "the later of two": ({"x-ratelimit-reset-requests": "1s", "x-ratelimit-reset-tokens": "5s"}, 5),
    "retry-after goes before a reset": ({"retry-after": "2", "x-ratelimit-reset": "45"}, 2),
    "a reset counts where retry-after is none": ({"retry-after": "soon", "x-ratelimit-reset": "45"}, 45),
    "nothing": ({}, None),
    "a word": ({"retry-after": "soon"}, None),
    "a negative number": ({"retry-after": "-5"}, None),
    "no number": ({"retry-after": "nan", "retry-after-ms": "inf"}, None),
    "a time that is too far": ({"retry-after": "99999999"}, None),
    "a moment that is too far": ({"x-ratelimit-reset": "9" * 40}, None),
    "a date long ago means now": ({"retry-after": "Mon, 01 Jan 0001 00:00:00 +2300"}, 0),
    "a date behind the calendar": ({"retry-after": "Fri, 31 Dec 9999 23:59:59 -2300"}, None),
    "a date of no year": ({"retry-after": "Fri, 31 Dec 99999999999999999999 23:59:59 GMT"}, None),
    "a zone that is none": ({"retry-after": "Sun, 01 Mar 2026 12:01:00 +9999999999"}, None),
    "a number without end": ({"retry-after": "9" * 4000}, None),
    "an endless duration": ({"x-ratelimit-reset": "9" * 400 + "h"}, None),
    "an empty duration": ({"x-ratelimit-reset": ""}, None),
}


@pytest.mark.parametrize(("headers", "seconds"), CASES.values(), ids=CASES.keys())
def test_a_time_is_read(headers: dict[str, str], seconds: float | None) -> None:
    expected = None if seconds is None else NOW + timedelta(seconds=seconds)
    assert retry_at(headers, NOW) == expected


ERROR, MAYBE = Failed(reason="x"), Failed(reason="x", before_first_byte=True)
BUSY = Unavailable(reason="x", retryable=True)
TOLD: dict[str, tuple[Outcome, str, Outcome]] = {
    "a limit is not waited for": (RateLimited(), "false", RateLimited(retryable=False)),
    "a busy server is not asked again": (BUSY, "False", Unavailable(reason="x")),
    "an error is not repeated": (MAYBE, "false", ERROR),
    "an error may be repeated": (ERROR, "true", MAYBE),
    "what is invalid stays so": (Invalid(reason="x"), "true", Invalid(reason="x")),
    "empty credit stays so": (OutOfCredit(), "true", OutOfCredit()),
    "a model that is missing stays so": (Unavailable(reason="x"), "true", Unavailable(reason="x")),
    "another word says nothing": (MAYBE, "maybe", MAYBE),
}


@pytest.mark.parametrize(("outcome", "said", "told"), TOLD.values(), ids=TOLD.keys())
def test_a_server_says_itself_whether_a_repeat_makes_sense(outcome: Outcome, said: str, told: Outcome) -> None:
    assert as_told(outcome, {"x-should-retry": said}) == told
    assert as_told(outcome, {}) == outcome
