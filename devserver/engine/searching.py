"""Search in what people wrote: the texts they sent and the titles they gave, by words or their beginnings.

`searched` has a row for each run, on every database. Its number grows as ids do, so that what is newest is found
first and a page is full before the rest is looked at. On SQLite an FTS5 index over it (`searched_words`) is kept by
triggers, so that whoever writes, moves or deletes a row keeps the index too. FTS5 gathers every place of every word
with a beginning before it gives the first; so the words that begin so are looked up in `searched_terms` and asked for
as they are, which gives the newest at once. A beginning of up to three letters has an index of its own. On Postgres
the index is a table of word lists: see `word_index`. Words are the same on both: letters and digits, without case and
diacritics.

The texts of a run stand one behind the other with SEPARATOR between them: first what its person sent last, which it is
called by, then what they sent before and what stages were told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast
from unicodedata import category, normalize

import sqlalchemy as sa

from devserver.engine import prepared, word_index
from devserver.engine.tables import runs, searched
from devserver.ids import ordinal
from devserver.models.runs import RunContext

MOST_TEXT = 20_000
"""The most characters of a run's texts that can be found."""
MOST_WORDS = 20
"""The most words of a query that count."""
MOST_TERMS = 400
"""The most words with one beginning that are asked for as they are."""
BEGINNING = 200
"""Characters of a text that lists and runs are shown with."""
INDEXED = 3
"""The letters of beginnings that have an index of their own."""

LAST = 2**63 - 1
"""Beyond all numbers."""
SEPARATOR = "\x1e"
"""Stands between the texts of a run; no word holds it."""

_EARLY = frozenset({"input", "interception"})
"""Stages that begin with a person's own text."""
_words = sa.table("searched_words", sa.column("searched_words"), sa.column("rowid"))
_ASCII = re.compile("[0-9a-z]+")
_TERMS = sa.text("""WITH RECURSIVE found (term) AS (
    SELECT * FROM (SELECT term FROM searched_terms WHERE term >= :least LIMIT 1)
    UNION ALL
    SELECT (SELECT s.term FROM searched_terms s WHERE s.term >= found.term || char(1) LIMIT 1)
    FROM found WHERE found.term < :beyond LIMIT :most)
SELECT term FROM found WHERE term < :beyond""")
"""Each word once: a step to the next, past all places of the one before. No word holds a character below space."""

_NEAR = searched.c.n.between(sa.bindparam("this_n"), sa.bindparam("this_n") + 255)
_NUMBER = sa.func.coalesce(
    sa.select(sa.func.max(searched.c.n) + 1).where(_NEAR).scalar_subquery(), sa.bindparam("this_n", type_=sa.BigInteger)
)
"""The number of a run, or where another of the same millisecond has it the next."""
_KEEP = searched.insert().values(
    n=_NUMBER,
    run_id=sa.bindparam("this_run", type_=sa.String),
    title="",
    text=sa.bindparam("this_text", type_=sa.String),
)
_BEFORE = (
    sa.select(searched.c.text)
    .join(runs, runs.c.parent_run_id == searched.c.run_id)
    .where(runs.c.id == sa.bindparam("this_run", type_=sa.String))
)
"""The texts of the run from which one was begun."""


def keep(connection: sa.Connection, context: RunContext) -> None:
    """Let a run be found by what its attempt was asked with; what an earlier attempt said stays findable."""
    said = _said(context)
    if context.attempt == 1:
        text = _joined([*_called_as_before(connection, context), *said])
        values = {"this_n": ordinal(context.run_id), "this_run": context.run_id, "this_text": text}
        prepared.run(connection, _KEEP, values)
        word_index.write(connection, context.run_id)
        return
    this = searched.c.run_id == context.run_id
    before = connection.execute(sa.select(searched.c.text).where(this)).scalar_one_or_none()
    if before is None:
        return
    known = before.split(SEPARATOR)
    text = _joined([*said, *known] if _begins(context) else [*known, *said])
    if text != before:
        connection.execute(searched.update().where(this).values(text=text))
        word_index.write(connection, context.run_id)


def first(beginning: str) -> str:
    """Return the first of the texts of a run, of the beginning of all: what it is called by."""
    return beginning.partition(SEPARATOR)[0]


def called(connection: sa.Connection, run_id: str) -> str:
    """Return the beginning of the text that a run is called by, at most BEGINNING characters; "" for none."""
    query = sa.select(sa.func.substr(searched.c.text, 1, BEGINNING)).where(searched.c.run_id == run_id)
    return first(connection.execute(query).scalar_one_or_none() or "")


def retitle(connection: sa.Connection, run_id: str, title: str | None) -> None:
    """Let a run be found by another title."""
    connection.execute(searched.update().where(searched.c.run_id == run_id).values(title=title or ""))
    word_index.write(connection, run_id)


def _said(context: RunContext) -> list[str]:
    request = context.request
    said = (request.input_text, request.prompt, request.context_prompt)
    return [text.replace(SEPARATOR, " ") for text in said if text]


