"""What a fake SwarmUI does with a request for pictures: the order of its messages is that of SwarmUI's own source.

Unknown parameters are skipped, the name of a model may be a part of one, an interrupt counts only for what was begun
before it, and a request whose socket is gone goes on.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.fakes.comfyui_nodes import JPEG, png

if TYPE_CHECKING:
    from tests.fakes.swarmui import FakeSwarm, Session

Output = Callable[[dict[str, Any]], None]
OF_THE_REQUEST = ("session_id", "presets", "extra_metadata")
LIMITS = {"steps": 500, "width": 16384, "height": 16384, "cfgscale": 100, "images": 10000}
INTERRUPTED = "Generation session interrupted."


class Readable(Exception):
    """An error whose text is for people."""


class Generation:
    """One request for pictures in a session."""

    def __init__(
        self, swarm: FakeSwarm, session: Session, body: dict[str, Any], output: Output, *, is_ws: bool
    ) -> None:
        self.swarm, self.session, self.body, self.output, self.is_ws = swarm, session, body, output, is_ws
        self.stop = session.stop
        self.images = int(body["images"])
        self.cancelled = False
        self.read: dict[str, Any] = {}

    async def run(self) -> None:
        """Make the pictures, and tell of it."""
        counts = self.session.counts
        counts["waiting_gens"] += self.images
        self._status()
        try:
            await self._all()
        finally:
            counts["waiting_gens"] -= self.images
            self.swarm.ended.append(self.session.id)

    async def _all(self) -> None:
        try:
            self.read = self._read()
        except Readable as error:
            self._error(str(error))
            return
        tasks = [asyncio.create_task(self._one(index)) for index in range(self.images)]
        while tasks:
            done, _ = await asyncio.wait(tasks, timeout=self.swarm.alive, return_when=asyncio.FIRST_COMPLETED)
            self.output({"keep_alive": True})
            tasks = [task for task in tasks if task not in done]
        if self.images > 1 and not self.cancelled and self.swarm.grid:
            self._picture(-1)
        self.output({"discard_indices": list(self.swarm.discards)})

    def _read(self) -> dict[str, Any]:
        known = {one["id"] for one in self.swarm.parameters}
        found = {}
        for name, value in self.body.items():
            key = "".join(letter for letter in name.lower() if letter.isalpha())
            if name in OF_THE_REQUEST:
                continue
            if key not in known:
                self.swarm.skipped.append(name)
                continue
            if key in LIMITS and float(value) > LIMITS[key]:
                said = f"Invalid value for param {key.title()} - '{value}' - must be between 1 and {LIMITS[key]}"
                raise Readable(f"Invalid value for parameter {key.title()}: {said}")
            found[key] = value
        if "model" not in found:
            raise Readable("No model input given. Did your UI load properly?")
        found["model"] = self._model(str(found["model"]))
        return found

    def _model(self, wanted: str) -> str:
        best = [name for name in self.swarm.models if wanted.lower().removesuffix(".safetensors") in name.lower()]
        if not best:
            said = f"Invalid model value for param Model - '{wanted}' - are you sure that model name is correct?"
            raise Readable(f"Invalid value for parameter Model: {said}")
        return min(best, key=len)

    def _error(self, text: str) -> None:
        if not self.cancelled:
            self.output({"error": text})
        self.cancelled = True

    @property
    def _stopped(self) -> bool:
        return self.stop.is_set() or self.cancelled

    def _status(self) -> None:
        if self.is_ws:
            self.output(self.session.status())

    async def _one(self, index: int) -> None:
        if not await self._backend():
            return
        counts = self.session.counts
        try:
            counts["live_gens"] += 1
            self._status()
            self.swarm.began.append(self.session.id)
            self.swarm.used_models.append(self.read["model"])
            if self.swarm.generation_error:
                self._error(self.swarm.generation_error)
            elif await self._steps(index):
                self._picture(index)
            else:
                self._error(INTERRUPTED)
        finally:
            counts["live_gens"] -= 1
            self.swarm.free.release()
            self._status()

    async def _backend(self) -> bool:
        """Wait for a backend; tell whether there is one for it."""
        counts = self.session.counts
        counts["waiting_backends"] += 1
        self._status()
        getting = asyncio.create_task(self.swarm.free.acquire())
        stopping = asyncio.create_task(self.stop.wait())
        await asyncio.wait({getting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        got = getting.done()
        if not got:
            getting.cancel()
            self.cancelled = True
        counts["waiting_backends"] -= 1
        self._status()
        if got and self._stopped:
            self.swarm.free.release()
        elif got and self.swarm.load and self.swarm.resident != self.read["model"]:
            counts["loading_models"] += 1
            self._status()
            await asyncio.sleep(self.swarm.load)
            counts["loading_models"] -= 1
            self.swarm.resident = self.read["model"]
        return got and not self._stopped

    async def _steps(self, index: int) -> bool:
        """Work; tell whether it was let do so to the end."""
        steps = int(self.read.get("steps", 3))
        for step in range(steps):
            if self._stopped:
                return False
            progress = {
                "batch_index": str(index),
                "request_id": "1",
                "overall_percent": 0.5,
                "current_percent": step / steps,
            }
            if self.swarm.previews:
                progress["preview"] = f"data:image/jpeg;base64,{base64.b64encode(JPEG).decode()}"
            self.output({"gen_progress": progress})
            await asyncio.sleep(self.swarm.step)
        return not self._stopped

    def _picture(self, index: int) -> None:
        data = self.swarm.picture if self.swarm.picture is not None else png(8 * (self.images if index < 0 else 1))
        unused = [name for name in self.read if name in self.swarm.unused]
        metadata = {"sui_image_params": dict(self.read), "sui_extra_data": {"unused_parameters": unused}}
        where = self._where(data, index)
        told = {"batch_index": str(index), "request_id": "1", "metadata": json.dumps(metadata)}
        self.output({"image": {"image": where, **told}} if self.swarm.nested else {"image": where, **told})

    def _where(self, data: bytes, index: int) -> str:
        if self.swarm.where:
            return self.swarm.where
        if self.read.get("donotsave"):
            return f"data:image/png;base64,{base64.b64encode(data).decode()}"
        path = f"View/{self.session.user}/raw/2026-01-02/0304-100% {self.read['prompt'][:9]} #{index}.png"
        self.swarm.files[path] = data
        return path
