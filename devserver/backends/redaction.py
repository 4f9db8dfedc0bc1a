"""What a server says may hold a key, or what looks like one: nothing of that is shown, logged or stored."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST = 300
"""Characters of what a server said that are kept."""
HIDDEN = "(hidden)"
_LIKE_A_KEY = re.compile(
    r"\b(?:sk|pk|key|rk)-[A-Za-z0-9*._-]{6,}|\b(?:Bearer|Basic)\s+\S+|(?<=://)[^\s/@]+(?=@)", re.IGNORECASE
)
"""Keys by their usual beginning, the value of an Authorization header, and the password in an address."""


def cleaned(text: object, secrets: Iterable[str]) -> str:
    """Return a text as one line of at most 300 characters, without secrets and without what looks like a key."""
    line = str(text)
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= 4:
            line = line.replace(secret, HIDDEN)
    line = " ".join(_LIKE_A_KEY.sub(HIDDEN, line).split()).rstrip(".")
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
