"""What every backend has to keep, whatever it speaks; a test class of each inherits it and gives a `rig`."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from devserver.backends import Backend
from devserver.keys import Keys
from devserver.models.calls import InputMedia, MediaCall, Prompt, TextCall
from devserver.models.outcomes import (
    OUTCOMES,
    Invalid,
    Ok,
    Outcome,
    Signal,
    TextDelta,
)

SECRET = "sk-very-secret-0123456789"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(8)
SHAPE = {"type": "object", "properties": {"safe": {"type": "boolean"}}, "required": ["safe"]}
PAGE = b"<!DOCTYPE html><html><head><title>Proxy</title></head><body>Log in</body></html>"


def text_call(**more: Any) -> TextCall:
    """Return a call for text."""
    named = {"chunk": "manipulate", "backend": "x", "provider": "x", "model": "llama3.2", "seed": 7}
    return TextCall(**{**named, "prompt": Prompt(text="Say hello.", input="hello"), **more})


def media_call(**more: Any) -> MediaCall:
    named = {"chunk": "c", "backend": "x", "provider": "x", "media_type": "3d", "formats": ("glb",), "prompt": "a box"}
    return MediaCall(**{**named, **more})


async def read_picture(media: InputMedia) -> bytes:
    if "gone" in media.path:
        raise FileNotFoundError(media.path)
    return PNG


def keys(folder: Path, **environment: str) -> Keys:
    return Keys(folder, environment)


async def collect(backend: Backend, call: TextCall | MediaCall) -> tuple[list[Signal], list[Outcome]]:
    """Do a call and return its signals and its outcomes, of which there has to be one, at the end."""
    items = [item async for item in backend.execute(call)]
    outcomes = [item for item in items if isinstance(item, OUTCOMES)]
    assert len(outcomes) == 1, items
    assert isinstance(items[-1], OUTCOMES), "the outcome comes last"
    return [item for item in items if not isinstance(item, OUTCOMES)], outcomes


async def outcome_of(backend: Backend, call: TextCall | MediaCall | None = None) -> Outcome:
    """Do a call and return its outcome."""
    _signals, [outcome] = await collect(backend, call or text_call())
    return outcome


def joined(signals: list[Signal]) -> str:
    return "".join(signal.text for signal in signals if isinstance(signal, TextDelta))


@dataclass
class Rig:
    """A backend with calls that it can do."""

    backend: Backend
    call: TextCall = field(default_factory=text_call)


class BackendContract:
    """For every backend that writes text."""

    pytestmark = pytest.mark.anyio

    async def test_a_call_ends_in_one_outcome_with_a_text(self, rig: Rig) -> None:
        _signals, [outcome] = await collect(rig.backend, rig.call)
        assert isinstance(outcome, Ok)
        assert (outcome.text or "").strip()

    async def test_deltas_join_to_the_text(self, rig: Rig) -> None:
        signals, [outcome] = await collect(rig.backend, rig.call)
        assert isinstance(outcome, Ok)
        assert joined(signals) == outcome.text

    async def test_what_it_does_not_make_is_invalid_or_unavailable(self, rig: Rig) -> None:
        assert isinstance(await outcome_of(rig.backend, media_call()), Invalid)
        assert not (await rig.backend.availability("", "3d")).ready

    async def test_a_stream_that_is_closed_early_ends(self, rig: Rig) -> None:
        async with aclosing(rig.backend.execute(rig.call)) as stream:  # type: ignore[type-var]
            async for _item in stream:
                break
        assert isinstance(await outcome_of(rig.backend, rig.call), Ok), "the next call is not touched by it"

    async def test_two_calls_at_once_do_not_mix(self, rig: Rig) -> None:
        first, second = await asyncio.gather(*(collect(rig.backend, rig.call) for _ in range(2)))
        assert joined(first[0]) == joined(second[0])

    async def test_its_limits_are_limits(self, rig: Rig) -> None:
        assert rig.backend.concurrency >= 1
        assert rig.backend.timeout > 0
        assert SECRET not in repr(rig.backend) + str(rig.backend.describe())
