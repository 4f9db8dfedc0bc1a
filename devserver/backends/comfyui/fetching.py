"""Bringing media over: inputs up to a server, outputs down from it, their bytes looked at.

An input is stored under the hash of its content, once for each server. An output is fetched at once, because temporary
files go when the server starts and numbers of deleted files are used again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from devserver.backends.comfyui.api import Refused, Unreachable
from devserver.backends.comfyui.clock import now
from devserver.backends.comfyui.health import Health
from devserver.backends.comfyui.outputs import OutputFile, chosen, format_for, instead, texts_in, wrong_bytes
from devserver.backends.comfyui.server import Server
from devserver.backends.opening import Read
from devserver.media_types import TEXT_MEDIA, extension_of, format_of
from devserver.models.calls import InputMedia, MediaCall
from devserver.models.frozen import Json
from devserver.models.outcomes import FREE, Cancelled, Empty, Failed, MediaFile, MediaOutput, Ok, Outcome, Unavailable

FOLDER = "devserver"
"""Subfolder of a server's inputs for what we bring."""


class Gone(Exception):
    """A file that the history lists is not there any more."""


class NotFetched(Exception):
    """A file cannot be had; the text says why."""


async def bring(
    server: Server, workflow: Mapping[str, Any], images: Sequence[InputMedia], read: Read
) -> dict[str, Any]:
    """Upload the inputs of a call; return the workflow with their names in place of their hashes.

    Raises Unreachable or Refused, and OSError where an input is gone.
    """
    names = {image.sha256: await _uploaded(server, image, read) for image in images}
    return {node_id: _named(node, names) for node_id, node in workflow.items()} if names else dict(workflow)


async def _uploaded(server: Server, image: InputMedia, read: Read) -> str:
    known = server.uploads.get(image.sha256)
    if known is None:
        data = await read(image)
        name = f"{image.sha256}.{extension_of(image.mime)}"
        known = server.uploads[image.sha256] = await server.api.upload(name, FOLDER, data, image.mime)
    return known


def _named(node: Any, names: Mapping[str, str]) -> Any:
    if not isinstance(node, dict) or not isinstance(node.get("inputs"), dict):
        return node
    inputs = {k: names.get(v, v) if isinstance(v, str) else v for k, v in node["inputs"].items()}
    return {**node, "inputs": inputs}


async def collect(
    server: Server,
    call: MediaCall,
    outputs: Mapping[str, Any],
    frames: Sequence[tuple[str, bytes]] = (),
    meta: Mapping[str, Json] | None = None,
    *,
    wanted: Callable[[], bool] = lambda: True,
) -> Outcome:
    """Return the outcome of a prompt that succeeded, its files fetched; raises Gone where one is not there.

    A server that is away is waited for as long as the outputs are `wanted`.
    """
    node_id = call.output.get("node_id")
    told = dict(meta or {})
    if call.media_type in TEXT_MEDIA:
        texts = texts_in(outputs, node_id)
        if texts:
            return Ok(text="\n".join(texts), usage=FREE, meta=told)
    files = chosen(outputs, call.media_type, node_id)
    media = _frames(call.media_type, node_id, frames)
    for file in files:
        try:
            data = await _fetch(server, file, wanted)
        except NotFetched as failed:
            if not wanted():
                return Cancelled()
            return Unavailable(reason=f"{server.name} made {file.filename} and {failed}")
        found = format_for(call.media_type, file, data)
        if found is None:
            return Failed(reason=f"{server.name}: {wrong_bytes(call.media_type, file, data)}")
        media.append(MediaOutput(files=(MediaFile(data=data, format=found, meta={"node_id": file.node, **told}),)))
    if not media:
        return Empty(reason=f"{server.name}: {instead(outputs, call.media_type, node_id)}", usage=FREE)
    return Ok(media=tuple(media), usage=FREE, meta=told)


def _frames(media_type: str, node_id: str | None, frames: Sequence[tuple[str, bytes]]) -> list[MediaOutput]:
    """Return the pictures that came over the websocket from nodes that save nowhere else."""
    found = [(data, format_of(media_type, data)) for node, data in frames if node_id in (None, node)]
    return [MediaOutput(files=(MediaFile(data=data, format=name),)) for data, name in found if name is not None]


async def _fetch(server: Server, file: OutputFile, wanted: Callable[[], bool]) -> bytes:
    """Return the bytes of a file, waiting for a server that is away for a moment; raises Gone or NotFetched."""
    outage = Health(server.pace.awake)
    while wanted() and (not outage.suspect or outage.silent < server.pace.patience):
        try:
            return await server.api.fetch(file)
        except Refused as refused:
            if refused.status == 404:
                raise Gone(file.filename) from None
            if refused.status < 500:
                raise NotFetched(f"does not give it away ({refused.status})") from None
        except Unreachable as error:
            server.failed(error)
        outage.failed(now(), refused=False)
        await asyncio.sleep(server.pace.poll)
    raise NotFetched("went away before it could be fetched")


def renamed(workflow: Mapping[str, Any], mark: str) -> dict[str, Any]:
    """Return a workflow whose savers write under names of their own.

    A saver that answers from its cache does not look whether its file is still there, and the number of a file that
    was deleted is used again: under the name that it gives there may be another picture by now.
    """
    return {node_id: _renamed(node, mark) for node_id, node in workflow.items()}


def _renamed(node: Any, mark: str) -> Any:
    inputs = node.get("inputs") if isinstance(node, dict) else None
    if not isinstance(inputs, dict) or not isinstance(inputs.get("filename_prefix"), str):
        return node
    return {**node, "inputs": {**inputs, "filename_prefix": f"{inputs['filename_prefix']}_{mark}"}}
