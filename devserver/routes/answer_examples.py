"""One example for each answer of jobs and gates, by operation; a test holds them against the schemas of the answers."""

from __future__ import annotations

from typing import Any

from devserver.errors import Conflict, DevServerError, Fault, InvalidInput, NotFound, Unavailable
from devserver.routes.examples import RUN

_GATE = "gate_01JB0Q9C1D5E9F3G7H1J5K9M3N"
_STAGE: dict[str, Any] = {
    "stage": "media",
    "attempt": 1,
    "status": "completed",
    "started_at": "2026-11-20T23:13:53.385665Z",
    "seconds": 2.2005,
}
_LINE: dict[str, Any] = {
    "seq": 15,
    "at": "2026-11-20T23:13:55.594874Z",
    "level": "info",
    "type": "run_state_change",
    "text": "state=completed attempt=1 stage=media",
}
_MEDIUM: dict[str, Any] = {
    "type": "image",
    "index": 0,
    "formats": ["png"],
    "mime": "image/png",
    "bytes": 1747163,
    "url": f"/api/media/image/{RUN}/0",
    "seed": 6072151496589379,
    "attempt": 1,
    "meta": {"ai_model": False, "generator": "DevServer embedded"},
}
_JOB: dict[str, Any] = {
    "job_id": RUN,
    "kind": "run",
    "status": "completed",
    "gate": None,
    "action": "run",
    "stage": "media",
    "attempt": 1,
    "progress": None,
    "queue": None,
    "stages": [_STAGE],
    "tokens": {"prompt": 0, "completion": 0, "unknown": 1},
    "cost": {"usd": 0.0, "source": "listed", "complete": True, "calls": 2, "unknown": 0, "maybe_paid_twice": 0},
    "generation_seconds": 2.2005,
    "config": "user_defined",
    "output_config": "image_embedded",
    "title": None,
    "pinned": False,
    "priority": 0,
    "timeout_seconds": None,
    "deadline_at": None,
    "estimated_completion": None,
    "parent_run_id": None,
    "created_at": "2026-11-20T23:13:52.758000Z",
    "updated_at": "2026-11-20T23:13:55.595956Z",
    "ended_at": "2026-11-20T23:13:55.595956Z",
    "media": [_MEDIUM],
    "last_seq": 15,
    "log": [_LINE],
    "problem": None,
}
_OPEN: dict[str, Any] = {
    "gate_id": _GATE,
    "run_id": RUN,
    "attempt": 1,
    "stage": "media",
    "kind": "unknown_payment",
    "state": "open",
    "asks": {
        "call": "476b2eead7bba7055a4da16b5c77317a3a37613f90b60e91a50a67032054fd70",
        "chunk": "output_gpt_image",
        "provider": "openai",
        "model": "gpt-image-1",
        "repetition": 0,
        "estimate_source": "listed",
        "estimate_usd": 0.042,
        "lost": True,
        "seconds": 6.7,
    },
    "created_at": "2026-11-20T23:43:00.014795Z",
    "deadline_at": "2026-11-21T23:43:00.014795Z",
    "decided_at": None,
    "decision": None,
    "decided_by": None,
}
_DECIDED = {"state": "decided", "decision": "retry", "decided_at": "2026-11-20T23:50:00.014795Z", "decided_by": "local"}
_AGAIN: dict[str, Any] = {
    "run_id": "run_01JB0QB4M8N2P6R0S4T8V2W6X0",
    "status": "running",
    "attempt": 1,
    "last_seq": 1,
    "urls": {
        "run": "/api/runs/run_01JB0QB4M8N2P6R0S4T8V2W6X0",
        "events": "/api/runs/run_01JB0QB4M8N2P6R0S4T8V2W6X0/events",
        "entities": "/api/runs/run_01JB0QB4M8N2P6R0S4T8V2W6X0/entities",
        "media": "/api/media/info/run_01JB0QB4M8N2P6R0S4T8V2W6X0",
    },
}

