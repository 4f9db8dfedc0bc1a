"""What is said of a declaration: where, how grave, what is wrong, and what to do.

An error means that the declaration is not served; a warning that something in it has no effect or surprises; a notice
is for information. `CODES` lists every code with its gravity in a layered folder.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import process

from devserver.declarations.positions import Place

MOST_NAME = 200

Severity = Literal["error", "warning", "notice"]

CODES: dict[str, tuple[Severity, str]] = {
    "unreadable": ("error", "A folder or file cannot be read."),
    "outside_folder": ("error", "A link leads out of the layer's folder."),
    "link_not_followed": ("warning", "A link to a folder is not followed."),
    "not_a_file": ("error", "Something that is no file has a name that ends in .json."),
    "too_large": ("error", "A file is larger than 4 MiB."),
    "not_utf8": ("error", "A file is no UTF-8."),
    "byte_order_mark": ("error", "A file starts with a byte order mark."),
    "not_json": ("error", "A file is no JSON."),
    "duplicate_key": ("error", "A key stands twice in one object."),
    "not_a_number": ("error", "NaN, Infinity, or a number beyond the range of a double."),
    "too_deep": ("error", "Values are nested too deeply."),
    "bad_text": ("error", "A text holds half a surrogate pair or a NUL character."),
    "unknown_field": ("error", "A field that no declaration of this kind has."),
    "missing_field": ("error", "A field that must be there is missing."),
    "wrong_type": ("error", "A value is of the wrong type."),
    "unknown_value": ("error", "A value is none of those that are possible."),
    "bad_value": ("error", "A value does not fit its limits."),
    "invalid_schema": ("error", "The JSON Schema of a parameter is no JSON Schema 2020-12."),
    "duplicate_id": ("error", "Two files of one folder declare the same id."),
    "not_snake_case": ("error", "An id of the built-in folder is not in snake_case."),
    "name_differs": ("warning", "Name and file name differ; an error in the built-in folder."),
    "more_findings": ("notice", "More is wrong with a file than is told."),
    "replaced": ("notice", "A declaration replaces the one of the same id in an earlier folder."),
    "nothing_here": ("warning", "A folder holds no declarations."),
    "unknown_pipeline": ("error", "A config names a pipeline that does not exist."),
    "unknown_chunk": ("error", "A chunk is named that does not exist."),
    "unknown_output_chunk": ("error", "OUTPUT_CHUNK names a chunk that does not exist."),
    "wrong_output_chunk": ("error", "OUTPUT_CHUNK names a chunk that makes no output."),
    "broken_reference": ("error", "A declaration is named that has an error itself."),
    "unresolved_placeholder": ("error", "A {{NAME}} that nothing fills."),
    "dead_placeholder": ("warning", "A {{NAME}} of an older version that nothing fills any more."),
    "unknown_alias": ("error", "A model setting of this name does not exist."),
    "no_provider": ("warning", "A model is named without its provider; the chunk's backend is taken."),
    "unknown_node": ("error", "A mapping names a node or field that the workflow does not have."),
    "unknown_output_node": ("error", "The output mapping names a node that the workflow does not have."),
    "link_overwritten": ("warning", "A mapping replaces a link between nodes by a value."),
    "no_such_backend": ("warning", "The backend does not exist here; what needs it is unavailable."),
    "address_ignored": ("warning", "An address stands where a path is meant; the server is that of the settings."),
    "unknown_form": ("warning", "A form of an API's answer that nobody knows; only the path counts."),
    "secret_header": ("warning", "A key stands in a declaration; it is dropped, an error in the built-in folder."),
    "unused_parameter": ("warning", "A parameter that no chunk of the config takes."),
    "ignored_field": ("warning", "A field without effect."),
    "number_as_text": ("warning", "A number is written as text."),
    "same_key_twice": ("warning", "The same thing is said in two places."),
    "no_output_chunk": ("warning", "An output config names no chunk that makes an output; it is not offered."),
    "no_media_type": ("warning", "Nothing says which media type comes out."),
    "disagreement": ("warning", "Two declarations contradict each other."),
}


@dataclass(frozen=True)
class Finding:
    """Something found in a declaration, by JSON pointer; `at_key` places it at the key rather than the value.

    `place` is set where the text is no JSON, and the pointer's place cannot be looked up.
    """

    code: str
    pointer: str
    reason: str
    hint: str = ""
    at_key: bool = False
    severity: Severity | None = None
    place: Place | None = None

    @property
    def gravity(self) -> Severity:
        """Return the severity, which is that of the code unless it was set."""
        return self.severity or CODES[self.code][0]


@dataclass(frozen=True)
class Report:
    """One thing to tell a person about a file; line and column count from 1."""

    path: str
    line: int
    column: int
    pointer: str
    severity: Severity
    code: str
    reason: str
    hint: str = ""

    def __str__(self) -> str:
        """Return `path:line:column: severity: reason (hint) [code]`, as editors and terminals read it."""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.path}:{self.line}:{self.column}: {self.severity}: {self.reason}{hint} [{self.code}]"


def cut(text: str, length: int = 60) -> str:
    """Return the start of a text that may be long."""
    return text if len(text) <= length else f"{text[:length]}…"


def nearest(name: str, known: Iterable[str], limit: int = 3, cutoff: float = 0) -> list[str]:
    """Return the names most like a name in any case, best first; cutoff is a rapidfuzz score of 0 to 100."""
    names = sorted(known)
    found = process.extract(name[:MOST_NAME], names, limit=limit, score_cutoff=cutoff, processor=str.casefold)
    return [one[0] for one in found]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a hint with the right name that is most like a wrong one, or "" where none is like it."""
    names = nearest(name, known, limit=1, cutoff=70)
    return f"did you mean {names[0]!r}?" if names else ""
