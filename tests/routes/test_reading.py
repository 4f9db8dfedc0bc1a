"""Bodies that native endpoints read from bytes are read as those of the views."""

from __future__ import annotations

import pytest

from devserver.errors import BadRequest, DevServerError, InvalidInput, UnsupportedMedia
from devserver.routes.bodies import InterceptionBody
from devserver.routes.reading import read_json

JSON = "application/json"


def test_a_body_becomes_its_model() -> None:
    body = read_json(InterceptionBody, '{"input_text": "Häuschen"}'.encode(), JSON)
    assert body == InterceptionBody(input_text="Häuschen")


@pytest.mark.parametrize(
    ("content", "content_type", "error"),
    [
        pytest.param(b"{}", "text/plain", UnsupportedMedia, id="another type"),
        pytest.param(b"{}", "", UnsupportedMedia, id="no type"),
        pytest.param(b"{}", "application/json; charset=latin-1", UnsupportedMedia, id="another encoding"),
        pytest.param(b"{", JSON, BadRequest, id="no JSON"),
        pytest.param(b"[]", JSON, InvalidInput, id="no object"),
        pytest.param(b'{"seed": "x"}', JSON, InvalidInput, id="a wrong value"),
        pytest.param(b'{"input_text": "\\ud800"}', JSON, InvalidInput, id="half a surrogate pair"),
    ],
)
def test_what_is_wrong_is_raised(content: bytes, content_type: str, error: type[DevServerError]) -> None:
    with pytest.raises(error):
        read_json(InterceptionBody, content, content_type)
