"""Which texts SwarmUI would carry out."""

from __future__ import annotations

import pytest

from devserver.backends.swarmui.tags import tag_in

TAGS = {
    "a repetition": ("so <repeat:900000,very > tall", "<repeat"),
    "in capitals": ("<RePeat[9]:x>", "<RePeat[9]"),
    "a wildcard": ("a <wildcard:animals/cats> sleeps", "<wildcard"),
    "a LoRA": ("<lora:secret:2>", "<lora"),
    "a parameter": ("<param[steps]:500>", "<param[steps]"),
    "within another": ("<<random:a|b>>", "<random"),
    "behind an innocent one": ("1 <2, but <preset:x>", "<preset"),
    "over two lines": ("<segment:\nface>", "<segment"),
    "without a colon": ("a hill <break> a house", "<break"),
    "with signs that are taken out first": ("<re\apeat:9,x> <wild\0card:a>", "<repeat"),
    "of an extension": ("<mytool[3]> works", "<mytool[3]"),
}


@pytest.mark.parametrize(("text", "tag"), TAGS.values(), ids=TAGS.keys())
def test_a_tag_is_found(text: str, tag: str) -> None:
    assert tag_in(text) == tag


@pytest.mark.parametrize(
    "text",
    [
        "a boat",
        "",
        "I <3 boats, 5 > 3 and x<y",
        "<- left : right ->",
        "a <b>bold</b> sign",
        "{{CONTEXT}} [a|b] (c:1.2)",
        "so it begins: <repeat:3,x",
        "时间 <:-) :>",
    ],
)
def test_other_texts_are_let_through(text: str) -> None:
    assert tag_in(text) is None
