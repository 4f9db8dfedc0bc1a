"""One file out of a form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.errors import BadRequest
from devserver.routes.forms import MOST_PARTS, field

TYPE = "multipart/form-data; boundary=line"


def part(disposition: str, content: bytes) -> bytes:
    return f"--line\r\nContent-Disposition: form-data; {disposition}\r\n\r\n".encode() + content + b"\r\n"


FILE = part('name="file"; filename="a.png"', b"picture")
END = b"--line--\r\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(FILE + END, b"picture", id="a file"),
        pytest.param(part('name="file"', b"picture") + END, b"picture", id="a file without a file name"),
        pytest.param(part('name="title"', b"x") + FILE + END, b"picture", id="a file behind another field"),
        pytest.param(part('name="file"; filename=""', b"") + END, b"", id="an empty file"),
        pytest.param(part('name="other"', b"x") + END, None, id="another field only"),
        pytest.param(END, None, id="no field at all"),
    ],
)
def test_the_file_of_a_form(body: bytes, expected: bytes | None) -> None:
    assert field(body, TYPE, "file") == expected


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(FILE + part('name="file"', b"second") + END, TYPE, id="two files"),
        pytest.param(FILE, TYPE, id="no last boundary"),
        pytest.param((FILE + END)[:-12], TYPE, id="cut in its last boundary"),
        pytest.param(FILE[:-5], TYPE, id="cut in its file"),
        pytest.param(b"", TYPE, id="nothing"),
        pytest.param(b"{}", TYPE, id="no form"),
        pytest.param(FILE + END, "multipart/form-data", id="no boundary named"),
        pytest.param(FILE + END, "multipart/form-data; boundary=" + "x" * 71, id="a boundary that is too long"),
        pytest.param(FILE + END, "multipart/form-data; boundary=other", id="another boundary"),
        pytest.param(part('name="a"', b"") * (MOST_PARTS + 1) + END, TYPE, id="too many parts"),
    ],
)
def test_what_is_no_whole_form(body: bytes, content_type: str) -> None:
    with pytest.raises(BadRequest):
        field(body, content_type, "file")


@given(st.binary(max_size=300), st.integers(0, 400))
def test_bytes_come_out_as_they_went_in_or_not_at_all(content: bytes, cut: int) -> None:
    body = part('name="file"; filename="a"', content) + END
    if b"--line" not in content:
        assert field(body, TYPE, "file") == content
    try:
        found = field(body[:cut], TYPE, "file")
    except BadRequest:
        return
    assert found in {content, None} or b"--line" in content
