"""Pictures out of data URLs and from their paths."""

from __future__ import annotations

import base64

import pytest

from devserver.backends.swarmui.pictures import LARGEST, data_of, preview_of, taken, without_grid
from devserver.backends.swarmui.protocol import Made
from devserver.backends.wire import Ended
from devserver.models.outcomes import Failed, MediaFile, Outcome, Preview, Unavailable
from tests.backends.swarmui.working import picture_call, wire_to
from tests.fakes.comfyui_nodes import JPEG, png
from tests.fakes.http_server import DIE, END, HANG, HttpServer, Step, chunk, head, running, whole

PAGE = b"<!DOCTYPE html><html></html>"


def url(data: bytes, mime: str = "image/png") -> str:
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"


@pytest.mark.parametrize(
    ("given", "data"),
    [
        (url(b"abc"), b"abc"),
        ("data:;base64,", b""),
        ("data:image/png,abc", None),
        ("data:image/png;base64", None),
        ("data:image/png;base64,a*b", None),
        ("data:image/png;base64,a", None),
        ("data:image/png;base64,ü", None),
        ("View/a.png", None),
    ],
)
def test_what_a_data_url_holds(given: str, data: bytes | None) -> None:
    assert data_of(given) == data


def test_a_preview_is_what_its_bytes_are() -> None:
    assert preview_of(url(png(), "image/jpeg")) == Preview(mime="image/png", data=png())


@pytest.mark.parametrize("given", ["", url(b"text"), url(JPEG + bytes(4_000_000))], ids=["none", "text", "a huge one"])
def test_what_is_no_preview(given: str) -> None:
    assert preview_of(given) is None


def files(*sizes: int) -> list[MediaFile]:
    return [MediaFile(data=png(width), format="png") for width in sizes]


@pytest.mark.parametrize(
    ("sizes", "kept"),
    [((8,), 1), ((8, 8), 2), ((8, 8, 16), 2), ((8, 16), 1), ((), 0)],
    ids=["one", "two", "two with an overview", "one that was left with it", "none"],
)
def test_an_overview_is_known_by_its_size(sizes: tuple[int, ...], kept: int) -> None:
    assert len(without_grid(files(*sizes))) == kept


def test_what_cannot_be_measured_is_kept() -> None:
    assert len(without_grid([*files(8), MediaFile(data=JPEG, format="jpg")])) == 2


ANSWERS: dict[str, tuple[list[Step], type[Outcome], str]] = {
    "it is gone": (
        whole(404, b'{"error": "404, file not found", "error_id": "file_not_found"}'),
        Failed,
        "not have it",
    ),
    "another person's": (whole(400, b'{"error": "no", "error_id": "unauthorized"}'), Unavailable, "token"),
    "a file that cannot be read": (whole(500, b'{"error": "Error reading file.", "error_id": "x"}'), Failed, "reading"),
    "a page": (whole(200, PAGE, "text/html"), Failed, "HTML page"),
    "a page with an error": (whole(502, PAGE, "text/html"), Failed, "HTML page"),
    "elsewhere": (whole(302, b"", location="http://127.0.0.1:9/"), Unavailable, "sends one elsewhere"),
    "broken off": ([head(kind="image/png"), chunk(png()[:20]), DIE], Failed, "broke off"),
    "nothing": (whole(200, b"", "image/png"), Failed, "is empty"),
    "text": (whole(200, b"hello", "image/png"), Failed, "of a kind that nobody knows"),
    "a sound": (whole(200, b"fLaC" + bytes(9), "image/png"), Failed, "audio/flac"),
    "too much": ([head(), *[chunk(bytes(1_000_000))] * (LARGEST // 1_000_000 + 1), END, HANG], Failed, "more than is"),
}


@pytest.mark.anyio
@pytest.mark.parametrize(("steps", "kind", "words"), ANSWERS.values(), ids=ANSWERS.keys())
async def test_what_does_not_come_is_an_outcome_with_a_sentence(
    steps: list[Step], kind: type[Outcome], words: str
) -> None:
    async with running(HttpServer()) as server:
        server.plays(steps)
        wire = wire_to(server.url)
        with pytest.raises(Ended) as caught:
            await taken(Made(0, "View/local/a b.png"), picture_call(), wire, {})
        await wire.close()
    assert isinstance(caught.value.outcome, kind)
    assert words in getattr(caught.value.outcome, "reason", "")
    assert [asked.path for asked in server.asked] == ["/View/local/a%20b.png"]


@pytest.mark.anyio
@pytest.mark.parametrize(
    "path",
    [
        "http://example.org/View/a.png",
        "//example.org/View/a.png",
        "View/../API/x",
        "View/a/./b",
        "View//x",
        "API/GetNewSession",
        "View",
        "",
    ],
)
async def test_nothing_else_is_fetched(path: str) -> None:
    async with running(HttpServer()) as server:
        wire = wire_to(server.url)
        with pytest.raises(Ended) as caught:
            await taken(Made(0, path), picture_call(), wire, {})
        await wire.close()
    assert isinstance(caught.value.outcome, Failed)
    assert server.asked == []
