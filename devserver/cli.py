"""The command line: it reads arguments and environment, and nothing else does.

Exit codes stand in `commands/exits.py`.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import tomllib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, get_args

import typer
from pydantic import ValidationError

from devserver import __version__, logs, stored
from devserver.commands import exits
from devserver.declarations.kinds import Kind
from devserver.declarations.reports import did_you_mean, nearest
from devserver.errors import DevServerError
from devserver.models.runs import LEAST_PRIORITY, LONGEST_TIMEOUT, MOST_PRIORITY
from devserver.settings import FILE, Settings

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Turn a text into a picture, a sound, a film or code, through stages that JSON files declare.",
)

KINDS = get_args(Kind)

MOMENTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
Data = Annotated[Path | None, typer.Option(help="Folder for everything that is kept; ./data without it.")]
Schemas = Annotated[list[Path] | None, typer.Option(help="Folder with declarations, laid over the built-in ones.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]


def _settings(**given: Any) -> Settings:
    for name in unknown_variables(os.environ):
        known = [f"DEVSERVER_{field.upper()}" for field in Settings.model_fields]
        typer.echo(f"{name} is no setting and has no effect; the nearest is {nearest(name, known)[0]}", err=True)
    try:
        return Settings(**{name: value for name, value in given.items() if value not in (None, [])})
    except ValidationError as error:
        for fault in error.errors():
            name = ".".join(str(part) for part in fault["loc"])
            typer.echo(
                f"setting {name}: {fault['msg'].removeprefix('Value error, ')}{_place(fault['loc'], given)}", err=True
            )
        raise typer.Exit(exits.USAGE) from None
    except tomllib.TOMLDecodeError as error:
        typer.echo(f"{FILE}: {error}", err=True)
        raise typer.Exit(exits.USAGE) from None


def _place(location: tuple[int | str, ...], given: dict[str, Any]) -> str:
    """Say where a wrong value stands when it was set while the server ran, and nobody wrote it into a file."""
    folder = Path(given.get("data") or os.environ.get("DEVSERVER_DATA") or Settings.default("data"))
    name = str(location[0]) if location else ""
    from_here = name in stored.read(folder) and name not in given and Settings.variable(name) not in os.environ
    return f" (in {folder / stored.NAME})" if from_here else ""


def unknown_variables(environment: Iterable[str]) -> list[str]:
    """Return the variables that look like settings and are none."""
    known = {f"DEVSERVER_{field.upper()}" for field in Settings.model_fields}
    others = ("DEVSERVER_KEY_", "DEVSERVER_TEST_", "DEVSERVER_COMPAT_")
    mine = (name.upper() for name in environment if name.upper().startswith("DEVSERVER_"))
    return sorted(name for name in mine if name not in known and not name.startswith(others))


def _logged(settings: Settings, level: str | None = None) -> Settings:
    logs.configure(level or settings.log_level)
    return settings


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def options(
    shown: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Options that stand before a command."""


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; loopback only.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 17801 without it.")] = None,
    data: Data = None,
    schemas: Schemas = None,
) -> None:
    """Serve the API and the web page."""
    gc.disable()  # what is loaded stays, as in `__main__`; the server collects from when it is ready
    from devserver.server import serve as serve_settings

    settings = _logged(_settings(host=host, port=port, data=data, schemas=tuple(schemas) if schemas else None))
    raise typer.Exit(serve_settings(settings))


@app.command()
def worker(data: Data = None, schemas: Schemas = None) -> None:
    """Work on runs without serving anything, beside servers that share a database and a data folder."""
    from devserver.commands.working import work

    settings = _logged(_settings(data=data, schemas=tuple(schemas) if schemas else None))
    raise typer.Exit(asyncio.run(work(settings)))


