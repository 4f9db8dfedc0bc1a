"""The index of words on Postgres: a list of words with their places for each run, as `tsvector`.

The words are taken out of the texts here. The database's own rules for words depend on its locale, and its trigrams
need an extension that not everybody may install.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from devserver.engine.postgres_tables import WRITE_WORDS, Query, words
from devserver.engine.tables import searched

LONGEST_WORD = 200
"""Characters of a word that count: Postgres takes none of more than 2,046 bytes."""

_WORD = re.compile(r"[^\W_]+")


def write(connection: sa.Connection, run_id: str) -> None:
    """Bring the index up to date for a run, where triggers do not."""
    if connection.dialect.name != "postgresql":
        return
    query = sa.select(searched.c.n, searched.c.title, searched.c.text).where(searched.c.run_id == run_id)
    for n, title, text in connection.execute(query).all():
        connection.execute(WRITE_WORDS, {"n": n, "words": word_list(title, text)})


def rows(text: str, most: int) -> sa.Select[Any]:
    """Return the query for the numbers of runs in which every word of a text begins one; so many words count."""
    return sa.select(words.c.n).where(words.c.words.op("@@")(sa.cast(_beginnings(text, most), Query)))


def split(text: str) -> Iterator[str]:
    """Yield the words of a text, without case and diacritics; nothing in them means anything to a database."""
    bare = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return (word[:LONGEST_WORD] for word in _WORD.findall(bare.lower()))


def word_list(*texts: str) -> str:
    """Write the words of texts with their places as Postgres reads a `tsvector`; no phrase goes over two texts."""
    place, found = 0, []
    for text in texts:
        for word in split(text):
            found.append(f"'{word}':{min(place := place + 1, 16_383)}")
        place += 1
    return " ".join(found)


def _beginnings(text: str, most: int) -> str:
    """Write a query as a `tsquery`: what stands together is a phrase, and its last word the beginning of one."""
    phrases = [found for phrase in text.split() if (found := list(split(phrase)))]
    written = ("<->".join(f"'{word}'" for word in phrase) + ":*" for phrase in phrases[:most])
    return " & ".join(f"({phrase})" for phrase in written)
