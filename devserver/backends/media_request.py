"""A declared request as bytes: as JSON, or as a form with the pictures that come in as files.

In JSON a picture is a data URL, which is what providers take in `image_url`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from devserver.backends.inputs import Input, named_in, with_data_urls
from devserver.backends.messages import SEEDS, encoded
from devserver.backends.wire import Ended
from devserver.models.calls import MediaCall
from devserver.models.frozen import Json
from devserver.models.outcomes import Invalid

OURS = frozenset(
    ("accept-encoding", "authorization", "connection", "content-length", "content-type", "cookie", "host")
    + ("proxy-authorization", "te", "transfer-encoding", "upgrade", "user-agent")
)
"""Headers that a declaration does not decide on."""
_VERSION = re.compile(r"^.*/v\d+[a-z0-9]*(?=/)")


def path_of(endpoint: str) -> str:
    """Return the path below a server's address; of a whole address what stands behind its version. Raises Ended."""
    path = endpoint
    if endpoint.startswith(("http://", "https://")):
        path = "/" + endpoint.split("://", 1)[1].partition("/")[2]
        path = _VERSION.sub("", path)
    if not path.startswith("/") or {".", ".."} & set(path.split("/")):
        raise Ended(Invalid(reason=f"the endpoint {endpoint!r} is no path below the address of a server"))
    return path


def sent_headers(declared: Mapping[str, str]) -> dict[str, str]:
    """Return the declared headers that are sent, in lower case; raises Ended for one that cannot be."""
    wrong = [
        name for name, value in declared.items() if not (name + value).isascii() or not (name + value).isprintable()
    ]
    if wrong:
        raise Ended(Invalid(reason=f"the header {wrong[0]!r} is not one line of printable ASCII"))
    return {name.lower(): value for name, value in declared.items() if name.lower() not in OURS}


def content_of(call: MediaCall, body: dict[str, Json], inputs: Mapping[str, Input]) -> tuple[bytes, str]:
    """Return a request's body as bytes, and their media type; raises Ended."""
    if isinstance(seed := body.get("seed"), int):
        body = {**body, "seed": seed % SEEDS}
    if call.api is not None and call.api.encoding == "multipart":
        return _form(body, inputs)
    return encoded(with_data_urls(body, inputs)), "application/json"


def _form(body: dict[str, Json], inputs: Mapping[str, Input]) -> tuple[bytes, str]:
    import httpx

    parts: list[tuple[str, Any]] = []
    for name, value in _fields(body):
        given = named_in(value, inputs)
        content = (given.file_name, given.data, given.mime) if given else (None, _as_text(value).encode())
        parts.append((name, content))
    request = httpx.Request("POST", "http://localhost", files=parts)
    return request.read(), request.headers["content-type"]


def _fields(body: dict[str, Json]) -> Iterator[tuple[str, Json]]:
    """Yield the fields of a form; each item of a list is one, with brackets, as OpenAI has it for several pictures."""
    for name, value in body.items():
        if isinstance(value, list):
            yield from ((f"{name}[]", item) for item in value)
        elif value is not None:
            yield name, value


def _as_text(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
