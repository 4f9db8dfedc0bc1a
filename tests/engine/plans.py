"""What a database plans for each statement of a piece of work, and whether it would read a table from end to end."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from devserver.engine import tables

_TABLES = "|".join(sorted(tables.metadata.tables))
_WHOLE = re.compile(rf"SCAN (?:{_TABLES})\b(?! USING)|Seq Scan on (?:{_TABLES}|searched_words)\b")


def plans(connection: sa.Connection, work: Callable[[], Any]) -> list[tuple[str, str]]:
    """Do the work; return its statements, each with its plan."""
    done: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        done.append((statement, values))

    sa.event.listen(connection, "before_cursor_execute", note)
    try:
        work()
    finally:
        sa.event.remove(connection, "before_cursor_execute", note)
    return [(statement, explain(connection, statement, values)) for statement, values in done]


def explain(connection: sa.Connection, statement: str, values: Any) -> str:
    """Return the plan of a statement."""
    on_sqlite = connection.dialect.name == "sqlite"
    asked = f"EXPLAIN {'QUERY PLAN' if on_sqlite else '(COSTS OFF)'} {statement}"
    return "\n".join(row[3 if on_sqlite else 0] for row in connection.exec_driver_sql(asked, values))


def without_an_index(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return those that read a table from end to end.

    `SCAN listed` is a walk in the order of time, which is that of the table; it ends where the statement says.
    """
    return [one for one in found if any(not _is_walk(part, one[0]) for part in _WHOLE.findall(one[1]))]


def _is_walk(scanned: str, statement: str) -> bool:
    return scanned == "SCAN listed" and "LIMIT" in statement
