"""The index of words on Postgres: a list of words with their places for each run, as `tsvector`.

The words are taken out of the texts here. The database's own rules for words depend on its locale, and its trigrams
need an extension that not everybody may install.

Its index of words gives all runs that have a word, and in no order. So each word is written with the part that its
run lies in, as in `17.boat`: `PART` runs that follow each other are one. The newest runs are found part by part, until
there are enough, and a part is small enough to be read whole. A run's `rank` counts those that were there when it
came; one that comes late, between others, takes the rank of the next. So parts follow each other as numbers do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from devserver.engine.postgres_tables import LAST_RANK, PART, RANKED, WRITE_WORDS

LONGEST_WORD = 200
"""Characters of a word that count: Postgres takes none of more than 2,046 bytes."""

_WORD = re.compile(r"[^\W_]+")
_HITS = f"""SELECT hit.n FROM generate_series(
    (SELECT rank / {PART} FROM searched_words WHERE n < :beyond ORDER BY n DESC LIMIT 1),
    (SELECT rank / {PART} FROM searched_words WHERE n >= :least ORDER BY n LIMIT 1), -1) AS part (number),
    LATERAL (SELECT n FROM searched_words WHERE words @@ CAST(replace(:query, '@', part.number || '.') AS tsquery)
        AND n + 0 >= :least AND n + 0 < :beyond ORDER BY n + 0 DESC) AS hit
    LIMIT :most"""  # noqa: S608 - a number of ours
"""A part is looked at when those before it have not given enough: for each in turn, as they are generated.

`n + 0` keeps the database from walking all numbers and reading their words, which it takes for cheaper.
"""


def write(connection: sa.Connection, run_id: str) -> None:
    """Bring the index up to date for a run, where triggers do not."""
    if connection.dialect.name != "postgresql":
        return
    for n, title, text, rank in connection.execute(RANKED, {"run_id": run_id}).all():
        connection.execute(WRITE_WORDS, _row(n, rank, title, text))


def append(connection: sa.Connection, texts: Iterable[tuple[int, str, str]]) -> None:
    """Write titles and texts of runs newer than all that are there, by number and in its order."""
    if connection.dialect.name != "postgresql":
        return
    first = connection.execute(LAST_RANK).scalar_one() + 1
    connection.execute(WRITE_WORDS, [_row(n, rank, *said) for rank, (n, *said) in enumerate(texts, first)])


def newest(query: str, most: int, least: int, beyond: int) -> sa.Select[Any]:
    """Return the query for the numbers of the newest runs that fit, from a number on and up to another."""
    values = {"query": query, "most": most, "least": least, "beyond": beyond}
    return sa.select(sa.text(_HITS).bindparams(**values).columns(sa.column("n", sa.BigInteger)).subquery("newest"))


def beginnings(text: str, most: int) -> str:
    """Write a query as a `tsquery`, with `@` for the part.

    What stands together is a phrase, and its last word the beginning of one.
    """
    phrases = [found for phrase in text.split() if (found := list(split(phrase)))]
    written = ("<->".join(f"'@{word}'" for word in phrase) + ":*" for phrase in phrases[:most])
    return " & ".join(f"({phrase})" for phrase in written)


def split(text: str) -> Iterator[str]:
    """Yield the words of a text, without case and diacritics; nothing in them means anything to a database."""
    bare = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return (word[:LONGEST_WORD] for word in _WORD.findall(bare.lower()))


def word_list(part: int, *texts: str) -> str:
    """Write the words of texts with their places as Postgres reads a `tsvector`; no phrase goes over two texts."""
    place, found = 0, []
    for text in texts:
        for word in split(text):
            found.append(f"'{part}.{word}':{min(place := place + 1, 16_383)}")
        place += 1
    return " ".join(found)


def _row(n: int, rank: int, *texts: str) -> dict[str, int | str]:
    return {"n": n, "rank": rank, "words": word_list(rank // PART, *texts)}
