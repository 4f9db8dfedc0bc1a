"""`devserver reproduce`: a run is done again as it was, and compared with what it was."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import partial

from devserver.commands import exits
from devserver.commands.opening import data_folder
from devserver.commands.run import done
from devserver.engine.again import Again, accept
from devserver.engine.comparing import Called, Comparison, Part, compare
from devserver.engine.engine import open_engine
from devserver.engine.spending import Cost
from devserver.errors import render
from devserver.settings import Settings


async def reproduce(settings: Settings, run_id: str, *, as_json: bool) -> int:
    """Do a run again, say what differs, and return the exit code; raises what keeps it from being done again."""
    if data_folder(settings) is None:
        return exits.USAGE
    async with open_engine(settings, kind="command") as engine:
        before = await engine.recorder.load(run_id)
        again = Again(run_id, owner=before.row.owner)
        after = await done(engine, engine.runs.begin(partial(accept, engine.runs.reception, again)))
        found = await compare(engine.recorder, before, after)
    if as_json or not sys.stdout.isatty():
        told = found.model_dump(mode="json")
        told["problem"] = render(found.problem) if found.problem else None
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in lines(found)))
    return _exit_code(found)


def _exit_code(found: Comparison) -> int:
    if found.problem is not None and found.problem.type == "unavailable":
        return exits.UNAVAILABLE
    return exits.DONE if found.same else exits.DIFFERENT


def lines(found: Comparison) -> Iterator[str]:
    """Yield a comparison as lines for a person."""
    yield f"{found.parent_run_id} was done again as {found.run_id}"
    for part in found.parts:
        yield f"  {part.stage} · {part.type}: {'the same' if part.same else _difference(part)}"
        yield from (f"    - {out}\n    + {into}" for out, into in part.changes)
    yield from (f"  {call.stage}: {said}" for call in found.calls for said in _call(call))
    if found.before != found.after:
        yield f"  it was {found.before}, and is {found.after} now"
    if found.problem is not None:
        yield f"  {render(found.problem)['detail']}"
    yield f"  cost: {_cost(found.cost_before)} then, {_cost(found.cost_after)} now"
    yield "the same" if found.same else "not the same"


def _difference(part: Part) -> str:
    if part.before is None or part.after is None:
        return "only then" if part.after is None else "only now"
    if part.picture is None:
        return "different"
    (width, height), (wide, high) = part.picture.before, part.picture.after
    return f"different: {width} × {height} then, {wide} × {high} now, {part.picture.distance:.1%} apart"


def _call(call: Called) -> Iterator[str]:
    if call.after is None:
        yield f"{call.before} was not called"
    elif call.before is None:
        yield f"{call.after} was called, and was not then"
    elif call.before != call.after:
        yield f"{call.after} answered, and then it was {call.before}"
    elif not call.told_same:
        yield f"{call.after} was told something else"


def _cost(cost: Cost) -> str:
    if cost.usd is None:
        return "$ ? unknown"
    return f"$ {cost.usd:g} {cost.source}" + (f", {cost.unknown} unknown" if cost.unknown else "")
