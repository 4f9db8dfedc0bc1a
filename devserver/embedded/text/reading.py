"""Find the things, deeds and qualities that a text speaks of, by small rules and the word lists.

The text is data: marks of templates, JSON and HTML are taken out first and kept as quotations. What has no word that
the rules understand (another script, emoji, one letter) is a quotation as a whole.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from devserver.embedded.text.clauses import read_clauses
from devserver.embedded.text.grammar import Noun, ing, verb_forms, verb_lemmas
from devserver.embedded.text.tagging import LATIN, Finder, quotation
from devserver.embedded.text.vocabulary import adjectives, noun_forms, small_words, words
from devserver.embedded.text.walking import walk

MARKUP = re.compile(r"\{\{[^{}]{0,100}\}\}|\$?\{[^{}]{0,120}\}|<[^<>]{1,100}>|https?://\S+")
MARK = re.compile(r"[{}<>\[\]\\|`^\x00-\x08\x0e-\x1f\x7f-\x9f]|%[\w(]|\$[A-Za-z({]")
REQUEST = re.compile(
    r"^\s*(?:(?:please|bitte|i want|i would like|make|draw|paint|show|create|give|"
    r"mach|male?|zeige?|zeichne|erstelle?|gib|ich will|"
    r"ich möchte|ich hätte gern)\s+(?:me |us |mir |uns )?)+(?:an? |the |eine? |das )?"
    r"(?:picture|image|photo|drawing|painting|song|film|video|bild|foto|zeichnung|gemälde|lied)\s+(?:of|about|von|über|mit)\s+",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"(?<=[.!?])\s+")
MOST_NOUNS = 8
MOST_MOODS = 2


@dataclass(frozen=True, slots=True)
class Source:
    """What a text speaks of: `nouns` in order of appearance; `doer` does `deed` (a lemma) where a sentence says so.

    `core` is its first sentence, `clauses` what can be said again in its own words, `deeds` the lemmas of its verbs,
    `moods` the qualities that belong to none of the nouns.
    """

    nouns: tuple[Noun, ...]
    language: str
    doer: Noun | None = None
    deed: str = ""
    core: str = ""
    clauses: tuple[str, ...] = ()
    deeds: tuple[str, ...] = ()
    moods: tuple[str, ...] = ()

    def into(self, language: str) -> Source:
        """Return the same in another language, without the sentence itself."""
        if language == self.language:
            return self
        lemmas = verb_lemmas(self.language)
        known = [lemmas[lemma] for lemma in self.deeds if lemma in lemmas]
        translated = tuple(entry.en if language == "en" else entry.de for entry in known)
        described = adjectives(self.language)
        moods = tuple(described[word] for word in self.moods if word in described)
        return Source(tuple(noun.into(language) for noun in self.nouns), language, deeds=translated, moods=moods)


def detect(text: str) -> str | None:
    """Tell whether a text is English (en) or German (de); None when nothing in it says so."""
    words = re.findall(r"[^\W\d_]+", text[:4000].lower())
    score = {lang: sum(2 * (w in small_words(lang)) + (w in noun_forms(lang)) for w in words) for lang in ("en", "de")}
    score["de"] += len(re.findall("[äöüß]", text[:4000].lower()))
    if score["en"] == score["de"]:
        return None
    return max(score, key=lambda lang: score[lang])


def read_source(text: str, language: str, most: int = MOST_NOUNS) -> Source:
    """Read a text; the result has `most` nouns at most and at least one, if only the quoted text itself."""
    marks, plain = _take_marks_out(text.lower() if _shouts(text) else text)
    plain = REQUEST.sub("", plain)
    finder = walk(plain, language) if LATIN.search(plain) else Finder(language, lower_case=False)
    nouns = _most_important(finder.found, most) or _from_deeds(plain, language)
    quoted = (quotation(" ".join(dict.fromkeys(marks)), language),) if marks else ()
    everything = (*nouns, *quoted) or (quotation(text, language),)
    core = "" if marks else _core(plain, language, bool(nouns))
    clauses = () if marks else read_clauses(plain, language)
    return Source(everything, language, finder.doer, finder.deed, core, clauses, _said(finder.deeds), _moods(finder))


def _shouts(text: str) -> bool:
    """Tell whether a text is all in capitals, which then name nothing."""
    return text.isupper() and len(text.split()) > 1


def _moods(finder: Finder) -> tuple[str, ...]:
    loose = dict.fromkeys(word for word in finder.loose if word in adjectives(finder.language))
    return tuple(loose)[:MOST_MOODS]


def _said(lemmas: list[str]) -> tuple[str, ...]:
    return tuple(lemma for lemma in lemmas if lemma not in ("be", "have", "sein", "haben"))


def _take_marks_out(text: str) -> tuple[list[str], str]:
    """Return marks of templates, tags, addresses and JSON in their order, and the text without them."""
    spans = [match.span() for match in MARKUP.finditer(text)]
    masked = MARKUP.sub(_blank, text)
    spans += [match.span() for match in re.finditer(r"\S+", masked) if MARK.search(match.group())]
    plain = re.sub(r"\S+", lambda match: _blank(match) if MARK.search(match.group()) else match.group(), masked)
    marks: list[str] = []
    end = -1
    for start, stop in sorted(spans):
        if start == end:
            marks[-1] += text[start:stop]
        else:
            marks.append(text[start:stop])
        end = stop
    return marks, plain


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def find_nouns(text: str, language: str) -> list[Noun]:
    """Return the things that a text names, in order, with repetitions."""
    return walk(text, language).found


def _from_deeds(text: str, language: str) -> tuple[Noun, ...]:
    forms = verb_forms(language)
    lemmas = [forms[word] for word in re.findall(r"[^\W\d_]+", text[:2000].lower()) if word in forms]
    lemmas = [
        lemma for lemma in dict.fromkeys(lemmas) if lemma not in ("be", "have", "sein", "haben", "werden", "become")
    ]
    if language == "en":
        return tuple(Noun(ing(lemma), "en", kind="idea", mass=True) for lemma in lemmas[:3])
    return tuple(Noun(lemma.capitalize(), "de", kind="idea", mass=True) for lemma in lemmas[:3])


def _most_important(found: list[Noun], most: int) -> tuple[Noun, ...]:
    first: dict[str, Noun] = {}
    for noun in found:
        known = first.setdefault(noun.text.lower(), noun)
        if noun.adjectives and not known.adjectives:
            first[noun.text.lower()] = noun
    first = {text: noun for text, noun in first.items() if text not in words("calendar")} or first
    if len(first) <= most:
        return tuple(first.values())
    counts = Counter(noun.text.lower() for noun in found if noun.text.lower() in first)
    kept = {text for text, _ in counts.most_common(most)}
    return tuple(noun for text, noun in first.items() if text in kept)


def _core(text: str, language: str, has_nouns: bool) -> str:
    """Return the first sentence, when it is short enough to be said again inside another one."""
    first = " ".join(SENTENCE.split(text.strip(), maxsplit=1)[0].split()).rstrip(".!?,;: ")
    words = first.split()
    if not has_nouns or not 3 <= len(words) <= 16 or re.search(r"[:;!?\"“„#*_=]", first):
        return ""
    opening = words[0].strip(",")
    keeps_capital = opening in ("I", "I'm", "I’m") or opening.lower() not in small_words(language)
    return first if keeps_capital else first[0].lower() + first[1:]
