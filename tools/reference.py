"""Write the reference pages that can be made from the code: settings, events, problems, commands, media types.

Each page has a heading for every thing there is, so that nothing can be added without a place in the documentation.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, get_args

import typer.main
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from devserver import events
from devserver.cli import app
from devserver.commands import exits
from devserver.declarations.reports import CODES
from devserver.declarations.templates import BUILTIN_PLACEHOLDERS
from devserver.errors import TYPE_PREFIX, DevServerError
from devserver.keys import OWN_VARIABLES
from devserver.media_types import MEDIA_TYPES
from devserver.messages import MESSAGES, TITLES
from devserver.models.declarations import ApiConfig, Chunk, Config, InputMapping, OutputMapping, Pipeline, Polling
from devserver.settings import AT_START, Settings
from tools.repository import ROOT

FOLDER = ROOT / "docs" / "reference"


PLACES = (
    "`argument`: an option of the command, such as `--port`",
    "`environment`: the variable that is the heading here",
    "`file`: `devserver.toml`",
    "`stored`: what was set while the server ran, in `settings.json` of the data folder",
    "`default`",
)


def settings() -> str:
    """Return the page of settings."""
    lines = [
        "# Settings",
        "",
        "From the environment, or by the lower-case name in `devserver.toml` in the working directory. Most can also be"
        " changed [while the server runs](../how-to/change-settings.md), which is stored in the data folder. `devserver"
        " settings` shows all of them.",
        "",
        "The first of these places that says something counts:",
        "",
        *(f"{number}. {said}" for number, said in enumerate(PLACES, 1)),
        "",
        "A model is `provider/model`, and empty where none is configured; further models after commas are asked,"
        " in their order, where the one before is unavailable.",
    ]
    for name, field in Settings.model_fields.items():
        default = field.default
        shown = "empty" if default in ("", (), None, {}) else f"`{default}`"
        heading = f"## DEVSERVER_{name.upper()}"
        start = " Counts from the next start on." if name in AT_START else ""
        named = f"In `devserver.toml`: `{name}`. Default: {shown}.{start}"
        lines += ["", heading, "", f"{field.description}", "", named]
    return _page([*lines, *_keys()])


def _keys() -> list[str]:
    own = ", ".join(f"`{variable}`" for variable in OWN_VARIABLES.values())
    said = (
        f"A key stands in the environment, as {own} or `DEVSERVER_KEY_NAME` for another provider, or in the file"
        " `keys/name.key` of the data folder; the environment wins. It stands nowhere else: not in `devserver.toml`,"
        " except as a header of a server's table, and never in a declaration. A new key counts from the next call on."
        " [Change settings and keys](../how-to/change-settings.md) tells how to store one while the server runs."
    )
    return ["", "## Keys", "", said]


def catalogue() -> str:
    """Return the page of events."""
    lines = [
        "# Events",
        "",
        "Every transport carries the same envelope: `run_id`, `seq` (per run, without gaps), `cursor` (over all runs),"
        " `at`, `type`, `v` and `data`. Transient events have no `seq` and no `cursor`: they are not stored, and a slow"
        " reader may miss them. Readers ignore types and fields that they do not know."
        " The JSON Schema is [events.schema.json](events.schema.json).",
    ]
    for kind in events.CATALOGUE:
        name = kind.model_fields["type"].default
        stored = "Transient." if kind.transient else "Stored."
        lines += ["", f"## {name}", "", f"{_text(kind.__doc__)} {stored}", "", *_fields(kind)]
    return _page(lines)


def _fields(kind: type[events.EventData]) -> list[str]:
    schema = kind.model_json_schema(mode="serialization")
    rows = [f"| `{name}` | {_type(spec)} |" for name, spec in schema["properties"].items() if name != "type"]
    return ["| field of `data` | type |", "| --- | --- |", *rows]


def _type(spec: dict[str, Any]) -> str:
    if "anyOf" in spec:
        return " or ".join(_type(one) for one in spec["anyOf"])
    if "enum" in spec:
        return ", ".join(f"`{value}`" for value in spec["enum"])
    if "$ref" in spec:
        return str(spec["$ref"].rpartition("/")[2])
    if spec.get("type") == "array":
        return f"list of {_type(spec['items'])}" if "items" in spec else "list"
    return str(spec.get("type", "any"))


def problems() -> str:
    """Return the page of problems."""
    lines = [
        "# Problems",
        "",
        "Errors are `application/problem+json` (RFC 9457). `type` is stable; `title` and `detail` come in English or"
        " German; `params` hold what the sentence was made of; `faults` name each wrong value by JSON pointer.",
    ]
    kinds: list[type[DevServerError]] = [DevServerError, *DevServerError.__subclasses__()]
    for kind in sorted(kinds, key=lambda one: (one.status, one.slug)):
        title = TITLES[kind.slug]["en"]
        said = f"{TYPE_PREFIX}{kind.slug}, status {kind.status}. {_text(kind.__doc__)}"
        lines += ["", f"## {kind.slug}", "", f"{title}. `{said.partition(',')[0]}`,{said.partition(',')[2]}"]
    lines += ["", "## Sentences", "", "| message | in English |", "| --- | --- |"]
    lines += [f"| `{key}` | {texts['en']} |" for key, texts in sorted(MESSAGES.items())]
    return _page(lines)


def commands() -> str:
    """Return the page of commands."""
    lines = ["# Commands", "", "`devserver COMMAND --help` says the same. Exit codes:", ""]
    lines += (line.strip() for line in (exits.__doc__ or "").splitlines() if line.strip().startswith("|"))
    group: Any = typer.main.get_command(app)
    for name, command in _commands(group):
        lines += ["", f"## devserver {name}", "", _text(command.help), "", "| option | meaning | default |"]
        lines += ["| --- | --- | --- |", *(_option(parameter) for parameter in command.params)]
    return _page(lines)


def _commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield commands and what they hold by their names."""
    for name, command in sorted(group.commands.items()):
        yield before + name, command
        yield from _commands(command, f"{before}{name} ") if hasattr(command, "commands") else ()