def _begins(context: RunContext) -> bool:
    """Tell whether an attempt was asked for with a person's own text, and not with what a stage wrote."""
    return context.request.action in {"interception", "run"} and bool(context.request.input_text)


def _called_as_before(connection: sa.Connection, context: RunContext) -> list[str]:
    """Return what the run before is called by, where this one begins with a text that stood in it."""
    origin = context.origin
    if origin is None and _begins(context):
        return []
    before = connection.execute(_BEFORE, {"this_run": context.run_id}).scalar_one_or_none()
    known = before.split(SEPARATOR) if before else []
    is_new = origin is not None and origin.from_stage in _EARLY and context.request.input_text not in known
    return [] if is_new else known[:1]


def _joined(texts: Sequence[str]) -> str:
    return SEPARATOR.join(dict.fromkeys(texts))[:MOST_TEXT]


@dataclass(frozen=True)
class Hits:
    """The query for the numbers of runs that a text fits, with a name in the statements that it is part of.

    `looked_at` are those of them that are looked at for what else is wanted.
    """

    query: sa.CTE
    looked_at: sa.CTE
    _on_sqlite: bool

    def first(self, most: int, of_more: int) -> Hits:
        """Let the newest `of_more` alone be looked at where there are more than `most`."""
        limit = sa.case((self.count() > most, of_more), else_=most)
        looked_at = sa.select(self.query.c.n).order_by(self.query.c.n.desc()).limit(limit)
        return replace(self, looked_at=looked_at.cte("looked_at"))

    def among(self, n: Any) -> sa.ColumnElement[bool]:
        """Return the condition that a number is one of them: each is looked up by itself, whatever a database thinks.

        One array it takes for few numbers; for a query it might read the whole list instead.
        """
        numbers = sa.select(self.looked_at.c.n)
        found = n.in_(numbers) if self._on_sqlite else n == sa.any_(sa.func.array(numbers.scalar_subquery()))
        return cast("sa.ColumnElement[bool]", found)

    def count(self) -> sa.ScalarSelect[int]:
        """Return the query for how many they are."""
        return sa.select(sa.func.count()).select_from(self.query).scalar_subquery()


@dataclass(frozen=True)
class Fitting:
    """What finds the runs in which every word of a text begins a word."""

    _query: str
    _on_sqlite: bool

    def newest(self, most: int, least: int = 0, beyond: int = LAST) -> Hits:
        """Return those that are the newest, at most so many, from a number on and up to another."""
        if self._on_sqlite:
            n = _words.c.rowid
            match = _words.c.searched_words.op("MATCH")(self._query)
            query = sa.select(n.label("n")).where(match, n >= least, n < beyond).order_by(n.desc()).limit(most)
        else:
            query = word_index.newest(self._query, most, least, beyond)
        hits = query.cte("hits")
        return Hits(hits, hits, self._on_sqlite)

    def ids(self, most: int) -> sa.Select[Any]:
        """Return the query for the ids of the newest, at most so many."""
        return sa.select(searched.c.run_id).where(self.newest(most).among(searched.c.n))


def look(connection: sa.Connection, text: str) -> Fitting:
    """Return what finds the runs in which every word of a text begins a word."""
    if connection.dialect.name == "sqlite":
        return Fitting(_query(connection, text), _on_sqlite=True)
    return Fitting(word_index.beginnings(text, MOST_WORDS), _on_sqlite=False)


def _query(connection: sa.Connection, text: str) -> str:
    """Write words as an FTS5 query in which nothing is an operator: each in quotes, as the beginning of a word.

    A query without a word, which is an empty phrase, matches nothing.
    """
    words = [word for word in text.split() if any(letter.isalnum() for letter in word)]
    return " AND ".join(_word(connection, word) for word in words[:MOST_WORDS]) or '""'


def _word(connection: sa.Connection, word: str) -> str:
    """Write one word: as all words that begin so where they are few, else as a beginning.

    The parts of a word with a hyphen stand one behind the other, and the last is the beginning of one.
    """
    beginning = '"' + word.replace('"', '""') + '"*'
    parts = _ASCII.findall(plain) if (plain := _plain(word)).isascii() else []
    if not parts or len(parts[-1]) <= INDEXED:
        return beginning
    *before, last = parts
    values = {"least": last, "beyond": last + "{", "most": MOST_TERMS + 2}
    terms = connection.execute(_TERMS, values).scalars().all()
    if len(terms) > MOST_TERMS:
        return beginning
    return "(" + (" OR ".join(f'"{" ".join([*before, term])}"' for term in terms) or '""') + ")"


def _plain(word: str) -> str:
    """Return a word as the index holds it, small and without accents; what is beyond Latin-1 stays as it is."""
    if any(ord(letter) > 0xFF for letter in word):
        return word
    return "".join(letter for letter in normalize("NFD", word.lower()) if category(letter) != "Mn")
