"""The parts of programs: one named function each, and what one part needs of others."""

import pytest

from devserver.embedded.code.library import blocks, needed


@pytest.mark.parametrize("folder", ["p5_parts", "tone_parts"])
def test_each_part_is_explained(folder: str) -> None:
    for name, block in blocks(folder).items():
        assert "// " in block.split("function", 1)[0], name
        assert block.count("\nfunction ") + block.count("\nasync function ") <= 1, name


def test_a_part_brings_what_it_needs() -> None:
    text = "\n\n".join(needed("p5_parts", "makeWaves({});"))
    assert "function makeWaves(" in text and "function drawGlints(" in text and "function mixHex(" in text
    assert "function makeSkyline(" not in text


def test_code_that_names_no_part_needs_none() -> None:
    assert needed("p5_parts", "let waves = 1;") == []
