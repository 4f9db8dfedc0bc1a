"""Snapshots: the declarations and model settings that one attempt uses, frozen when it is accepted.

A snapshot is JSON, kept in the data folder under its SHA-256, so that many runs share one and a changed file changes
no run that has begun. Making and reading one is remembered for as long as the library is the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from typing import Any, TypeVar

from devserver.declarations.library import Library
from devserver.engine.builder import Model, resolve_models, served_model
from devserver.engine.lifecycle import NOTHING, Shutdown, declared_shutdown
from devserver.engine.tasks import REWRITE
from devserver.errors import Unavailable
from devserver.models.declarations import Chunk, Config, Localised

T = TypeVar("T")


@dataclass(frozen=True)
class Checks:
    """Which configs check, translate and optimize: settings, by their ids."""

    input: str = "input_check"
    output: str = "output_check"
    translation: str = "translation"
    optimization: str = "optimization"
    picture: str = "picture_check"
    input_picture: str = "input_picture_check"

    @property
    def guards(self) -> tuple[str, ...]:
        """Return the ids of those that decide what may pass."""
        return (self.input, self.output, self.picture, self.input_picture)

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the ids of all of them."""
        return (self.input, self.output, self.translation, self.optimization, self.picture, self.input_picture)


@dataclass(frozen=True)
class Declared:
    """What an attempt may use: its declarations, the model settings by name, the checks."""

    library: Library
    models: Mapping[str, str]
    checks: Checks
    _remembered: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, about: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` gives, made once: for lists, which say the same of every config again and again.

        `about` names what is made. It follows from what is declared and set alone, so that it never grows old.
        """
        if about not in self._remembered:
            self._remembered[about] = make()
        found: T = self._remembered[about]
        return found

    def models_of(self, chunk: Chunk, config: Config, preferred: object = None) -> tuple[Model, ...]:
        """Return the model of a text chunk and behind it those for when it is unavailable; none where none is set.

        `preferred` goes before the config's `meta.model_override`, that before the chunk's own. A chunk with a template
        that names no model takes the default one.
        """
        own = chunk.model or (None if chunk.template is None else "LOCAL_DEFAULT_MODEL")
        for name in (preferred, config.meta.get("model_override"), own):
            models = resolve_models(name, self.models, chunk.backend_type or "") if isinstance(name, str) else ()
            if models:
                return models
        return ()

    def model(self, chunk: Chunk, config: Config, preferred: object = None) -> Model | None:
        """Return the model of a text chunk, or None where its setting is empty."""
        return next(iter(self.models_of(chunk, config, preferred)), None)

    def needed_models(self, chunk: Chunk, config: Config, preferred: object = None) -> tuple[Model, ...]:
        """Return the models of a text chunk in their order; raises Unavailable where its setting is empty."""
        models = self.models_of(chunk, config, preferred)
        if not models:
            raise Unavailable("model_not_configured", chunk=chunk.id, setting=chunk.model or "")
        return models

    def looks_at(self, check: str) -> bool:
        """Tell whether a check of pictures has a model that looks at them."""
        config = self.library.config(check)
        return self.model(self.library.chunk(str(config.parameters["SAFETY_CHUNK"])), config) is not None

    def shutdown(self, chunk: Chunk, config: Config, model: Model | None) -> Shutdown:
        """Return what is declared of the end of a model: only of the one that chunk or config name themselves."""
        own = self.model(chunk, config)
        return declared_shutdown(chunk, config) if model in {own, served_model(chunk, own)} else NOTHING

    def task(self, chunk: Chunk) -> Localised:
        """Return what a chunk's model is told to do: `meta.task_instruction`, else the words for a rewriting."""
        own = chunk.meta.get("task_instruction")
        return Localised.model_validate(own) if own else REWRITE

    def rules(self, config: Config, level: str) -> Localised:
        """Return what a check is told is not safe at a level: `meta.levels`, else the config's context."""
        levels = config.meta.get("levels")
        rules = levels.get(level) if isinstance(levels, dict) else None
        return Localised.model_validate(rules) if rules else config.context or Localised("")

    def guarded_by(self, today: Declared) -> Declared:
        """Return this with the checks of today, and today's value for each model setting that was empty.

        What somebody made is repeated as it was; what guards the people here is never that of a former time.
        """
        guards = today.library.snapshot(today.checks.guards)
        asked = {chunk.get("model") or "LOCAL_DEFAULT_MODEL" for chunk in guards["chunks"].values()}
        models = {
            name: value if name in asked or not self.models.get(name) else self.models[name]
            for name, value in today.models.items()
        }
        kept = {"translation": self.checks.translation, "optimization": self.checks.optimization}
        library = self.library.overlaid(Library.from_snapshot(guards))
        return Declared(library, {**self.models, **models}, replace(today.checks, **kept))


def freeze(library: Library, models: Mapping[str, str], checks: Checks, configs: Sequence[str]) -> bytes:
    """Return the snapshot of what configs and checks use."""
    content = {
        "declarations": library.snapshot((*configs, *checks.ids)),
        "models": dict(models),
        "checks": asdict(checks),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@lru_cache(maxsize=256)
def thaw(content: bytes) -> Declared:
    """Read a snapshot back."""
    value = json.loads(content)
    return Declared(Library.from_snapshot(value["declarations"]), value["models"], Checks(**value["checks"]))
