"""Sessions: a browser gets a signed cookie by itself, whose id is the owner of what it makes.

The cookie is stateless: an id and a time, signed with the secret of the data folder (`<data>/secret.key`, mode 0600,
made once). Only browsers get one, so that programs on this machine share the owner `local`. A request that another
site caused brings no SameSite=Strict cookie although the browser has one; it must not be given a new one, which would
take the old one's place.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from pathlib import Path

from itsdangerous import BadSignature, TimestampSigner
from starlette.datastructures import Headers
from ulid import ULID

from devserver.errors import Unavailable
from devserver.routes.asgi import LOCAL

KEPT_FOR = 400 * 24 * 3600
"""Seconds that a cookie is good for; browsers keep none longer."""
RENEWED_AFTER = 30 * 24 * 3600
"""Seconds after which a cookie in use is signed anew."""
_SECRET_BYTES = 32


def load_secret(data: Path) -> bytes:
    """Return the secret of a data folder, made at the first call; of several processes one makes it for all."""
    path = data / "secret.key"
    if not path.exists():
        _make_secret(path)
    secret = path.read_bytes()
    if len(secret) != 2 * _SECRET_BYTES:
        raise Unavailable("secret_unusable", file=str(path))
    return secret


def _make_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{ULID()}.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_hex(_SECRET_BYTES).encode())
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


class Sessions:
    """Reads and makes session cookies."""

    def __init__(self, secret: bytes) -> None:
        self._signer = TimestampSigner(secret, salt="devserver.session", digest_method=hashlib.sha256)
        # Cookies are shared between the ports of a host: the name tells servers with different secrets apart.
        self.cookie_name = f"devserver_{hashlib.sha256(b'name' + secret).hexdigest()[:8]}"

    def owner(self, headers: Headers) -> tuple[str, str | None]:
        """Return the owner of a request and the Set-Cookie value that its answer needs, if any."""
        for value in self._values(headers):
            try:
                owner, signed_at = self._signer.unsign(value, return_timestamp=True)
            except BadSignature:
                continue
            age = time.time() - signed_at.timestamp()  # below 0 where the clock was set back: it is ours all the same
            if age > KEPT_FOR:
                continue
            renewed = age > RENEWED_AFTER and _takes_cookie(headers)
            return owner.decode(), self._cookie(owner.decode()) if renewed else None
        if not _takes_cookie(headers):
            return LOCAL, None
        owner_id = f"owner_{ULID()}"
        return owner_id, self._cookie(owner_id)

    def _values(self, headers: Headers) -> list[str]:
        values = []
        for header in headers.getlist("cookie"):
            for part in header.split(";"):
                name, _, value = part.strip().partition("=")
                if name == self.cookie_name:
                    values.append(value)
        return values

    def _cookie(self, owner: str) -> str:
        value = self._signer.sign(owner).decode()
        return f"{self.cookie_name}={value}; Max-Age={KEPT_FOR}; Path=/; HttpOnly; SameSite=Strict"


def _takes_cookie(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    return "text/html" in headers.get("accept", "")
