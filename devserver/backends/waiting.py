"""When a server says that it may be asked again, in all the forms in which servers say it.

`retry-after-ms`, `retry-after` in seconds or as a date (RFC 9110), then `x-ratelimit-reset…` as a moment since 1970 in
seconds or milliseconds, as seconds from now, or as a duration such as `6m0s` or `20ms`. With `x-should-retry` some say
themselves whether a repeat makes sense.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from devserver.models.outcomes import Failed, Outcome, RateLimited, Unavailable

_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?")
_RESETS = ("x-ratelimit-reset", "x-ratelimit-reset-requests", "x-ratelimit-reset-tokens")
FARTHEST = timedelta(days=7)
"""Beyond this a named time is taken for a mistake."""


def retry_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Return the moment in UTC that headers (names in lower case) name, or None; never before `now`."""
    if (milliseconds := _number(headers.get("retry-after-ms"))) is not None:
        return _after(milliseconds / 1000, now)
    if (value := headers.get("retry-after")) is not None and (found := _seconds_or_date(value, now)) is not None:
        return found
    resets = [_reset(headers[name], now) for name in _RESETS if name in headers]
    return max((moment for moment in resets if moment is not None), default=None)


def as_told(outcome: Outcome, headers: Mapping[str, str]) -> Outcome:
    """Return an outcome as `x-should-retry` has it: `false` keeps it from being repeated, `true` lets an error be.

    What is never repeated (refused, invalid, out of credit) stays so.
    """
    told = headers.get("x-should-retry", "").strip().lower()
    if told == "false" and isinstance(outcome, RateLimited | Unavailable):
        return outcome.model_copy(update={"retryable": False})
    if told in {"true", "false"} and isinstance(outcome, Failed):
        return outcome.model_copy(update={"before_first_byte": told == "true"})
    return outcome


def _number(value: str | None) -> float | None:
    try:
        number = float(value or "")
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _after(seconds: float, now: datetime) -> datetime | None:
    return now + timedelta(seconds=seconds) if seconds <= FARTHEST.total_seconds() else None


def _seconds_or_date(value: str, now: datetime) -> datetime | None:
    if (seconds := _number(value)) is not None:
        return _after(seconds, now)
    try:
        date = parsedate_to_datetime(value)
        moment = date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # no date, or one at the edge of the calendar
        return None
    return _sensible(moment, now)


def _sensible(moment: datetime, now: datetime) -> datetime | None:
    return max(moment, now) if moment - now <= FARTHEST else None


def _reset(value: str, now: datetime) -> datetime | None:
    number = _number(value)
    if number is None:
        return _duration(value.strip(), now)
    if number > 1e14:
        return None
    if number > 1e11:
        return _sensible(datetime.fromtimestamp(number / 1000, UTC), now)
    return _sensible(datetime.fromtimestamp(number, UTC), now) if number > 1e9 else _after(number, now)


def _duration(value: str, now: datetime) -> datetime | None:
    match = _DURATION.fullmatch(value)
    if not match or not any(match.groups()):
        return None
    hours, minutes, seconds, milliseconds = (float(part or 0) for part in match.groups())
    return _after(hours * 3600 + minutes * 60 + seconds + milliseconds / 1000, now)
