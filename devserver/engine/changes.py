"""What a change of settings makes of them: pure, apart from the checks of the settings themselves.

A change is a JSON Merge Patch (RFC 7396): what it does not name stays, objects are merged, lists replaced, and null
takes away what was set here, so that the default counts again. Values of headers are secrets. They are shown as
`HIDDEN`, and that stands for the value that is there already, as long as the server keeps its name and address: a
secret never goes along to another address.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr

from devserver.declarations.kinds import Kind
from devserver.declarations.library import Library
from devserver.declarations.reports import nearest
from devserver.engine.requests import character_faults, escape
from devserver.engine.shapes import type_faults
from devserver.errors import Conflict, Fault, InvalidInput
from devserver.models.frozen import Json
from devserver.settings import AT_START, FILE, Origin, Settings

HIDDEN = "**********"
"""Stands for the value of a secret, whatever its length."""
SECRET = frozenset({"database_url"})
"""Settings that may hold a password: only whether they are set is shown."""
ALONE = frozenset({"ollama", "swarmui"})
"""Settings that hold one server: its address alone stands for it, as in the environment."""
CONFIGS: Mapping[str, Kind | None] = {
    **dict.fromkeys(("input_check", "output_check", "picture_check", "input_picture_check"), "safety_check"),
    "translation": "translation",
    "optimization": None,
}
"""Settings that name a config, and of which kind, where one is needed."""


@dataclass(frozen=True)
class Change:
    """Settings after a change, and the file of stored ones."""

    settings: Settings
    stored: Mapping[str, Json]


def shown(name: str, value: Any) -> Json:
    """Return the value of a setting as it can be shown: without secrets."""
    return _json(value, whole=True, hidden=True) if name not in SECRET or not value else HIDDEN


def fixed_by(settings: Settings, name: str) -> str | None:
    """Return what fixes a setting, so that it cannot be changed while the server runs, or None."""
    places: dict[Origin, str] = {
        "argument": f"--{name.replace('_', '-')}",
        "environment": Settings.variable(name),
        "file": f"{name} in {FILE}",
    }
    return places.get(settings.origin(name))


def changed(settings: Settings, stored: Mapping[str, Json], changes: Mapping[str, Json], library: Library) -> Change:
    """Return what a change makes of settings, and of those that are stored.

    Raises InvalidInput and ValidationError for what does not fit, Conflict for what is fixed elsewhere.
    """
    faults = [fault for name, value in changes.items() for fault in _faults(name, value, library)]
    if faults:
        raise InvalidInput(*faults)
    fixed = {name: place for name in changes if (place := fixed_by(settings, name))}
    if fixed:
        raise Conflict("setting_fixed", names=list(fixed), places=list(fixed.values()))
    taken_away = [name for name, value in changes.items() if value is None]
    given = _given(settings, {name: value for name, value in changes.items() if value is not None})
    origins: dict[str, Origin] = {**dict.fromkeys(taken_away, "default"), **dict.fromkeys(given, "stored")}
    made = settings.changed({**{name: Settings.default(name) for name in taken_away}, **given}, origins)
    kept = {name: value for name, value in stored.items() if name not in taken_away}
    return Change(made, {**kept, **{name: _json(getattr(made, name)) for name in given}})


def _faults(name: str, value: Json, library: Library) -> Iterator[Fault]:
    pointer = f"/{escape(name)}"
    if name not in Settings.model_fields:
        yield Fault(
            pointer=pointer[:100],
            message="field_unknown",
            params={"name": name[:100], "nearest": nearest(name, Settings.model_fields)},
        )
    elif name in AT_START:
        yield Fault(
            pointer=pointer, message="setting_at_start", params={"name": name, "variable": Settings.variable(name)}
        )
    elif name in CONFIGS and isinstance(value, str):
        yield from config_faults(name, value, library)
    else:
        yield from character_faults(pointer, value)


def config_faults(name: str, value: str, library: Library) -> Iterator[Fault]:
    """Yield a fault where a setting names a config that there is not, or one that cannot do what it is for."""
    wanted, config = CONFIGS[name], library.configs.get(value)
    if config is None:
        fitting = [id for id, one in library.configs.items() if library.kind(one) == (wanted or "other")]
        params: dict[str, Any] = {"id": value[:100], "nearest": nearest(value, fitting)}
        yield Fault(pointer=f"/{name}", message="config_not_found", params=params)
    elif wanted and library.kind(config) != wanted:
        params = {"id": value[:100], "kind": library.kind(config), "wanted": wanted}
        yield Fault(pointer=f"/{name}", message="config_of_other_kind", params=params)


def _given(settings: Settings, changes: Mapping[str, Json]) -> dict[str, Json]:
    """Return the values that a change gives settings, with the secrets that it left as they are."""
    patches = {n: {"url": v} if n in ALONE and isinstance(v, str) else v for n, v in changes.items()}
    merged = {name: merge(_json(getattr(settings, name), hidden=True), value) for name, value in patches.items()}
    mistyped = [fault for name, value in merged.items() for fault in type_faults(name, value)]
    if mistyped:
        raise InvalidInput(*mistyped)
    faults = [fault for name, value in merged.items() for fault in _reveal(value, getattr(settings, name), f"/{name}")]
    if faults:
        raise InvalidInput(*faults)
    return merged


def merge(target: Json, patch: Json) -> Json:
    """Apply a JSON Merge Patch (RFC 7396)."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge(result.get(key), value)
    return result


def _reveal(value: Json, current: Any, pointer: str) -> Iterator[Fault]:
    """Put secrets back where a value has `HIDDEN` for them, in place; yield a fault for each that is not there."""
    if isinstance(value, list):
        servers = current if isinstance(current, tuple) else ()
        for place, server in enumerate(value):
            named = [one for one in servers if isinstance(server, dict) and one.name == server.get("name")]
            yield from _reveal(server, named[0] if named else None, f"{pointer}/{place}")
        return
    headers = value.get("headers") if isinstance(value, dict) else None
    if not isinstance(headers, dict):
        return
    same = current is not None and str(value.get("url", "")).strip().rstrip("/") == current.url
    known = current.headers if same else {}
    for name in [name for name, text in headers.items() if text == HIDDEN]:
        if name in known:
            headers[name] = known[name].get_secret_value()
        else:
            yield Fault(
                pointer=f"{pointer}/headers/{escape(name)}", message="header_hidden", params={"name": name[:60]}
            )


def _json(value: Any, *, whole: bool = False, hidden: bool = False) -> Json:
    """Return a value as JSON; of a server the fields that are set, or the `whole`; secrets `hidden` or as they are."""
    if isinstance(value, SecretStr):
        return HIDDEN if hidden else value.get_secret_value()
    if isinstance(value, BaseModel):
        fields = [name for name in type(value).model_fields if whole or name in value.model_fields_set]
        return {name: _json(getattr(value, name), whole=whole, hidden=hidden) for name in fields}
    if isinstance(value, Mapping):
        return {name: _json(member, whole=whole, hidden=hidden) for name, member in value.items()}
    if isinstance(value, tuple | list):
        return [_json(member, whole=whole, hidden=hidden) for member in value]
    return str(value) if isinstance(value, Path) else value
