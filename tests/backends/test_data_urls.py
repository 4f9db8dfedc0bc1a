"""Base64 and data URLs, small and in many slices."""

from __future__ import annotations

import base64

import pytest

from devserver.backends.data_urls import SLICE, base64_of, data_url, decoded
from tests.fakes.images import png

BOX = png(10)
PLAIN = base64.b64encode(BOX).decode()
WRAPPED = f"data:image/png;base64,{PLAIN}"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.rstrip("="),
        PLAIN.replace("+", "-").replace("/", "_"),
        "\n".join(PLAIN[start : start + 20] for start in range(0, len(PLAIN), 20)),
        WRAPPED,
        WRAPPED.replace(";base64", ";charset=x;base64"),
    ],
    ids=["base64", "without padding", "for URLs", "in lines", "a data URL", "a data URL with more in it"],
)
def test_base64_in_all_its_forms(text: str) -> None:
    assert decoded(text) == BOX


def test_a_data_url_without_base64() -> None:
    assert decoded("data:image/svg+xml,%3Csvg%3E%3C/svg%3E") == b"<svg></svg>"


@pytest.mark.parametrize("size", [0, 1, SLICE - 1, SLICE, SLICE + 1, 3 * SLICE + 2])
def test_what_is_written_in_slices_is_read_in_slices(size: int) -> None:
    data = bytes(range(256)) * (size // 256 + 1)
    data = data[:size]
    assert base64_of(data) == base64.b64encode(data).decode()
    assert decoded(data_url("image/png", data)) == data


@pytest.mark.parametrize("place", [10, SLICE // 3 * 4 - 1, SLICE // 3 * 4])
def test_an_end_in_the_middle_is_broken_wherever_it_stands(place: int) -> None:
    text = base64_of(bytes(2 * SLICE))
    with pytest.raises(ValueError, match="cut off or broken"):
        decoded(text[:place] + "=" + text[place + 1 :])
