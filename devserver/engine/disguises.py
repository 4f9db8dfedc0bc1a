"""See through what hides a word from a list while a person still reads it: look-alike letters, and letters set apart.

Letters of other alphabets, digits and signs count as the Latin letters that they look like, inside a run of characters
that has a Latin letter, or where every letter of the run looks like one. Three or more single letters with the same gap
or mark between them are one word: `k i l l`, `k.i.l.l`. A text may be read in several ways; each is searched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Reading = tuple[str, list[int]]
"""A text as it is searched, and for each of its characters the place in the given text; one place more is the end."""

_CYRILLIC = dict(zip("авсенһіјкӏмоорԛѕтухԝԁѵ", "abcehhijklmoopqstyxwdv", strict=True))
_GREEK = dict(zip("αβεηικνορτυχγω", "abenikvoptuxyw", strict=True))
_SMALL = dict(zip("ıɡᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "igabcdeghijklmnoprstuvwyz", strict=True))
_LETTERS = {**_CYRILLIC, **_GREEK, **_SMALL}
_SIGNS = dict(zip("0134578@$!|€+", "oieastbasilet", strict=True))
_ALIKE = str.maketrans({**_LETTERS, **_SIGNS})
_ALIKE_L = str.maketrans({**_LETTERS, **_SIGNS, "1": "l", "!": "l", "|": "l"})

_HIDES = re.compile(f"[{re.escape(''.join((*_LETTERS, *_SIGNS)))}]")
_RUN = re.compile(r"\S+")
_LATIN = re.compile(r"[a-zäöüß]")
_APART = re.compile(r"(?<![^\W_])[^\W_]([\s._*·•,/~+-]{1,3})[^\W_](?:\1[^\W_])+(?![^\W_])")


def readings(text: str, origins: list[int]) -> Iterator[Reading]:
    """Yield every way to read a folded text, as it is first; in time linear in its length."""
    yield from _alike(text, origins)
    if _APART.search(text):
        yield from _alike(*_joined(text, origins))


def _alike(text: str, origins: list[int]) -> Iterator[Reading]:
    yield text, origins
    if _HIDES.search(text):
        others = dict.fromkeys(_translated(text, table) for table in (_ALIKE, _ALIKE_L))
        yield from ((other, origins) for other in others if other != text)


def _translated(text: str, table: dict[int, str]) -> str:
    return _RUN.sub(lambda run: run[0].translate(table) if _may_deceive(run[0]) else run[0], text)


def _may_deceive(run: str) -> bool:
    letters = [letter for letter in run if letter.isalpha()]
    return _LATIN.search(run) is not None or (bool(letters) and all(letter in _LETTERS for letter in letters))


def _joined(text: str, origins: list[int]) -> Reading:
    """Take the gaps out of words whose letters stand apart."""
    kept: list[int] = []
    end = 0
    for match in _APART.finditer(text):
        kept += range(end, match.start())
        kept += (place for place in range(*match.span()) if text[place] not in match[1])
        end = match.end()
    kept += range(end, len(text))
    return "".join(text[place] for place in kept), [*(origins[place] for place in kept), origins[-1]]
