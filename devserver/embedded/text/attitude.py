"""Read what an attitude wants: ways of seeing (lenses), a form, who speaks, and words that colour the text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache

from devserver.embedded.text.grammar import Noun, render
from devserver.embedded.text.measures import limit_pattern
from devserver.embedded.text.reading import detect, find_nouns
from devserver.embedded.text.rules import without_rules
from devserver.embedded.text.tagging import quotation
from devserver.embedded.text.vocabulary import small_words, triggers

MEDIA = ("image", "music", "video", "code")
MOST_LENSES = 2
LEAST_FOR_A_MANNER, LEAST_FOR_PLAIN = 3, 2
MOST_WORDS = 5
FOR_A_MODEL = re.compile(r"(?i)\bmodel|modell|prompt|generator|keyword|stichw|schlagw|diffusion|sdxl|flux\b")
ROLE = {
    "en": re.compile(
        r"(?i)\b(?:you are|you're|you were|act as|speak as|see as|"
        r"look at [\w' ]{2,30}? as|write as|as if you were|imagine you are|the role of|like)"
        r"\s+(?:now )?(?P<role>(?:an?|the) [^.,;:!?()\n]{3,60})"
    ),
    "de": re.compile(
        r"(?i)\b(?:du bist|du wärst|du schreibst als|du sprichst als|sprich als|"
        r"schreibe? als|betrachte[^.,;:]{2,40} als|siehst[^.,;:]{2,40} als|wie)"
        r"\s+(?:jetzt |nun )?(?P<role>eine? [^.,;:!?()\n]{3,60})"
    ),
}
PERSPECTIVE = re.compile(
    r"(?i)\b(?:viewpoint|point of view|perspective|eyes|sicht|perspektive|augen|du bist|you are)\b"
)
ROLE_ENDS = re.compile(
    r"(?i)\s(?:who|that|which|whose|with|without|and|or|but|looking|writing|"
    r"working|describing|in|at|on|for|from|of the|to|when|would|"
    r"und|oder|aber|der|die|das|mit|ohne|im|in|am|auf|für|von|vom|aus|bei|zu|welche[rs]?|wenn|lebst|schreibst|beschreibst)\b.*"
)
NO_ROLE = re.compile(
    r"(?i)(assistant|model|modell|assistent|engineer|optimi|translator|übersetz|tool|system|generator|whole|text|prompt|expert|"
    r"ganzes|experte|helper|sentence|satz|paragraph|absatz|line|zeile|way|person)"
)


@dataclass(frozen=True, slots=True)
class Attitude:
    """What an attitude asks for: `lenses` by weight, `form` or "", `role` as a phrase, `words` that colour the text.

    `exclusive` is true where the context says that nothing but its lenses may speak. `manner` names the script that
    holds the whole attitude, or is empty.
    """

    lenses: tuple[str, ...]
    form: str
    role: str
    words: tuple[Noun, ...]
    exclusive: bool
    numbered: bool = False
    manner: str = ""


@lru_cache(maxsize=64)
def read_attitude(context: str, language: str) -> Attitude:
    """Read an attitude for a text that will be written in `language`."""
    text = " ".join(context.split())
    spoken = detect(text) or language
    positive = without_rules(text)
    form = _form(positive)
    role = _role(positive, spoken, form)
    exclusive = _exclusive(positive)
    lenses = exclusive or _lenses(positive)
    own_words = limit_pattern().sub(" ", positive.replace(role, " ") if role else positive)
    leads_to_media = lenses[:1] != () and lenses[0] in MEDIA
    manner = read_manner(text)
    speaks_for_itself = leads_to_media or manner or form or len(_evidence(positive, lenses)) > 1
    words = () if speaks_for_itself else _words(own_words, spoken, language, lenses)
    if not lenses and PERSPECTIVE.search(text) and any(word.kind == "animal" for word in words):
        lenses = ("beast",)
    numbered = re.search(r"(?i)\bnumbered|nummeriert", text) is not None
    return Attitude(lenses, form, _in_language(role, spoken, language), words, bool(exclusive), numbered, manner)


def _evidence(text: str, lenses: tuple[str, ...]) -> set[str]:
    return {hit for name in lenses for hit in _distinct("lenses", name, text)}


def read_manner(text: str) -> str:
    """Return the manner that a context speaks of in three ways (plain words: two); empty where there is none."""
    found = {name: len(_distinct("manners", name, text)) for name in triggers()["manners"]}
    best = max(found, key=lambda name: found[name])
    return best if found[best] >= (LEAST_FOR_PLAIN if best == "plain" else LEAST_FOR_A_MANNER) else ""


def _distinct(group: str, name: str, text: str) -> set[str]:
    return {hit.group().lower() for hit in _pattern(group, name).finditer(text)}


def _pattern(group: str, name: str) -> re.Pattern[str]:
    return listed(triggers()[group][name])


@lru_cache(maxsize=256)
def listed(words: str) -> re.Pattern[str]:
    """Return the expression for a list of words: a hyphen stands for a blank too, a star for any ending."""
    parts = [re.escape(word).replace(r"\-", r"[\s-]+").replace(r"\*", r"[\w-]*") for word in words.split()]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


def _form(text: str) -> str:
    matched = [name for name in triggers()["forms"] if _pattern("forms", name).search(text)]
    if "list" in matched and "bullets" in matched:
        return "bullets"
    for name in ("haiku", "list", "bullets"):
        if name in matched:
            return name
    return matched[0] if matched else ""


def _lenses(text: str) -> tuple[str, ...]:
    weights: dict[str, float] = {}
    for name in triggers()["lenses"]:
        hits = list(_pattern("lenses", name).finditer(text))
        if hits:
            distinct = len({hit.group().lower()[:5] for hit in hits})
            weights[name] = distinct + 1 / (2 + hits[0].start())
            if name in MEDIA[:3] and distinct < 3 and not FOR_A_MODEL.search(text):
                weights[name] *= 0.4
    best = sorted(weights, key=lambda name: -weights[name])
    least = {name: 0.3 if name in MEDIA or best[0] not in MEDIA else 0.9 for name in best}
    best = [name for name in best if weights[name] >= weights[best[0]] * least[name]]
    return tuple(best[:MOST_LENSES])


def _exclusive(text: str) -> tuple[str, ...]:
    only = "|".join(triggers()["only"].split()).replace("-", " ")
    found: list[str] = []
    for match in re.finditer(rf"(?i)\b(?:{only})\b([^.;:!?]{{0,60}})", text):
        what = re.split(r"(?i)\s(?:of|from|in|von|aus|im|des)\s", match[1])[0]
        found += [name for name in triggers()["lenses"] if name not in MEDIA and _pattern("lenses", name).search(what)]
    if "light" in found and _pattern("lenses", "geometry").search(text):
        found.append("geometry")
    return tuple(dict.fromkeys(found))[:MOST_LENSES]


def _role(text: str, spoken: str, form: str) -> str:
    for match in ROLE[spoken].finditer(text):
        role = ROLE_ENDS.sub("", match["role"]).strip()
        words = role.lower().split()
        shaped = any(_pattern("forms", name).search(role) for name in triggers()["forms"]) and form not in ("news",)
        if 2 <= len(words) <= 6 and not NO_ROLE.search(role) and not shaped:
            return role if role[:3].lower() != "the" else role[0].lower() + role[1:]
    return ""


def _in_language(role: str, spoken: str, language: str) -> str:
    if not role or spoken == language:
        return role[:1].lower() + role[1:]
    nouns = find_nouns(role, spoken)
    if nouns and nouns[0].entry:
        return render(nouns[0].into(language), "ein")
    return ""


def _words(text: str, spoken: str, language: str, lenses: tuple[str, ...]) -> tuple[Noun, ...]:
    """Return the things that an attitude names and that neither address the model nor call for a lens."""
    openings = {word.lower() for word in re.findall(r"(?:^|[.!?:;]\s+)([^\W\d_]+)", text)}
    nouns = [noun for noun in find_nouns(text, spoken) if _colours(noun, spoken, lenses)]
    nouns = [noun for noun in nouns if noun.entry or noun.text.lower() not in openings]
    counts = Counter(noun.text.lower() for noun in nouns)
    first = {noun.text.lower(): noun for noun in reversed(nouns)}
    ranked = sorted(
        counts, key=lambda word: (_oblique(first[word]), -counts[word], [n.text.lower() for n in nouns].index(word))
    )
    chosen = [_own(first[word], lenses) for word in ranked if not lenses or _concrete(first[word], counts[word])]
    if spoken == language:
        return tuple(chosen[:MOST_WORDS])
    known = [noun.into(language) for noun in chosen if noun.entry]
    if known or lenses or not chosen:
        return tuple(known[:MOST_WORDS])
    return tuple(quotation(noun.text, language) for noun in chosen[:2])


def _oblique(noun: Noun) -> bool:
    """Tell whether a German word is likely to stand in a form that cannot be used again."""
    return noun.language == "de" and noun.entry is None and noun.bare and noun.text.endswith("n")


def _colours(noun: Noun, spoken: str, lenses: tuple[str, ...]) -> bool:
    low = noun.text.lower()
    if len(low) < 3 or low in small_words(spoken) or noun.kind == "sign":
        return False
    names = [low, *((noun.entry.en.lower(), noun.entry.de.lower()) if noun.entry else ())]
    patterns = [_pattern("forms", name) for name in triggers()["forms"]] + [_pattern("lenses", name) for name in lenses]
    return not any(name in _talk() or any(p.fullmatch(name) for p in patterns) for name in names)


def _concrete(noun: Noun, count: int) -> bool:
    """Tell whether a word is surely a theme beside a lens: a known thing, a described or a repeated one."""
    known = noun.entry is not None and noun.kind not in ("idea", "sign")
    return known or bool(noun.adjectives) or count > 1


def _own(noun: Noun, lenses: tuple[str, ...]) -> Noun:
    adjectives = tuple(a for a in noun.adjectives if a not in _talk())
    return replace(noun, adjectives=adjectives)


@lru_cache(maxsize=1)
def _talk() -> frozenset[str]:
    return frozenset(triggers()["talk"].split())
