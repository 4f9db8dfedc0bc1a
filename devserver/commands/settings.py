"""`devserver settings`: every setting, where its value comes from, and for which providers there are keys."""

from __future__ import annotations

import json
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from devserver.commands import exits
from devserver.engine.configuring import KeyView, SettingsView, SettingView, view_of
from devserver.settings import Settings


def show(settings: Settings, *, as_json: bool) -> int:
    """Print all settings and keys; nothing secret is shown."""
    seen = view_of(settings, settings.keys)
    console = Console(soft_wrap=True)
    if as_json:
        console.print_json(seen.model_dump_json())
    else:
        console.print(_table(seen))
    return exits.DONE


def _table(seen: SettingsView) -> Table:
    table = Table("setting", "value", "source", box=None, header_style="bold")
    for row in (*map(_setting, seen.settings), *_keys(seen.keys)):
        table.add_row(*row)
    return table


def _setting(setting: SettingView) -> tuple[str, str, str]:
    value = setting.value
    shown = value if isinstance(value, str) else "" if value in (None, []) else json.dumps(value, ensure_ascii=False)
    return setting.name, shown, setting.fixed_by or setting.source


def _keys(keys: tuple[KeyView, ...]) -> Iterator[tuple[str, str, str]]:
    for key in keys:
        state = "none" if key.source is None else "there" if key.usable else "there, but it cannot be sent"
        yield f"key of {key.provider}", state, key.variable if key.source == "environment" else key.source or ""
