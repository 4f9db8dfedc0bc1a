from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from devserver.engine import postgres_tables, tables, word_index
from devserver.engine.database import create_engine
from devserver.engine.postgres_tables import PART
from devserver.engine.word_index import LONGEST_WORD, split, word_list
from tests.engine.listed import job
from tests.needs import needs
from tests.postgres import Cluster

SPLIT = {
    "words are letters and digits": ("A boat, 2 birds!", ["a", "boat", "2", "birds"]),
    "without case": ("BOAT Straße", ["boat", "straße"]),
    "without diacritics, however they are written": ("B\u00f6\u00f6tchen bo\u0308o\u0308tchen", ["bootchen"] * 2),
    "a line below parts words": ("old_boat", ["old", "boat"]),
    "a hyphen and an apostrophe part words": ("old-fashioned don't", ["old", "fashioned", "don", "t"]),
    "letters of other scripts": ("斑马 зебра", ["斑马", "зебра"]),
    "signs alone are no word": ("!!! '' \\ :*", []),
    "nothing": ("", []),
    "a word of which not all counts": ("x" * (LONGEST_WORD + 5), ["x" * LONGEST_WORD]),
}


@pytest.mark.parametrize(("text", "words"), SPLIT.values(), ids=SPLIT.keys())
def test_the_words_of_a_text(text: str, words: list[str]) -> None:
    assert list(split(text)) == words


LISTS = {
    "each word with its part and place": (["a boat a"], "'7.a':1 '7.boat':2 '7.a':3"),
    "no phrase goes over two texts": (["a boat", "sails"], "'7.a':1 '7.boat':2 '7.sails':4"),
    "an empty title before a text": (["", "boat"], "'7.boat':2"),
    "nothing": (["", ""], ""),
}


@pytest.mark.parametrize(("texts", "written"), LISTS.values(), ids=LISTS.keys())
def test_how_words_are_written(texts: list[str], written: str) -> None:
    assert word_list(7, *texts) == written


def test_places_end_where_those_of_the_database_do() -> None:
    assert word_list(0, "a " * 17_000).endswith("'0.a':16382 '0.a':16383 '0.a':16383" + " '0.a':16383" * 616)


@given(st.lists(st.text(), max_size=3))
def test_no_text_writes_anything_but_words_and_places(texts: list[str]) -> None:
    assert re.fullmatch(r"(?:'3\.[^\W_]+':\d+(?: |\Z))*", word_list(3, *texts))


@pytest.fixture
def connection(cluster: Cluster) -> Iterator[sa.Connection]:
    engine = create_engine(cluster.new(), writer=True)
    with engine.begin() as made:
        yield made
    engine.dispose()


def add(connection: sa.Connection, n: int, text: str = "a boat", rank: int | None = None) -> None:
    """Add the n-th job with its text, whose number is then `n`; with a rank as if so many had been there before."""
    run_id = job(n)["id"]
    connection.execute(tables.runs.insert(), job(n))
    connection.execute(tables.searched.insert(), {"n": n, "run_id": run_id, "title": "", "text": text})
    if rank is None:
        word_index.write(connection, run_id)
    else:
        values = {"n": n, "rank": rank, "words": word_list(rank // PART, "", text)}
        connection.execute(postgres_tables.WRITE_WORDS, values)


def ranks(connection: sa.Connection) -> list[tuple[int, int]]:
    return [(n, rank) for n, rank in connection.execute(sa.text("SELECT n, rank FROM searched_words ORDER BY n"))]


def found(connection: sa.Connection, text: str, most: int = 100, least: int = 0, beyond: int = 1000) -> list[int]:
    query = word_index.newest(word_index.beginnings(text, 20), most, least, beyond)
    return list(connection.execute(query).scalars())


@needs("postgres")
def test_each_run_is_one_rank_behind_the_one_before(connection: sa.Connection) -> None:
    for n in (10, 20, 30):
        add(connection, n)
    assert ranks(connection) == [(10, 0), (20, 1), (30, 2)]


@needs("postgres")
def test_one_that_comes_late_takes_the_rank_of_the_next(connection: sa.Connection) -> None:
    for n in (20, 30, 25, 10):
        add(connection, n)
    assert ranks(connection) == [(10, 0), (20, 0), (25, 1), (30, 1)]


@needs("postgres")
def test_what_is_written_again_keeps_its_rank(connection: sa.Connection) -> None:
    add(connection, 10, rank=5)
    add(connection, 20)
    word_index.write(connection, job(10)["id"])
    assert ranks(connection) == [(10, 5), (20, 6)]
    assert found(connection, "boat") == [20, 10]


@needs("postgres")
def test_what_is_appended_goes_on_behind_the_last(connection: sa.Connection) -> None:
    add(connection, 10, rank=PART - 1)
    connection.execute(tables.runs.insert(), [job(n) for n in (20, 30)])
    texts = [{"n": n, "run_id": job(n)["id"], "title": "", "text": "boat"} for n in (20, 30)]
    connection.execute(tables.searched.insert(), texts)
    word_index.append(connection, [(20, "", "boat"), (30, "", "boat")])
    assert ranks(connection) == [(10, PART - 1), (20, PART), (30, PART + 1)]
    assert found(connection, "boat") == [30, 20, 10]


@pytest.fixture
def in_parts(connection: sa.Connection) -> sa.Connection:
    """Runs in parts 3, 4, 4, 6, of which one more came late; the parts before are gone, and one is."""
    for n, rank in ((10, 4 * PART - 1), (20, 4 * PART), (30, 5 * PART - 1), (40, 6 * PART)):
        add(connection, n, f"a boat number{n}", rank)
    add(connection, 15, "late boats")
    return connection


@needs("postgres")
def test_the_newest_are_found_first_in_whatever_part(in_parts: sa.Connection) -> None:
    assert found(in_parts, "boat") == [40, 30, 20, 15, 10]
    assert found(in_parts, "boat", most=3) == [40, 30, 20]
    assert found(in_parts, "boat number") == [40, 30, 20, 10]
    assert found(in_parts, "number10") == [10]
    assert found(in_parts, "late-boat") == [15]
    assert found(in_parts, "boat-late") == []


@needs("postgres")
def test_those_between_two_numbers_are_found(in_parts: sa.Connection) -> None:
    assert found(in_parts, "boat", beyond=40) == [30, 20, 15, 10]
    assert found(in_parts, "boat", most=1, least=15, beyond=30) == [20]
    assert found(in_parts, "boat", beyond=10) == []
    assert found(in_parts, "boat", least=15) == [40, 30, 20, 15]
    assert found(in_parts, "boat", least=31) == [40]
    assert found(in_parts, "boat", least=41) == []


@needs("postgres")
@pytest.mark.parametrize("text", ["3", "4.", "3.number10", "@", ".boat"])
def test_no_part_is_found_as_a_word(in_parts: sa.Connection, text: str) -> None:
    assert found(in_parts, text) == ([40, 30, 20, 15, 10] if text == ".boat" else [])


@needs("postgres")
def test_nothing_is_found_where_nothing_is(connection: sa.Connection) -> None:
    assert found(connection, "boat") == []
