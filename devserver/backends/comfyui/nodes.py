"""What a server says of the nodes of one workflow: types, limits and choices of their inputs, and which are outputs.

The pool keeps only choices of all classes (`catalogue`), because the whole list is long; here the list is read for the
classes that a workflow has, and forgotten.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from devserver.backends.comfyui.api import Api, Refused, Unreachable, open_http
from devserver.backends.comfyui.catalogue import Catalogue, choices_of, read_catalogue
from devserver.backends.comfyui.settings import Pace
from devserver.models.servers import ComfyServer

SECONDS = 20.0
"""For all servers together."""


@dataclass(frozen=True)
class InputSpec:
    """An input of a node: its type in ComfyUI's words (`INT`, `COMBO`, `MODEL`), its limits, its choices."""

    kind: str
    required: bool
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    choices: tuple[str, ...] | None = None
    multiline: bool = False
    upload: bool = False


@dataclass(frozen=True)
class NodeSpec:
    """A class of nodes."""

    inputs: Mapping[str, InputSpec]
    is_output: bool
    outputs: tuple[str, ...] = ()
    """The types that it gives, in order."""

    def kind(self, name: str) -> str:
        """Return the type of an input, "" for one that is not known."""
        return self.inputs[name].kind if name in self.inputs else ""


@dataclass(frozen=True)
class Nodes:
    """The classes of a workflow as a server knows them, and its catalogue of choices for them."""

    server: str
    specs: Mapping[str, NodeSpec] = field(default_factory=dict)
    catalogue: Catalogue = field(default_factory=Catalogue)


def read_nodes(answer: Any, classes: Collection[str], server: str = "") -> Nodes:
    """Return what `GET /object_info` says of some classes; what makes no sense is left out."""
    whole = answer if isinstance(answer, dict) else {}
    known = {name: whole[name] for name in classes if isinstance(whole.get(name), dict)}
    return Nodes(server, {name: _spec(described) for name, described in known.items()}, read_catalogue(known))


def _spec(described: Mapping[str, Any]) -> NodeSpec:
    inputs: dict[str, InputSpec] = {}
    groups = described.get("input")
    for group in ("required", "optional"):
        of_group = groups.get(group) if isinstance(groups, dict) else None
        for name, spec in of_group.items() if isinstance(of_group, dict) else ():
            if isinstance(spec, list) and spec:
                inputs[str(name)] = _input(spec, required=group == "required")
    given = described.get("output")
    outputs = tuple(map(str, given)) if isinstance(given, list) else ()
    return NodeSpec(inputs, described.get("output_node") is True, outputs)


def _input(spec: list[Any], *, required: bool) -> InputSpec:
    options = spec[1] if len(spec) > 1 and isinstance(spec[1], dict) else {}
    return InputSpec(
        kind="COMBO" if isinstance(spec[0], list) else str(spec[0]),
        required=required,
        minimum=_number(options.get("min")),
        maximum=_number(options.get("max")),
        step=_number(options.get("step")),
        choices=choices_of(spec),
        multiline=options.get("multiline") is True,
        upload=any(str(key).endswith("_upload") and value is True for key, value in options.items()),
    )


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300 else None


async def ask_nodes(
    servers: Sequence[ComfyServer], classes: Collection[str], pace: Pace | None = None
) -> tuple[list[Nodes], dict[str, str]]:
    """Ask servers for the classes of a workflow; return the answers in the servers' order, and why others failed.

    All are asked at once, for 20 seconds at most.
    """
    failed: dict[str, str] = {}

    async def one(server: ComfyServer) -> Nodes | None:
        try:
            async with asyncio.timeout(SECONDS):
                return await _ask(server, classes, pace or Pace())
        except TimeoutError:
            failed[server.name] = "no answer in time"
        except (Unreachable, Refused) as error:
            failed[server.name] = str(error)
        return None

    answers = await asyncio.gather(*map(one, servers))
    return [answer for answer in answers if answer is not None], failed


async def _ask(server: ComfyServer, classes: Collection[str], pace: Pace) -> Nodes:
    async with open_http(server, pace) as http:
        api = Api(http, pace)
        await api.negotiate()
        return read_nodes(await api.object_info(), classes, server.name)
