"""One try of a call at one server, from its inputs to its outputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from devserver.backends.comfyui.api import Refused, Unreachable
from devserver.backends.comfyui.catalogue import Catalogue
from devserver.backends.comfyui.clock import now
from devserver.backends.comfyui.deciding import Again, decide
from devserver.backends.comfyui.fetching import Gone, bring, collect, renamed
from devserver.backends.comfyui.job import Job
from devserver.backends.comfyui.prompting import Order, Prompt
from devserver.backends.comfyui.refusals import Rejection, explain
from devserver.backends.comfyui.remote import Remote
from devserver.backends.comfyui.server import Server
from devserver.backends.comfyui.verdict import Verdict
from devserver.backends.opening import Read
from devserver.models.outcomes import Failed, Outcome

MOVED = Again("it was taken back to run elsewhere", elsewhere=False)


async def perform(job: Job, server: Server, read: Read, free: Callable[[float | None], None]) -> Outcome | Again:
    """Do a call at a server; `free` hears as soon as the server is rid of it, with the seconds of a success."""
    order = job.order = _order(job)
    if job.cancelled:
        order.cancel()
    ended: Verdict | Rejection | None = None
    try:
        ended = await _run(job, order, server, read)
    finally:
        done = isinstance(ended, Verdict) and ended.kind == "succeeded" and order.began is not None
        free(now() - order.began if done and order.began is not None else None)
    if isinstance(ended, Rejection) and _input_gone(job, ended, server):
        return Again(f"{server.name} does not have an input any more that was uploaded", elsewhere=False)
    if order.wish == "moved" and isinstance(ended, Verdict) and ended.kind in {"lost", "not_queued"}:
        return MOVED
    decided = decide(
        ended,
        job.tries,
        job.workflow,
        server.name,
        cancelled=job.cancelled,
        trouble=order.trouble,
        frozen=server.pace.frozen,
    )
    if decided is not None or not isinstance(ended, Verdict):
        return decided or Failed(reason=f"{server.name} gave neither a verdict nor a reason")
    return await _collected(job, order, server, ended)


def _input_gone(job: Job, rejection: Rejection, server: Server) -> bool:
    """Tell, once for a call, whether a server misses an input that was uploaded before; then it is uploaded anew."""
    gone = any(name and name in rejection.reason for name in map(server.uploads.get, job.uploaded))
    first = gone and not job.uploaded_again
    if first:
        server.uploads.clear()
        job.uploaded_again = True
    return first


def _order(job: Job) -> Order:
    tag = {"call": job.ticket.key, "chunk": job.call.chunk, "media_type": job.call.media_type}
    order = Order(job.workflow, job.call.output.get("node_id"), tag, job.mailbox.put)
    if job.remote is not None:
        order.prompt_id, order.attached, order.client_id = job.remote.prompt_id, job.attached, job.remote.client_id
        job.remote, job.attached = job.remote.next, False
    return order


async def _run(job: Job, order: Order, server: Server, read: Read) -> Verdict | Rejection:
    if order.attached:
        return await Prompt(server, order).run()
    workflow = renamed(job.workflow, order.prompt_id.partition("-")[0])
    try:
        brought = await bring(server, workflow, job.call.images, read)
    except Unreachable as error:
        if job.remote is not None:  # nothing was handed in under this id; who looks for it knows this one and the next
            job.remote = Remote(order.prompt_id)
        order.trouble = str(error)
        server.failed(error)
        return Verdict("not_queued")
    except Refused as refused:
        return _refused(refused, workflow, server.name)
    except OSError as error:
        gone = isinstance(error, FileNotFoundError)
        said = "is no longer in the data folder" if gone else f"cannot be read: {error.strerror or error}"
        return Rejection("invalid", f"a picture or sound that the call takes in {said}")
    if job.cancelled:
        return Verdict("not_queued")
    order.workflow = (server.catalogue or Catalogue()).spelled(brought)
    return await Prompt(server, order).run()


def _refused(refused: Refused, workflow: Mapping[str, Any], server: str) -> Rejection:
    if refused.status == 413:
        return Rejection("invalid", f"{server} does not take an input that large (413)")
    return explain(refused.status, refused.body, workflow, server)


async def _collected(job: Job, order: Order, server: Server, ended: Verdict) -> Outcome | Again:
    meta = {"server": server.name, **({"left_out": order.warnings} if order.warnings else {})}
    try:
        return await collect(server, job.call, ended.outputs, order.frames, meta, wanted=lambda: not job.cancelled)
    except Gone as gone:
        if job.made_again:
            return Failed(reason=f"{server.name} lists {gone} among its outputs and does not have it")
        job.made_again = True
        with suppress(Unreachable, Refused):  # a node without a name for its files would answer from its cache
            await server.api.free()
        return Again(f"{server.name} does not have {gone} any more", elsewhere=False)
