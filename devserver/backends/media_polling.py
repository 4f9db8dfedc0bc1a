"""Jobs of an API: the answer names one, which is asked for until it is done, as `async_polling` declares.

Asking is harmless, so that a server which is away for a moment is asked again. Once a job was accepted nothing of it
leads to a second one: what goes wrong then is an error, or a timeout of something that may have been done. Its id is
told before it is waited for (`Submitted`), so that another process can go on asking.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from devserver.backends.chat_errors import REFUSALS, outcome_of, page_outcome, read_fault
from devserver.backends.media_request import path_of
from devserver.backends.wire import Ended, Wire
from devserver.declarations.paths import first_at
from devserver.models.frozen import Json
from devserver.models.outcomes import (
    Failed,
    Outcome,
    Progress,
    RateLimited,
    Refused,
    Submitted,
    TimeoutUnknown,
    reason_of,
)
from devserver.models.runs import now

INTERVAL, LONGEST = 2.0, 300.0
"""Seconds between two looks, and of a whole job, where a declaration says nothing."""
LEAST_INTERVAL = 0.05
FAILURES = 5
"""Looks in a row that may fail."""
_JOB = re.compile(r"[\w.:~-]{1,300}", re.ASCII)


def is_job(name: Json) -> bool:
    """Tell whether something may be the id of a job."""
    return isinstance(name, str) and _JOB.fullmatch(name) is not None and not set(name) <= {"."}


@dataclass(frozen=True)
class Polling:
    """How one kind of job is asked for."""

    wire: Wire
    model: str
    declared: Mapping[str, Any]

    async def done(self, answer: Json, headers: Mapping[str, str]) -> AsyncGenerator[Submitted | Progress | Json, None]:
        """Follow the job that an answer names: yield its id, then as `followed`; raises Ended where it names none."""
        job = self._job(answer)
        if not self._ended(first_at(answer, self._status_field), answer):
            yield Submitted(remote={"job": job})
        async with aclosing(self.followed(job, headers, answer)) as signs:
            async for sign in signs:
                yield sign

    async def followed(
        self, job: str, headers: Mapping[str, str], answer: Json = None
    ) -> AsyncGenerator[Submitted | Progress | Json, None]:
        """Yield a sign of life for each change of a job's status, and last the answer that tells of its end.

        Without a first `answer` it is asked for at once. Raises Ended where the job failed or took too long, which
        counts from now.
        """
        path = self._path(job)
        longest = float(self.declared.get("max_poll_duration_seconds", LONGEST))
        interval = max(LEAST_INTERVAL, float(self.declared.get("poll_interval_seconds", INTERVAL)))
        until, told = time.monotonic() + longest, None
        if answer is None:
            answer = await self._looked(path, headers, until, interval)
        while True:
            status = first_at(answer, self._status_field)
            if status != told:
                told = status
                yield Progress(fraction=0.0, note=self.wire.clean(status)[:60])
            if self._ended(status, answer):
                yield answer
                return
            if time.monotonic() + interval > until:
                raise Ended(TimeoutUnknown(seconds=longest))
            await asyncio.sleep(interval)
            answer = await self._looked(path, headers, until, interval)

    @property
    def _status_field(self) -> str:
        return str(self.declared.get("status_field", "status"))

    def _job(self, answer: Json) -> str:
        job = first_at(answer, self.declared.get("job_id_path", "id"))
        name = str(job) if isinstance(job, str | int) and not isinstance(job, bool) else ""
        if not is_job(name):
            raise Ended(Failed(reason=f"{self.wire.name} named no job that could be asked for"))
        return name

    def _path(self, job: str) -> str:
        return path_of(str(self.declared.get("status_endpoint", "")).replace("{job_id}", quote(job, safe="")))

    def _ended(self, status: Json, answer: Json) -> bool:
        """Tell whether a job is done; raises Ended where it failed."""
        if status == self.declared.get("completed_status", "completed"):
            return True
        waiting = self.declared.get("in_progress_statuses")
        failed = status == self.declared.get("failed_status", "failed")
        if failed or not isinstance(status, str) or (waiting is not None and status not in waiting):
            raise Ended(self._failed(status, answer))
        return False

    def _failed(self, status: Json, answer: Json) -> Outcome:
        error = answer.get("error") if isinstance(answer, dict) else None
        fields = error if isinstance(error, dict) else {"message": error}
        why = f": {self.wire.clean(fields.get('message'))}" if fields.get("message") else ""
        if REFUSALS & {str(fields.get(name)) for name in ("code", "type", "error_type")}:
            return Refused(reason=f"The provider's moderation stopped the job{why}.")
        return Failed(reason=f"the job at {self.wire.name} ended as {self.wire.clean(status)!r}{why}")

    async def _looked(self, path: str, headers: Mapping[str, str], until: float, interval: float) -> Json:
        """Ask how the job is; raises Ended."""
        for _ in range(FAILURES):
            try:
                return await self._asked(path, headers)
            except Ended as ended:
                last = ended.outcome
                wait = max(interval, _seconds_until(getattr(last, "retry_at", None)))
                if not _passes(last) or time.monotonic() + wait > until:
                    break
            await asyncio.sleep(wait)
        raise Ended(_after_it_was_accepted(last))

    async def _asked(self, path: str, headers: Mapping[str, str]) -> Json:
        async with self.wire.request("GET", path, headers=headers) as reply:
            if reply.status == 200:
                return await reply.value()
            error = await reply.error()
            raise Ended(page_outcome(reply, error) or outcome_of(read_fault(reply, self.model, error)))


def _passes(outcome: Outcome) -> bool:
    """Tell whether asking again may help."""
    passing = getattr(outcome, "retryable", False) or getattr(outcome, "before_first_byte", False)
    return passing or isinstance(outcome, RateLimited | TimeoutUnknown)


def _seconds_until(moment: datetime | None) -> float:
    return 0.0 if moment is None else (moment - now()).total_seconds()


def _after_it_was_accepted(outcome: Outcome) -> Outcome:
    if isinstance(outcome, Refused | TimeoutUnknown):
        return outcome
    why = reason_of(outcome, outcome.type)
    return Failed(reason=f"the job was accepted and may have been paid, and then could not be asked for: {why}")
