"""What is checked beyond the shape: each subject is a module, each check a function that yields findings.

`file_checks` need one file only and run when it is read. `reference_checks` need the others and run at every load.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from devserver.declarations.checks.api import api_answer, api_request
from devserver.declarations.checks.fields import ignored_fields, numbers_as_text, same_key_twice
from devserver.declarations.checks.lifecycle import shutdown
from devserver.declarations.checks.mappings import api_targets, node_targets, output_node, prompt_injection, schemas
from devserver.declarations.checks.prices import open_price
from devserver.declarations.checks.required import required_fields
from devserver.declarations.checks.texts import chunk_text, open_texts
from devserver.declarations.reports import Finding
from devserver.models.chunk import Chunk
from devserver.models.declaration import Declaration, Json

__all__ = ["chunk_text", "file_checks"]

ALL: tuple[Callable[[Declaration, Json], Iterator[Finding]], ...] = (
    ignored_fields,
    same_key_twice,
    numbers_as_text,
    open_texts,
    shutdown,
    open_price,
)
CHUNK: tuple[Callable[[Chunk], Iterator[Finding]], ...] = (
    required_fields,
    node_targets,
    api_targets,
    api_request,
    api_answer,
    output_node,
    prompt_injection,
    schemas,
)


def file_checks(declaration: Declaration, data: Json) -> Iterator[Finding]:
    """Yield what is wrong within one declaration."""
    for check in ALL:
        yield from check(declaration, data)
    if isinstance(declaration, Chunk):
        for chunk_check in CHUNK:
            yield from chunk_check(declaration)
