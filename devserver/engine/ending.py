"""Which models a config and the settings use, and what is to be told of those that end."""

from __future__ import annotations

from collections.abc import Iterator

from devserver.engine.builder import Model, resolve_models
from devserver.engine.lifecycle import NOTHING, Lifecycle, Shutdown, named_model, told
from devserver.engine.router import Router
from devserver.engine.snapshots import Declared
from devserver.media_types import TEXT_MEDIA
from devserver.models.declarations import Chunk, Config


def models_used(declared: Declared, config: Config) -> tuple[tuple[Model, Shutdown], ...]:
    """Return the models that a run of a config may ask, each with what is declared of its end."""
    return declared.once(("models_used", config.id), lambda: tuple(_used(declared, config)))


def _used(declared: Declared, config: Config) -> Iterator[tuple[Model, Shutdown]]:
    library = declared.library
    if library.kind(config) != "output":
        for chunk in library.steps(config):
            yield from _asked(declared, chunk, config)
        return
    chunk, kind = library.output_chunk(config), library.media_type(config)
    if kind is not None and kind.name in TEXT_MEDIA and chunk.template is not None:
        yield from _asked(declared, chunk, config)
    else:
        model = declared.model(chunk, config)
        yield named_model(chunk, model), declared.shutdown(chunk, config, model)
    preferred = config.meta.get("optimization_model")
    if isinstance(preferred, str):
        yield from ((model, NOTHING) for model in resolve_models(preferred, declared.models, ""))


def _asked(declared: Declared, chunk: Chunk, config: Config) -> Iterator[tuple[Model, Shutdown]]:
    for model in declared.models_of(chunk, config):
        yield model, declared.shutdown(chunk, config, model)


def lifecycles(declared: Declared, router: Router, config: Config, language: str = "en") -> tuple[Lifecycle, ...]:
    """Return what is to be told of the models of a config."""
    return told(router.lifecycles.of(model, end, language) for model, end in models_used(declared, config))


def settings_lifecycles(declared: Declared, router: Router, language: str = "en") -> dict[str, tuple[Lifecycle, ...]]:
    """Return what is to be told of the models that the settings name, by the setting."""
    found = {
        alias: told(
            router.lifecycles.of(model, NOTHING, language) for model in resolve_models(alias, declared.models, "")
        )
        for alias in declared.models
    }
    return {alias: ends for alias, ends in found.items() if ends}


def all_lifecycles(declared: Declared, router: Router) -> tuple[Lifecycle, ...]:
    """Return what is to be told of any model that is declared or set."""
    of_configs = (one for config in declared.library.configs.values() for one in lifecycles(declared, router, config))
    of_settings = (one for ends in settings_lifecycles(declared, router).values() for one in ends)
    return told((*of_settings, *of_configs))


def providers(declared: Declared) -> frozenset[str]:
    """Return the providers whose models are declared or set, so that only they are asked for their lists."""
    return declared.once("providers", lambda: _providers(declared))


def _providers(declared: Declared) -> frozenset[str]:
    set_ = (model.provider for alias in declared.models for model in resolve_models(alias, declared.models, ""))
    used = (model.provider for c in declared.library.configs.values() for model, _end in models_used(declared, c))
    return frozenset((*set_, *used))
