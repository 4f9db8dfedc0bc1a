from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from devserver.backends import embedded
from devserver.backends.embedded import GENERATORS, PIECE, EmbeddedBackend
from devserver.embedded.progress import Step
from devserver.media_types import MEDIA_TYPES, fits
from devserver.models.calls import MediaCall, Prompt, TextCall
from devserver.models.outcomes import Invalid, Ok, Outcome, Preview, Progress, Signal, TextDelta, Unavailable
from tests.backends.contract import BackendContract, Rig

pytestmark = pytest.mark.anyio

SMALL: dict[str, dict[str, Any]] = {
    "image": {"width": 64, "height": 64},
    "video": {"width": 64, "height": 64, "seconds": 1, "fps": 8},
    "audio": {"seconds": 1},
    "music": {"bars": 4},
    "midi": {"bars": 4},
}


@pytest.fixture
def backend() -> Iterator[EmbeddedBackend]:
    with ThreadPoolExecutor(2) as pool:
        yield EmbeddedBackend(pool)


@pytest.fixture
def rig(backend: EmbeddedBackend) -> Rig:
    return Rig(backend, text())


class TestContract(BackendContract):
    pass


def media(kind: str, **fields: Any) -> MediaCall:
    given = {"chunk": "c", "backend": "embedded", "provider": "embedded", "media_type": kind, "prompt": "a red boat"}
    formats = (MEDIA_TYPES[kind].default_format,) if kind in MEDIA_TYPES else ("x",)
    return MediaCall(**{**given, "formats": formats, "parameters": SMALL.get(kind, {}), "seed": 3, **fields})


def text(**fields: Any) -> TextCall:
    prompt = Prompt(text="all", task="Rewrite.", context="Write as a sailor. Short lines.", input="A house by the sea")
    given = {"chunk": "c", "backend": "embedded", "provider": "embedded", "model": "text", "prompt": prompt, "seed": 3}
    return TextCall(**{**given, **fields})


async def done(backend: EmbeddedBackend, call: TextCall | MediaCall) -> tuple[list[Signal], Outcome]:
    *signals, outcome = [item async for item in backend.execute(call)]
    return signals, outcome  # type: ignore[return-value]


@pytest.mark.parametrize("kind", sorted(GENERATORS))
async def test_every_medium_is_made_as_declared_and_says_that_no_ai_was_used(
    backend: EmbeddedBackend, kind: str
) -> None:
    _signals, outcome = await done(backend, media(kind))
    assert isinstance(outcome, Ok)
    (made,) = outcome.media
    for file in made.files:
        assert fits(kind, file.format, file.data)
        assert file.meta["ai_model"] is False
    assert (outcome.usage.cost_usd, outcome.usage.cost_source) == (0.0, "listed")
    assert outcome.meta["ai_model"] is False


@pytest.mark.parametrize("kind", ["image", "midi", "p5", "tonejs", "sonicpi"])
async def test_the_same_seed_makes_the_same_and_another_something_else(backend: EmbeddedBackend, kind: str) -> None:
    made = [(await done(backend, media(kind, seed=seed)))[1] for seed in (1, 1, 2)]
    data = [outcome.media[0].files[0].data for outcome in made if isinstance(outcome, Ok)]
    assert data[0] == data[1] != data[2]


async def test_sounds_come_in_every_declared_format(backend: EmbeddedBackend) -> None:
    _signals, outcome = await done(backend, media("audio", formats=("flac", "mp3")))
    assert isinstance(outcome, Ok)
    assert [file.format for file in outcome.media[0].files] == ["flac", "mp3"]


async def test_a_text_arrives_in_pieces_and_as_a_whole(backend: EmbeddedBackend) -> None:
    signals, outcome = await done(backend, text())
    assert isinstance(outcome, Ok)
    pieces = [signal.text for signal in signals if isinstance(signal, TextDelta)]
    assert "".join(pieces) == outcome.text
    assert all(len(piece) <= PIECE for piece in pieces)
    assert outcome.text not in {None, "", "A house by the sea"}
    assert (await done(backend, text()))[1] == outcome


