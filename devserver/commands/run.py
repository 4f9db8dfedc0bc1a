"""`devserver run`: the four stages on the command line, with the engine in this process."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Coroutine, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from devserver.commands import exits
from devserver.engine.accepting import Accepted, Asked
from devserver.engine.engine import Engine, open_engine
from devserver.engine.explaining import explain
from devserver.engine.record import Record
from devserver.engine.store.shelf import key_of
from devserver.engine.views import refusal_of, run_view
from devserver.errors import DevServerError, NotFound, render, sentence
from devserver.models.runs import Entity, InputRef, Request
from devserver.settings import Settings

STAGES = ("input_check", "translation", "interception", "optimization", "output_translation", "output_check", "media")
_TEXTS = ("input", "interception", "optimization", "output_translation")


@dataclass(frozen=True)
class Options:
    """What a person gave on the command line."""

    text: str
    config: str
    output: str
    seed: int | None
    parameters: dict[str, Any]
    out: Path | None
    as_json: bool
    language: str
    priority: int = 0
    timeout: float | None = None
    inputs: dict[str, Path] = field(default_factory=dict)


def parameters(settings: Iterable[str]) -> dict[str, Any]:
    """Read `key=value` pairs; a value that is JSON keeps its type, any other is a text. Raises ValueError."""
    return {key: _value(value) for key, value in _pairs("--set", settings)}


def files(settings: Iterable[str]) -> dict[str, Path]:
    """Read `name=file` pairs; raises ValueError."""
    return {name: Path(path) for name, path in _pairs("--input", settings)}


def _pairs(option: str, settings: Iterable[str]) -> Iterator[tuple[str, str]]:
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not key or not equals:
            raise ValueError(f"{option} needs key=value, and {key!r} has none")
        yield key, value


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


async def run(settings: Settings, options: Options) -> int:
    """Do a run, show how it goes, write its result to standard output, and return the exit code."""
    async with open_engine(settings, kind="command") as engine:
        request = Request(
            action="run",
            input_text=options.text,
            config=options.config,
            output_config=options.output,
            parameters=options.parameters,
            inputs={name: await _brought(engine, path) for name, path in options.inputs.items()},
            seed=options.seed,
            priority=options.priority,
            timeout_seconds=options.timeout,
        )
        record = await done(engine, engine.runs.start(Asked(request, language=options.language)))
        media = [entity for entity in record.media() if not entity.blocked]
        try:
            written, uncopied = [_file(engine, record, entity, options.out) for entity in media], ""
        except OSError as error:
            written, uncopied = (
                [_file(engine, record, entity, None) for entity in media],
                f"{options.out}: {error.strerror or error}",
            )
        result = await _result(engine, record, written, options.language)
    if options.as_json or not sys.stdout.isatty():
        sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=2) + "\n")
    else:
        _show(result)
    if uncopied:
        sys.stderr.write(f"the media could not be copied to {uncopied}; they lie where the server keeps them\n")
        return exits.FAILED
    return _exit_code(record)


async def _brought(engine: Engine, path: Path) -> InputRef:
    """Keep a picture as an upload is kept; raises NotFound, and what is wrong with the picture."""
    try:
        data = await asyncio.to_thread(path.read_bytes)
    except OSError as error:
        raise NotFound("import_file_unreadable", path=str(path), reason=error.strerror or str(error)) from error
    return InputRef(upload_id=(await engine.uploads.keep(data, "local")).upload_id)


async def done(engine: Engine, accepting: Coroutine[Any, Any, Accepted]) -> Record:
    """Do a run to its end; an interruption, even while the run is being accepted, cancels it."""
    starting = asyncio.ensure_future(accepting)
    try:
        return await _watched(engine, await asyncio.shield(starting), show=sys.stderr.isatty())
    except asyncio.CancelledError:
        with suppress(DevServerError):  # it was not accepted, or has ended in this very moment
            run_id = (await starting).run_id
            sys.stderr.write(f"{run_id} is cancelled; what it made until now stays in the data folder\n")
            await engine.runs.cancel(run_id)
        raise


async def _watched(engine: Engine, accepted: Accepted, *, show: bool) -> Record:
    """Wait for the end of a run; on a terminal with a bar that says which stage it is in."""
    if not show:
        return await engine.runs.ended(accepted)
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %")
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("input_check", total=len(STAGES))
        following = asyncio.ensure_future(_follow(engine, accepted.run_id, progress, bar))
        try:
            return await engine.runs.ended(accepted)
        finally:
            following.cancel()
            await asyncio.wait([following])


async def _follow(engine: Engine, run_id: str, progress: Progress, bar: Any) -> None:
    with engine.log.following(run_id, 0) as follower:
        async for event in follower.events():
            data = json.loads(event.text)["data"] if event else {}
            stage = data.get("stage") or ("media" if event and event.type == "generation_start" else None)
            if stage in STAGES:
                done = STAGES.index(stage) + float(data.get("fraction", 0.0))
                progress.update(bar, description=stage, completed=done)


def _file(engine: Engine, record: Record, entity: Entity, out: Path | None) -> dict[str, Any]:
    path = engine.recorder.path(record.run_id, entity)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        target = out / f"{record.run_id}_{entity.media_type}_{entity.index}.{entity.format}"
        engine.recorder.shelf.copy(key_of(record.run_id, entity), target)
        path = target
    shown = str(path) if path.exists() else f"{engine.settings.media_store}/{key_of(record.run_id, entity)}"
    facts = {"type": entity.media_type, "index": entity.index, "format": entity.format, "mime": entity.mime}
    return {**facts, "bytes": entity.bytes, "sha256": entity.sha256, "path": shown}


async def _result(engine: Engine, record: Record, written: list[dict[str, Any]], language: str) -> dict[str, Any]:
    view = run_view(record)
    texts = {kind: await engine.recorder.text(record, e) for kind in _TEXTS if (e := record.entity(kind))}
    refusal = explain(refusal_of(record), engine.words, language)
    return {
        "run_id": view.run_id,
        "status": view.status,
        "gate": view.gate,
        "seed": view.seed,
        "texts": texts,
        "files": written,
        "cost": view.cost.model_dump(mode="json"),
        "refusal": refusal.model_dump(mode="json") if refusal else None,
        "problem": render(view.problem, language) if view.problem else None,
    }


def _show(result: dict[str, Any]) -> None:
    console = Console()
    for kind, text in result["texts"].items():
        console.print(kind, style="bold")
        console.print(text + "\n", markup=False, highlight=False)
    for file in result["files"]:
        console.print(f"{file['type']}  {file['path']}", markup=False, highlight=False, soft_wrap=True)
    console.print(f"{result['run_id']}  {result['status']}  seed {result['seed']}", markup=False, highlight=False)
    if result["gate"]:
        console.print(f"it waits for a decision: devserver gates decide {result['gate']} retry|fail", markup=False)
    if result["refusal"]:
        refusal = result["refusal"]
        hints = [category["hint"] for category in refusal["categories"]]
        for line in (f"refused at {refusal['stage']}: {refusal['reason']}", *hints):
            console.print(line, markup=False, highlight=False)
    if result["problem"]:
        console.print(result["problem"]["detail"], markup=False, highlight=False)


def _exit_code(record: Record) -> int:
    problem = record.row.problem
    if record.row.state == "refused":
        return exits.REFUSED
    if problem is not None and problem.type == "unavailable":
        return exits.UNAVAILABLE
    return exits.DONE if record.row.state == "completed" else exits.FAILED


def describe(error: Exception) -> str:
    """Return the sentence of an error with one line per fault, for standard error."""
    faults = getattr(error, "faults", ())
    lines = [f"  {fault.pointer}: {sentence(fault.message, fault.params, 'en')}" for fault in faults]
    return "\n".join([str(error), *lines])
