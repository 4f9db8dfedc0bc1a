"""What an API answered: where in it outputs stand, their bytes, and the words of an answer that holds none.

An output is base64, a data URL, an https address, or an object or a list that holds one. Its bytes say what it is;
what the answer says of it is not believed. What is no output counts as words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from devserver.declarations.paths import first_at, found_at
from devserver.media_types import format_of, sniff
from devserver.models.frozen import Json
from devserver.models.outcomes import Empty, MediaFile, MediaOutput, Refused, Usage

Clean = Callable[[object], str]

FORMS: dict[str, tuple[str, ...]] = {
    "images_api_base64": ("data[*]",),
    "chat_completion_with_image": (
        "choices[0].message.images[*]", "choices[0].message.content", "choices[0].delta.images[*]",
    ),
}  # fmt: skip
"""Where the forms of answers have their outputs; a declared path goes before."""
MEMBERS = ("b64_json", "image_url", "url", "data", "inlineData", "inline_data", "image", "b64", "audio", "video")
"""Members of an object that hold an output, or an object that does."""
DEEPEST = 4
LEAST_BASE64 = 64
"""Characters below which a text is words, though it could be read as base64."""
LONGEST_WORDS = 300

_DATA_HEAD = re.compile(r"data:[\w.+-]+/[\w.+-]+[;,]\S{16}")
_DATA_URL = re.compile(r"data:[\w.+-]+/[\w.+-]+(?:;[\w=.+-]+)*,[A-Za-z0-9+/=_%-]+")
_MARKDOWN = re.compile(r"!\[[^\]]*\]\((https?://[^\s)]+)\)")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
_REFUSALS = ("choices[0].message.refusal", "promptFeedback.blockReason")
_REASONS = (
    "choices[0].native_finish_reason", "choices[0].finish_reason", "candidates[0].finishReason",
    "candidates[0].finishMessage",
)  # fmt: skip
_REFUSING = re.compile(r"safety|prohibited|content_filter|blocklist|spii|recitation|moderation|refusal", re.IGNORECASE)
_WORDS = ("choices[0].message.content", "candidates[0].content.parts[*].text")


@dataclass(frozen=True)
class Held:
    """An output as an answer holds it: base64 or a data URL, or an address."""

    text: str

    @property
    def is_address(self) -> bool:
        """Tell whether its bytes are elsewhere."""
        return self.text.startswith(("http://", "https://"))


def held_in(answer: Json, output: dict[str, Any]) -> list[Held]:
    """Return the outputs that an answer holds where a chunk's output mapping says."""
    declared, form = output.get("extract_path"), str(output.get("type"))
    for path in (*((declared,) if declared else ()), *FORMS.get(form, ())):
        found = [held for value in found_at(answer, path) for held in _held(value)]
        if found:
            return found
    return []


def _held(value: Json, depth: int = 0) -> Iterator[Held]:
    if isinstance(value, str):
        yield from _in_text(value)
    elif isinstance(value, list) and depth < DEEPEST:
        for item in value:
            yield from _held(item, depth + 1)
    elif isinstance(value, dict) and depth < DEEPEST:
        for name in MEMBERS:
            found = list(_held(value[name], depth + 1)) if value.get(name) else []
            if found:
                yield from found
                return


def _in_text(text: str) -> Iterator[Held]:
    """Yield the outputs of a text: it is one as a whole, or words with data URLs or Markdown pictures among them."""
    stripped = text.strip()
    if _is_address(stripped) or _DATA_HEAD.match(stripped) or _is_base64(stripped):
        yield Held(stripped)
    else:
        yield from (Held(found) for found in (*_DATA_URL.findall(text), *_MARKDOWN.findall(text)))


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://")) and " " not in text


def _is_base64(text: str) -> bool:
    """Tell by the first characters, for a text may have millions of them."""
    return len(text) >= LEAST_BASE64 and _BASE64.fullmatch("".join(text[:400].split())) is not None


def output_of(media_type: str, data: bytes, meta: dict[str, Json]) -> MediaOutput:
    """Return bytes as an output of a media type; raises ValueError, saying what they are, where they are none."""
    name = format_of(media_type, data)
    if name is None:
        what = sniff(data) or (f"{len(data)} bytes of a kind that is not taken" if data else "an empty file")
        raise ValueError(f"it should be {media_type} and is {what}")
    return MediaOutput(files=(MediaFile(data=data, format=name, meta=meta),))


def nothing(answer: Json, name: str, media_type: str, usage: Usage, clean: Clean) -> Refused | Empty:
    """Return the outcome of an answer without an output: a refusal, or empty, with what it said instead.

    `clean` makes what was said one line that can be shown.
    """
    said = next((words for path in _WORDS if (words := _text(found_at(answer, path)))), "")
    refusal = next((words for path in _REFUSALS if (words := _text(found_at(answer, path)))), "")
    reason = next((str(found) for path in _REASONS if (found := first_at(answer, path))), "")
    if refusal:
        return Refused(reason=f"{clean(refusal)}.", usage=usage)
    if _REFUSING.search(reason):
        words = f": {clean(said)}" if said else ""
        return Refused(
            reason=f"The provider's moderation stopped the {media_type} ({clean(reason)}){words}.", usage=usage
        )
    if said:
        asked = "; a request for one usually needs `modalities`" if _is_chat(answer) else ""
        return Empty(reason=f"{name} answered with words and no {media_type}{asked}: {clean(said)!r}", usage=usage)
    why = f" ({clean(reason)})" if reason.lower() not in {"", "stop"} else ""
    return Empty(reason=f"{name} answered without any {media_type}{why}", usage=usage)


def _is_chat(answer: Json) -> bool:
    return isinstance(answer, dict) and "choices" in answer


def _text(values: list[Json]) -> str:
    """Join what of some values is text: texts, and the text parts of a message."""
    parts = [part for value in values for part in (value if isinstance(value, list) else [value])]
    texts = [part.get("text") if isinstance(part, dict) else part for part in parts]
    return " ".join(text.strip() for text in texts if isinstance(text, str) and text.strip())


def told_in(answer: Json) -> dict[str, Json]:
    """Return what an answer says beside its outputs that is worth keeping."""
    fields = answer if isinstance(answer, dict) else {}
    names = ("id", "model", "provider", "size", "quality", "background", "output_format")
    served = {name: value[:200] for name in names if isinstance(value := fields.get(name), str) and value}
    revised = first_at(answer, "data[0].revised_prompt")
    words = _text(found_at(answer, "choices[0].message.content"))
    known = {
        "served": served,
        "broke_off": fields.get("broke_off") is True or None,
        "revised_prompt": revised if isinstance(revised, str) else None,
        "words": None if list(_in_text(words)) else words[:2000],
    }
    return {name: value for name, value in known.items() if value}
