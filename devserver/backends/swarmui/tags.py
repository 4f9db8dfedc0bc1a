"""Tags in a text, which SwarmUI would carry out: `<repeat:900000,x>`, `<wildcard:…>`, `<lora:…>`, `<param[steps]:500>`.

What a person wrote is drawn and never carried out, so a text with a tag is not sent. SwarmUI has no way to escape one,
and what is sent is what is recorded, byte by byte. It takes NUL and BEL out of a text before it looks for tags.
"""

from __future__ import annotations

import re

_UNSEEN = str.maketrans("", "", "\0\a")
_TAG = re.compile(
    r"<(?:[^\s<>:\[\]]+(?:\[[^<>]*?\])?:|[^\s<>:\[\]]+\[[^<>]*?\]>"
    r"|(?:trigger|comment|break|base|refiner|video|videoswap|clear|extend|object|region|segment)>)",
    re.IGNORECASE,
)


def tag_in(text: str) -> str | None:
    """Return the beginning of the first tag in a text, or None where it holds none; it only counts if it is closed."""
    seen = text.translate(_UNSEEN)
    found = _TAG.search(seen)
    return found[0].rstrip(">:") if found and ">" in seen[found.start() :] else None
