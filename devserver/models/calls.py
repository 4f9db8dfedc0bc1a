"""One request to a backend, complete: what the builder makes, the router sends and the ledger keeps.

The parts of a three-part prompt stay beside the composed text, so that nobody has to take it apart again.
Prompt text and workflow are separate typed fields.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from pydantic import Field

from devserver.models.frozen import Frozen, Json


class Prompt(Frozen):
    """A prompt as it is sent (`text`, with `system` where the template has one) and the parts it was made of."""

    text: str
    system: str | None = None
    task: str = ""
    context: str = ""
    input: str = ""


class InputMedia(Frozen):
    """A stored picture or sound that a call takes in, named by its content; `path` is relative to the data folder."""

    parameter: str
    path: str
    mime: str
    sha256: str


class TextCall(Frozen):
    """A call that answers with text. `response_schema` asks for JSON of that shape."""

    type: Literal["text"] = "text"
    chunk: str
    backend: str
    provider: str
    model: str
    prompt: Prompt
    parameters: dict[str, Json] = {}
    seed: int | None = None
    language: str = "en"
    response_schema: dict[str, Json] | None = None
    images: tuple[InputMedia, ...] = ()


INPUT = "$input"
"""The member that stands for an input picture in the body of a request, with the name of its parameter."""


class ApiRequest(Frozen):
    """Where a declared request goes and how: a path below the provider's address, and what is done with its answer.

    In the body an input picture stands as `{"$input": <parameter>}`. `polling` is set where the answer is a job.
    """

    endpoint: str
    encoding: Literal["json", "multipart"] = "json"
    headers: dict[str, str] = {}
    polling: dict[str, Json] | None = None


class MediaCall(Frozen):
    """A call that answers with media of one declared type, in one or more encodings (`formats`).

    `workflow` is a whole ComfyUI graph, `request` a whole body for an HTTP service, which `api` tells the way of; both
    are filled. `parameters` are the resolved values by their logical names, for the record and for backends that take
    them directly.
    """

    type: Literal["media"] = "media"
    chunk: str
    backend: str
    provider: str
    model: str = ""
    media_type: str
    formats: tuple[str, ...]
    prompt: str
    parameters: dict[str, Json] = {}
    workflow: dict[str, Json] | None = None
    request: dict[str, Json] | None = None
    api: ApiRequest | None = None
    output: dict[str, Json] = {}
    seed: int | None = None
    language: str = "en"
    images: tuple[InputMedia, ...] = ()


Call = Annotated[TextCall | MediaCall, Field(discriminator="type")]


def call_hash(call: TextCall | MediaCall) -> str:
    """Return the SHA-256, in hex, over the whole call with model, parameters and seed."""
    return hashlib.sha256(call.model_dump_json().encode()).hexdigest()
