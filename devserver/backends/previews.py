"""Small pictures of what is forming, made of the large ones that a provider sends."""

from __future__ import annotations

import io
import struct

from devserver.media_types import sniff
from devserver.models.outcomes import Preview

LONGEST_SIDE = 512
"""Pixels of the longer side."""
MOST_PIXELS = 40_000_000
FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
_FAULTS = (OSError, ValueError, SyntaxError, LookupError, ArithmeticError, TypeError, EOFError, struct.error)
"""What Pillow raises for damaged bytes."""


def small_preview(data: bytes) -> Preview | None:
    """Return a picture as a JPEG of at most 512 pixels, or None where it is none that can be shown."""
    from PIL import Image

    known = FORMATS.get(sniff(data) or "")
    if known is None:
        return None
    try:
        with Image.open(io.BytesIO(data), formats=[known]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            shown = picture.convert("RGB")
            shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            written = io.BytesIO()
            shown.save(written, "JPEG", quality=80)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, *_FAULTS):
        return None
    return Preview(mime="image/jpeg", data=written.getvalue())
