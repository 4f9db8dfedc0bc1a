"""Statements that are handed to the driver: on both databases they do what SQLAlchemy's own execution does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from devserver.engine import prepared
from devserver.engine.tables import UtcDateTime
from tests.fakes.engine_site import Site
from tests.postgres import BOTH

pytestmark = [pytest.mark.anyio, BOTH]

THINGS = sa.Table(
    "things",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("sure", sa.Boolean, nullable=False),
    sa.Column("what", sa.JSON),
    sa.Column("said", sa.Text),
    prefixes=["TEMPORARY"],
)
INSERT = THINGS.insert().inline()
MOMENT = datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=UTC)


def thing(number: int, **values: Any) -> dict[str, Any]:
    said = "100 % of it: ?, :id and %(id)s, 'so' \"to\" \\ say 🛶"
    return {"id": number, "at": MOMENT, "sure": True, "what": {"a": [1, None, 0.5]}, "said": said, **values}


def make_table(connection: sa.Connection) -> None:
    connection.execute(sa.schema.DropTable(THINGS, if_exists=True))
    connection.execute(sa.schema.CreateTable(THINGS))


@pytest.mark.parametrize(
    "things",
    [
        pytest.param([thing(1)], id="one row"),
        pytest.param([thing(1), thing(2, sure=False), thing(3, said=None)], id="several rows"),
        pytest.param([thing(1, what=None)], id="no JSON"),
        pytest.param([thing(1, what="text")], id="JSON that is a text"),
    ],
)
async def test_rows_come_back_as_they_were(site: Site, things: list[dict[str, Any]]) -> None:
    def work(connection: sa.Connection) -> list[dict[str, Any]]:
        make_table(connection)
        prepared.run(connection, INSERT, *things)
        return [dict(row) for row in connection.execute(sa.select(THINGS).order_by(THINGS.c.id)).mappings()]

    assert await site.engine.database.write(work) == things


UPDATE = (
    THINGS.update()
    .where((THINGS.c.id == sa.bindparam("this_id")) & (THINGS.c.sure == sa.literal(value=True)))
    .values(id=THINGS.c.id + sa.bindparam("more", type_=sa.Integer) + 1, at=sa.bindparam("new_at", type_=UtcDateTime))
    .returning(THINGS.c.id, THINGS.c.said)
)


async def test_a_statement_keeps_the_values_of_its_own(site: Site) -> None:
    def work(connection: sa.Connection) -> list[tuple[Any, ...]]:
        make_table(connection)
        prepared.run(connection, INSERT, thing(1), thing(2, sure=False))
        later = MOMENT.replace(year=2027)
        found = [
            prepared.run(connection, UPDATE, {"this_id": number, "more": 10, "new_at": later}).one_or_none()
            for number in (1, 2)
        ]
        assert connection.execute(sa.select(THINGS.c.at).where(THINGS.c.id == 12)).scalar_one() == later
        return [tuple(row) if row else () for row in found]

    assert await site.engine.database.write(work) == [(12, thing(1)["said"]), ()]


async def test_what_a_database_refuses_is_raised_in_the_words_of_sqlalchemy(site: Site) -> None:
    def work(connection: sa.Connection) -> None:
        make_table(connection)
        prepared.run(connection, INSERT, thing(1), thing(1))

    with pytest.raises(sa.exc.IntegrityError):
        await site.engine.database.write(work)


async def test_a_row_without_a_value_is_refused(site: Site) -> None:
    def work(connection: sa.Connection) -> None:
        prepared.run(connection, UPDATE, {"this_id": 1, "more": 1})

    with pytest.raises(KeyError, match="new_at"):
        await site.engine.database.write(work)
