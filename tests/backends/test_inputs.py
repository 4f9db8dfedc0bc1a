"""What a call takes in: read, named, put where a request names it."""

from __future__ import annotations

import pytest

from devserver.backends.inputs import Input, brought, inputs_of, named_in, with_data_urls
from devserver.backends.wire import Ended
from devserver.models.calls import InputMedia
from devserver.models.outcomes import Failed

pytestmark = pytest.mark.anyio

MEDIA = InputMedia(parameter="portrait", path="a.png", mime="image/png", sha256="ab" * 32)
GIVEN = Input("portrait", "image/png", b"abc")
URL = "data:image/png;base64,YWJj"


async def read(media: InputMedia) -> bytes:
    if media.path == "gone.png":
        raise FileNotFoundError
    if media.path == "away.png":
        raise OSError("nobody answers")
    return b"abc"


async def test_inputs_are_known_by_their_parameters() -> None:
    assert await inputs_of([MEDIA], read) == {"portrait": GIVEN}
    assert (GIVEN.file_name, GIVEN.data_url) == ("portrait.png", URL)


@pytest.mark.parametrize(
    ("path", "said"), [("gone.png", "is no longer in the data folder"), ("away.png", "cannot be read: nobody answers")]
)
async def test_an_input_that_is_gone_or_out_of_reach_is_named(path: str, said: str) -> None:
    with pytest.raises(Ended) as ended:
        await brought(MEDIA.model_copy(update={"path": path}), read)
    assert ended.value.outcome == Failed(reason=f"the input portrait {said}")


def test_a_data_url_takes_the_place_of_a_name_and_of_nothing_else() -> None:
    body = {"a": [{"$input": "portrait"}, "portrait", {"$input": "other"}], "b": {"$input": "portrait", "c": 1}, "n": 1}
    assert with_data_urls(body, {"portrait": GIVEN}) == {**body, "a": [URL, "portrait", {"$input": "other"}]}
    assert named_in({"$input": ["portrait"]}, {"portrait": GIVEN}) is None


def test_what_comes_in_is_not_shown() -> None:
    assert "abc" not in repr(GIVEN)
