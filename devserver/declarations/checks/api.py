"""Whether a chunk that asks an API says enough: where to ask, and where in the answer the output stands."""

from __future__ import annotations

from collections.abc import Iterator

from devserver.declarations.checks.mappings import targets
from devserver.declarations.graph import body_path
from devserver.declarations.reports import Finding, did_you_mean
from devserver.models.chunk import ApiConfig, Chunk

FORMS = ("images_api_base64", "chat_completion_with_image", "bytes")
_ADDRESSES = ("http://", "https://")


def api_request(chunk: Chunk) -> Iterator[Finding]:
    """Say what is wrong with where a request goes."""
    api = chunk.api_config
    if api is None or chunk.workflow is not None:
        return
    if api.endpoint is None:
        yield Finding("missing_field", "/api_config", "no 'endpoint' says where below the server's address to ask")
    elif api.endpoint.startswith(_ADDRESSES):
        reason = "only the path counts: the request goes to the server that the settings name for the backend"
        yield Finding("address_ignored", "/api_config/endpoint", reason)
    yield from _polling(api)
    if api.encoding == "multipart":
        yield from _fields(chunk)


def _polling(api: ApiConfig) -> Iterator[Finding]:
    polling = api.async_polling
    if polling is None or not polling.enabled:
        return
    if polling.status_endpoint is None:
        yield Finding("missing_field", "/api_config/async_polling", "the field 'status_endpoint' is missing")
    elif "{job_id}" not in polling.status_endpoint:
        reason = "the path has no place for the job: {job_id}"
        yield Finding("bad_value", "/api_config/async_polling/status_endpoint", reason)


def _fields(chunk: Chunk) -> Iterator[Finding]:
    """Say which mappings lead below the fields of a form, which has no depth but lists."""
    for _, target, where in targets(chunk):
        path = body_path(target.field) if target.field else ()
        if len([key for key in path if isinstance(key, str)]) > 1:
            yield Finding("bad_value", f"{where}/field", f"a form has no place {target.field!r}: only fields and lists")


def api_answer(chunk: Chunk) -> Iterator[Finding]:
    """Say if nothing tells where in the answer the output stands."""
    output = chunk.output_mapping
    if chunk.api_config is None or chunk.workflow is not None or output is None:
        return
    if output.type is not None and output.type not in FORMS:
        hint = did_you_mean(output.type, FORMS) or f"known are {', '.join(FORMS)}"
        reason = f"no form of an answer is called {output.type!r}: only 'extract_path' counts"
        yield Finding("unknown_form", "/output_mapping/type", reason, hint)
    if output.extract_path is None and output.type not in FORMS:
        yield Finding("missing_field", "/output_mapping", "neither 'extract_path' nor 'type' says where the output is")
