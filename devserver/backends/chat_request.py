"""The request of `/chat/completions`: what of a call goes where, and what a server does not take.

Every parameter reaches the wire, except those that only Ollama knows and those that the server has rejected for this
model by name; what was left out is told in the record.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from devserver.backends.messages import Picture, parameters
from devserver.backends.shaping import Message
from devserver.models.calls import TextCall
from devserver.models.frozen import Json

OF_OLLAMA = frozenset({"keep_alive", "num_ctx", "num_gpu", "num_thread", "num_batch", "truncate", "shift", "think"})
NEEDED = frozenset({"model", "messages"})
NOT_TAKEN = frozenset({"unsupported_parameter", "unsupported_value", "unknown_parameter"})
STRICT = frozenset(
    ("$defs", "$ref", "additionalProperties", "anyOf", "const", "description")
    + ("enum", "items", "properties", "required", "title", "type")
)
_UNRECOGNISED = re.compile(r"unrecognized request arguments? supplied: ([\w, .]+)", re.IGNORECASE)
_SCHEMA_WORDS = re.compile(r"response[_ ]format|json[_ ]schema|structured output", re.IGNORECASE)
_NAME = re.compile(r"[^A-Za-z0-9_-]")


def request_body(
    call: TextCall,
    given: Sequence[Picture] = (),
    *,
    left_out: Collection[str] = (),
    words: Sequence[Message] = (),
    further: Sequence[Message] = (),
    max_tokens_name: str = "max_tokens",
) -> dict[str, Json]:
    """Return the body of the request for a call; `words` stand before the prompt's text, `further` behind it."""
    named = {("max_tokens" if name == "num_predict" else name): value for name, value in parameters(call).items()}
    if "max_tokens" in named:
        named[max_tokens_name] = named.pop("max_tokens")
    body: dict[str, Json] = {
        "model": call.model,
        "messages": [*_system(call), *words, _user(call, given), *further],
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if call.response_schema is not None:
        named["response_format"] = response_format(call.chunk, call.response_schema)
    unknown = OF_OLLAMA | set(left_out)
    return {
        **{name: value for name, value in body.items() if name not in left_out},
        **{name: value for name, value in named.items() if name not in unknown | body.keys()},
    }


def not_sent(call: TextCall, left_out: Collection[str]) -> list[str]:
    """Return the names of a call's parameters that the request leaves out."""
    return sorted({name for name in parameters(call) if name in OF_OLLAMA} | set(left_out))


def _system(call: TextCall) -> list[Message]:
    return [{"role": "system", "content": call.prompt.system}] if call.prompt.system else []


def _user(call: TextCall, given: Sequence[Picture]) -> Message:
    if not given:
        return {"role": "user", "content": call.prompt.text}
    urls = [f"data:{picture.mime};base64,{picture.base64}" for picture in given]
    parts = [{"type": "image_url", "image_url": {"url": url}} for url in urls]
    return {"role": "user", "content": [{"type": "text", "text": call.prompt.text}, *parts]}


def response_format(name: str, schema: dict[str, Json]) -> dict[str, Json]:
    """Ask for JSON of a shape; strictly where the shape allows it, as OpenAI's documentation defines that."""
    described = {"name": _NAME.sub("_", name)[:64] or "answer", "strict": _is_strict(schema), "schema": schema}
    return {"type": "json_schema", "json_schema": described}


def _is_strict(schema: Json) -> bool:
    """Tell whether a schema keeps to what strict answers allow: few keywords, every object closed and complete."""
    if not isinstance(schema, dict) or schema.keys() - STRICT:
        return False
    members, others = schema.get("properties", {}), schema.get("$defs", {})
    closed = schema.get("additionalProperties") is False and set(schema.get("required", ())) == set(members)
    if schema.get("type") == "object" and not closed:
        return False
    parts = [*members.values(), *others.values(), *schema.get("anyOf", ())]
    return all(map(_is_strict, [*parts, schema["items"]] if "items" in schema else parts))


def rejected(status: int, error: Any, body: dict[str, Json]) -> frozenset[str]:
    """Return the fields of a request that a server names as ones it does not take; it did nothing then."""
    if status not in {400, 404, 422, 501} or not isinstance(error, dict):
        return frozenset()
    names = {*_by_detail(error.get("detail")), *_by_error(error.get("error"), body)}
    return frozenset(name for name in names if name in body and name not in NEEDED)


def _by_detail(detail: Any) -> list[str]:
    """Read the form in which servers made with pydantic name a field that they do not know."""
    faults = [fault for fault in detail if isinstance(fault, dict)] if isinstance(detail, list) else []
    places = [fault.get("loc") for fault in faults if fault.get("type") == "extra_forbidden"]
    return [str(place[1]) for place in places if isinstance(place, list) and len(place) == 2]


def _by_error(error: Any, body: dict[str, Json]) -> list[str]:
    said = error if isinstance(error, dict) else {"message": error}
    message, found = str(said.get("message", "")), []
    code, param = said.get("code"), said.get("param")
    if isinstance(code, str) and code in NOT_TAKEN and isinstance(param, str):
        found.append(re.split(r"[.\[]", param)[0])
    if match := _UNRECOGNISED.search(message):
        found += [name.strip(" .") for name in match[1].split(",")]
    if "response_format" in body and _SCHEMA_WORDS.search(message):
        found.append("response_format")
    if "stream_options" in message:
        found.append("stream_options")
    return found
