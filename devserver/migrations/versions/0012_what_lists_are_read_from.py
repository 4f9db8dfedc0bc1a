"""Lists: a narrow row for each run at rest, kept by triggers, with indexes of its own instead of those of runs."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
FACETS = ("state", "media_type", "config", "output_config", "model")
ORDERS = ("cost_usd", "seconds")
EVERY = (*FACETS, "pinned", "has_media", *ORDERS)
DROPPED = (
    *("runs_state", "runs_owner", "runs_by_cost", "runs_by_seconds"),
    *(f"runs_by_{name}" for name in FACETS),
    *(f"runs_{name}_by_{key}" for name in FACETS for key in ("cost", "seconds")),
)
REST = "NEW.state NOT IN ('pending', 'running')"
TAKEN_UP = "NEW.state IN ('pending', 'running') AND OLD.state NOT IN ('pending', 'running')"
NAMES = (
    "INSERT INTO names (name) SELECT named.name FROM (SELECT NEW.state AS name UNION SELECT NEW.media_type AS name"
    " UNION SELECT NEW.config AS name UNION SELECT NEW.output_config AS name UNION SELECT NEW.model AS name) AS named"
    " WHERE named.name IS NOT NULL AND NOT EXISTS (SELECT 1 FROM names WHERE names.name = named.name)"
)
LIST = (
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
UNLIST = "DELETE FROM listed WHERE n = (SELECT searched.n FROM searched WHERE searched.run_id = NEW.id)"
AGAIN = "UPDATE runs SET state = state WHERE id = NEW.run_id AND state NOT IN ('pending', 'running')"
CHANGED = "AFTER UPDATE OF state, media_type, config, output_config, model, pinned, cost_usd, seconds ON runs"
SQLITE = (
    f"CREATE TRIGGER run_listed {CHANGED} WHEN {REST} BEGIN {NAMES}; {LIST}; END",
    f"CREATE TRIGGER run_unlisted AFTER UPDATE OF state ON runs WHEN {TAKEN_UP} BEGIN {UNLIST}; END",
    f"CREATE TRIGGER text_listed AFTER INSERT ON searched BEGIN {AGAIN}; END",
    f"CREATE TRIGGER medium_listed AFTER INSERT ON entities WHEN NEW.media_type IS NOT NULL BEGIN {AGAIN}; END",
    "CREATE TRIGGER medium_changed AFTER UPDATE OF media_type, blocked ON entities"
    f" WHEN NEW.media_type IS NOT NULL BEGIN {AGAIN}; END",
)
FUNCTION = "CREATE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {}; RETURN NULL; END $$"
POSTGRES = (
    FUNCTION.format("run_listed", f"{NAMES}; {LIST}"),
    FUNCTION.format("run_unlisted", UNLIST),
    FUNCTION.format("listed_again", AGAIN),
    f"CREATE TRIGGER run_listed {CHANGED} FOR EACH ROW WHEN ({REST}) EXECUTE FUNCTION run_listed()",
    "CREATE TRIGGER run_unlisted AFTER UPDATE OF state ON runs FOR EACH ROW"
    f" WHEN ({TAKEN_UP}) EXECUTE FUNCTION run_unlisted()",
    "CREATE TRIGGER text_listed AFTER INSERT ON searched FOR EACH ROW EXECUTE FUNCTION listed_again()",
    "CREATE TRIGGER medium_listed AFTER INSERT OR UPDATE OF media_type, blocked ON entities FOR EACH ROW"
    " WHEN (NEW.media_type IS NOT NULL) EXECUTE FUNCTION listed_again()",
    "ALTER TABLE listed SET (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.02,"
    " autovacuum_analyze_scale_factor = 0.02)",
)
FILL_NAMES = (
    "INSERT INTO names (name) SELECT state FROM runs WHERE state NOT IN ('pending', 'running')"
    " UNION SELECT media_type FROM runs WHERE media_type IS NOT NULL"
    " UNION SELECT config FROM runs WHERE config IS NOT NULL"
    " UNION SELECT output_config FROM runs WHERE output_config IS NOT NULL"
    " UNION SELECT model FROM runs WHERE model IS NOT NULL"
)
FILL = (
    "INSERT INTO listed (n, state, media_type, config, output_config, model, pinned, cost_usd, seconds, has_media)"
    " SELECT searched.n, a.id, b.id, c.id, d.id, e.id, runs.pinned, runs.cost_usd, runs.seconds,"
    " EXISTS (SELECT 1 FROM entities WHERE entities.run_id = runs.id AND entities.media_type IS NOT NULL"
    " AND NOT entities.blocked) FROM searched JOIN runs ON runs.id = searched.run_id"
    " JOIN names AS a ON a.name = runs.state LEFT JOIN names AS b ON b.name = runs.media_type"
    " LEFT JOIN names AS c ON c.name = runs.config LEFT JOIN names AS d ON d.name = runs.output_config"
    " LEFT JOIN names AS e ON e.name = runs.model"
    " WHERE runs.state NOT IN ('pending', 'running') ORDER BY searched.n"
)


def upgrade() -> None:
    """Make the tables, fill them, then make the indexes and what keeps them, and drop what they replace."""
    op.create_table(
        "names",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(265), nullable=False, unique=True),
    )
    op.create_table(
        "listed",
        sa.Column("n", BIG, sa.ForeignKey("searched.n", ondelete="CASCADE"), primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Integer, nullable=name != "state") for name in FACETS),
        sa.Column("pinned", sa.Boolean, nullable=False),
        sa.Column("has_media", sa.Boolean, nullable=False),
        *(sa.Column(name, sa.Float, nullable=False) for name in ORDERS),
    )
    connection = op.get_bind()
    connection.exec_driver_sql(FILL_NAMES)
    connection.exec_driver_sql(FILL)
    _make_indexes()
    for name in DROPPED:
        op.drop_index(name, table_name="runs")
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRES:
        connection.exec_driver_sql(statement)


def _make_indexes() -> None:
    for first in ((name, "n") for name in (*FACETS, *ORDERS)):
        op.create_index(f"listed_by_{first[0]}", "listed", [*first, *(name for name in EVERY if name not in first)])
    for name in ("output_config", "model", "media_type"):
        for key in ORDERS:
            op.create_index(f"listed_{name}_by_{key}", "listed", [name, key, "n"])
    pinned = sa.text("pinned")
    op.create_index("listed_pinned", "listed", ["n"], sqlite_where=pinned, postgresql_where=pinned)
    for name, where in (("rested", "state NOT IN ('pending', 'running')"), ("open", "state = 'open'")):
        text = sa.text(where)
        op.create_index(f"runs_{name}", "runs", ["updated_at"], sqlite_where=text, postgresql_where=text)
