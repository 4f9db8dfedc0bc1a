"""Statements of the record, compiled once for each database and then handed to its driver as they are.

What SQLAlchemy does at each execution of a statement costs more than the row itself, and each run writes dozens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

Row = Mapping[str, Any]


def run(connection: sa.Connection, statement: sa.UpdateBase, *rows: Row) -> sa.CursorResult[Any]:
    """Run a statement with the values of a row, or of several with the same names.

    The statement is one that is made once and kept: it is known by its identity. What it returns comes as the driver
    gives it: on SQLite a time is text and a truth value a number.
    """
    text, written = _made(connection.dialect, statement, tuple(rows[0]))
    values = [written(row) for row in rows]
    return connection.exec_driver_sql(text, values[0] if len(values) == 1 else values)


@lru_cache(maxsize=512)
def _made(dialect: sa.Dialect, statement: sa.UpdateBase, names: tuple[str, ...]) -> tuple[str, Callable[[Row], Any]]:
    """Return the text of a statement for a database, and what writes a row as its driver takes it."""
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    own = {name: bound.value for name, bound in compiled.binds.items() if name not in names and not bound.required}
    places = getattr(compiled, "positiontup", None)
    writers = [(name, _writer(compiled.binds[name], dialect)) for name in places or compiled.binds]

    def written(row: Row) -> Iterator[Any]:
        values = {**own, **row}
        return (values[name] if write is None else write(values[name]) for name, write in writers)

    def by_name(row: Row) -> dict[str, Any]:
        return dict(zip(compiled.binds, written(row), strict=True))

    return str(compiled), by_name if places is None else lambda row: tuple(written(row))


def _writer(parameter: sa.BindParameter[Any], dialect: sa.Dialect) -> Callable[[Any], Any] | None:
    return parameter.type.dialect_impl(dialect).bind_processor(dialect)
