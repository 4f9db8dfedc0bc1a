"""Servers that the settings name: where they are, what is sent with each request, how long to wait.

Values of headers may be secrets: they are hidden wherever a server is printed or written.
"""

from __future__ import annotations

from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, StringConstraints

from devserver.models.frozen import Frozen

OWN_NAMES = frozenset({"embedded", "ollama", "openai", "openrouter", "comfyui", "swarmui"})
"""Providers that have a setting of their own; no server may take their names."""


def _address(url: str) -> str:
    try:
        parts, port = urlsplit(url), urlsplit(url).port
    except ValueError:  # brackets that do not close, a port that is none
        parts, port = urlsplit(""), 0
    plain = url.isprintable() and " " not in url
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0 or not plain:
        raise ValueError("must be an address with http:// or https://, such as http://localhost:8000")
    if parts.username or parts.password:
        raise ValueError("must hold no password: write it as a header of the server's table, or into a key file")
    if parts.query or parts.fragment:
        raise ValueError("must end with its path, without ? and #")
    return url.rstrip("/")


def _name(name: str) -> str:
    if name in OWN_NAMES:
        raise ValueError(f"{name} has settings of its own; choose another name")
    return name


def _header_value(value: SecretStr) -> SecretStr:
    secret = value.get_secret_value()
    if not (secret.isascii() and secret.isprintable()):
        raise ValueError("must be one line of printable ASCII")
    return value


Address = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), AfterValidator(_address)]
ServerName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,40}$"), AfterValidator(_name)]
HeaderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,60}$")]

HeaderValue = Annotated[SecretStr, AfterValidator(_header_value)]


class Limits(Frozen):
    """What holds for calls to one server: further headers, the most calls in flight, how long to wait.

    Seconds are those to connect, between two pieces of an answer, and of a whole call.
    """

    headers: dict[HeaderName, HeaderValue] = {}
    limit: int = Field(default=256, ge=1, le=10_000)
    connect_seconds: float = Field(default=10.0, gt=0)
    read_seconds: float = Field(default=300.0, gt=0)
    total_seconds: float = Field(default=900.0, gt=0)


class Server(Limits):
    """A server for text: its address and its limits."""

    url: Address

    @classmethod
    def at(cls, url: str, limits: Limits) -> Self:
        """Return the server at an address with limits that are set beside it."""
        return cls(url=url, **{name: getattr(limits, name) for name in Limits.model_fields})


class SwarmServer(Server):
    """A SwarmUI server. It has a line of its own, in which a call may wait long for the graphics card."""

    limit: int = Field(default=64, ge=1, le=10_000)
    total_seconds: float = Field(default=3600.0, gt=0)


class ComfyServer(Frozen):
    """A ComfyUI server: a name for people, its address, and headers for a proxy before it.

    Of `limit` prompts that it gets at once one runs and the others wait there; more than two gain nothing.
    """

    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,40}$")]
    url: Address
    headers: dict[HeaderName, HeaderValue] = {}
    limit: int = Field(default=2, ge=1, le=16)

    @property
    def sent_headers(self) -> dict[str, str]:
        """Return the headers as they are sent."""
        return {name: value.get_secret_value() for name, value in self.headers.items()}


class ChatServer(Server):
    """An OpenAI-compatible server; `name` is its provider, `free` declares that its calls cost nothing."""

    name: ServerName
    free: bool = False


def named_servers(text: str) -> list[dict[str, str]]:
    """Read `name=url,name=url`; raises ValueError for a part without a name."""
    found = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, equals, url = part.partition("=")
        if not equals:
            raise ValueError("must be name=url, separated by commas")
        found.append({"name": name.strip(), "url": url})
    return found


def numbered_servers(text: str) -> list[dict[str, str]]:
    """Read `url,url`: the first is called comfyui, the second comfyui-2."""
    urls = list(filter(None, (piece.strip() for piece in text.split(","))))
    return [{"name": f"comfyui-{n}" if n > 1 else "comfyui", "url": url} for n, url in enumerate(urls, 1)]