@app.command()
def run(
    text: Annotated[str, typer.Option(help="What it is about; - reads standard input.")],
    output: Annotated[str, typer.Option(help="Id of an output config: what is made.")],
    config: Annotated[str, typer.Option(help="Id of an interception config: the attitude.")] = "user_defined",
    seed: Annotated[int | None, typer.Option(help="0 to 9007199254740991; drawn without it.")] = None,
    set_: Annotated[list[str] | None, typer.Option("--set", help="A parameter as key=value; may be repeated.")] = None,
    inputs: Annotated[
        list[str] | None, typer.Option("--input", help="A picture as name=file, such as input_image; may be repeated.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder into which the media are copied.")] = None,
    priority: Annotated[
        int, typer.Option(min=LEAST_PRIORITY, max=MOST_PRIORITY, help="A higher one goes first where calls wait.")
    ] = 0,
    timeout: Annotated[
        float | None, typer.Option(min=1, max=LONGEST_TIMEOUT, help="Seconds after which it is given up.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="Language of the attitude: en or de.")] = None,
    data: Data = None,
    schemas: Schemas = None,
    as_json: AsJson = False,
) -> None:
    """Take a text through the four stages, here, without a server."""
    from devserver.commands import run as command

    settings = _logged(_settings(data=data, schemas=tuple(schemas) if schemas else None), "warning")
    try:
        options = command.Options(
            text=sys.stdin.read() if text == "-" else text,
            config=config,
            output=output,
            seed=seed,
            parameters=command.parameters(set_ or []),
            inputs=command.files(inputs or []),
            out=out,
            as_json=as_json,
            language=language or settings.language,
            priority=priority,
            timeout=timeout,
        )
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(exits.USAGE) from None
    raise typer.Exit(asyncio.run(command.run(settings, options)))


@app.command()
def validate(
    folders: Annotated[list[Path] | None, typer.Argument(help="Folders with declarations.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what is wrong with declarations: path, line, column, reason, and the nearest right name."""
    from devserver.commands.declarations import check

    for folder in folders or []:
        if not folder.is_dir():
            typer.echo(f"{folder} is no folder", err=True)
            raise typer.Exit(exits.USAGE)
    raise typer.Exit(check(_logged(_settings()), folders or [], as_json=as_json))


@app.command(name="list")
def list_(
    kind: Annotated[str | None, typer.Argument(help="interception, output, safety_check, translation, other.")] = None,
    data: Data = None,
    schemas: Schemas = None,
    as_json: AsJson = False,
) -> None:
    """List what can be picked, and whether it can be had."""
    from devserver.commands.declarations import show

    if kind is not None and kind not in KINDS:
        meant = did_you_mean(kind, KINDS)
        typer.echo(f"{kind} is no kind of config; there are {', '.join(KINDS)}{meant and f' ({meant})'}", err=True)
        raise typer.Exit(exits.USAGE)
    settings = _logged(_settings(data=data, schemas=tuple(schemas) if schemas else None), "warning")
    raise typer.Exit(asyncio.run(show(settings, kind, as_json=as_json)))


@app.command()
def doctor(data: Data = None, schemas: Schemas = None, as_json: AsJson = False) -> None:
    """Say what is configured, and whether it can be reached and used; JSON where the output is no terminal.

    Exit code 1 where something is wrong. What is missing or away is a note, and no fault.
    """
    from devserver.commands.doctor import doctor as look

    settings = _logged(_settings(data=data, schemas=tuple(schemas) if schemas else None), "error")
    raise typer.Exit(asyncio.run(look(settings, as_json=as_json)))


@app.command(name="settings")
def settings_(data: Data = None, as_json: AsJson = False) -> None:
    """Show every setting and where its value comes from, and for which providers there are keys."""
    from devserver.commands.settings import show

    raise typer.Exit(show(_logged(_settings(data=data), "warning"), as_json=as_json))


@app.command(name="import-workflow")
def import_workflow(
    graph: Annotated[Path, typer.Argument(help="A ComfyUI workflow in API format; - reads standard input.")],
    name: Annotated[str, typer.Option(help="Id of the new config: lower-case letters, digits, underscores.")],
    server: Annotated[str | None, typer.Option(help="Name of the ComfyUI server to ask; all without it.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of declarations to write into.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace declarations of this name.")] = False,
    data: Data = None,
    schemas: Schemas = None,
    as_json: AsJson = False,
) -> None:
    """Make a chunk and a config of a ComfyUI workflow, and say what was found and what was not."""
    from devserver.commands.importing import Options, run_import

    settings = _logged(_settings(data=data, schemas=tuple(schemas) if schemas else None), "error")
    options = Options(graph, name, server=server, out=out, force=force, as_json=as_json)
    raise typer.Exit(run_import(settings, options))


@app.command()
def costs(
    since: Annotated[datetime | None, typer.Option(formats=MOMENTS, help="From this time or day, in UTC.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=MOMENTS, help="Up to this time or day, in UTC.")] = None,
    by: Annotated[str, typer.Option(help="What is added up: day, run, model, provider or stage.")] = "day",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Say what calls have cost: in the last thirty days without other times."""
    from devserver.commands import costs as command
    from devserver.engine.totals import GROUPS

    group = next((name for name in GROUPS if name == by), None)
    if group is None or (since and until and since > until):
        typer.echo(f"--by is one of {', '.join(GROUPS)}, and --since comes before --until", err=True)
        raise typer.Exit(exits.USAGE)
    asked = command.Asked(since and since.replace(tzinfo=UTC), until and until.replace(tzinfo=UTC), group)
    raise typer.Exit(command.costs(_logged(_settings(data=data), "warning"), asked, as_json=as_json))


gates = typer.Typer(invoke_without_command=True, help="Say where runs wait for a decision, the newest first.")
app.add_typer(gates, name="gates")


@gates.callback()
def gates_(
    context: typer.Context,
    state: Annotated[str, typer.Option(help="open, decided, expired or all.")] = "open",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Say where runs wait for a decision, the newest first."""
    from devserver.commands.gates import show
    from devserver.models.gates import STATES

    if context.invoked_subcommand is not None:
        return
    wanted = next((name for name in STATES if name == state), None)
    if wanted is None and state != "all":
        typer.echo(f"--state is one of {', '.join(STATES)}, all", err=True)
        raise typer.Exit(exits.USAGE)
    raise typer.Exit(asyncio.run(show(_logged(_settings(data=data), "warning"), wanted, as_json=as_json)))


@gates.command()
def decide(
    context: typer.Context,
    gate: Annotated[str, typer.Argument(help="Id of the gate.")],
    decision: Annotated[str, typer.Argument(help="retry: make the call once more; fail: end the run.")],
    data: Data = None,
) -> None:
    """Decide how a run goes on that waits at a gate."""
    from devserver.commands import gates as command
    from devserver.models.gates import CHOICES

    choice = next((name for name in CHOICES if name == decision), None)
    if choice is None:
        typer.echo(f"{decision} is no decision; it is one of {', '.join(CHOICES)}", err=True)
        raise typer.Exit(exits.USAGE)
    folder = data or (context.parent.params["data"] if context.parent else None)
    raise typer.Exit(asyncio.run(command.decide(_logged(_settings(data=folder), "warning"), gate, choice)))


@app.command()
def reindex(data: Data = None) -> None:
    """Make the database again from the folders of runs."""
    from devserver.commands.reindexing import rebuild

    raise typer.Exit(rebuild(_logged(_settings(data=data))))


@app.command(name="import")
def import_(
    bundle: Annotated[Path, typer.Argument(help="A bundle, as GET /api/runs/<id>/bundle gives it.")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Bring a run back from its bundle, with the same id and everything that it holds."""
    from devserver.commands.bundles import bring_back

    raise typer.Exit(bring_back(_logged(_settings(data=data), "warning"), bundle, as_json=as_json))


@app.command()
def reproduce(
    run_id: Annotated[str, typer.Argument(help="The run that is done again.")],
    data: Data = None,
    schemas: Schemas = None,
    as_json: AsJson = False,
) -> None:
    """Do a run again as it was, as a new run, and say what came out differently: exit code 5 if anything did."""
    from devserver.commands.reproducing import reproduce as again

    settings = _logged(_settings(data=data, schemas=tuple(schemas) if schemas else None), "warning")
    raise typer.Exit(asyncio.run(again(settings, run_id, as_json=as_json)))


@app.command()
def clean(
    older_than: Annotated[str, typer.Option(help="Age of the ends of runs that go: 90d, 12h or 8w.")],
    state: Annotated[list[str] | None, typer.Option(help="Only runs that ended so; may be repeated.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Remove old runs and leftovers from the data folder; pinned runs and those that have not ended stay.

    It may be called while the server runs. What removed runs cost stays in the sums.
    """
    from devserver.commands import cleaning
    from devserver.engine.retention import Wanted
    from devserver.models.runs import ENDED

    try:
        age = cleaning.duration(older_than)
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(exits.USAGE) from None
    states = frozenset(one for one in ENDED if not state or one in state)
    if unknown := sorted(set(state or ()) - states):
        typer.echo(f"{', '.join(unknown)}: no run ends so; --state is one of {', '.join(sorted(ENDED))}", err=True)
        raise typer.Exit(exits.USAGE)
    options = cleaning.Options(Wanted(age, states, dry_run), yes=yes, as_json=as_json)
    raise typer.Exit(asyncio.run(cleaning.clean(_logged(_settings(data=data), "error"), options)))


@app.command()
def verify(
    runs: Annotated[list[str] | None, typer.Argument(help="Ids of runs; everything that is kept without any.")] = None,
    mend: Annotated[bool, typer.Option("--mend", help="Write metadata.json and events.ndjson anew from rows.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Say which files are missing or have other bytes than were recorded, and whether the database is whole.

    It reads every file, and may be called while the server runs. Exit code 1 where something is wrong.
    """
    from devserver.commands.verifying import check

    settings = _logged(_settings(data=data), "error")
    raise typer.Exit(asyncio.run(check(settings, runs or [], mending=mend, as_json=as_json)))


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line, with the process's arguments unless given; errors become sentences and an exit code."""
    try:
        app(arguments)
    except DevServerError as error:
        from devserver.commands.run import describe

        typer.echo(describe(error), err=True)
        sys.exit(exits.code_of(error))
    except KeyboardInterrupt:
        sys.exit(exits.INTERRUPTED)
