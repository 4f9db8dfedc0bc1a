from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

import devserver
from devserver.errors import PROBLEM_TYPES
from devserver.messages import MESSAGES, TITLES

PACKAGE = Path(devserver.__file__).parent
ERRORS = {"BadRequest", "Forbidden", "NotFound", "MethodNotAllowed", "Conflict", "TooLarge", "UnsupportedMedia",
          "Changed", "RateLimited", "BackendFailed", "Unavailable", "Interrupted", "DevServerError"}  # fmt: skip


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("key", MESSAGES)
def test_a_message_is_a_sentence_in_both_languages_with_the_same_parameters(key: str) -> None:
    texts = MESSAGES[key]
    assert texts.keys() == {"en", "de"}
    assert names(texts["en"]) == names(texts["de"])
    assert all(re.fullmatch(r"[a-z_]+", name) for name in names(texts["en"]))
    for text in texts.values():
        assert text.strip() == text
        assert text[-1] in ".:}!?"


def test_every_problem_type_has_a_title_and_no_title_is_left_over() -> None:
    assert TITLES.keys() == PROBLEM_TYPES.keys()
    assert all(texts.keys() == {"en", "de"} for texts in TITLES.values())


def raised() -> set[str]:
    """Return the message keys that the package raises or puts into faults."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            given = [node.args[0]] if name in ERRORS and node.args else []
            given += [word.value for word in node.keywords if name == "Fault" and word.arg == "message"]
            found |= {one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return found


def test_every_message_that_is_raised_is_written() -> None:
    assert {
        key for key in raised() if "models/outcomes" not in key and re.fullmatch(r"[a-z_]+", key)
    } <= MESSAGES.keys()
    assert len(raised()) > 20
