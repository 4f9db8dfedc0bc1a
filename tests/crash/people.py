"""People who use the server while it is killed: they ask again until they have an answer, and decide at gates.

A request that broke off is sent again with its idempotency key, as a good client does.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from devserver.engine.durable import MOST_TAKES
from tests.crash.paid import OUTPUTS

PAUSE = 0.15
PATIENCE = 120.0
"""Seconds after the last crash within which everything must be answered; before it people are patient without end."""
ENDED = frozenset({"completed", "failed", "refused", "cancelled", "interrupted"})
STAGES = "/api/schema/pipeline"


@dataclass
class Said:
    """What somebody was told about a run: accepted with 202, or a text with 200."""

    run_id: str
    token: str
    texts: list[str] = field(default_factory=list)
    job: bool = False


class GaveUp(Exception):
    """No answer came in time."""


@dataclass
class People:
    """Everybody who uses the server; `url` gives the address of a process that is up, or an empty text."""

    client: httpx.AsyncClient
    url: Callable[[], str]
    chance: random.Random
    said: list[Said] = field(default_factory=list)
    decided: dict[str, str] = field(default_factory=dict)
    """What was decided at gates, by the key of their call."""
    failed: set[str] = field(default_factory=set)
    """Runs that a decision let fail."""
    faults: list[str] = field(default_factory=list)
    _count: int = 0
    _calm_since: float | None = None

    def calm(self) -> None:
        """Say that no process will be ended any more."""
        self._calm_since = time.monotonic()

    @property
    def tired(self) -> bool:
        """Tell whether it has been calm for so long that nobody waits any more."""
        return self._calm_since is not None and time.monotonic() - self._calm_since > PATIENCE

    def token(self) -> str:
        """Return a token that nobody else has."""
        self._count += 1
        return f"tok{self.chance.randrange(16**8):08x}{self._count:04x}"

    async def one(self) -> None:
        """Ask for something, in one of the ways in which people do."""
        token, output = self.token(), self.chance.choice(OUTPUTS)
        way = self.chance.choice((self._whole, self._in_steps, self._in_steps, self._generation))
        try:
            await way(token, output)
        except GaveUp as problem:
            self.faults.append(f"{token} ({way.__name__}, {output}): {problem}")

    async def _whole(self, token: str, output: str) -> None:
        body = {"input_text": f"A boat, {token}", "config": "close_observer", "output_config": output}
        await self._accepted("/api/runs", token, body)

    async def _generation(self, token: str, output: str) -> None:
        await self._accepted(f"{STAGES}/generation", token, {"prompt": f"A boat, {token}", "output_config": output})

    async def _in_steps(self, token: str, output: str) -> None:
        first = {"input_text": f"A boat, {token}", "config": "close_observer"}
        run_id = await self._text(f"{STAGES}/interception", token, first, "interception_result")
        if run_id is None:
            return
        second = {"run_id": run_id, "output_config": output}
        if await self._text(f"{STAGES}/optimize", token, second, "optimized_prompt") is None:
            return
        await self._accepted(f"{STAGES}/generation", token, second)

    async def _accepted(self, path: str, token: str, body: dict[str, Any]) -> None:
        told = await self._post(path, f"{path} {token}", body)
        if told is not None:
            self.said.append(Said(told["run_id"], token, job=True))

    async def _text(self, path: str, token: str, body: dict[str, Any], name: str) -> str | None:
        told = await self._post(path, f"{path} {token}", body)
        if told is None:
            return None
        self.said.append(Said(told["run_id"], token, [told[name]]))
        return str(told["run_id"])

    async def _post(self, path: str, key: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """Return the answer to a request, or None where its run has failed as it may; raises GaveUp."""
        last = "nobody answered"
        while not self.tired:
            answer = await self._try("POST", path, key, body)
            if answer is not None and answer.status_code in {200, 202}:
                found: dict[str, Any] = answer.json()
                return found
            if answer is not None:
                last = f"{answer.status_code} {answer.text[:400]}"
                if answer.json().get("run_id") in self.failed:
                    return None
                if answer.status_code == 502 and "timeout_unknown" in answer.text:
                    return None  # what may be is looked up in the ledger
                if answer.status_code == 503 and answer.json().get("params", {}).get("times", 0) > MOST_TAKES:
                    return None  # every process that worked on it was killed before it came further
                if answer.status_code not in {409, 503}:
                    break
            await asyncio.sleep(PAUSE)
        raise GaveUp(f"{path}: {last}")

    async def _try(
        self, method: str, path: str, key: str | None = None, body: dict[str, Any] | None = None
    ) -> httpx.Response | None:
        """Send a request to a process that is up; None where it broke off."""
        url = self.url()
        if not url:
            return None
        headers = {"Idempotency-Key": key} if key else {}
        try:
            return await self.client.request(method, f"{url}{path}", json=body, headers=headers)
        except httpx.TransportError:
            return None

    async def decide_for_ever(self) -> None:
        """Decide at gates as they open: mostly to repeat the call, at times to let the run fail."""
        while True:
            await asyncio.sleep(PAUSE)
            page = await self._try("GET", "/api/gates?state=open")
            if page is not None and page.status_code == 200:
                for gate in page.json()["gates"]:
                    await self._decide(gate)

    async def _decide(self, gate: dict[str, Any]) -> None:
        call = gate["asks"]["call"]
        decision = self.decided.setdefault(call, self.chance.choices(("retry", "fail"), (6, 1))[0])
        if decision == "fail":
            self.failed.add(gate["run_id"])
        await self._try("POST", f"/api/gates/{gate['gate_id']}", body={"decision": decision})

    async def state(self, run_id: str) -> str | None:
        """Return the state of a run; None where nobody could be asked."""
        answer = await self._try("GET", f"/api/runs/{run_id}")
        return str(answer.json().get("status", answer.text)) if answer is not None else None

    async def all_ended(self) -> None:
        """Wait until every run that somebody was told of is at rest; what is not in time is a fault."""
        left = {said.run_id for said in self.said}
        while left and not self.tired:
            for run_id in sorted(left):
                if await self.state(run_id) in ENDED | {"open"}:
                    left.discard(run_id)
            await asyncio.sleep(PAUSE)
        if left:
            states = {run_id: await self.state(run_id) for run_id in sorted(left)}
            self.faults.append(f"accepted, and neither ended nor open: {states}")
