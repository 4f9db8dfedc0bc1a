"""Walk through the words of a text and tell which of them name things."""

from __future__ import annotations

from devserver.embedded.text.english import english_word
from devserver.embedded.text.german import german_word
from devserver.embedded.text.spelling import spelt
from devserver.embedded.text.tagging import (
    LATIN,
    LONGEST_WORD,
    MARKS,
    MOST_TEXT,
    TOKEN,
    Finder,
    Spot,
    number_of,
    quotation,
)


def walk(text: str, language: str) -> Finder:
    """Return what a text names, in order and with repetitions, and its first deed."""
    finder = Finder(language, lower_case=text == text.lower())
    step = english_word if language == "en" else german_word
    runs = [
        spelt(run, language) if len(run) <= LONGEST_WORD else run
        for run in TOKEN.findall(text[:MOST_TEXT].replace("\n", " . "))
    ]
    starts = True
    for index, run in enumerate(runs):
        following, later = [*runs[index + 1 : index + 3], "", ""][:2]
        if not run[0].isalpha():
            finder.subject = None if run in MARKS else finder.subject
            finder.forget("zwei" if number_of(run) else "", number_of(run))
        elif len(run) > LONGEST_WORD:
            finder.add(quotation(run, language))
        elif LATIN.match(run):
            step(finder, Spot(run, run.lower(), following, later, starts))
        starts = run in ".!?:"
    finder.forget()
    return finder
