"""Words choose kinds and styles, inflected and compound, in English and German."""

import pytest

from devserver.embedded.image.things import THINGS
from devserver.embedded.image.wording import KINDS, kinds, style
from devserver.embedded.lexicon import THINGS as KNOWN


@pytest.mark.parametrize(
    ("words", "language", "found"),
    [
        ("two lions", "en", ("lion",)),
        ("die Füchse", "de", ("fox",)),
        ("straßenlaterne", "de", ("lamp",)),
        ("a lighthouse", "en", ("lighthouse",)),
        ("ein verschneites dorf", "de", ("village", "snow")),
        ("bearing no name", "en", ()),
        ("x" * 5000, "en", ()),
    ],
)
def test_kinds(words: str, language: str, found: tuple[str, ...]) -> None:
    assert kinds(tuple(words.lower().split()), language) == found


@pytest.mark.parametrize(
    ("words", "language", "name"),
    [
        ("bauhaus poster", "en", "geometric"),
        ("an ink drawing", "en", "ink"),
        ("a drawing", "en", "line"),
        ("ein aquarell", "de", "watercolour"),
        ("pixel art", "en", "pixel"),
        ("kubistische collage", "de", "cubist"),
        ("a house", "en", "print"),
        ("", "en", "print"),
    ],
)
def test_styles(words: str, language: str, name: str) -> None:
    assert style(tuple(words.split()), language) == name


def test_every_kind_belongs_to_a_thing_that_the_lexicon_knows() -> None:
    assert {parent for parent, _ in KINDS.values()} - {""} <= set(KNOWN)


def test_every_figure_can_be_named() -> None:
    made = {"broken_clock", "table"}
    assert set(THINGS) - made <= set(KINDS) | set(KNOWN)
