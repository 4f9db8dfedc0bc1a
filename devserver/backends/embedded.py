"""The embedded backend: text, pictures, sounds, tunes, films and programs, made in this process by plain computing.

It needs no network, no GPU and no key, is deterministic for a seed and says in its metadata that no AI model was
used. Generators run on a pool of their own, so that they hold up nothing else, and end within a step of a cancel.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Literal, cast

from devserver.backends import NOBODY, READY, Availability, Reason, Ticket, lacking
from devserver.embedded.progress import Step
from devserver.models.calls import MediaCall, TextCall
from devserver.models.outcomes import (
    FREE,
    Invalid,
    MediaFile,
    MediaOutput,
    Ok,
    Outcome,
    Preview,
    Progress,
    Signal,
    TextDelta,
)

SoundFormat = Literal["flac", "mp3", "wav"]
Make = Callable[[MediaCall, Step], dict[str, bytes]]
NOTE = {"ai_model": False, "generator": "DevServer embedded"}
PIECE = 24
"""Characters of a text delta."""


class _Stopped(Exception):
    """Ends a generator whose call was cancelled."""


@dataclass(frozen=True)
class EmbeddedBackend:
    """Executes calls with the embedded generators; `pool` is opened and closed by whoever opens the engine."""

    pool: Executor
    name: str = "embedded"
    concurrency: int = 64
    timeout: float = 120.0
    charges: bool = False
    in_process: bool = True

    async def availability(
        self, model: str, media_type: str, workflow: Mapping[str, Any] | None = None
    ) -> Availability:
        """Tell whether there is a generator for this model name or media type."""
        if model in {"", "text"} and (media_type in GENERATORS or media_type == ""):
            return READY
        return _no_generator(model, media_type)

    def describe(self) -> dict[str, Any]:
        """Return what the operator sees: the media types."""
        return {"media_types": sorted(GENERATORS), "ai_model": False}

    async def execute(self, call: TextCall | MediaCall, ticket: Ticket = NOBODY) -> AsyncIterator[Signal | Outcome]:
        """Do a call on the pool; signals arrive while it works."""
        if isinstance(call, MediaCall) and call.media_type not in GENERATORS:
            yield Invalid(reason=f"no embedded generator makes {call.media_type}")
            return
        if isinstance(call, TextCall) and call.model != "text":
            yield _no_generator(call.model, "").outcome()
            return
        loop = asyncio.get_running_loop()
        signals: asyncio.Queue[Signal | None] = asyncio.Queue()
        stopped = threading.Event()

        def step(fraction: float, preview: bytes | None = None) -> None:
            if stopped.is_set():
                raise _Stopped
            loop.call_soon_threadsafe(signals.put_nowait, Progress(fraction=min(1.0, max(0.0, fraction))))
            if preview is not None:
                loop.call_soon_threadsafe(signals.put_nowait, Preview(mime="image/jpeg", data=preview))

        work = loop.run_in_executor(self.pool, _done, call, step)
        work.add_done_callback(_noted)
        work.add_done_callback(lambda _done: signals.put_nowait(None))
        try:
            while (signal := await signals.get()) is not None:
                yield signal
            outcome = await work
        finally:
            stopped.set()
        if outcome.text:
            for start in range(0, len(outcome.text), PIECE):
                yield TextDelta(text=outcome.text[start : start + PIECE])
        yield outcome


def _no_generator(model: str, media_type: str) -> Availability:
    if model not in {"", "text"}:
        reason = Reason(message="generator_unknown", params={"name": model})
    else:
        reason = Reason(message="medium_not_made", params={"name": "embedded", "media_type": media_type})
    return lacking("missing_model", reason, missing=(f"embedded/{model or media_type}",))


def _noted(work: asyncio.Future[Ok]) -> None:
    """Look at how work ended: after a cancel nobody waits for it, and the loop would complain of that."""
    if not work.cancelled():
        work.exception()


def _done(call: TextCall | MediaCall, step: Step) -> Ok:
    return _text(call, step) if isinstance(call, TextCall) else _media(call, step)


def _text(call: TextCall, step: Step) -> Ok:
    from devserver.embedded.text import rewrite

    step(0.0)
    prompt = call.prompt
    text = rewrite(
        prompt.input or prompt.text,
        task=prompt.task,
        context=prompt.context,
        seed=call.seed or 0,
        language=call.language,
    )
    return Ok(text=text, usage=FREE, meta=NOTE)


def _media(call: MediaCall, step: Step) -> Ok:
    made = GENERATORS[call.media_type](call, step)
    files = tuple(MediaFile(data=data, format=name, meta=NOTE) for name, data in made.items())
    return Ok(media=(MediaOutput(files=files),), usage=FREE, meta=NOTE)


def _values(call: MediaCall, *names: str) -> dict[str, Any]:
    """Return the generator's arguments that the call names, under those names."""
    return {name: call.parameters[name] for name in names if call.parameters.get(name) is not None}


def _image(call: MediaCall, step: Step) -> dict[str, bytes]:
    from devserver.embedded.image import paint

    sizes = _values(call, "negative_prompt", "width", "height")
    return {"png": paint(call.prompt, seed=call.seed or 0, step=step, **sizes)}


def _video(call: MediaCall, step: Step) -> dict[str, bytes]:
    from devserver.embedded.video import film

    container = call.parameters.get("container") or call.formats[0]
    given = _values(call, "negative_prompt", "width", "height", "seconds", "fps")
    return {container: film(call.prompt, seed=call.seed or 0, container=container, step=step, **given)}


def _audio(call: MediaCall, step: Step) -> dict[str, bytes]:
    from devserver.embedded.sound import ambience, encode

    samples = ambience(call.prompt, seed=call.seed or 0, step=step, **_values(call, "negative_prompt", "seconds"))
    return {name: encode(samples, cast(SoundFormat, name)) for name in call.formats}


def _music(call: MediaCall, step: Step) -> dict[str, bytes]:
    from devserver.embedded.sound import compose, encode, render

    samples = render(compose(call.prompt, seed=call.seed or 0, **_values(call, "negative_prompt", "bars")), step=step)
    return {name: encode(samples, cast(SoundFormat, name)) for name in call.formats}


def _midi(call: MediaCall, step: Step) -> dict[str, bytes]:
    from devserver.embedded.sound import compose, write_midi

    step(0.1)
    return {"mid": write_midi(compose(call.prompt, seed=call.seed or 0, **_values(call, "negative_prompt", "bars")))}


def _program(call: MediaCall, step: Step) -> dict[str, bytes]:
    from devserver.embedded import code

    write = {"p5": code.p5_sketch, "tonejs": code.tonejs_piece, "sonicpi": code.sonicpi_piece}[call.media_type]
    step(0.1)
    return {call.formats[0]: write(call.prompt, seed=call.seed or 0).encode()}


def _written(call: MediaCall, step: Step) -> dict[str, bytes]:
    step(1.0)
    return {"txt": call.prompt.encode()}


GENERATORS: dict[str, Make] = {
    "text": _written,
    "image": _image,
    "audio": _audio,
    "music": _music,
    "midi": _midi,
    "video": _video,
    "p5": _program,
    "tonejs": _program,
    "sonicpi": _program,
}
