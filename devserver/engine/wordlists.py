"""Find words that a safety level stops, in any disguise that still reads the same.

Owns the rules of `schemas/safety/words.json`. A term is a word or phrase and matches at word boundaries, without regard
to case, accents, full-width or styled letters (NFKC), invisible characters, or the kind and number of spaces, and in
every reading that `disguises` finds. Umlauts count, and may be written ae, oe, ue. A trailing `*` lets the last word go
on; `(one|two)` stands for either, `(one|)` for one or nothing. A `harmless` phrase hides the terms that it holds. The
lists of both languages are always searched, because a text does not say in which language it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from pathlib import Path
from unicodedata import category, normalize

from devserver.engine.disguises import readings
from devserver.models.runs import SAFETY_LEVELS, SafetyLevel
from devserver.models.words import Category, WordFile

_DIAERESIS = "\N{COMBINING DIAERESIS}"
_UMLAUTS = {"a": "ä", "o": "ö", "u": "ü"}
_PLAIN = str.maketrans("äöü", "aou")
_INVISIBLE = {"Mn", "Me", "Cf", "Cc"}
_FILLERS = {"\N{HANGUL CHOSEONG FILLER}", "\N{HANGUL JUNGSEONG FILLER}", "\N{BRAILLE PATTERN BLANK}"}
_APOSTROPHES = dict.fromkeys("\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}`´ʼ", "'")
_SPELT = {"ä": "ae", "ö": "oe", "ü": "ue"}
_BEFORE, _AFTER, _GAP, _LETTERS = r"(?<![^\W_])", r"(?![^\W_])", r"[\s_-]+", r"[^\W_]*"

_Owner = tuple[str, str]


@dataclass(frozen=True)
class Hit:
    """A term that was found; `start` and `end` are places in the text as it was given."""

    category: str
    term: str
    start: int
    end: int


@dataclass(frozen=True)
class _Searcher:
    """One alternation; the number of the group that matched says whose term it was, None for a harmless phrase."""

    pattern: re.Pattern[str]
    owners: tuple[_Owner | None, ...]
    umlauts: bool

    def matches(self, folded: str, origins: list[int]) -> Iterator[tuple[_Owner | None, int, int]]:
        """Yield whose term stands where in the text as it was given."""
        for match in self.pattern.finditer(folded if self.umlauts else folded.translate(_PLAIN)):
            last = origins[match.end() - 1] + 1
            owner = self.owners[(match.lastindex or 1) - 1]
            yield owner, origins[match.start()], max(last, origins[match.end()])


@dataclass
class _Node:
    """A letter's place in the tree of all terms, which keeps the search fast however long the lists are."""

    following: dict[str, _Node] = field(default_factory=dict)
    ends: dict[str, _Owner | None] = field(default_factory=dict)

    def add(self, term: str, ending: str, owner: _Owner | None) -> None:
        node = self
        for letter in term:
            node = node.following.setdefault(letter, _Node())
        node.ends.setdefault(ending, owner)

    def branches(self, owners: list[_Owner | None]) -> str:
        """Return the tree as a regular expression, longer terms before shorter ones; each end appends its owner."""
        ways = [(_GAP if c == " " else re.escape(c)) + node.branches(owners) for c, node in self.following.items()]
        for ending in sorted(self.ends, reverse=True):
            owners.append(self.ends[ending])
            ways.append(f"{ending}()")
        return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


@dataclass(frozen=True)
class WordLists:
    """The word lists of one file; patterns are made when a level is first asked for, and kept."""

    categories: dict[str, Category]
    _searchers: dict[str, tuple[_Searcher, ...]] = field(default_factory=dict, repr=False, compare=False)

    def find(self, text: str, level: SafetyLevel) -> tuple[Hit, ...]:
        """Return what the level stops in the text, in order; in time linear in the text's length.

        Raises ValueError for a level that does not exist, so that a misspelt one never lets everything through.
        """
        if level not in SAFETY_LEVELS:
            raise ValueError(f"no safety level {level!r}; there are {', '.join(SAFETY_LEVELS)}")
        searchers = self._searchers.get(level)
        if searchers is None:
            searchers = self._searchers[level] = tuple(self._compiled(level))
        if not searchers:
            return ()
        ways = tuple(readings(*fold(text)))
        matches = [match for way in ways for searcher in searchers for match in searcher.matches(*way)]
        hidden = {place for owner, start, end in matches if owner is None for place in range(start, end)}
        hits = {(start, end): Hit(*owner, start, end) for owner, start, end in matches if owner}
        return tuple(hits[place] for place in sorted(hits) if not hidden.issuperset(range(*place)))

    def _compiled(self, level: SafetyLevel) -> Iterator[_Searcher]:
        active = [group for group in self.categories.values() if level in group.levels]
        for language, umlauts in (("en", False), ("de", True)):
            harmless = [(term, None) for group in active for term in getattr(group.harmless, language)]
            stopped = [(term, (group.id, term)) for group in active for term in getattr(group.terms, language)]
            terms = [*harmless, *stopped]
            if plain := [pair for pair in terms if "(" not in pair[0]]:
                yield _searcher(plain, umlauts)
            if chosen := [pair for pair in terms if "(" in pair[0]]:
                yield _choices(chosen, umlauts)


