"""A declared request to an API, filled: its body, and where it goes. Pure; the declaration is never changed.

A picture that comes in stands in the body as `{"$input": <parameter>}`, which the backend replaces by its bytes. One
that was not given leaves no trace: the part of a list that it stands in goes with it, and a list without parts goes
too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import deepcopy
from typing import Any, cast
from urllib.parse import quote

from devserver.declarations.templates import as_text, fill
from devserver.engine.workflow import place_all
from devserver.errors import Fault, InvalidInput
from devserver.models.calls import INPUT, ApiRequest
from devserver.models.declarations import ApiConfig, Chunk
from devserver.models.frozen import Json

_GONE: Any = object()


def api_request(api: ApiConfig, known: Mapping[str, Json]) -> ApiRequest:
    """Return where a request goes; a value in its path is one step of it, whatever it holds."""
    quoted: dict[str, Json] = {name: quote(as_text(value), safe="") for name, value in known.items()}
    polling = api.async_polling
    return ApiRequest(
        endpoint=str(fill(api.endpoint or "", quoted)),
        encoding=api.encoding,
        headers=api.headers,
        polling=polling.model_dump(mode="json", exclude_none=True) if polling and polling.enabled else None,
    )


def request_body(
    chunk: Chunk, resolved: Mapping[str, Json], known: Mapping[str, Json], media: Collection[str]
) -> dict[str, Any]:
    """Return the body of a request; `media` names the parameters that are pictures or sounds.

    Raises InvalidInput where one of them is missing that is required.
    """
    api = chunk.api_config or ApiConfig()
    given = [key for key in media if resolved.get(key) is not None]
    lacking = [key for key in media if key not in given]
    required = [key for key in lacking if any(target.required for target in chunk.mappings[key])]
    if required:
        faults = (Fault(pointer=f"/inputs/{key}", message="input_needed", params={"name": key}) for key in required)
        raise InvalidInput(*faults)
    body = cast(dict[str, Any], fill(deepcopy(api.request_body), known))
    if "model" in body and "MODEL" in known:
        body["model"] = known["MODEL"]
    inputs: dict[str, Json] = {key: {INPUT: key} for key in given}
    place_all(chunk, body, {**resolved, **inputs, **dict.fromkeys(lacking, _GONE)})
    return cast(dict[str, Any], _without_gaps(body, in_list=False)) if lacking else body


def _without_gaps(value: Any, *, in_list: bool) -> Any:
    """Return a value without what is gone; an object within a list goes as a whole."""
    if isinstance(value, list):
        kept = [item for item in (_without_gaps(item, in_list=True) for item in value) if item is not _GONE]
        return kept if kept or not value else None
    if not isinstance(value, dict):
        return value
    members = {key: _without_gaps(member, in_list=in_list) for key, member in value.items()}
    if in_list and any(member is _GONE for member in members.values()):
        return _GONE
    emptied = {key for key, member in members.items() if member is None and value[key] is not None}
    return {key: member for key, member in members.items() if member is not _GONE and key not in emptied}
