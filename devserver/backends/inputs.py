"""What a call takes in: pictures and sounds of a person, read from the data folder and put where a request names them.

A request names one as `{"$input": parameter}`. In JSON a data URL takes its place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from devserver.backends.data_urls import data_url
from devserver.backends.opening import Read
from devserver.backends.wire import Ended
from devserver.media_types import extension_of
from devserver.models.calls import INPUT, InputMedia
from devserver.models.frozen import Json
from devserver.models.outcomes import Failed


@dataclass(frozen=True)
class Input:
    """A picture or a sound that comes in."""

    name: str
    mime: str
    data: bytes = field(repr=False)

    @property
    def file_name(self) -> str:
        """Return a file name of our own, whose ending says what it is."""
        return f"{self.name}.{extension_of(self.mime)}"

    @property
    def data_url(self) -> str:
        """Return it as a data URL."""
        return data_url(self.mime, self.data)


async def brought(media: InputMedia, read: Read) -> Input:
    """Read one input; raises Ended where it is gone."""
    try:
        return Input(media.parameter, media.mime, await read(media))
    except FileNotFoundError:
        raise Ended(Failed(reason=f"the input {media.parameter} is no longer in the data folder")) from None
    except OSError as error:
        said = error.strerror or error
        raise Ended(Failed(reason=f"the input {media.parameter} cannot be read: {said}")) from None


async def inputs_of(images: Sequence[InputMedia], read: Read) -> dict[str, Input]:
    """Return what a call takes in, by parameter; raises Ended where something is gone."""
    return {media.parameter: await brought(media, read) for media in images}


def named_in(value: Json, inputs: Mapping[str, Input]) -> Input | None:
    """Return the input that a value names, or None where it is a value like others."""
    name = value.get(INPUT) if isinstance(value, dict) and len(value) == 1 else None
    return inputs.get(name) if isinstance(name, str) else None


def with_data_urls(value: Json, inputs: Mapping[str, Input]) -> Any:
    """Return a value with a data URL in the place of each input that it names."""
    if isinstance(value, list):
        return [with_data_urls(item, inputs) for item in value]
    if not isinstance(value, dict):
        return value
    given = named_in(value, inputs)
    return given.data_url if given else {name: with_data_urls(member, inputs) for name, member in value.items()}
