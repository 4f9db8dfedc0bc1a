"""A small S3 on loopback: the part of its protocol that keeping files needs, over real HTTP, with signatures checked.

PUT, GET with Range, HEAD, multipart uploads, DeleteObjects and ListObjectsV2 of one bucket; its objects are in a dict.
What a test wants to go wrong is set on the fake. It runs in threads of its own, so that a test may block.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.etree import ElementTree
from xml.sax.saxutils import escape

BUCKET, KEY, SECRET, REGION = "pictures", "AKIDEXAMPLE", "a-secret/with+signs", "eu-test-1"
PAGE = 3
"""Objects on one page of a list: few, so that lists have several."""


@dataclass
class Held:
    """An object, and when it was changed."""

    data: bytes
    changed: datetime = field(default_factory=lambda: datetime.now(UTC))

    @cached_property
    def etag(self) -> str:
        return f'"{hashlib.md5(self.data, usedforsecurity=False).hexdigest()}"'


@dataclass
class FakeS3:
    """A bucket; `status` is answered to what writes, `cut` keeps only the first bytes of what is written."""

    port: int = 0
    objects: dict[str, Held] = field(default_factory=dict)
    uploads: dict[str, dict[int, bytes]] = field(default_factory=dict)
    requests: list[tuple[str, str]] = field(default_factory=list)
    status: int | None = None
    cut: int | None = None
    away: bool = False
    """Whether connections end without an answer."""
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    guard: threading.Lock = field(default_factory=threading.Lock)

    @property
    def environment(self) -> dict[str, str]:
        """Return what tells the library where it is, and the keys."""
        return {
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": REGION,
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "AWS_ALLOW_HTTP": "true",
        }

    def url(self, prefix: str = "") -> str:
        return f"s3://{BUCKET}/{prefix}".rstrip("/")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing."""

    def _handle(self) -> None:
        fake = self.server.fake
        split = urlsplit(self.path)
        query = dict(parse_qsl(split.query, keep_blank_values=True))
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        fake.requests.append((self.command, self.path))
        bucket, _, key = unquote(split.path).lstrip("/").partition("/")
        if fake.away:
            self.close_connection = True
        elif not self._signed(split.path, query, body):
            self._error(403, "SignatureDoesNotMatch")
        elif bucket != BUCKET:
            self._error(404, "NoSuchBucket")
        elif fake.status is not None and self.command in {"PUT", "POST"}:
            self._error(fake.status, "Refused")
        else:
            with fake.guard:
                getattr(self, f"_{self.command.lower()}")(fake, key, query, body)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _handle

    def _get(self, fake: FakeS3, key: str, query: dict[str, str], _body: bytes) -> None:
        if not key:
            self._list(fake, query)
            return
        held = fake.objects.get(key)
        if held is None:
            self._error(404, "NoSuchKey")
            return
        about = {"ETag": held.etag, "Last-Modified": held.changed.strftime("%a, %d %b %Y %H:%M:%S GMT")}
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("range", ""))
        if asked is None:
            self._answer(200, held.data, about)
            return
        start, end = int(asked[1]), min(int(asked[2] or len(held.data)) + 1, len(held.data))
        if start >= len(held.data):
            self._error(416, "InvalidRange")
            return
        span = {"Content-Range": f"bytes {start}-{end - 1}/{len(held.data)}"}
        self._answer(206, held.data[start:end], {**about, **span})

    _head = _get

    def _put(self, fake: FakeS3, key: str, query: dict[str, str], body: bytes) -> None:
        if "uploadId" in query:
            fake.uploads[query["uploadId"]][int(query["partNumber"])] = body
            etag = Held(body).etag
        else:
            fake.objects[key] = held = Held(body[: fake.cut])
            etag = held.etag
        self._answer(200, b"", {"ETag": etag})

    def _post(self, fake: FakeS3, key: str, query: dict[str, str], body: bytes) -> None:
        if "delete" in query:
            gone = [
                element.text or "" for element in ElementTree.fromstring(body).iter() if element.tag.endswith("Key")
            ]
            for name in gone:
                fake.objects.pop(name, None)
            told = "".join(f"<Deleted><Key>{escape(name)}</Key></Deleted>" for name in gone)
            self._xml(f"<DeleteResult>{told}</DeleteResult>")
        elif "uploads" in query:
            number = str(next(fake.numbers))
            fake.uploads[number] = {}
            self._xml(f"<InitiateMultipartUploadResult><UploadId>{number}</UploadId></InitiateMultipartUploadResult>")
        else:
            parts = fake.uploads.pop(query["uploadId"])
            fake.objects[key] = held = Held(b"".join(parts[n] for n in sorted(parts))[: fake.cut])
            etag = escape(held.etag)
            self._xml(f"<CompleteMultipartUploadResult><ETag>{etag}</ETag></CompleteMultipartUploadResult>")

    def _delete(self, fake: FakeS3, key: str, query: dict[str, str], _body: bytes) -> None:
        fake.uploads.pop(query.get("uploadId", ""), None)
        fake.objects.pop(key, None)
        self._answer(204, b"", {})

    def _list(self, fake: FakeS3, query: dict[str, str]) -> None:
        after = query.get("continuation-token", query.get("start-after", ""))
        found = sorted(key for key in fake.objects if key.startswith(query.get("prefix", "")) and key > after)
        page, more = found[:PAGE], len(found) > PAGE
        told = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(fake.objects[key].data)}</Size>"
            f"<ETag>{escape(fake.objects[key].etag)}</ETag>"
            f"<LastModified>{fake.objects[key].changed:%Y-%m-%dT%H:%M:%S.000Z}</LastModified></Contents>"
            for key in page
        )
        token = f"<NextContinuationToken>{escape(page[-1])}</NextContinuationToken>" if more else ""
        self._xml(f"<ListBucketResult><IsTruncated>{str(more).lower()}</IsTruncated>{token}{told}</ListBucketResult>")

    def _signed(self, path: str, query: dict[str, str], body: bytes) -> bool:
        """Tell whether a request has the signature (AWS Signature Version 4) that its bytes ask for."""
        given = re.fullmatch(
            r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request, ?"
            r"SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})",
            self.headers.get("authorization", ""),
        )
        if given is None or given[1] != KEY or self.headers["x-amz-content-sha256"] != hashlib.sha256(body).hexdigest():
            return False
        _key, day, region, names, signature = given.groups()
        sent = "".join(f"{name}:{' '.join(self.headers[name].split())}\n" for name in names.split(";"))
        asked = "&".join(f"{quote(name, safe='')}={quote(query[name], safe='')}" for name in sorted(query))
        request = "\n".join((self.command, path, asked, sent, names, self.headers["x-amz-content-sha256"]))
        scope = f"{day}/{region}/s3/aws4_request"
        hashed = hashlib.sha256(request.encode()).hexdigest()
        text = "\n".join(("AWS4-HMAC-SHA256", self.headers["x-amz-date"], scope, hashed))
        secret = f"AWS4{SECRET}".encode()
        for part in (day, region, "s3", "aws4_request"):
            secret = hmac.digest(secret, part.encode(), "sha256")
        return hmac.compare_digest(hmac.new(secret, text.encode(), "sha256").hexdigest(), signature)

    def _xml(self, text: str) -> None:
        self._answer(200, f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode(), {"Content-Type": "application/xml"})

    def _error(self, status: int, code: str) -> None:
        body = f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()
        self._answer(status, body, {"Content-Type": "application/xml"})

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, fake: FakeS3) -> None:
        super().__init__(("127.0.0.1", fake.port), _Handler)
        self.fake = fake

    def handle_error(self, request: object, client_address: object) -> None:
        """Write nothing of a client that has gone."""


@contextmanager
def open_s3() -> Iterator[FakeS3]:
    """Run one on a free port of loopback."""
    fake = FakeS3()
    with _Server(fake) as server:
        fake.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()
