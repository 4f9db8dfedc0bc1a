"""Bodies and queries of requests: strict JSON, then the model of the route; what is wrong is told value by value.

Flask views and native endpoints read through this alike.
"""

from __future__ import annotations

from email.message import Message
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.datastructures import QueryParams
from starlette.types import Scope

from devserver.declarations.positions import JsonFault, decode, parse
from devserver.errors import BadRequest, Fault, InvalidInput, UnsupportedMedia
from devserver.routes.bodies import Body
from devserver.routes.faults import refuse

B = TypeVar("B", bound=Body)
Q = TypeVar("Q", bound=BaseModel)


def read_query(model: type[Q], scope: Scope) -> Q:
    """Return the query of an address as its model; raises InvalidInput, one fault per value."""
    try:
        return model.model_validate(dict(QueryParams(scope["query_string"])))
    except ValidationError as error:
        refuse(error)


def read_json(model: type[B], body: bytes, content_type: str) -> B:
    """Return a body as its model; raises what is wrong with it, one fault per value."""
    try:
        return model.model_validate(read_object(body, content_type))
    except ValidationError as error:
        refuse(error)


def read_object(body: bytes, content_type: str) -> dict[str, Any]:
    """Return the JSON object of a body; raises UnsupportedMedia, BadRequest, or InvalidInput for what is no object."""
    if not _is_json(content_type):
        raise UnsupportedMedia("body_type_wrong", type=content_type[:100])
    value = _parsed(body)
    if not isinstance(value, dict):
        raise InvalidInput(Fault(pointer="", message="value_type", params={"wanted": "object"}))
    return value


def _is_json(content_type: str) -> bool:
    header = Message()
    header["Content-Type"] = content_type or "-"
    return header.get_content_type() == "application/json" and header.get_content_charset("utf-8") == "utf-8"


def _parsed(body: bytes) -> Any:
    try:
        return parse(decode(body))
    except JsonFault as fault:
        if fault.code == "bad_text":
            raise InvalidInput(Fault(pointer=fault.pointer, message="text_unkept")) from None
        place = {"line": fault.place.line, "column": fault.place.column}
        raise BadRequest("body_not_json", code=fault.code, reason=fault.reason, **place) from None
