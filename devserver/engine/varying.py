"""What a repetition of a run changes, and the request that this makes of what was asked for before. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from devserver.declarations.library import Library
from devserver.engine.builder import is_seed, takes_media
from devserver.engine.record import Record
from devserver.engine.requests import check_request, choose_level, level_faults, stricter
from devserver.errors import Fault, Forbidden, InvalidInput
from devserver.models.frozen import Frozen, Json
from devserver.models.runs import FromStage, Priority, Request, SafetyLevel, Timeout

DRAWN = -1
"""A seed that is drawn."""
EARLY: frozenset[FromStage] = frozenset({"input", "interception"})
"""Stages with which the input and the attitude have to do."""


class Changes(Frozen):
    """What is other in a repetition; what is not set stays as it was, and null is the same but for three.

    `text` is that with which the stage begins. A null `seed` draws one, a null `context_prompt` goes back to the
    attitude of the config, a null `timeout_seconds` lets the run take as long as it does.
    """

    text: str | None = None
    config: str | None = None
    context_prompt: str | None = None
    output_config: str | None = None
    parameters: dict[str, Json] | None = None
    seed: int | None = None
    language: str | None = None
    safety_level: str | None = None
    priority: Priority | None = None
    timeout_seconds: Timeout | None = None

    def says(self, name: str) -> bool:
        """Tell whether something was set, be it to null."""
        return name in self.model_fields_set

    @property
    def asked_seed(self) -> int:
        """Return the seed that is set; none is one that is drawn."""
        return DRAWN if self.seed is None else self.seed

    def pace(self, before: Request) -> dict[str, int | float | None]:
        """Return how urgent a repetition is and how long it may take: as the run before, where nothing else is set."""
        timeout = self.timeout_seconds if self.says("timeout_seconds") else before.timeout_seconds
        return {
            "priority": before.priority if self.priority is None else self.priority,
            "timeout_seconds": timeout,
        }


def varied(library: Library, source: Record, changes: Changes, text: str) -> Request:
    """Return the request of a fork: what was asked for of the run, with the changes; `text` is its input.

    With another attitude the one in own words goes, unless it is said again; with another output its parameters go,
    and the pictures and sounds that it does not take.
    """
    row, newest = source.row, source.context.request
    attitudes = [c.request for c in (*source.earlier, source.context) if c.request.action in {"interception", "run"}]
    own = attitudes[-1].context_prompt if attitudes and changes.config in {None, row.config} else None
    output = changes.output_config or row.output_config
    same = output == row.output_config
    kept = newest.parameters if same else {}
    return Request(
        action="run",
        input_text=text,
        config=changes.config or row.config,
        context_prompt=changes.context_prompt if changes.says("context_prompt") else own,
        output_config=output,
        parameters=kept if changes.parameters is None else changes.parameters,
        seed=_seed(changes, source.context.seed),
        inputs={name: ref for name, ref in newest.inputs.items() if same or _takes(library, output, name)},
        **changes.pace(newest),
    )


def _seed(changes: Changes, before: int) -> int | None:
    """Return the seed that a fork asks for; None leaves it to the parameters that are changed."""
    if changes.says("seed"):
        return changes.asked_seed
    return None if any(is_seed(key) for key in changes.parameters or {}) else before


def _takes(library: Library, output: str | None, name: str) -> bool:
    config = library.configs.get(output or "")
    if config is None or library.kind(config) != "output":
        return False
    return takes_media(library.output_chunk(config), name)


def check_changes(library: Library, request: Request, changes: Changes, stage: FromStage, limit: int) -> None:
    """Raise InvalidInput with every fault of a fork from a stage, NotFound for a config that there is not.

    What the run was made with is not judged again, except by the output that it is made for now.
    """
    early = stage in EARLY
    asked = {"config": request.config, "input_text": changes.text} if early else {"prompt": changes.text}
    alone = request.model_copy(update={"config": None, "input_text": None, **asked})
    try:
        check_request(library, alone, limit, _faults(changes, request, stage))
    except InvalidInput as error:
        raise InvalidInput(*(fault.model_copy(update={"pointer": _place(fault)}) for fault in error.faults)) from None


def _faults(changes: Changes, request: Request, stage: FromStage) -> Iterator[Fault]:
    for name in ("config", "output_config") if stage in EARLY else ("output_config",):
        if getattr(request, name) is None:
            yield Fault(pointer=f"/{name}", message="value_missing")
    for name in () if stage in EARLY else ("config", "context_prompt"):
        if getattr(changes, name) is not None:
            yield Fault(pointer=f"/{name}", message="change_before_stage", params={"stage": stage})
    yield from level_faults(changes.safety_level)


def _place(fault: Fault) -> str:
    """Return where in the body of a fork a fault of its request lies."""
    if fault.pointer.startswith("/inputs/"):
        return "/changes/output_config"
    return "/changes/text" if fault.pointer in {"/input_text", "/prompt"} else f"/changes{fault.pointer}"


def level_of(server: SafetyLevel, run: str, asked: str | None) -> SafetyLevel:
    """Return a level as strict as that of the server and of the run; raises Forbidden where a looser one is asked."""
    level = choose_level(server, asked)
    strict = stricter(level, run)
    if asked is not None and strict != level:
        raise Forbidden("level_looser_than_run", asked=asked, run=run)
    return strict