def load(path: Path) -> WordLists:
    """Read a file of word lists; raises pydantic.ValidationError for one that is not as its schema says."""
    read = WordFile.model_validate_json(path.read_bytes())
    return WordLists({group.id: group for group in read.categories})


def fold(text: str) -> tuple[str, list[int]]:
    """Return the text as it is searched, and for each of its characters the place in the given text.

    The list has one place more, the end, so that the place after the last character can be asked for.
    """
    if text.isascii() and text.isprintable():
        return text.lower(), list(range(len(text) + 1))
    letters: list[str] = []
    origins: list[int] = []
    for place, char in enumerate(text):
        for letter in _letters(char):
            if letter != _DIAERESIS:
                letters.append(letter)
                origins.append(place)
            elif letters and letters[-1] in _UMLAUTS:
                letters[-1] = _UMLAUTS[letters[-1]]
    return "".join(letters), [*origins, len(text)]


@lru_cache(maxsize=4096)
def _letters(char: str) -> str:
    """Return what is left of a character: base letters in lower case, and a diaeresis, which may make an umlaut."""
    if char in _APOSTROPHES:
        return "'"
    decomposed = normalize("NFKD", normalize("NFKD", char).casefold())
    return "".join(c for c in decomposed if c == _DIAERESIS or not _is_invisible(c))


def _is_invisible(letter: str) -> bool:
    return letter in _FILLERS or (category(letter) in _INVISIBLE and not letter.isspace())


def _searcher(terms: Iterable[tuple[str, _Owner | None]], umlauts: bool) -> _Searcher:
    tree = _Node()
    for term, owner in terms:
        folded = " ".join(re.split(_GAP, fold(term.removesuffix("*"))[0]))
        for spelling in _spellings(folded) if umlauts else (folded.translate(_PLAIN),):
            tree.add(spelling, _LETTERS if term.endswith("*") else "", owner)
    owners: list[_Owner | None] = []
    pattern = re.compile(f"{_BEFORE}{tree.branches(owners)}{_AFTER}")
    return _Searcher(pattern, tuple(owners), umlauts)


def _choices(terms: Iterable[tuple[str, _Owner | None]], umlauts: bool) -> _Searcher:
    """Return the searcher for terms with choices: too many phrases for the tree, each a short expression."""
    ways, owners = [], []
    for term, owner in terms:
        ending = _LETTERS if term.endswith("*") else ""
        ways.append(f"{_phrase(term.removesuffix('*'), umlauts)}{ending}()")
        owners.append(owner)
    return _Searcher(re.compile(f"{_BEFORE}(?:{'|'.join(ways)}){_AFTER}"), tuple(owners), umlauts)


def _phrase(term: str, umlauts: bool) -> str:
    pattern, begun = "", False
    for part in re.findall(r"\([^()]*\)|[^\s()]+", term):
        ways = part.strip("()").split("|")
        said = f"(?:{'|'.join(_words(way, umlauts) for way in ways if way)})"
        if "" in ways:
            pattern += f"(?:{_GAP}{said})?" if begun else f"(?:{said}{_GAP})?"
        else:
            pattern += f"{_GAP}{said}" if begun else said
            begun = True
    return pattern


def _words(text: str, umlauts: bool) -> str:
    folded = fold(text)[0]
    said = _GAP.join(re.escape(word) for word in re.split(_GAP, folded if umlauts else folded.translate(_PLAIN)))
    return re.sub("[äöü]", lambda match: f"(?:{match.group()}|{_SPELT[match.group()]})", said)


def _spellings(term: str) -> Iterator[str]:
    parts = re.split("([äöü])", term)
    choices = [(part, _SPELT[part]) if part in _SPELT else (part,) for part in parts]
    return ("".join(chosen) for chosen in product(*choices))
