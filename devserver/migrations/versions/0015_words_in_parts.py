"""On Postgres words are written with the part that their run lies in, so that the newest are found part by part."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

PART = 16_384
STATEMENTS = (
    "ALTER TABLE searched_words RENAME TO words_before",
    "ALTER TABLE words_before DROP CONSTRAINT searched_words_pkey, DROP CONSTRAINT searched_words_n_fkey",
    "CREATE TABLE searched_words (n BIGINT PRIMARY KEY REFERENCES searched (n) ON DELETE CASCADE,"
    " rank BIGINT NOT NULL, words TSVECTOR NOT NULL)",
    "INSERT INTO searched_words (n, rank, words) SELECT n, rank, CAST(coalesce((SELECT string_agg("  # noqa: S608 - ours
    f"'''' || rank / {PART} || '.' || lexeme || ''':' || array_to_string(positions, ','), ' ')"
    " FROM unnest(words)), '') AS tsvector)"
    " FROM (SELECT n, words, row_number() OVER (ORDER BY n) - 1 AS rank FROM words_before) AS ranked",
    "DROP TABLE words_before",
    "CREATE INDEX searched_words_found ON searched_words USING gin (words) WITH (gin_pending_list_limit = 64)",
)


def upgrade() -> None:
    """Write the words again; no word holds a quote."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        for statement in STATEMENTS:
            connection.exec_driver_sql(statement)
