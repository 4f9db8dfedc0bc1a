"""Which media type a chunk really gives: `code` and older names are told apart here."""

from __future__ import annotations

from devserver.media_types import MEDIA_TYPES, MediaType
from devserver.models.chunk import Chunk
from devserver.models.config import Config

_OTHER_NAMES = {
    "images": "image",
    "image_workflow": "image",
    "videos": "video",
    "sound": "audio",
    "p5js": "p5",
    "p5_js": "p5",
    "vue_p5js": "p5",
    "tone": "tonejs",
    "tone_js": "tonejs",
    "vue_tonejs": "tonejs",
    "sonic_pi": "sonicpi",
    "rb": "sonicpi",
    "mid": "midi",
}
_CODE = frozenset({"p5", "tonejs", "sonicpi"})


def named(name: object) -> MediaType | None:
    """Return the media type of a name as declarations write it (`3D`, `p5.js`, `images`), or None."""
    if not isinstance(name, str):
        return None
    word = name.strip().lower().replace(".", "_").replace("-", "_")
    return MEDIA_TYPES.get(_OTHER_NAMES.get(word, word))


def chunk_media(chunk: Chunk) -> MediaType | None:
    """Return the media type a chunk gives, or None where the chunk does not say.

    `code` is told apart by the output format, then by `meta.output_format`, `meta.framework` and the backend.
    """
    if chunk.media_type == "code":
        return next((kind for kind in map(named, _code_words(chunk)) if kind and kind.name in _CODE), None)
    return named(chunk.media_type) or named(chunk.output_mapping.output_type if chunk.output_mapping else None)


def _code_words(chunk: Chunk) -> tuple[object, ...]:
    output, meta = chunk.output_mapping, chunk.meta
    declared = (output.format, output.output_type) if output else ()
    hints = (meta.get("output_format"), meta.get("framework"), meta.get("frontend_processor"))
    return (*declared, *hints, chunk.backend_type)


def config_media(config: Config, output: Chunk | None) -> MediaType | None:
    """Return the media type of a config: its output chunk's, else what it prefers; None where neither says."""
    return (chunk_media(output) if output else None) or named(config.media_preferences.default_output)
