from __future__ import annotations

import io

import pytest

from devserver.backends.previews import small_preview
from tests.fakes.images import png


def test_a_large_picture_becomes_a_small_one() -> None:
    from PIL import Image

    made = io.BytesIO()
    Image.new("RGBA", (1600, 800), (200, 10, 10, 128)).save(made, "PNG")
    preview = small_preview(made.getvalue())
    assert preview is not None
    assert preview.mime == "image/jpeg"
    with Image.open(io.BytesIO(preview.data)) as shown:
        assert (shown.format, shown.size) == ("JPEG", (512, 256))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<svg></svg>", id="a drawing"),
        pytest.param(png()[:30], id="a picture that is cut off"),
        pytest.param(png(side=3)[:20] + b"\x7f\xff\xff\xff" + png(side=3)[24:], id="a picture of impossible size"),
        pytest.param(b"\xff\xd8\xff" + bytes(99), id="a JPEG that is none"),
    ],
)
def test_what_cannot_be_shown_is_not(data: bytes) -> None:
    assert small_preview(data) is None