async def test_a_medium_that_is_not_made_here_is_invalid(backend: EmbeddedBackend) -> None:
    signals, outcome = await done(backend, media("3d"))
    assert (signals, type(outcome)) == ([], Invalid)


async def test_a_text_model_that_is_not_here_is_unavailable_as_the_catalogue_says(backend: EmbeddedBackend) -> None:
    signals, outcome = await done(backend, text(model="gpt"))
    state = await backend.availability("gpt", "")
    assert isinstance(outcome, Unavailable)
    assert (signals, outcome.reason, outcome.missing) == ([], state.reason, ("embedded/gpt",))
    assert outcome.reason == "no embedded generator is called gpt; the one for text is embedded/text"
    assert (state.cause, state.in_language("de").reason) == (
        "missing_model",
        "kein eingebauter Generator heißt gpt; der für Text ist embedded/text",
    )


@pytest.mark.parametrize(
    ("model", "kind", "ready"),
    [("", "image", True), ("text", "", True), ("", "3d", False), ("gpt", "", False), ("", "text", True)],
)
async def test_availability(backend: EmbeddedBackend, model: str, kind: str, ready: bool) -> None:
    state = await backend.availability(model, kind)
    assert state.ready == ready
    assert ready or state.reason


class Slow:
    """A generator that reports many steps, and is told to stop between two of them."""

    def __init__(self) -> None:
        self.steps, self.ended = 0, threading.Event()

    def __call__(self, call: MediaCall, step: Step) -> dict[str, bytes]:
        try:
            for n in range(1000):
                self.steps = n
                step(n / 500, b"jpeg" if n == 2 else None)
                time.sleep(0.005)
        finally:
            self.ended.set()
        return {"png": b""}


@pytest.fixture
def slow() -> Iterator[Slow]:
    kept, made = GENERATORS["image"], Slow()
    GENERATORS["image"] = made
    yield made
    GENERATORS["image"] = kept


async def test_a_generator_ends_within_a_step_of_a_cancel(backend: EmbeddedBackend, slow: Slow) -> None:
    stream = backend.execute(media("image"))
    seen = [await anext(stream) for _ in range(4)]
    assert all(isinstance(signal, Progress | Preview) for signal in seen)
    assert any(isinstance(signal, Preview) for signal in seen)
    await stream.aclose()  # type: ignore[attr-defined]
    at = slow.steps
    assert await asyncio.get_running_loop().run_in_executor(None, slow.ended.wait, 5)
    assert slow.steps <= at + 3


async def test_progress_stays_between_nothing_and_all(backend: EmbeddedBackend, slow: Slow) -> None:
    stream = backend.execute(media("image"))
    fractions = []
    async for signal in stream:
        if isinstance(signal, Progress):
            fractions.append(signal.fraction)
        if len(fractions) == 20:
            break
    await stream.aclose()  # type: ignore[attr-defined]
    assert all(0 <= fraction <= 1 for fraction in fractions)


async def test_a_generator_that_breaks_raises_into_its_call(backend: EmbeddedBackend) -> None:
    def broken(call: MediaCall, step: Step) -> dict[str, bytes]:
        raise ZeroDivisionError

    kept = GENERATORS["image"]
    GENERATORS["image"] = broken
    try:
        with pytest.raises(ZeroDivisionError):
            await done(backend, media("image"))
    finally:
        GENERATORS["image"] = kept
    assert isinstance((await done(backend, media("image")))[1], Ok)


def test_it_tells_the_operator_what_it_makes(backend: EmbeddedBackend) -> None:
    assert backend.describe() == {"media_types": sorted(GENERATORS), "ai_model": False}
    assert (backend.name, backend.charges) == ("embedded", False)
    assert embedded.NOTE["ai_model"] is False
