"""What a request says beside its values: who asks, in which language, and a body that is strict JSON.

The owner comes in `X-DevServer-Owner`, which the session layer sets for the engine's own use and takes away from what
comes from outside. The language is `?language=`, else the body's `language`, else the best of Accept-Language that
there are texts in, else the setting.
"""

from __future__ import annotations

import re
from collections.abc import Coroutine, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from flask import Request, current_app, request
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from devserver.engine.engine import Engine
from devserver.engine.totals import EARLIEST
from devserver.errors import LANGUAGES
from devserver.routes.bodies import Language
from devserver.routes.handle import Handle
from devserver.routes.reading import read_object

T = TypeVar("T")

OWNER_HEADER = "X-DevServer-Owner"
NOBODY = "local"
"""The owner of what is asked without a session."""
MOST_BYTES = 1024 * 1024
"""The most bytes of a JSON body."""
HANDLE = "DEVSERVER_HANDLE"

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)


class JsonRequest(Request):
    """A request whose body is JSON in UTF-8 or an error that says what is wrong with it."""

    max_content_length = MOST_BYTES
    said_language: str | None = None

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> dict[str, Any]:
        """Read the body, whatever the arguments say; raises what `read_object` raises."""
        value = read_object(self.get_data(), self.headers.get("Content-Type", ""))
        language = value.get("language")
        self.said_language = language if isinstance(language, str) and _TAG.fullmatch(language) else None
        return value


def _digits(value: object) -> object:
    """Take whole numbers written in digits only, as the documentation of a query says."""
    if isinstance(value, str) and not re.fullmatch(r"-?[0-9]{1,19}", value, re.ASCII):
        raise PydanticCustomError("int_type", "no whole number in digits")
    return value


Whole = Annotated[int, BeforeValidator(_digits)]

YES = frozenset({"1", "on", "t", "true", "y", "yes"})
"""What stands for true in a query, in small letters, as pydantic takes it."""

LATEST = datetime(9000, 1, 1, tzinfo=UTC)


def _day(value: object) -> object:
    """Take a date for its first moment in UTC."""
    return f"{value}T00:00:00Z" if isinstance(value, str) and len(value) == 10 else value


def _in_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, Field(ge=EARLIEST, le=LATEST), BeforeValidator(_day), AfterValidator(_in_utc)]
"""A time, or a day for its first moment, in UTC."""


class _Asked(BaseModel):
    """Values beside the body. The framework asks for their JSON Schema at each request; it is made once."""

    if not TYPE_CHECKING:

        @classmethod
        @cache
        def model_json_schema(cls, *arguments: Any, **options: Any) -> dict[str, Any]:
            """Return the JSON Schema as pydantic makes it."""
            return super().model_json_schema(*arguments, **options)


class Query(_Asked):
    """A query: an unknown parameter is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Language | None = Field(None, description="Language of texts and problems; else Accept-Language.")


class KeyHeader(_Asked):
    """The header that makes a repeated request harmless."""

    idempotency_key: str | None = Field(
        None,
        alias="Idempotency-Key",
        pattern=r"^[!-~]([ -~]{0,253}[!-~])?$",
        description="1 to 255 printable ASCII characters. The same key with the same body gives the same run for 24 h; "
        "with another body it is a conflict.",
    )


class MatchHeader(_Asked):
    """The header that lets a change count only for the state that it is about."""

    if_match: str | None = Field(
        None, alias="If-Match", max_length=1000, description="The ETag that the settings were read with."
    )

    def tags(self) -> tuple[str, ...] | None:
        """Return the strong tags of the header; None where any state will do."""
        if self.if_match is None or self.if_match.strip() == "*":
            return None
        return tuple(tag for weak, tag in re.findall(r'(W/)?"([^"]*)"', self.if_match) if not weak)


def engine() -> Engine:
    """Return the engine."""
    return _handle().engine


def call(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine of the engine on its loop and wait for its value; no backend that it asks is closed meanwhile."""
    return _handle().call(_undisturbed(engine(), coroutine))


async def _undisturbed(engine: Engine, coroutine: Coroutine[Any, Any, T]) -> T:
    with engine.setups.use():
        return await coroutine


def _handle() -> Handle:
    handle: Handle = current_app.config[HANDLE]
    return handle


def owner() -> str:
    """Return who asks."""
    return request.headers.get(OWNER_HEADER, NOBODY)[:64]


def language() -> str:
    """Return the language that the request wants to be answered in: any tag, for a run's prompts may be in any.

    What the server itself says comes in `errors.spoken` of it, and the answer's Content-Language tells that.
    """
    asked = request.args.get("language", "")
    said = asked if _TAG.fullmatch(asked) else getattr(request, "said_language", None)
    return said or next(_preferred(), engine().settings.language)


def _preferred() -> Iterator[str]:
    """Yield our languages in the order in which they are preferred; a region does not matter."""
    for tag, quality in request.accept_languages:
        base = tag.partition("-")[0].lower()
        if quality > 0 and base in LANGUAGES:
            yield base
