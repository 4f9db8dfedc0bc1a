"""What lists of jobs are read from: one narrow row for each run at rest, and the indexes in which lists lie.

`listed` holds what a list can ask for, with small numbers instead of words: `names` tells which. A row's number is
that of its text in `searched`, which grows as ids do. The database itself keeps it, by triggers: a run that goes to
work leaves it, one that comes to rest enters it, once with all indexes, so that the work on runs costs them nothing.
Runs in flight are few and are read from their own rows.

Each index of a filter holds all the rest too, so that several filters at once are looked at without reading rows.
In the order of costs and seconds there is one for those filters that go with them: one kind is dear, another quick.
"""

from __future__ import annotations

import sqlalchemy as sa

FACETS = ("state", "media_type", "config", "output_config", "model")
"""Columns with a few words each, by which lists are filtered."""
WITH_ORDERS = ("output_config", "model", "media_type")
"""Those with which costs and durations go, the one that usually fewest have first."""
ORDERS = ("cost_usd", "seconds")

_AT_REST = "NEW.state NOT IN ('pending', 'running')"
_TAKEN_UP = "NEW.state IN ('pending', 'running') AND OLD.state NOT IN ('pending', 'running')"
_COLUMNS = (*FACETS, "pinned", *ORDERS)
_NAMES = (
    "INSERT INTO names (name) SELECT named.name FROM (SELECT NEW.state AS name UNION SELECT NEW.media_type AS name"
    " UNION SELECT NEW.config AS name UNION SELECT NEW.output_config AS name UNION SELECT NEW.model AS name) AS named"
    " WHERE named.name IS NOT NULL AND NOT EXISTS (SELECT 1 FROM names WHERE names.name = named.name)"
)
_LIST = (
    "INSERT INTO listed (n, state, media_type, config, output_config, model, pinned, cost_usd, seconds, has_media)"
    " SELECT searched.n, (SELECT names.id FROM names WHERE names.name = NEW.state),"
    " (SELECT names.id FROM names WHERE names.name = NEW.media_type),"
    " (SELECT names.id FROM names WHERE names.name = NEW.config),"
    " (SELECT names.id FROM names WHERE names.name = NEW.output_config),"
    " (SELECT names.id FROM names WHERE names.name = NEW.model), NEW.pinned, NEW.cost_usd, NEW.seconds,"
    " EXISTS (SELECT 1 FROM entities WHERE entities.run_id = NEW.id AND entities.media_type IS NOT NULL"
    " AND NOT entities.blocked) FROM searched WHERE searched.run_id = NEW.id"
    " ON CONFLICT (n) DO UPDATE SET state = excluded.state, media_type = excluded.media_type,"
    " config = excluded.config, output_config = excluded.output_config, model = excluded.model,"
    " pinned = excluded.pinned, cost_usd = excluded.cost_usd, seconds = excluded.seconds,"
    " has_media = excluded.has_media"
)
_UNLIST = "DELETE FROM listed WHERE n = (SELECT searched.n FROM searched WHERE searched.run_id = NEW.id)"
_AGAIN = "UPDATE runs SET state = state WHERE id = NEW.run_id AND state NOT IN ('pending', 'running')"
"""Lists a run once more, for what came after it."""
_CHANGED = f"AFTER UPDATE OF {', '.join(_COLUMNS)} ON runs"

SQLITE = (
    f"CREATE TRIGGER run_listed {_CHANGED} WHEN {_AT_REST} BEGIN {_NAMES}; {_LIST}; END",
    f"CREATE TRIGGER run_unlisted AFTER UPDATE OF state ON runs WHEN {_TAKEN_UP} BEGIN {_UNLIST}; END",
    f"CREATE TRIGGER text_listed AFTER INSERT ON searched BEGIN {_AGAIN}; END",
    f"CREATE TRIGGER medium_listed AFTER INSERT ON entities WHEN NEW.media_type IS NOT NULL BEGIN {_AGAIN}; END",
    "CREATE TRIGGER medium_changed AFTER UPDATE OF media_type, blocked ON entities"
    f" WHEN NEW.media_type IS NOT NULL BEGIN {_AGAIN}; END",
)


def _function(name: str, *statements: str) -> str:
    body = " ".join(f"{statement};" for statement in statements)
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$"


POSTGRES = (
    _function("run_listed", _NAMES, _LIST),
    _function("run_unlisted", _UNLIST),
    _function("listed_again", _AGAIN),
    f"CREATE TRIGGER run_listed {_CHANGED} FOR EACH ROW WHEN ({_AT_REST}) EXECUTE FUNCTION run_listed()",
    "CREATE TRIGGER run_unlisted AFTER UPDATE OF state ON runs FOR EACH ROW"
    f" WHEN ({_TAKEN_UP}) EXECUTE FUNCTION run_unlisted()",
    "CREATE TRIGGER text_listed AFTER INSERT ON searched FOR EACH ROW EXECUTE FUNCTION listed_again()",
    "CREATE TRIGGER medium_listed AFTER INSERT OR UPDATE OF media_type, blocked ON entities FOR EACH ROW"
    " WHEN (NEW.media_type IS NOT NULL) EXECUTE FUNCTION listed_again()",
    "ALTER TABLE listed SET (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.02,"
    " autovacuum_analyze_scale_factor = 0.02)",
)
"""A list reads indexes alone only where the table was vacuumed since."""


def make(metadata: sa.MetaData, number: sa.types.TypeEngine[int]) -> tuple[sa.Table, sa.Table]:
    """Make the tables `names` and `listed`."""
    names = sa.Table(
        "names",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(265), nullable=False, unique=True),
    )
    key = sa.ForeignKey("searched.n", ondelete="CASCADE")
    listed = sa.Table(
        "listed",
        metadata,
        sa.Column("n", number, key, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Integer, nullable=name != "state") for name in FACETS),
        sa.Column("pinned", sa.Boolean, nullable=False),
        sa.Column("has_media", sa.Boolean, nullable=False),
        *(sa.Column(name, sa.Float, nullable=False) for name in ORDERS),
    )
    for name, columns in indexes().items():
        sa.Index(name, *(listed.c[column] for column in columns))
    pinned = sa.text("pinned")
    sa.Index("listed_pinned", listed.c.n, sqlite_where=pinned, postgresql_where=pinned)
    for dialect, statements in (("sqlite", SQLITE), ("postgresql", POSTGRES)):
        for statement in statements:
            made = sa.DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
            sa.event.listen(metadata, "after_create", made)
    return names, listed


def indexes() -> dict[str, tuple[str, ...]]:
    """Return the columns of each index."""
    every = (*FACETS, "pinned", "has_media", *ORDERS)
    wide = {f"listed_by_{name}": (name, "n") for name in FACETS} | {f"listed_by_{name}": (name, "n") for name in ORDERS}
    whole = {name: (*first, *(one for one in every if one not in first)) for name, first in wide.items()}
    return whole | {f"listed_{name}_by_{key}": (name, key, "n") for name in WITH_ORDERS for key in ORDERS}
