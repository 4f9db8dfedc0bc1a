"""Days as declarations and providers write them. All days are UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime


def day_of(value: object) -> date | None:
    """Return the day (UTC) that `2026-10-23` or a moment in ISO 8601 names, or None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        return moment.astimezone(UTC).date() if moment.tzinfo else moment.date()
    except (ValueError, OverflowError):
        return None
