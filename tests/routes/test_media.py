"""Media and entities over HTTP: the right bytes under the right headers, and never as code of this origin."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re

import pytest

from devserver.engine.additions import NewEntity
from devserver.engine.store.folder import PIECE
from tests.fakes.site import Site

pytestmark = pytest.mark.anyio

EDGE = PIECE
FILM = os.urandom(3 * PIECE + 17)
NONE = "run_01ARZ3NDEKTSV4RRFFQ69G5FAV"


def output(media_type: str, extension: str, mime: str, data: bytes, index: int = 0, **more: object) -> NewEntity:
    return NewEntity(
        f"output_{media_type}",
        "media",
        data,
        mime=mime,
        extension=extension,
        media_type=media_type,
        index=index,
        format=extension,
        **more,  # type: ignore[arg-type]
    )


@pytest.fixture(scope="module")
async def run_id(site: Site) -> str:
    return await site.run_with(
        output("image", "png", "image/png", b"first picture"),
        output("image", "webp", "image/webp", b"first as webp"),
        output("image", "png", "image/png", b"second picture", 1),
        output("image", "svg", "image/svg+xml", b"<svg onload='alert(1)'/>", 2, blocked=True),
        output("p5", "js", "text/javascript", "let ü = 1".encode()),
        output("video", "mp4", "video/mp4", FILM),
        output("audio", "flac", "audio/flac", b"fLaC sound"),
        NewEntity("notes", "media", b'{"a": "<script>"}', mime="application/json", extension="json"),
    )


@pytest.mark.parametrize(
    ("path", "content", "mime"),
    [
        pytest.param("image/{run}", b"second picture", "image/png", id="the newest without an index"),
        pytest.param("image/{run}/0", b"first picture", "image/png", id="the first by its index"),
        pytest.param("image/{run}/0?format=webp", b"first as webp", "image/webp", id="another encoding of it"),
        pytest.param("image/{run}/1", b"second picture", "image/png", id="the second by its index"),
        pytest.param("p5/{run}", "let ü = 1".encode(), "text/javascript; charset=utf-8", id="a program"),
        pytest.param("music/{run}", b"fLaC sound", "audio/flac", id="music, which falls back to audio"),
        pytest.param("video/{run}/0", FILM, "video/mp4", id="a file of several pieces"),
    ],
)
async def test_the_bytes_of_an_output(site: Site, run_id: str, path: str, content: bytes, mime: str) -> None:
    address = "/api/media/" + path.format(run=run_id)
    response = await site.client.get(address)
    assert (response.status_code, response.content) == (200, content)
    assert response.headers["content-type"] == mime
    assert response.headers["etag"] == f'"{hashlib.sha256(content).hexdigest()}"'
    assert response.headers["accept-ranges"] == "bytes"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cross-origin-resource-policy"] == "same-origin"
    played = mime.startswith(("video/", "audio/"))
    policy = "sandbox allow-same-origin; default-src 'none'; " if played else "sandbox; default-src 'none'; "
    assert response.headers["content-security-policy"].startswith(policy)
    assert "script" not in response.headers["content-security-policy"]
    head = await site.client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    told = ("content-length", "content-type", "etag", "last-modified", "content-disposition", "cache-control")
    assert {name: head.headers[name] for name in told} == {name: response.headers[name] for name in told}


@pytest.mark.parametrize(
    ("path", "message"),
    [
        pytest.param("image/{run}/2", "no output of type image", id="a blocked one"),
        pytest.param("image/{run}?format=svg", "no output of type image", id="the encoding of a blocked one"),
        pytest.param("image/{run}/3", "no output of type image", id="an index that is not there"),
        pytest.param("image/{run}/-1", "no output of type image", id="a negative index"),
        pytest.param("image/{run}/x", "no output of type image", id="an index of letters"),
        pytest.param("image/{run}/٣", "no output of type image", id="an index of another script"),
        pytest.param("image/{run}/0?format=gif", "no output of type image", id="an encoding that is not there"),
        pytest.param("midi/{run}", "no output of type midi", id="a type that the run does not have"),
        pytest.param("film/{run}", "no media type", id="a type that does not exist"),
        pytest.param(f"image/{NONE}", "no run", id="a run that does not exist"),
        pytest.param("image/run_01ARZ3NDEKTSV4RRFFQ69G5FAV%0A", "no run", id="an id with a line feed"),
        pytest.param("image/%2e%2e", "no run", id="dots"),
        pytest.param("image/run_1", "no run", id="an id that is too short"),
        pytest.param("image/{run}%00", "no run", id="an id with a NUL"),
    ],
)
async def test_what_is_not_there(site: Site, run_id: str, path: str, message: str) -> None:
    response = await site.client.get("/api/media/" + path.format(run=run_id))
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert message in response.json()["detail"]


@pytest.mark.parametrize("path", ["image/..%2f..%2fsecret.key", "image/{run}/..%2f..%2f", "..%2fsecret.key/{run}"])
async def test_no_path_leads_out_of_the_folder(site: Site, run_id: str, path: str) -> None:
    response = await site.client.get("/api/media/" + path.format(run=run_id))
    assert response.status_code == 404
    assert (site.engine.recorder.data / "secret.key").read_text() not in response.text


@pytest.mark.parametrize(
    ("header", "status", "start", "end"),
    [
        pytest.param("bytes=0-9", 206, 0, 10, id="the first bytes"),
        pytest.param("bytes=-17", 206, len(FILM) - 17, len(FILM), id="the last bytes"),
        pytest.param(f"bytes={EDGE - 3}-{EDGE + 2}", 206, EDGE - 3, EDGE + 3, id="across two pieces"),
        pytest.param("bytes=1000-", 206, 1000, len(FILM), id="all from a place on"),
        pytest.param("bytes=9-1", 200, 0, len(FILM), id="a wrong range, which is ignored"),
    ],
)
async def test_a_part_of_a_film(site: Site, run_id: str, header: str, status: int, start: int, end: int) -> None:
    response = await site.client.get(f"/api/media/video/{run_id}", headers={"Range": header})
    assert response.status_code == status
    assert response.content == FILM[start:end]
    assert response.headers["content-length"] == str(end - start)
    assert response.headers.get("content-range") == (f"bytes {start}-{end - 1}/{len(FILM)}" if status == 206 else None)


async def test_a_range_behind_the_end_is_unsatisfiable(site: Site, run_id: str) -> None:
    response = await site.client.get(f"/api/media/video/{run_id}", headers={"Range": f"bytes={len(FILM)}-"})
    assert (response.status_code, response.content) == (416, b"")
    assert response.headers["content-range"] == f"bytes */{len(FILM)}"


async def test_several_parts_come_in_one_answer(site: Site, run_id: str) -> None:
    response = await site.client.get(f"/api/media/video/{run_id}", headers={"Range": "bytes=0-4,100-104"})
    assert response.status_code == 206
    assert int(response.headers["content-length"]) == len(response.content)
    boundary = re.fullmatch(r"multipart/byteranges; boundary=(\w+)", response.headers["content-type"])
    assert boundary is not None
    first, second = response.content.split(f"--{boundary[1]}".encode())[1:3]
    assert first.endswith(b"\r\n\r\n" + FILM[0:5] + b"\r\n")
    assert f"Content-Range: bytes 100-104/{len(FILM)}".encode() in second
    assert response.content.endswith(f"--{boundary[1]}--\r\n".encode())


async def test_a_head_request_ignores_ranges(site: Site, run_id: str) -> None:
    response = await site.client.head(f"/api/media/video/{run_id}", headers={"Range": "bytes=0-9"})
    assert (response.status_code, response.headers["content-length"]) == (200, str(len(FILM)))


async def test_what_the_client_has_is_not_sent_again(site: Site, run_id: str) -> None:
    address = f"/api/media/video/{run_id}"
    first = await site.client.head(address)
    for condition in ({"If-None-Match": first.headers["etag"]}, {"If-Modified-Since": first.headers["last-modified"]}):
        response = await site.client.get(address, headers=condition)
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["etag"] == first.headers["etag"]
    part = {"Range": "bytes=0-9", "If-Range": first.headers["last-modified"]}
    assert (await site.client.get(address, headers=part)).status_code == 206
    assert (await site.client.get(address, headers={**part, "If-Range": '"old"'})).content == FILM


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("image/{run}/0", "private, max-age=31536000, immutable", id="an output never changes"),
        pytest.param("image/{run}", "private, no-cache", id="the newest may"),
    ],
)
async def test_how_long_an_output_may_be_kept(site: Site, run_id: str, path: str, expected: str) -> None:
    response = await site.client.head("/api/media/" + path.format(run=run_id))
    assert response.headers["cache-control"] == expected


async def test_a_file_is_named_when_it_is_saved(site: Site, run_id: str) -> None:
    shown = await site.client.head(f"/api/media/image/{run_id}/1")
    assert shown.headers["content-disposition"] == f'inline; filename="image_{run_id}_1.png"'
    saved = await site.client.head(f"/api/media/image/{run_id}/1?download=1")
    assert saved.headers["content-disposition"] == f'attachment; filename="image_{run_id}_1.png"'


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Sec-Fetch-Dest": "script"}, 403, id="a script"),
        pytest.param({"Sec-Fetch-Dest": "worker"}, 403, id="a worker"),
        pytest.param({"Sec-Fetch-Dest": "serviceworker", "Service-Worker": "script"}, 403, id="a service worker"),
        pytest.param({"Service-Worker": "script"}, 403, id="a service worker of an old browser"),
        pytest.param({"Sec-Fetch-Dest": "style"}, 403, id="a style sheet"),
        pytest.param({"Sec-Fetch-Dest": "iframe"}, 403, id="a frame"),
        pytest.param({"Sec-Fetch-Dest": "object"}, 403, id="an object"),
        pytest.param({"Sec-Fetch-Dest": "empty"}, 200, id="fetch"),
        pytest.param({"Sec-Fetch-Dest": "image"}, 200, id="a picture"),
        pytest.param({"Sec-Fetch-Dest": "video"}, 200, id="a player"),
        pytest.param({"Sec-Fetch-Dest": "document"}, 200, id="a tab of its own"),
    ],
)
async def test_what_a_run_made_is_never_loaded_as_code(
    site: Site, run_id: str, headers: dict[str, str], status: int
) -> None:
    for path in (f"/api/media/p5/{run_id}/0", f"/api/runs/{run_id}/entities/1"):
        assert (await site.client.get(path, headers=headers)).status_code == status


async def test_entities_are_plain_text(site: Site, run_id: str) -> None:
    first = await site.client.get(f"/api/runs/{run_id}/entities/1")
    assert (first.status_code, first.text) == (200, "hello")
    assert first.headers["content-type"] == "text/plain; charset=utf-8"
    assert first.headers["content-security-policy"].startswith("sandbox")
    found = [await site.client.get(f"/api/runs/{run_id}/entities/{n}") for n in range(1, 12)]
    notes = next(response for response in found if b"<script>" in response.content)
    assert notes.headers["content-type"] == "text/plain; charset=utf-8"
    assert not [response for response in found if b"onload" in response.content]


@pytest.mark.parametrize("n", ["0", "-1", "99", "x", "1.0", "%31%00"])
async def test_an_entity_that_is_not_there(site: Site, run_id: str, n: str) -> None:
    response = await site.client.get(f"/api/runs/{run_id}/entities/{n}")
    assert response.status_code == 404
    assert response.json()["type"] == "/problems/not-found"


@pytest.mark.parametrize("damage", ["gone", "shorter"])
async def test_a_file_that_is_gone_or_cut_is_never_sent_as_whole(site: Site, damage: str) -> None:
    run_id = await site.run_with(output("image", "png", "image/png", b"a picture"))
    record = await site.engine.recorder.load(run_id)
    path = site.engine.recorder.path(run_id, record.media()[0])
    path.unlink() if damage == "gone" else path.write_bytes(b"a pic")
    response = await site.client.get(f"/api/media/image/{run_id}")
    assert response.status_code == 404
    said = "no longer in the data folder" if damage == "gone" else "other bytes than were recorded"
    assert said in response.json()["detail"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_media_take_no_other_method(site: Site, run_id: str, method: str) -> None:
    response = await site.client.request(method, f"/api/media/image/{run_id}")
    assert response.status_code == 405
    assert response.headers["allow"] in {"GET, HEAD", "HEAD, GET"}
    assert response.json()["type"] == "/problems/method-not-allowed"


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


async def test_abandoned_downloads_end_and_hold_up_nobody(site: Site) -> None:
    run_id = await site.run_with(output("video", "mp4", "video/mp4", bytes(48 * 1024 * 1024)))
    before = open_files()
    request = f"GET /api/media/video/{run_id} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    writers = []
    for _ in range(40):
        reader, writer = await asyncio.open_connection("127.0.0.1", site.port, limit=4096)
        writer.write(request)
        assert await reader.read(10)
        writers.append(writer)
    assert (await site.client.get("/api/echo")).status_code == 200
    for writer in writers:
        writer.close()
    async with asyncio.timeout(30):
        while open_files() > before + 5:
            await asyncio.sleep(0.02)
