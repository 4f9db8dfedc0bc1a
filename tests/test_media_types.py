from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devserver.media_types import MEDIA_TYPES, fits, format_of, sniff

PNG = b"\x89PNG\r\n\x1a\n" + bytes(8)
MP4 = b"\0\0\0\x18ftypisom" + bytes(8)
HEADS = {
    "a PNG": (PNG, "image/png"),
    "a JPEG": (b"\xff\xd8\xff\xe0" + bytes(8), "image/jpeg"),
    "a GIF": (b"GIF89a" + bytes(8), "image/gif"),
    "a WebP": (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
    "a WAV": (b"RIFF\x10\0\0\0WAVEfmt ", "audio/wav"),
    "a FLAC": (b"fLaC" + bytes(8), "audio/flac"),
    "an Ogg": (b"OggS" + bytes(8), "audio/ogg"),
    "an MP3 with a tag": (b"ID3\x04" + bytes(8), "audio/mpeg"),
    "an MP3 frame": (b"\xff\xfb\x90\x64", "audio/mpeg"),
    "a MIDI file": (b"MThd" + struct.pack(">I", 6), "audio/midi"),
    "a WebM": (b"\x1aE\xdf\xa3" + bytes(8), "video/webm"),
    "an MP4": (MP4, "video/mp4"),
    "a QuickTime film": (b"\0\0\0\x14ftypqt  ", "video/quicktime"),
    "an M4A": (b"\0\0\0\x14ftypM4A ", "audio/mp4"),
    "an AVIF picture, which is no film": (b"\0\0\0\x1cftypavif" + bytes(8), None),
    "a HEIC picture, which is no film": (b"\0\0\0\x1cftypheic" + bytes(8), None),
    "a glTF": (b"glTF" + bytes(8), "model/gltf-binary"),
    "an SVG": (b'  <?xml version="1.0"?>\n<svg/>', "image/svg+xml"),
    "XML that is no SVG": (b'<?xml version="1.0"?>\n<a/>', None),
    "a text": (b"A boat", None),
    "nothing": (b"", None),
    "half of a signature": (b"\x89PN", None),
    "a name in the wrong place": (b"12345678WEBP is how it goes", None),
}


@pytest.mark.parametrize(("data", "mime"), HEADS.values(), ids=HEADS.keys())
def test_the_first_bytes_say_what_it_is(data: bytes, mime: str | None) -> None:
    assert sniff(data) == mime


FITS = {
    "a PNG is a picture": ("image", "png", PNG, True),
    "a PNG is no JPEG": ("image", "jpg", PNG, False),
    "a PNG is no sound": ("audio", "flac", PNG, False),
    "nothing is no picture": ("image", "png", b"", False),
    "a format that the type has not": ("image", "exe", PNG, False),
    "a text is a program": ("p5", "js", b"function setup() {}", True),
    "a text of other letters is a program": ("sonicpi", "rb", "play :ä # 🛶".encode(), True),
    "a picture is no program": ("p5", "js", PNG, False),
    "half a character is no text": ("text", "txt", b"\xc3", False),
    "a NUL is in no text": ("text", "txt", b"a\0b", False),
    "a text may begin like a file of sound": ("text", "txt", b"ID3 tags hold names.", True),
    "a text may be about a GIF89a": ("text", "txt", b"GIF89a is a format.", True),
    "a text may hold a drawing": ("text", "md", b"<svg></svg>", True),
    "JSON is JSON": ("text", "json", b'{"a": 1}', True),
    "other text is no JSON": ("text", "json", b"a: 1", False),
    "JSON that is nested beyond reason": ("text", "json", b"[" * 100_000, False),
    "a film is a film": ("video", "mp4", MP4, True),
    "a GIF may be a film": ("video", "gif", b"GIF89a" + bytes(8), True),
    "an STL is any bytes": ("3d", "stl", b"\0" * 84, True),
}


@pytest.mark.parametrize(("kind", "extension", "data", "fitting"), FITS.values(), ids=FITS.keys())
def test_bytes_fit_a_declared_type(kind: str, extension: str, data: bytes, fitting: bool) -> None:
    assert fits(kind, extension, data) == fitting


@pytest.mark.parametrize("kind", MEDIA_TYPES.values(), ids=MEDIA_TYPES.keys())
def test_every_type_has_a_format_a_mime_type_and_a_player(kind: object) -> None:
    known = MEDIA_TYPES[kind.name]  # type: ignore[attr-defined]
    assert known.default_format == next(iter(known.formats))
    assert all("/" in mime for mime in known.formats.values())
    assert known.player
    assert known.falls_back_to is None or known.falls_back_to in MEDIA_TYPES


@given(st.binary(max_size=64))
def test_any_bytes_have_at_most_one_meaning(data: bytes) -> None:
    for kind in MEDIA_TYPES:
        found = format_of(kind, data)
        assert found is None or fits(kind, found, data)
    assert format_of("image", b"") is None
