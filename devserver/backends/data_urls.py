"""Data URLs and base64 (RFC 2397, RFC 4648), in slices: other threads get their turn between two of them."""

from __future__ import annotations

import base64
from urllib.parse import unquote_to_bytes

SLICE = 3 * 2**17
"""Bytes that are written at once; four characters stand for three of them. One slice takes about 1 ms."""
BROKEN = "it is base64 that is cut off or broken"


def base64_of(data: bytes) -> str:
    """Return bytes as base64."""
    return "".join(base64.b64encode(data[at : at + SLICE]).decode() for at in range(0, len(data), SLICE))


def data_url(mime: str, data: bytes) -> str:
    """Return bytes of a media type as a data URL."""
    return f"data:{mime};base64,{base64_of(data)}"


def decoded(text: str) -> bytes:
    """Return the bytes of base64, in any of its forms, or of a data URL; raises ValueError where they are broken."""
    header, comma, rest = text.partition(",") if text.startswith("data:") else ("", "", text)
    if comma and not header.endswith(";base64"):
        return unquote_to_bytes(rest)
    plain = "".join(rest.split()).rstrip("=")
    if "=" in plain:
        raise ValueError(BROKEN)
    step = SLICE // 3 * 4
    return b"".join(_slice(plain[at : at + step]) for at in range(0, len(plain), step))


def _slice(plain: str) -> bytes:
    padded = plain.replace("-", "+").replace("_", "/") + "=" * (-len(plain) % 4)
    try:
        return base64.b64decode(padded, validate=True)
    except ValueError:
        raise ValueError(BROKEN) from None
