"""Uploads over HTTP: pictures are kept, everything else gets a clear problem."""

from __future__ import annotations

import hashlib
import io
import struct
import tracemalloc
import zlib

import httpx
import pytest
from PIL import Image

from devserver.engine.uploads import MOST_BYTES
from tests.fakes.site import Site

pytestmark = pytest.mark.anyio


def picture(kind: str = "PNG", size: tuple[int, int] = (30, 20)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "red").save(file, kind)
    return file.getvalue()


def bomb(width: int, height: int) -> bytes:
    """Return a small PNG that unfolds into a picture of this size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 + 3 * width)) for _ in range(min(height, 64))) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("kind", "mime"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp"), ("GIF", "image/gif")]
)
async def test_a_picture_in_a_form_is_kept(site: Site, kind: str, mime: str) -> None:
    data = picture(kind)
    response = await site.client.post("/api/media/upload", files={"file": ("../../etc/x.png", data, "text/html")})
    assert response.status_code == 201
    told = response.json()
    upload, kept = await site.engine.uploads.read(told["upload_id"])
    assert kept == data
    assert told == {
        "upload_id": upload.upload_id,
        "mime": mime,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "width": 30,
        "height": 20,
    }


async def test_a_picture_may_be_the_body_itself(site: Site) -> None:
    response = await site.client.post(
        "/api/media/upload", content=picture(), headers={"Content-Type": "image/png; x=1"}
    )
    assert (response.status_code, response.json()["mime"]) == (201, "image/png")


PNG = {"Content-Type": "image/png"}
NO_LINE = {"Content-Type": "multipart/form-data"}
HUGE = bytes(MOST_BYTES + 100_000)
FORM = {"Content-Type": "multipart/form-data; boundary=line"}


@pytest.mark.parametrize(
    ("request_", "status", "message"),
    [
        pytest.param({"files": {"file": b"no picture"}}, 422, "no picture of a type", id="a text"),
        pytest.param({"files": {"file": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}}, 422, "no picture", id="an SVG"),
        pytest.param({"files": {"file": picture()[:60]}}, 422, "cannot be decoded", id="half a picture"),
        pytest.param({"files": {"file": b""}}, 422, "has no file", id="an empty file"),
        pytest.param({"files": {"other": picture()}}, 422, "has no file", id="another field"),
        pytest.param({"data": {"file": "x"}}, 415, "multipart/form-data", id="a form of another type"),
        pytest.param({"json": {"file": "x"}}, 415, "multipart/form-data", id="JSON"),
        pytest.param({"content": b""}, 415, "multipart/form-data", id="no type"),
        pytest.param({"content": b"", "headers": PNG}, 422, "has no file", id="no bytes"),
        pytest.param({"content": b"x", "headers": {"Content-Type": "image/tiff"}}, 415, "image/png", id="a TIFF"),
        pytest.param({"content": b"--line\r\n", "headers": FORM}, 400, "cannot be read", id="a cut form"),
        pytest.param(
            {"content": b"--line--", "headers": NO_LINE}, 400, "boundary", id="no boundary"
        ),
        pytest.param({"files": {"file": bomb(7000, 7000)}}, 413, "7000 × 7000 pixels", id="a bomb"),
        pytest.param({"files": {"file": bomb(60000, 60000)}}, 413, "far too many pixels", id="a larger bomb"),
        pytest.param({"files": {"file": HUGE}}, 413, "larger than", id="a large form"),
        pytest.param(
            {"content": bytes(MOST_BYTES + 1), "headers": PNG}, 413, "larger", id="a large body"
        ),
    ],
)  # fmt: skip
async def test_what_is_not_kept(site: Site, request_: dict[str, object], status: int, message: str) -> None:
    response = await site.client.post("/api/media/upload", **request_)  # type: ignore[arg-type]
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert message in response.json()["detail"] + str(response.json().get("faults", ""))


async def test_a_bomb_is_refused_before_it_is_unfolded(site: Site) -> None:
    tracemalloc.start()
    try:
        await site.client.post("/api/media/upload", files={"file": bomb(60000, 60000)})
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


async def test_too_much_is_refused_while_it_comes_in(site: Site) -> None:
    sent = 0

    async def endless() -> object:
        nonlocal sent
        while True:
            sent += 65536
            yield bytes(65536)

    try:
        response = await site.client.post("/api/media/upload", content=endless(), headers=FORM)
        assert response.status_code == 413
    except httpx.TransportError:
        pass
    assert sent < 4 * MOST_BYTES


async def test_the_owner_of_an_upload_is_the_session(site: Site) -> None:
    response = await site.client.post(
        "/api/media/upload", files={"file": picture()}, headers={"X-DevServer-Owner": "owner_of_another"}
    )
    from devserver.engine import tables

    def owners(connection: object) -> list[str]:
        query = tables.uploads.select().where(tables.uploads.c.id == response.json()["upload_id"])
        return [row.owner for row in connection.execute(query)]  # type: ignore[attr-defined]

    assert await site.engine.database.read(owners) == ["local"]