def _option(parameter: Any) -> str:
    names = (
        ", ".join(f"`{name}`" for name in parameter.opts) if parameter.param_type_name == "option" else parameter.name
    )
    default = "" if parameter.default in (None, False, ()) or parameter.required else f"`{parameter.default}`"
    needed = " Required." if parameter.required else ""
    return f"| {names} | {parameter.help or ''}{needed} | {default} |"


def media_types() -> str:
    """Return the page of media types."""
    lines = ["# Media types", "", "The one table that recorder, routes, validation and web page read."]
    for kind in MEDIA_TYPES.values():
        formats = ", ".join(f"`{name}` ({mime})" for name, mime in kind.formats.items())
        back = f" Without an output of its own it falls back to `{kind.falls_back_to}`." if kind.falls_back_to else ""
        lines += ["", f"## {kind.name}", "", f"Formats, the preferred one first: {formats}.{back}"]
    return _page(lines)


def declarations() -> str:
    """Return the page of declarations: every field of chunk, pipeline and config."""
    lines = [
        "# Declarations",
        "",
        "JSON files in `chunks/`, `pipelines/` and `configs/` of a folder. Unknown fields are errors, except below"
        " `meta` and in keys that begin with `_comment`. `{{NAME}}` in a template or workflow is filled in one pass and"
        " keeps its type. A field that is crossed out is accepted and has no effect. The JSON Schemas lie in"
        " `devserver/schemas/`.",
    ]
    for kind in (Chunk, InputMapping, OutputMapping, ApiConfig, Polling, Pipeline, Config):
        lines += ["", f"## {kind.__name__}", "", _text(kind.__doc__), "", "| field | meaning |", "| --- | --- |"]
        for name, field in kind.model_fields.items():
            shown = f"`{field.alias or name}`"
            lines.append(f"| {f'~~{shown}~~' if field.deprecated else shown} | {_cell(field)} |")
    lines += ["", "## Names that are filled", "", ", ".join(f"`{name}`" for name in sorted(BUILTIN_PLACEHOLDERS)) + "."]
    lines += ["", "## Reports", "", "What validation says of a file, and how grave it is in a folder of yours.", ""]
    lines += ["| code | gravity | meaning |", "| --- | --- | --- |"]
    lines += [f"| `{code}` | {gravity} | {said} |" for code, (gravity, said) in sorted(CODES.items())]
    lines += ["", "## Model settings", "", ", ".join(f"`{name}`" for name in Settings.model_aliases()) + "."]
    return _page(lines)


def _cell(field: FieldInfo) -> str:
    """Return what a field is for, or what its type says of itself."""
    kinds = [kind for kind in _kinds(field.annotation) if issubclass(kind, BaseModel)]
    return (field.description or _text(kinds[0].__doc__ if kinds else "")).replace("|", "\\|")


def _kinds(annotation: Any) -> list[type]:
    inner = [kind for part in get_args(annotation) for kind in _kinds(part)]
    return [annotation, *inner] if isinstance(annotation, type) else inner


def _text(docstring: str | None) -> str:
    return " ".join((docstring or "").split())


def _page(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings,
    "events.md": catalogue,
    "problems.md": problems,
    "commands.md": commands,
    "media-types.md": media_types,
    "declarations.md": declarations,
    "events.schema.json": lambda: json.dumps(events.json_schema(), indent=2) + "\n",
}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
