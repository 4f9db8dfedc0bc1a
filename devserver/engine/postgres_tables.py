"""What Postgres has beside the tables that both databases share: an index of words, and triggers that tell of events.

`searched_words` holds the words of a row of `searched` with their places, as `word_index` takes them out of the text
and finds them again. A notification on `CHANNEL` is sent with the transaction that adds events, one for each run:
`<run id> <seq> <cursor>` of its newest; `<run id> deleted` for one that is gone; `<run id> free` for one that is in
flight and that nobody works on; `<run id> wanted` where something is wanted of it.
"""

from __future__ import annotations

import sqlalchemy as sa

CHANNEL = "devserver_log"

PART = 16_384
"""So many runs are one part of the index of words. Rows hold the parts they are in: it never changes."""
WORDS = (
    "CREATE TABLE searched_words (n BIGINT PRIMARY KEY REFERENCES searched (n) ON DELETE CASCADE,"
    " rank BIGINT NOT NULL, words TSVECTOR NOT NULL)",
    "CREATE INDEX searched_words_found ON searched_words USING gin (words) WITH (gin_pending_list_limit = 64)",
)
"""What waits to be put into the index is read by each look at a part, so that little may wait (in kB)."""
EVENTS = (
    "CREATE FUNCTION events_told() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    f" PERFORM pg_notify('{CHANNEL}', run_id || ' ' || max(seq) || ' ' || max(cursor)) FROM added GROUP BY run_id;"
    " RETURN NULL; END $$",
    "CREATE TRIGGER events_told AFTER INSERT ON events REFERENCING NEW TABLE AS added"
    " FOR EACH STATEMENT EXECUTE FUNCTION events_told()",
)
RUNS = (
    "CREATE FUNCTION run_told() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    f" PERFORM pg_notify('{CHANNEL}', NEW.id || CASE WHEN NEW.process IS NULL THEN ' free' ELSE ' wanted' END);"
    " RETURN NULL; END $$",
    "CREATE TRIGGER run_told AFTER UPDATE ON runs FOR EACH ROW WHEN (NEW.state IN ('pending', 'running') AND ("
    "NEW.process IS NULL AND (OLD.process IS NOT NULL OR OLD.state NOT IN ('pending', 'running'))"
    " OR NEW.wanted IS NOT NULL AND OLD.wanted IS DISTINCT FROM NEW.wanted)) EXECUTE FUNCTION run_told()",
)
TOMBSTONES = (
    "CREATE FUNCTION deletion_told() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    f" PERFORM pg_notify('{CHANNEL}', NEW.run_id || ' deleted'); RETURN NULL; END $$",
    "CREATE TRIGGER deletion_told AFTER INSERT ON tombstones FOR EACH ROW EXECUTE FUNCTION deletion_told()",
)

WRITE_WORDS = sa.text(
    "INSERT INTO searched_words (n, rank, words) VALUES (:n, :rank, CAST(:words AS tsvector))"
    " ON CONFLICT (n) DO UPDATE SET words = excluded.words"
)
RANKED = sa.text("""SELECT n, title, text, coalesce(
    (SELECT rank FROM searched_words WHERE searched_words.n >= searched.n ORDER BY searched_words.n LIMIT 1),
    (SELECT rank + 1 FROM searched_words ORDER BY n DESC LIMIT 1), 0) FROM searched WHERE run_id = :run_id""")
"""The texts of a run with its rank: the one it has, or that of the next newer run, or one more than all."""
LAST_RANK = sa.text("SELECT coalesce((SELECT rank FROM searched_words ORDER BY n DESC LIMIT 1), -1)")


def attach(runs: sa.Table, searched: sa.Table, events: sa.Table, tombstones: sa.Table) -> None:
    """Let what is here be made with the tables that it belongs to, where they are made on Postgres."""
    for table, statements in ((runs, RUNS), (searched, WORDS), (events, EVENTS), (tombstones, TOMBSTONES)):
        for statement in statements:
            made = sa.DDL(statement).execute_if(dialect="postgresql")  # type: ignore[no-untyped-call]
            sa.event.listen(table, "after_create", made)
