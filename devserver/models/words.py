"""The shape of the word lists that safety levels stop, as `schemas/safety/words.json` holds them."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from devserver.models.runs import SafetyLevel


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Localised(_Part):
    """A sentence in both languages."""

    en: str = Field(min_length=1)
    de: str = Field(min_length=1)


CHOICE = re.compile(r"\(([^()]*)\)")


LONGEST, LONGEST_WITH_CHOICES = 100, 1500


def _can_be_searched(term: str) -> str:
    plain = CHOICE.sub(" ", term)
    if set("()|") & set(plain):
        raise ValueError("a choice is (one|two), never within another one")
    if len(plain) > LONGEST:
        raise ValueError(f"a term has at most {LONGEST} characters beside its choices")
    if "*" in term[:-1]:
        raise ValueError("a * stands only at the end of a term")
    needed = [choice for choice in CHOICE.findall(term) if "" not in choice.split("|")]
    if not any(letter.isalnum() for letter in plain + "".join(needed)):
        raise ValueError("a term needs a letter that cannot be left out")
    return term


Term = Annotated[str, Field(max_length=LONGEST_WITH_CHOICES), AfterValidator(_can_be_searched)]


class Terms(_Part):
    """Words and phrases by language.

    A trailing `*` matches any ending. `(one|two)` matches either, `(one|)` may be left out.
    """

    en: tuple[Term, ...] = ()
    de: tuple[Term, ...] = ()


class Category(_Part):
    """A group of terms that is stopped at some levels for one reason."""

    id: str = Field(pattern=r"^[a-z]+(_[a-z]+)*$")
    levels: tuple[SafetyLevel, ...] = Field(description="Levels at which the terms are stopped.")
    label: Localised = Field(description="What the category is about, for people.")
    reason: Localised = Field(description="Why a text is stopped.")
    hint: Localised = Field(description="What the writer can change.")
    terms: Terms
    harmless: Terms = Field(default=Terms(), description="Phrases in which a term of any category means no harm.")


class WordFile(_Part):
    """The file of word lists as it is written."""

    format: Literal[1] = 1
    note: Localised = Field(description="What the lists mean to stop and to let through.")
    categories: tuple[Category, ...]

    @model_validator(mode="after")
    def _unambiguous(self) -> Self:
        ids = [group.id for group in self.categories]
        if len(set(ids)) < len(ids):
            raise ValueError("two categories have the same id")
        for language in ("en", "de"):
            terms = [term for group in self.categories for term in getattr(group.terms, language)]
            if twice := sorted({term for term in terms if terms.count(term) > 1}):
                raise ValueError(f"terms that stand twice in {language}: {', '.join(twice)}")
        return self


def schema() -> dict[str, Any]:
    """Return the JSON Schema 2020-12 of a file of word lists, as `schemas/safety_words.schema.json` holds it."""
    made = WordFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "DevServer safety words"}
