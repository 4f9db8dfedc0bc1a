"""Fill templates with the things of a source.

A template is data of ours with places in braces, filled in one pass, so that braces in a source stay as they are.
`a` and `b` are things, the least used first; `h` and `k` the first two, heroes of a form; `w` is of the attitude;
`u` is the first that was not named yet, `p` the first person that has no name, `o` what is no person, `g` an `o` that
the word list knows, `y` an `h` of a kind that the form asks for:

- `{a}` the thing with its article; `{a:acc}`, `{a:dat}`, `{a:ein}`, `{a:bare}`, `{a:noun}` its other forms
- `{a~stehen}` a verb that agrees with it; `{~stehen}` singular, `{+stehen}` plural, `{1~stehen}` first person
- `:cap` behind a name makes the first letter large
- `{a.sound}` what its kind sounds like (`shape`, `smell`, `touch`, `material`, `light`, `detail`, `need`, `opposite`)
- `{#tempo}` a word of a list; `{core}` the sentence, `{role}` the speaker, `{all}` all things, `{rest}` those not named
- `{clause}` a clause of the source that was not said yet; `{swap}` one in which two things have changed places
- `{@adjective}` a word with the sound that the hero begins with (`noun`, `verb`, `adverb`)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from devserver.embedded.text.attitude import Attitude
from devserver.embedded.text.clauses import swapped
from devserver.embedded.text.grammar import Noun, is_part_of_a_name, pronoun_for, render, verb
from devserver.embedded.text.reading import Source
from devserver.embedded.text.rules import Rules
from devserver.embedded.text.tagging import quotation
from devserver.embedded.text.vocabulary import book, creatures

PLACE = re.compile(r"\{([^{}]+)\}")
CONTRACTIONS = {"in dem": "im", "an dem": "am", "von dem": "vom", "zu dem": "zum", "bei dem": "beim", "zu der": "zur"}
FIRST_PERSON = {"sein": "bin", "wollen": "will", "können": "kann", "müssen": "muss", "be": "am"}

Mark = tuple[dict[str, int], set[str], set[str]]


@dataclass(slots=True)
class Loom:
    """A source, an attitude and rules, with what has been said so far."""

    source: Source
    attitude: Attitude
    rules: Rules
    rng: Random
    past: bool = False
    said: dict[str, int] = field(default_factory=dict)
    spent: set[str] = field(default_factory=set)
    described: set[str] = field(default_factory=set)
    hero: Noun | None = None
    has_hero: bool = True
    _short: bool = False
    _joined: bool = False

    @property
    def language(self) -> str:
        """Return the language that is written."""
        return self.source.language

    @property
    def book(self) -> dict[str, Any]:
        """Return the templates of that language."""
        return book(self.language)

    def nouns(self) -> list[Noun]:
        """Return the things, the least often named first."""
        order = {noun.text: index for index, noun in enumerate(self.source.nouns)}
        return sorted(self.source.nouns, key=lambda noun: (self.said.get(noun.text, 0), order[noun.text]))

    def unsaid(self) -> list[Noun]:
        """Return the things that have not been named yet, or not with what was said of them."""
        return [noun for noun in self.source.nouns if not self.said.get(noun.text) or self._plain_so_far(noun)]

    def _plain_so_far(self, noun: Noun) -> bool:
        return bool(noun.adjectives) and not noun.bare and noun.text not in self.described

    def fill(self, template: str) -> str | None:
        """Fill a template; None when it needs what is not there, or says what must not be said."""
        before = self.mark()
        bound = self._bind(template)
        text = None if bound is None else _tidy(capital(self._render(template, bound)))
        if text is None or self.rules.forbids(text):
            self.take_back(before)
            return None
        return text

    def mark(self) -> Mark:
        """Return what has been said so far, for `take_back`."""
        return dict(self.said), set(self.spent), set(self.described)

    def take_back(self, mark: Mark) -> None:
        """Forget what was said since a mark."""
        self.said, self.spent, self.described = dict(mark[0]), set(mark[1]), set(mark[2])

    def pick(self, noun: Noun, quality: str) -> str:
        """Return what things of a kind look, sound or feel like; what has not been said yet comes first."""
        return self._fresh(self.likeness(noun)[quality])

    def likeness(self, noun: Noun) -> dict[str, list[str]]:
        """Return what things of a kind are like; a bird is no dog."""
        kind = creatures().get(noun.entry.en.split()[-1]) if noun.entry and noun.kind == "animal" else None
        kinds: dict[str, dict[str, list[str]]] = self.book["kinds"]
        return kinds.get(kind or ("person" if noun.kind == "body" else noun.kind), kinds["thing"])

    def choose(self, name: str) -> str:
        """Return an entry of a list of words."""
        return self._fresh(self.book["lists"][name])

    def mention(self, noun: Noun, form: str) -> str:
        """Write a thing and remember that it was named; adjectives come with the first mention."""
        known = self.said.get(noun.text, 0)
        self.said[noun.text] = known + 1
        if (
            self._short
            and self.hero is None
            and known % 2
            and form in ("nom", "acc")
            and len(self.source.nouns) == 1
            and (pronoun := pronoun_for(noun, form))
        ):
            return pronoun
        if known and not self._plain_so_far(noun) and form in ("nom", "acc", "dat") and not self.rules.alliteration:
            names = (word for word in noun.adjectives if is_part_of_a_name(word, noun.language))
            noun = replace(noun, adjectives=tuple(names))
        if form != "noun":
            self.described.add(noun.text)
        return render(noun, form)

    def several(self, nouns: list[Noun], form: str = "nom") -> str:
        """Write things as a list with a last and."""
        written = [self.mention(noun, form) for noun in nouns]
        if len(written) < 2:
            return "".join(written)
        return ", ".join(written[:-1]) + (" and " if self.language == "en" else " und ") + written[-1]

    def sounds(self) -> dict[str, list[str]]:
        """Return words that begin as the hero does, by their part of speech; empty where there are none."""
        letter = (self.hero or self.source.nouns[0]).text[:1].lower()
        found: dict[str, list[str]] = self.book["sounds"].get(letter, {})
        return found

    def _clauses(self) -> list[str]:
        return [clause for clause in self.source.clauses if clause not in self.spent]

    def _swaps(self) -> list[str]:
        turned = (swapped(clause, self.source.nouns) for clause in self.source.clauses)
        return [clause for clause in turned if clause and clause not in self.spent]

    def _say_again(self, clause: str) -> str:
        self.spent |= {clause, *(c for c in self.source.clauses if swapped(c, self.source.nouns) == clause)}
        for noun in self.source.nouns:
            if noun.text.casefold() in clause.casefold():
                self.said[noun.text] = self.said.get(noun.text, 0) + 1
                self.described.add(noun.text)
        asked = clause.endswith("?") and self._joined
        return quotation(capital(clause), self.language).text if asked else clause

    def _fresh(self, choices: list[str]) -> str:
        allowed = [choice for choice in choices if not self.rules.forbids(choice)] or ["…"]
        left = [choice for choice in allowed if choice not in self.spent] or allowed
        chosen = self.rng.choice(left)
        self.spent.add(chosen)
        return chosen

    def _bind(self, template: str) -> dict[str, Noun] | None:
        names = {re.split(r"[~.:]", place)[0] for place in PLACE.findall(template)}
        if not self._has_all(names):
            return None
        hero = self.hero or self.source.nouns[0]
        others = [noun for noun in self.source.nouns if noun is not hero] or [hero]
        nouns = [*(n for n in self.nouns() if n is not hero), hero] if "h" in names else self.nouns()
        first, second = (hero, nouns[0]) if "h" in names else (nouns[0], nouns[1 % len(nouns)])
        person = next(iter(self._people()), first)
        bound = {"a": first, "b": second, "h": hero, "y": hero, "k": others[0], "p": person, "w": first}
        bound["o"] = next(iter(self._objects()), first)
        bound["g"] = next(iter(self._known()), first)
        bound["u"] = next(iter(self.unsaid()), first)
        if "w" in names:
            bound["w"] = min(self.attitude.words, key=lambda w: self.said.get("w:" + w.text, 0))
            self.said["w:" + bound["w"].text] = self.said.get("w:" + bound["w"].text, 0) + 1
        return bound

    def _has_all(self, names: set[str]) -> bool:
        """Tell whether there is something for every name in a template."""
        there = {
            "core": self.source.core,
            "role": self.attitude.role,
            "clause": self._clauses(),
            "swap": "swap" not in names or self._swaps(),
            "p": self._people(),
            "o": self._objects(),
            "g": self._known(),
            "y": self.has_hero,
            "b": len(self.source.nouns) > 1,
            "k": len(self.source.nouns) > 1,
            "w": self.attitude.words,
            "rest": self.unsaid(),
            "u": self.unsaid(),
        }
        sounds = not any(name.startswith("@") for name in names) or bool(self.sounds())
        return sounds and all(there.get(name, True) for name in names)

    def _people(self) -> list[Noun]:
        return [noun for noun in self.source.nouns if noun.kind == "person" and not noun.bare]

    def _known(self) -> list[Noun]:
        """Return the objects of which the word list knows what they are."""
        return [noun for noun in self._objects() if noun.entry]

    def _objects(self) -> list[Noun]:
        return [noun for noun in self.nouns() if noun.kind not in ("person", "body")]

    def _render(self, template: str, bound: dict[str, Noun]) -> str:
        written = ""
        rest = self.unsaid()
        end = 0
        for match in PLACE.finditer(template):
            written += template[end : match.start()]
            following = template[match.end() : match.end() + 1]
            self._short, self._joined = following == " ", following in (",", ";", ":")
            filled = self._place(match[1], bound, rest)
            opening = re.search(r"(\w+) $", written)
            short = CONTRACTIONS.get(f"{opening[1].lower()} {filled[:3]}") if opening and filled[3:4] == " " else None
            if opening and short and self.language == "de":
                short = short.capitalize() if opening[1][0].isupper() else short
                written, filled = written[: opening.start()] + short, filled[3:]
            written += filled
            end = match.end()
        return written + template[end:]

    def _place(self, place: str, bound: dict[str, Noun], rest: list[Noun]) -> str:
        if "~" in place or place.startswith("+"):
            return self._verb(place, bound)
        head, *modifiers = place.split(":")
        form = next((m for m in modifiers if m != "cap"), "nom")
        text = self._thing(head, form, bound, rest)
        return capital(text) if "cap" in modifiers else text

    def _thing(self, head: str, form: str, bound: dict[str, Noun], rest: list[Noun]) -> str:
        if head[0] in "#@":
            return self.choose(head[1:]) if head[0] == "#" else self._fresh(self.sounds()[head[1:]])
        if head in ("clause", "swap"):
            return self._say_again((self._clauses() if head == "clause" else self._swaps())[0])
        if "." in head:
            return self.pick(bound[head.split(".")[0]], head.split(".")[1])
        if head in ("all", "rest"):
            return self.several(list(self.source.nouns) if head == "all" else rest, form)
        said = {"core": self.source.core, "role": self.attitude.role}
        if head in said:
            return said[head]
        return render(bound["w"], form) if head == "w" else self.mention(bound[head], form)

    def _verb(self, place: str, bound: dict[str, Noun]) -> str:
        if place.startswith("+"):
            return verb(place[1:], self.language, plural=True, past=self.past)
        name, lemma = place.split("~")
        if name == "1" and not self.past:
            return FIRST_PERSON.get(lemma) or re.sub(r"e?n$", "e", lemma)
        plural = name in bound and (bound[name].plural or bound[name].gender == "p")
        return verb(lemma, self.language, plural=plural, past=self.past)


def _tidy(text: str) -> str:
    """Let one mark be enough where a question or a shout stands at the end of a sentence."""
    return re.sub(r"([?!…])\1*[.?]", r"\1", text)


def capital(text: str) -> str:
    """Write the first letter of a sentence large."""
    return text[:1].upper() + text[1:] if text[:1].isalpha() and len(text[:1].upper()) == 1 else text


def fitting(source: Source, rules: Rules, attitude: Attitude) -> Source:
    """Return the source with what the rules forbid taken out, and with what they demand put in."""
    nouns = [
        _fit(noun, rules)
        for noun in source.nouns
        if not rules.forbids(noun.text) and not (rules.no_people and noun.kind in ("person", "body"))
    ]
    changed = len(nouns) < len(source.nouns) or rules.no_adjectives or rules.tense or rules.forbids(source.core)
    return replace(
        source,
        nouns=tuple(nouns) or (_stand_in(source.language),),
        core="" if changed else source.core,
        clauses=tuple(clause for clause in source.clauses if not rules.forbids(clause)),
    )


def _fit(noun: Noun, rules: Rules) -> Noun:
    words = () if rules.no_adjectives else tuple(word for word in noun.adjectives if not rules.forbids(word))
    initial = book(noun.language)["letters"].get(noun.text[:1].lower())
    if rules.alliteration and initial and not noun.bare:
        words = (initial,)
    return replace(noun, adjectives=words)


def _stand_in(language: str) -> Noun:
    if language == "en":
        return Noun("place", "en", kind="place", adjectives=("empty",))
    return Noun("Stelle", "de", gender="f", kind="place", adjectives=("leer",))


def is_stand_in(noun: Noun) -> bool:
    """Tell whether a thing only takes the place of those that the rules forbid."""
    return noun == _stand_in(noun.language)


def with_article_off(phrase: str) -> str:
    """Return a phrase as a keyword: without its indefinite article and what follows a comma."""
    return re.sub(r"^(?:an?|the|eine?) ", "", phrase.split(",")[0])
