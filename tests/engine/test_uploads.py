"""Pictures that come in: measured, or refused with what is wrong with them; never a defect of ours."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image

from devserver.engine.uploads import measure
from devserver.errors import InvalidInput, TooLarge


def encoded(kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((40, 30), 50).convert("RGB").save(file, kind, **options)
    return file.getvalue()


SOURCES = [encoded("PNG"), encoded("JPEG"), encoded("WEBP"), encoded("GIF"), encoded("JPEG", progressive=True)]


def damaged(chance: random.Random) -> bytes:
    data = bytearray(chance.choice(SOURCES))
    for _ in range(chance.choice([1, 2, 5, 20])):
        data[chance.randrange(min(len(data), chance.choice([64, len(data)])))] = chance.randrange(256)
    return bytes(data[: chance.choice([len(data), chance.randrange(1, len(data))])])


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("start", range(4))
def test_damaged_pictures_are_measured_or_refused(start: int) -> None:
    chance = random.Random(start)
    for _ in range(250):
        try:
            mime, width, height = measure(damaged(chance))
        except (InvalidInput, TooLarge):
            continue
        assert mime.startswith("image/")
        assert width * height > 0


@pytest.mark.parametrize(
    "last",
    [
        pytest.param(b"\x21", id="an extension block without its label"),
        pytest.param(b"\x2c", id="a frame without its place"),
    ],
)
def test_an_animation_that_breaks_off_is_refused(last: bytes) -> None:
    file = io.BytesIO()
    Image.new("RGB", (3, 2), "red").save(file, "GIF")
    with pytest.raises(InvalidInput) as caught:
        measure(file.getvalue()[:-1] + last)
    assert caught.value.faults[0].message == "upload_broken"
