"""The one table of media types: routes, recorder, validation and web page read it, so no type lacks a route.

A format is a file extension. The bytes decide what a file is: `sniff` reads them, `fits` compares them with a format.
"""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class MediaType:
    """A kind of output: its formats with their MIME types, the preferred one first, and the player that shows it."""

    name: str
    formats: dict[str, str]
    player: str
    falls_back_to: str | None = None

    @property
    def default_format(self) -> str:
        """Return the format that is taken when none is asked for."""
        return next(iter(self.formats))


_AUDIO = {
    "flac": "audio/flac",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "m4a": "audio/mp4",
}

MEDIA_TYPES: dict[str, MediaType] = {
    kind.name: kind
    for kind in (
        MediaType(
            "image",
            {
                "png": "image/png",
                "jpg": "image/jpeg",
                "jpeg": "image/jpeg",
                "webp": "image/webp",
                "gif": "image/gif",
                "svg": "image/svg+xml",
            },
            "image",
        ),
        MediaType("audio", _AUDIO, "audio"),
        MediaType("music", _AUDIO, "audio", falls_back_to="audio"),
        MediaType(
            "video", {"mp4": "video/mp4", "webm": "video/webm", "mov": "video/quicktime", "gif": "image/gif"}, "video"
        ),
        MediaType("midi", {"mid": "audio/midi", "midi": "audio/midi"}, "piano_roll"),
        MediaType("sonicpi", {"rb": "text/x-ruby"}, "code"),
        MediaType("p5", {"js": "text/javascript"}, "p5"),
        MediaType("tonejs", {"js": "text/javascript"}, "tonejs"),
        MediaType("3d", {"glb": "model/gltf-binary", "obj": "model/obj", "stl": "model/stl", "ply": "model/ply"}, "3d"),
        MediaType("text", {"txt": "text/plain", "md": "text/markdown", "json": "application/json"}, "text"),
        MediaType("card", {"png": "image/png", "json": "application/json"}, "card"),
    )
}

TEXT_MEDIA = frozenset({"sonicpi", "p5", "tonejs", "text"})

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"fLaC", "audio/flac"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"MThd", "audio/midi"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"glTF", "model/gltf-binary"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_BRANDS = {b"qt  ": "video/quicktime", b"M4A ": "audio/mp4"}
_PICTURES = frozenset({b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})
"""Brands of ISO media files that hold a picture (ISO/IEC 23008-12, AVIF), which no type here takes."""


def sniff(data: bytes) -> str | None:
    """Return the MIME type that the first bytes show, or None where they show none that we know."""
    if data[:4] == b"RIFF":
        return _RIFF.get(data[8:12])
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        return None if brand in _PICTURES else _BRANDS.get(brand, "video/mp4")
    for signature, mime in _SIGNATURES:
        if data.startswith(signature):
            return mime
    if len(data) > 1 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2:  # MPEG audio frame sync, layer III
        return "audio/mpeg"
    if data[:256].lstrip().startswith((b"<svg", b"<?xml")) and b"<svg" in data[:2048]:
        return "image/svg+xml"
    return None


def _is_text(data: bytes) -> bool:
    try:
        return "\0" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def fits(media_type: str, extension: str, data: bytes) -> bool:
    """Tell whether bytes are of the declared media type and format; empty bytes never are.

    A text is what can be read as one: it may well begin with letters that a file of another type begins with.
    """
    mime = MEDIA_TYPES[media_type].formats.get(extension)
    if not data or mime is None:
        return False
    if mime == "application/json":
        return _is_json(data)
    if mime.startswith("text/") or mime == "model/obj":
        return _is_text(data)
    return mime in {"model/stl", "model/ply"} or sniff(data) == mime


def format_of(media_type: str, data: bytes) -> str | None:
    """Return the media type's format that the bytes are in, or None where they are in none of them."""
    return next((name for name in MEDIA_TYPES[media_type].formats if fits(media_type, name, data)), None)


def extension_of(mime: str) -> str:
    """Return the extension of a MIME type, `bin` for one that no media type has."""
    known = (item for kind in MEDIA_TYPES.values() for item in kind.formats.items())
    return next((extension for extension, named in known if named == mime), "bin")
