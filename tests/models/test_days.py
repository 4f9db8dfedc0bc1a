"""Days are read from what people and providers write."""

from __future__ import annotations

from datetime import date

import pytest

from devserver.models.days import day_of

DAYS = {
    "a day": ("2026-10-23", date(2026, 10, 23)),
    "a moment": ("2026-10-23T12:00:00Z", date(2026, 10, 23)),
    "a moment in another zone is a day in UTC": ("2026-10-23T23:30:00-04:00", date(2026, 10, 24)),
    "spaces around it": (" 2026-10-23 ", date(2026, 10, 23)),
    "nothing": (None, None),
    "a word": ("soon", None),
    "a number": (1700000000, None),
    "a day that there is not": ("2026-02-30", None),
    "a moment beyond all days": ("9999-12-31T23:59:59-12:00", None),
}


@pytest.mark.parametrize(("value", "day"), DAYS.values(), ids=DAYS.keys())
def test_a_day_is_read(value: object, day: date | None) -> None:
    assert day_of(value) == day
