"""Settings and keys as they are seen and changed while the server runs.

What is changed is stored in the data folder first and then put in force as a whole, one change after the other. A key
can be written and deleted, and never be read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import Literal

import structlog

from devserver import stored
from devserver.backends.probing import Probe, is_probed, of_availability, probe
from devserver.backends.providers import PROVIDERS
from devserver.declarations.reports import nearest
from devserver.engine.changes import changed, fixed_by, shown
from devserver.engine.engine import Engine
from devserver.engine.shapes import value_schemas
from devserver.errors import Changed, Conflict, Fault, InvalidInput, NotFound, Unavailable
from devserver.keys import Keys
from devserver.models.frozen import Frozen, Json
from devserver.settings import AT_START, Origin, Settings

log = structlog.get_logger(__name__)

WITHOUT_KEY = frozenset({"embedded", "comfyui"})
"""Providers that are asked for nothing with a key; a proxy before them is given headers."""


class SettingView(Frozen):
    """A setting: its value without secrets, where it comes from, and whether it can be changed while the server runs.

    `fixed_by` is what goes before what is set here, and has to be changed instead. `restart` tells that it counts from
    the next start on, and is set in the environment or devserver.toml only.
    """

    name: str
    variable: str
    value: Json
    default: Json
    source: Origin
    changeable: bool
    fixed_by: str | None
    restart: bool
    description: str
    value_schema: dict[str, Json]


class KeyView(Frozen):
    """Whether there is a key for a provider, and where; nothing of the key itself.

    `stored` tells that there is a file with a key, which has no effect where the environment holds one too. `usable`:
    it can be sent.
    """

    provider: str
    variable: str
    source: Literal["environment", "stored"] | None
    stored: bool
    usable: bool


class SettingsView(Frozen):
    """All settings, and the keys of all providers that take one."""

    settings: tuple[SettingView, ...]
    keys: tuple[KeyView, ...]


def view(engine: Engine) -> SettingsView:
    """Return all settings in force, and the keys, as they can be shown. It reads files: call it on a thread."""
    return view_of(engine.settings, engine.keys)


def view_of(settings: Settings, keys: Keys) -> SettingsView:
    """Return settings and keys as they can be shown. It reads files."""
    providers = sorted({*_keyed(settings), *keys.stored()})
    return SettingsView(
        settings=tuple(_described(settings, name) for name in Settings.model_fields),
        keys=tuple(key_view(keys, provider) for provider in providers),
    )


def _described(settings: Settings, name: str) -> SettingView:
    fixed = fixed_by(settings, name)
    return SettingView(
        name=name,
        variable=Settings.variable(name),
        value=shown(name, getattr(settings, name)),
        default=shown(name, Settings.default(name)),
        source=settings.origin(name),
        changeable=fixed is None and name not in AT_START,
        fixed_by=fixed,
        restart=name in AT_START,
        description=Settings.model_fields[name].description or "",
        value_schema=value_schemas()[name],
    )


def etag(engine: Engine, seen: SettingsView) -> str:
    """Return what tells one state of settings and keys from another: another one for every change."""
    return hashlib.sha256(f"{engine.setups.now.id}\n{seen.model_dump_json()}".encode()).hexdigest()[:32]


async def change(engine: Engine, changes: Mapping[str, Json], seen: Collection[str] | None = None) -> None:
    """Change settings, store them, and put them in force; `seen` are etags, one of the state that the change is about.

    Raises Changed where that has passed, InvalidInput and ValidationError for what does not fit, Conflict for what is
    fixed elsewhere, and Unavailable where nothing can be stored.
    """
    data = engine.recorder.data
    async with engine.changing:
        before = await engine.on_thread(lambda: stored.read(data))
        made = changed(engine.settings, before, changes, engine.declarations.library)
        if seen is not None and await engine.on_thread(lambda: etag(engine, view(engine))) not in seen:
            raise Changed("settings_changed")
        if changes:
            await engine.put(made.settings, lambda: stored.write(data, made.stored))
            log.info("settings_changed", names=sorted(changes))


def key_view(keys: Keys, provider: str) -> KeyView:
    """Return whether there is a key for a provider, and where. It reads a file."""
    found, inside = keys.find(provider), keys.in_environment(provider)
    return KeyView(
        provider=provider,
        variable=keys.variable(provider),
        source=None if found is None else "environment" if inside else "stored",
        stored=keys.is_stored(provider),
        usable=found is not None and found.usable,
    )


def store_key(engine: Engine, provider: str, value: str) -> KeyView:
    """Write the key of a provider; raises NotFound, InvalidInput, Unavailable, and Conflict where it has no effect."""
    _known(provider, _keyed(engine.settings))
    _refuse_fixed(engine.keys, provider)
    try:
        engine.keys.store(provider, value.strip())
    except ValueError:
        raise InvalidInput(Fault(pointer="/value", message="key_unusable")) from None
    except OSError as error:
        raise Unavailable("key_unwritable", provider=provider, reason=error.strerror) from None
    log.info("key_stored", provider=provider)
    return key_view(engine.keys, provider)


def remove_key(engine: Engine, provider: str) -> KeyView:
    """Delete the stored key of a provider; raises NotFound, Unavailable, and Conflict for one of the environment."""
    _known(provider, {*_keyed(engine.settings), *engine.keys.stored()})
    try:
        engine.keys.remove(provider)
    except FileNotFoundError:
        _refuse_fixed(engine.keys, provider)
        raise NotFound("key_not_found", provider=provider) from None
    except OSError as error:
        raise Unavailable("key_unwritable", provider=provider, reason=error.strerror) from None
    log.info("key_removed", provider=provider)
    return key_view(engine.keys, provider)


async def ask_provider(engine: Engine, provider: str) -> Probe:
    """Ask a provider whether it is there and takes the key; raises NotFound for one that there is not."""
    with engine.setups.use() as setup:
        names = {backend.name for backend in setup.router.backends}
        _known(provider, {*PROVIDERS, *names, *_keyed(setup.settings)} - {"embedded"})
        if is_probed(provider, setup.settings):
            return await probe(provider, setup.settings, engine.keys, engine.pool)
        return of_availability(provider, await setup.router.availability(provider, "", ""))


def _keyed(settings: Settings) -> set[str]:
    return {*PROVIDERS - WITHOUT_KEY, *(server.name for server in settings.openai_servers)}


def _known(provider: str, known: set[str]) -> None:
    if provider not in known:
        raise NotFound("provider_not_found", provider=provider[:100], nearest=nearest(provider[:100], known))


def _refuse_fixed(keys: Keys, provider: str) -> None:
    if keys.in_environment(provider):
        raise Conflict("key_fixed", provider=provider, variable=keys.variable(provider))
