"""Search in what people wrote: the texts they sent and the titles they gave, by words or their beginnings.

`searched` has a row for each run, on every database. On SQLite an FTS5 index over it (`searched_words`) is kept by
triggers, so that whoever writes, moves or deletes a row keeps the index too. Elsewhere a word is looked for with ILIKE,
for which a trigram index on `searched` (`gin_trgm_ops`) is enough.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from devserver.engine.tables import searched
from devserver.models.runs import RunContext

MOST_TEXT = 20_000
"""The most characters of a run's texts that can be found."""
MOST_WORDS = 20
"""The most words of a query that count."""

_words = sa.table("searched_words", sa.column("searched_words"), sa.column("rowid"))


def keep(connection: sa.Connection, context: RunContext) -> None:
    """Let a run be found by what its attempt was asked with; what an earlier attempt said stays findable."""
    text = _text(context)
    if context.attempt == 1:
        connection.execute(searched.insert(), {"run_id": context.run_id, "title": "", "text": text[:MOST_TEXT]})
        return
    this = searched.c.run_id == context.run_id
    before = connection.execute(sa.select(searched.c.text).where(this)).scalar_one_or_none()
    if before is not None and text not in before:
        connection.execute(searched.update().where(this).values(text=f"{before}\n{text}"[:MOST_TEXT]))


def retitle(connection: sa.Connection, run_id: str, title: str | None) -> None:
    """Let a run be found by another title."""
    connection.execute(searched.update().where(searched.c.run_id == run_id).values(title=title or ""))


def _text(context: RunContext) -> str:
    request = context.request
    said = (request.input_text, request.prompt, request.context_prompt)
    return "\n".join(dict.fromkeys(text for text in said if text))


def found(dialect: str, text: str, most: int) -> sa.Select[Any]:
    """Return the query for the ids of runs in which every word of a text begins a word: at most so many, the newest."""
    if dialect == "sqlite":
        return sa.select(searched.c.run_id).where(searched.c.n.in_(_rows(text).limit(most)))
    return sa.select(searched.c.run_id).where(_alike(text)).order_by(searched.c.n.desc()).limit(most)


def count(connection: sa.Connection, text: str, most: int) -> int:
    """Return how many runs have a text, at most so many."""
    is_sqlite = connection.dialect.name == "sqlite"
    some = (_rows(text).limit(most) if is_sqlite else found("", text, most)).subquery()
    return int(connection.execute(sa.select(sa.func.count()).select_from(some)).scalar_one())


def _rows(text: str) -> sa.Select[Any]:
    """Return the query for rows of the index alone: joined with others, it might be asked once for each of them."""
    match = _words.c.searched_words.op("MATCH")(_query(text))
    return sa.select(_words.c.rowid).where(match).order_by(_words.c.rowid.desc())


def _alike(text: str) -> sa.ColumnElement[bool]:
    words = text.split()[:MOST_WORDS]
    columns = (searched.c.text, searched.c.title)
    has_all = (sa.or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in words)
    return sa.and_(sa.true(), *has_all)


def _query(text: str) -> str:
    """Write words as an FTS5 query in which nothing is an operator: each in quotes, as the beginning of a word.

    A query without a word, which is an empty phrase, matches nothing.
    """
    words = [word.replace('"', '""') for word in text.split() if any(letter.isalnum() for letter in word)]
    return " ".join(f'"{word}"*' for word in words[:MOST_WORDS]) or '""'
