"""Which jobs fit a list, by number: how many, and those of one page.

Numbers are those of texts (`searched`), which grow as ids do, so that `created` is their order. Runs at rest are found
in `listed` and its indexes. A way is an index with the conditions that bound it; the other conditions are written as
expressions, which no index fits. The way with fewest rows is taken, as far as that is counted. Few jobs are read by it
and sorted. Of more than `COUNTED` the index of the order is walked; where the page is not full after `WALKED` rows,
because costs or durations go with a filter, those of the way are sorted after all. Runs in flight are few: they are
read from their own rows and put between the others.

Of a text the newest jobs are found, up to one more than `COUNTED`. For a filter or an order each is looked up in
`listed`; of those that so many have, the newest `LOOKED`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from operator import eq, ge, le, lt
from typing import Any, get_args

import sqlalchemy as sa

from devserver.engine import searching, tables
from devserver.engine.cursors import Sort
from devserver.engine.listed_tables import WITH_ORDERS
from devserver.engine.wanted import Found, Place, Turn, Wanted, unindexed
from devserver.ids import earliest_run_id, ordinal
from devserver.models.runs import IN_FLIGHT, RunState

COUNTED = 10_000
"""The most jobs that are counted; beyond, a list says that there are at least so many."""
LOOKED = 3_000
"""So many of the jobs that a text fits, the newest, are looked up for a filter or an order, where more than `COUNTED`
are there: each costs two microseconds."""
WALKED = 20_000
"""The most rows of an order that are looked at for a page, before all that fit are sorted."""
SORTED = 100_000
"""The most rows of a way that are sorted then; where there are more, the order is walked to wherever the page is."""
TRIED = (1_000, 10_000)
"""How far the rows of several ways are counted, until one of them has no more."""
SAMPLE = 2_000
"""The newest rows by which ways are told apart that have more."""
FACETS = {
    "output_config": "output_config",
    "model": "model",
    "config": "config",
    "media_type": "kind",
    "state": "status",
}
"""The filter for each column of a few words; the one that usually fewest jobs have first."""

_L, _R, _S, _E = tables.listed.c, tables.runs.c, tables.searched.c, tables.entities.c
_KEYS = {"created": "n", "cost": "cost_usd", "duration": "seconds"}
_PINNED: Any = sa.text("pinned")
_HAS_MEDIA = sa.exists().where(_E.run_id == _R.id, _E.media_type.is_not(None), ~_E.blocked)

Way = frozenset[str]
"""The names of the terms that bound an index."""
Term = tuple[str, Callable[[Any, Any], Any], Any]
"""A column, a comparison, and a value."""


def find(connection: sa.Connection, wanted: Wanted, turn: Turn) -> Found:
    """Return how many jobs fit and those of a page."""
    fitting = searching.look(connection, wanted.text) if wanted.text else None
    hits = _newest(fitting, wanted)
    if wanted.parent is not None:
        return _read(connection, begun_from(wanted.parent, wanted, turn.sort, hits), turn, hits)
    alone = hits is not None and wanted == wanted.of_a_text()
    if hits is not None and alone and turn.sort == "created":
        return _told(connection, sa.select(hits.query.c.n.label("key"), hits.query.c.n).subquery(), turn)
    hits = hits and hits.first(COUNTED, LOOKED)
    at_rest, at_work = Found(0, []), Found(0, [])
    if wanted.status not in IN_FLIGHT and (look := _look(connection, wanted, hits)):
        at_rest = look.find(turn)
    if wanted.status is None or wanted.status in IN_FLIGHT:
        lately = _lately(connection, fitting, wanted)
        at_work = _read(connection, in_flight(wanted, turn.sort, lately), turn, lately)
    fit = at_rest.hits if alone else at_rest.fit + at_work.fit
    return Found(fit, turn.merged(at_rest.page, at_work.page), max(at_rest.hits, at_work.hits))


def _newest(fitting: searching.Fitting | None, wanted: Wanted, least: int = 0) -> searching.Hits | None:
    """Return the newest runs of a text within the wanted time, from a number on."""
    if fitting is None:
        return None
    after, before = _number(wanted.created_after), _number(wanted.created_before)
    return fitting.newest(COUNTED + 1, max(least, after or 0), searching.LAST if before is None else before)


def count(connection: sa.Connection, wanted: Wanted) -> int:
    """Return how many jobs fit, up to `COUNTED` and some more."""
    fitting = searching.look(connection, wanted.text) if wanted.text else None
    hits = _newest(fitting, wanted)
    if wanted.parent is not None:
        return _count(connection, begun_from(wanted.parent, wanted, "created", hits))
    found = 0
    if wanted.status not in IN_FLIGHT and (look := _look(connection, wanted, hits)):
        found = look.count()
    if wanted.status is None or wanted.status in IN_FLIGHT:
        found += _count(connection, in_flight(wanted, "created", _lately(connection, fitting, wanted)))
    return found


def count_states(connection: sa.Connection, wanted: Wanted) -> tuple[dict[str, int], int]:
    """Return how many jobs fit in each state, and how many a wanted text fits, both up to `COUNTED` and some more."""
    hits = _newest(searching.look(connection, wanted.text), wanted) if wanted.text else None
    counted = hits is not None and wanted.parent is None
    found = _by_state(connection, wanted, hits) if counted else {}
    for state in IN_FLIGHT if counted else get_args(RunState):
        found[state] = count(connection, wanted.model_copy(update={"status": state}))
    return found, connection.execute(sa.select(hits.count())).scalar_one() if hits else 0


def _by_state(connection: sa.Connection, wanted: Wanted, hits: searching.Hits | None) -> dict[str, int]:
    """Return how many runs at rest fit in each state, by looking for their text once."""
    found: dict[str, int] = dict.fromkeys(get_args(RunState), 0)
    if look := _look(connection, wanted, hits):
        rows, name = look.fitting("created").add_columns(_L.state).subquery(), tables.names.c.name
        each = rows.join(tables.names, rows.c.state == tables.names.c.id)
        counted = sa.select(name, sa.func.count()).select_from(each).group_by(name)
        found |= {state: fit for state, fit in connection.execute(counted)}
    return found


def _lately(connection: sa.Connection, fitting: searching.Fitting | None, wanted: Wanted) -> searching.Hits | None:
    """Return those runs of a text that are not older than what is in flight."""
    if fitting is None:
        return None
    query = sa.select(sa.func.min(unindexed(_S.n))).join(tables.runs, _S.run_id == _R.id).where(tables.IN_FLIGHT)
    oldest = connection.execute(query).scalar()
    lately = _newest(fitting, wanted, searching.LAST if oldest is None else oldest)
    return lately and lately.first(COUNTED, LOOKED)


def in_flight(wanted: Wanted, sort: Sort, hits: searching.Hits | None) -> sa.Select[Any]:
    """Return the query for the wanted jobs that are worked on or are to be."""
    return _of_runs(tables.IN_FLIGHT, wanted, sort, hits)


def begun_from(parent: str, wanted: Wanted, sort: Sort, hits: searching.Hits | None) -> sa.Select[Any]:
    """Return the query for the wanted jobs that were begun from a run: they are few, whatever their state."""
    return _of_runs(_R.parent_run_id == parent, wanted, sort, hits)


def _of_runs(
    within: sa.ColumnElement[bool] | sa.TextClause, wanted: Wanted, sort: Sort, hits: searching.Hits | None
) -> sa.Select[Any]:
    """Return the query for wanted jobs within few, which are read from their own rows."""
    terms = _terms(wanted, {column: getattr(wanted, name) for column, name in FACETS.items()})
    columns = {**_R, "n": unindexed(_S.n), "has_media": _HAS_MEDIA}
    conditions = [compare(columns[column], value) for part in terms.values() for column, compare, value in part]
    if hits is not None:
        conditions.append(hits.among(unindexed(_S.n)))
    key = columns[_KEYS[sort]]
    return sa.select(key.label("key"), _S.n).join(tables.runs, _S.run_id == _R.id).where(within, *conditions)


def _look(connection: sa.Connection, wanted: Wanted, hits: searching.Hits | None) -> Look | None:
    """Return the look for wanted runs at rest; None where no such run has one of the words that are wanted."""
    words = {column: word for column, name in FACETS.items() if (word := getattr(wanted, name)) is not None}
    names = tables.names.c
    query = sa.select(names.name, names.id).where(names.name.in_(set(words.values())))
    known = {name: number for name, number in connection.execute(query)} if words else {}
    if not known.keys() >= set(words.values()):
        return None
    return Look(connection, _terms(wanted, {column: known[word] for column, word in words.items()}), hits)


def _terms(wanted: Wanted, words: Mapping[str, Any]) -> dict[str, list[Term]]:
    """Return the conditions by name, those for words with these values."""
    cost = [("cost_usd", ge, wanted.cost_min), ("cost_usd", le, wanted.cost_max)]
    time = [("n", ge, _number(wanted.created_after)), ("n", lt, _number(wanted.created_before))]
    named: dict[str, list[Term]] = {column: [(column, eq, words.get(column))] for column in FACETS}
    named |= {"cost": cost, "time": time}
    named |= {name: [(name, eq, getattr(wanted, name))] for name in ("pinned", "has_media")}
    known = {name: [term for term in terms if term[2] is not None] for name, terms in named.items()}
    return {name: terms for name, terms in known.items() if terms}


def _number(moment: datetime | None) -> int | None:
    return None if moment is None else ordinal(earliest_run_id(moment))


class Look:
    """One look for runs at rest."""

    def __init__(
        self, connection: sa.Connection, terms: dict[str, list[Term]], hits: searching.Hits | None = None
    ) -> None:
        self._connection = connection
        self._terms = terms
        self._hits = hits

    def find(self, turn: Turn) -> Found:
        """Return how many there are and those of a page."""
        if self._hits is None and self._terms.keys() == self.walk(turn.sort):
            return Found(self.count(), _places(self._connection, self.walked(turn)))
        found = _read(self._connection, self.fitting(turn.sort).limit(COUNTED + 1), turn, self._hits)
        if self._hits is not None or found.fit <= COUNTED:
            return found
        page = _places(self._connection, self.walked(turn))
        if len(page) < turn.limit and self._is_cut(turn):
            page = _places(self._connection, self.searched(turn))
        return Found(found.fit, page)

    def count(self) -> int:
        """Return how many there are, up to one more than `COUNTED`."""
        return _count(self._connection, self.fitting("created").limit(COUNTED + 1))

    @cached_property
    def way(self) -> Way:
        """Return the way with fewest rows; of ways with many, as the newest rows tell."""
        ways = self.ways()
        if len(ways) == 1:
            return ways[0]
        for most in TRIED:
            counts = [_count(self._connection, self._along(way).limit(most)) for way in ways]
            if min(counts) < most:
                return ways[counts.index(min(counts))]
        shares = list(self._connection.execute(self._sampling(ways)).one())
        return ways[shares.index(min(shares))]

    def _sampling(self, ways: list[Way]) -> sa.Select[Any]:
        """Return the query for how many of the newest rows are of each way."""
        newest = sa.select(tables.listed).order_by(_L.n.desc()).limit(SAMPLE).subquery()
        within = (self._bounds(way, newest.c) for way in ways)
        return sa.select(*(sa.func.sum(sa.case((sa.and_(*bounds), 1), else_=0)) for bounds in within))

    def ways(self) -> list[Way]:
        """Return the ways there are, without those of which another has fewer rows for certain."""
        if self._hits is not None:
            return [frozenset()]
        wanted = self._terms.keys()
        ways = [frozenset({name, "cost" if name in WITH_ORDERS and "cost" in wanted else "time"}) for name in FACETS]
        found = [way & wanted for way in ways if way - {"cost", "time"} <= wanted]
        if ("pinned", eq, True) in self._terms.get("pinned", ()):
            found.append(frozenset({"pinned", "time"}) & wanted)
        found += [frozenset({name}) for name in ("cost", "time") if name in wanted and not _held(name, found)]
        return found or [frozenset()]

    def walk(self, sort: Sort) -> Way:
        """Return the conditions that bound the index of an order."""
        held = {"created": "time", "cost": "cost", "duration": "seconds"}[sort]
        facets = [name for name in FACETS if name in self._terms and (sort == "created" or name in WITH_ORDERS)]
        if sort == "created":
            facets += [name for name in ("pinned",) if name in self.way]
        first = [name for name in facets if name in self.way] or facets
        return frozenset({*first[:1], held}) & self._terms.keys()

    def walked(self, turn: Turn) -> sa.Select[Any]:
        """Return the query for a page by walking the order; what it does not bound is looked at up to `WALKED`."""
        walk = self.walk(turn.sort)
        rest = [term for name, terms in self._terms.items() if name not in walk for term in terms]
        if not rest:
            return turn.cut(self._along(walk, turn.sort))
        some = self._some(turn).add_columns(*(_L[column].label(f"its_{column}") for column in {c for c, *_ in rest}))
        rows = some.subquery()
        conditions = [compare(rows.c[f"its_{column}"], value) for column, compare, value in rest]
        return sa.select(rows.c.key, rows.c.n).where(*conditions).limit(turn.limit)

    def searched(self, turn: Turn) -> sa.Select[Any]:
        """Return the query for a page that is not among the first: by sorting, or of very many by walking on."""
        if _count(self._connection, self._along(self.way).limit(SORTED)) < SORTED:
            return turn.cut(self.fitting(turn.sort), hidden=True)
        walk = self.walk(turn.sort)
        return turn.cut(self._along(walk, turn.sort).where(*self._unbound(walk)))

    def _some(self, turn: Turn) -> sa.Select[Any]:
        return replace(turn, limit=WALKED).cut(self._along(self.walk(turn.sort), turn.sort))

    def _is_cut(self, turn: Turn) -> bool:
        """Tell whether there is more of the order than was walked."""
        return _count(self._connection, self._some(turn)) == WALKED

    def fitting(self, sort: Sort) -> sa.Select[Any]:
        """Return the query for all that fit, with their keys in an order, by the way with fewest rows."""
        return self._along(self.way, sort).where(*self._unbound(self.way))

    def _unbound(self, way: Way) -> list[sa.ColumnElement[bool]]:
        """Return the conditions that a way does not hold."""
        return [
            compare(unindexed(_L[column]), value)
            for name, terms in self._terms.items()
            if name not in way
            for column, compare, value in terms
        ]

    def _along(self, way: Way, sort: Sort = "created") -> sa.Select[Any]:
        """Return the query for the rows of a way."""
        bounds = self._bounds(way, _L)
        if "pinned" in way:
            bounds.append(_PINNED)  # as it stands in the index
        if self._hits is not None:
            bounds.append(self._hits.among(_L.n))
        return sa.select(_L[_KEYS[sort]].label("key"), _L.n).where(*bounds)

    def _bounds(self, way: Way, columns: Any) -> list[sa.ColumnElement[bool]]:
        return [compare(columns[column], value) for name in sorted(way) for column, compare, value in self._terms[name]]


def _held(name: str, ways: Iterable[Way]) -> bool:
    return any(name in way for way in ways)


def _count(connection: sa.Connection, query: sa.Select[Any]) -> int:
    some = query.with_only_columns(query.selected_columns[1]).subquery()
    return int(connection.execute(sa.select(sa.func.count()).select_from(some)).scalar_one())


def _read(connection: sa.Connection, query: sa.Select[Any], turn: Turn, hits: searching.Hits | None = None) -> Found:
    """Return how many a query finds and a page of them, by reading them once."""
    return _told(connection, query.cte("fitting"), turn, hits)


def _told(connection: sa.Connection, every: sa.FromClause, turn: Turn, hits: searching.Hits | None = None) -> Found:
    """Return how many there are of what a statement has read, and a page of them."""
    of_text = hits.count() if hits else sa.literal(0)
    many = sa.select(sa.func.count().label("fit"), of_text.label("hits")).select_from(every).subquery()
    page = turn.cut(sa.select(every.c.key, every.c.n)).subquery()
    both = sa.select(many.c.fit, many.c.hits, page.c.key, page.c.n).select_from(many.outerjoin(page, sa.true()))
    rows = connection.execute(both).all()
    places = turn.merged(Place(row.key, row.n) for row in rows if row.n is not None)
    return Found(rows[0].fit, places, rows[0].hits)


def _places(connection: sa.Connection, query: sa.Select[Any]) -> list[Place]:
    return [Place(key, n) for key, n in connection.execute(query)]
