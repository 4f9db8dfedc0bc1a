"""Several processes on one database: leases of places at backends; on Postgres an index of words, and notifications."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

POSTGRES = (
    "CREATE TABLE searched_words (n BIGINT PRIMARY KEY REFERENCES searched (n) ON DELETE CASCADE,"
    " words TSVECTOR NOT NULL)",
    "CREATE INDEX searched_words_found ON searched_words USING gin (words)",
    "CREATE FUNCTION events_told() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " PERFORM pg_notify('devserver_log', run_id || ' ' || max(seq) || ' ' || max(cursor)) FROM added GROUP BY run_id;"
    " RETURN NULL; END $$",
    "CREATE TRIGGER events_told AFTER INSERT ON events REFERENCING NEW TABLE AS added"
    " FOR EACH STATEMENT EXECUTE FUNCTION events_told()",
    "CREATE FUNCTION run_told() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " PERFORM pg_notify('devserver_log', NEW.id || CASE WHEN NEW.process IS NULL THEN ' free' ELSE ' wanted' END);"
    " RETURN NULL; END $$",
    "CREATE TRIGGER run_told AFTER UPDATE ON runs FOR EACH ROW WHEN (NEW.state IN ('pending', 'running') AND ("
    "NEW.process IS NULL AND (OLD.process IS NOT NULL OR OLD.state NOT IN ('pending', 'running'))"
    " OR NEW.wanted IS NOT NULL AND OLD.wanted IS DISTINCT FROM NEW.wanted)) EXECUTE FUNCTION run_told()",
    "CREATE FUNCTION deletion_told() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " PERFORM pg_notify('devserver_log', NEW.run_id || ' deleted'); RETURN NULL; END $$",
    "CREATE TRIGGER deletion_told AFTER INSERT ON tombstones FOR EACH ROW EXECUTE FUNCTION deletion_told()",
)


def upgrade() -> None:
    """Add the table of leases, and what Postgres has beside the tables."""
    op.create_table(
        "leases",
        sa.Column("name", sa.String(200), primary_key=True),
        sa.Column("slot", sa.Integer, primary_key=True),
        sa.Column("process", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.String(27), nullable=False),
    )
    op.create_index("leases_process", "leases", ["process"])
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    for statement in POSTGRES:
        connection.exec_driver_sql(statement)
    insert = sa.text("INSERT INTO searched_words VALUES (:n, CAST(:words AS tsvector))")
    for n, title, text in connection.execute(sa.text("SELECT n, title, text FROM searched")).all():
        connection.execute(insert, {"n": n, "words": _word_list(title, text)})


def _word_list(*texts: str) -> str:
    place, found = 0, []
    for text in texts:
        bare = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
        for word in re.findall(r"[^\W_]+", bare.lower()):
            found.append(f"'{word[:200]}':{min(place := place + 1, 16_383)}")
        place += 1
    return " ".join(found)