ANSWERS: dict[str, dict[str, Any]] = {
    "list_jobs": {
        "jobs": [
            {
                "job_id": RUN,
                "kind": "run",
                "status": "completed",
                "gate": None,
                "stage": "media",
                "media_type": "image",
                "config": "user_defined",
                "output_config": "image_embedded",
                "model": "embedded",
                "title": None,
                "text": "A red house by the sea",
                "pinned": False,
                "priority": 0,
                "deadline_at": None,
                "estimated_completion": None,
                "parent_run_id": None,
                "cost": {"usd": 0.0, "complete": True, "unknown": 0, "sources": ["listed"]},
                "duration_seconds": 2.838,
                "created_at": "2026-11-20T23:13:52.758000Z",
                "updated_at": "2026-11-20T23:13:55.595956Z",
                "ended_at": "2026-11-20T23:13:55.595956Z",
            }
        ],
        "total": {"count": 1, "at_least": False},
        "next": None,
    },
    "count_jobs": {
        "states": {
            "pending": {"count": 0, "at_least": False},
            "running": {"count": 0, "at_least": False},
            "waiting": {"count": 0, "at_least": False},
            "open": {"count": 0, "at_least": False},
            "completed": {"count": 2, "at_least": False},
            "failed": {"count": 0, "at_least": False},
            "refused": {"count": 0, "at_least": False},
            "cancelled": {"count": 0, "at_least": False},
            "interrupted": {"count": 0, "at_least": False},
        }
    },
    "get_job_result": {
        "job_id": RUN,
        "status": "completed",
        "interception": "A red house by the sea, salt on its windows",
        "optimization": "red house, sea, salt on the windows",
        "prompt": "red house, sea, salt on the windows",
        "media": [_MEDIUM],
        "downloads": {
            "json": f"/api/v2/jobs/{RUN}/download/json",
            "zip": f"/api/v2/jobs/{RUN}/download/zip",
            "png": f"/api/v2/jobs/{RUN}/download/png",
        },
        "refusal": None,
        "problem": None,
    },
    "get_job_log": {
        "job_id": RUN,
        "lines": [_LINE],
        "last_seq": 15,
        "more": False,
    },
    "delete_job": {"job_id": RUN, "deleted": True},
    "get_job": _JOB,
    "cancel_job": _JOB
    | {
        "status": "cancelled",
        "stage": "output_check",
        "stages": [_STAGE | {"stage": "output_check", "seconds": 0.0}],
        "generation_seconds": None,
        "media": [],
        "log": [_LINE | {"text": "state=cancelled attempt=1 stage=output_check"}],
    },
    "retry_job": _AGAIN,
    "fork_run": _AGAIN,
    "list_gates": {"gates": [_OPEN], "total": {"count": 1, "at_least": False}, "next": None},
    "get_gate": _OPEN,
    "decide_gate": _OPEN | _DECIDED,
}

_NO_RUN, _NO_GATE = NotFound("run_not_found", run_id=RUN), NotFound("gate_not_found", gate_id=_GATE)
_AT_WORK = Conflict("run_not_ended", run_id=RUN, state="running")
_GONE = Unavailable("database_away")
_OTHER = InvalidInput(
    Fault(
        pointer="", message="field_unknown", params={"name": "sate", "nearest": [], "in": "query", "parameter": "sate"}
    )
)
_COMMON: dict[int, DevServerError] = {404: _NO_RUN, 409: _AT_WORK, 422: _OTHER, 503: _GONE}
_OWN: dict[str, dict[int, DevServerError]] = {
    "cancel_job": {409: Conflict("run_not_cancellable", run_id=RUN, state="completed")},
    "retry_job": {409: Conflict("run_not_retried", run_id=RUN, state="running")},
    "fork_run": {409: Conflict("run_busy", run_id=RUN, state="running")},
    "get_gate": {404: _NO_GATE},
    "decide_gate": {404: _NO_GATE, 409: Conflict("gate_decided", gate_id=_GATE, run_id=RUN, state="decided")},
}


def refusals(operation: str) -> dict[int, DevServerError]:
    """Return an example of each way in which an operation on jobs or gates is refused, by status."""
    return _COMMON | _OWN.get(operation, {})
