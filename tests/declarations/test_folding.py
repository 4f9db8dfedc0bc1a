from __future__ import annotations

import pytest

from devserver.declarations.folding import fold

KEYS = ("steps", "cfg", "sampler_name", "num_frames", "Width")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        pytest.param("steps", "steps", id="the key itself"),
        pytest.param("STEPS", "steps", id="its upper case"),
        pytest.param("SAMPLER", "sampler_name", id="another name of it"),
        pytest.param("FRAMES", "num_frames", id="frames are num_frames"),
        pytest.param("WIDTH", "Width", id="a key with capitals"),
        pytest.param("Steps", None, id="mixed case is another name"),
        pytest.param("sampler", None, id="lower case does not fold"),
        pytest.param("LYRICS", None, id="a name that no key has"),
    ],
)
def test_fold(name: str, key: str | None) -> None:
    assert fold(name, KEYS) == key
