"""What text backends make of a call alike: messages, pictures, the seed, and the bytes of the request."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from devserver.backends.data_urls import base64_of
from devserver.backends.inputs import brought
from devserver.backends.opening import Read
from devserver.backends.threads import off_loop
from devserver.backends.wire import Ended
from devserver.models.calls import TextCall
from devserver.models.frozen import Json
from devserver.models.outcomes import Invalid

SEEDS = 2**31
"""Servers read a seed as a signed integer of 32 bits; a larger one is taken modulo this, the same each time."""


@dataclass(frozen=True)
class Picture:
    """A picture as a request carries it."""

    mime: str
    base64: str


async def pictures(call: TextCall, read: Read, pool: Executor | None = None) -> list[Picture]:
    """Return the pictures that a call takes in, made ready on the pool; raises Ended where one is gone or is none."""
    found = []
    for media in call.images:
        if not media.mime.startswith("image/"):
            raise Ended(Invalid(reason=f"{call.provider}/{call.model} takes in pictures, and {media.mime} is none"))
        given = await brought(media, read)
        found.append(Picture(given.mime, await off_loop(pool, len(given.data), base64_of, given.data)))
    return found


def parameters(call: TextCall) -> dict[str, Json]:
    """Return the parameters that are set, with the attempt's seed in the place of another."""
    given = {name: value for name, value in call.parameters.items() if value is not None}
    seed = call.seed if call.seed is not None else given.pop("seed", None)
    given.pop("seed", None)
    if isinstance(seed, int) and seed >= 0:
        given["seed"] = seed % SEEDS
    return given


def encoded(body: dict[str, Json]) -> bytes:
    """Return a request's body as bytes; raises Ended where a value cannot be written as JSON."""
    try:
        return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except ValueError:
        raise Ended(Invalid(reason="a parameter is NaN, infinite or no Unicode, which JSON cannot hold")) from None


def weight(body: Json | Mapping[str, Json] | Sequence[Json]) -> int:
    """Return how many characters the texts of a request have: with pictures in them, writing it takes a while."""
    if isinstance(body, str):
        return len(body)
    members = body.values() if isinstance(body, Mapping) else body if isinstance(body, list) else ()
    return sum(map(weight, members))


def count(value: object) -> int | None:
    """Return a number of tokens, or None for what is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53 else None
