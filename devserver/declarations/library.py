"""All declarations that work, frozen, with what there is to say of the others.

A run takes a `snapshot` of the declarations it uses, and goes on with those whatever happens to the files.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from devserver.declarations.assembling import Assembly, DeclaredFile
from devserver.declarations.checks.prices import price_of
from devserver.declarations.checks.texts import OPTIMIZATION, localised
from devserver.declarations.kinds import Kind, kind_of
from devserver.declarations.layers import Layer
from devserver.declarations.loading import Files
from devserver.declarations.media import config_media
from devserver.declarations.reports import Report, nearest
from devserver.declarations.resolution import Resolution, resolve
from devserver.errors import NotFound
from devserver.media_types import MediaType
from devserver.models.chunk import Chunk
from devserver.models.config import Config
from devserver.models.declaration import Declaration
from devserver.models.localised import Localised
from devserver.models.pipeline import Pipeline
from devserver.models.prices import Price

D = TypeVar("D", bound=Declaration)


def _none() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Library:
    """The declarations that work by id, all reports, and every file.

    `unavailable` are the chunks whose backend does not exist here, with its name.
    """

    chunks: Mapping[str, Chunk] = field(default_factory=_none)
    pipelines: Mapping[str, Pipeline] = field(default_factory=_none)
    configs: Mapping[str, Config] = field(default_factory=_none)
    reports: tuple[Report, ...] = ()
    unavailable: Mapping[str, str] = field(default_factory=_none)
    files: tuple[DeclaredFile, ...] = ()

    def chunk(self, id: str) -> Chunk:
        """Return a chunk; raise `NotFound` with the nearest names."""
        return _found(self.chunks, id, "chunk_not_found")

    def pipeline(self, id: str) -> Pipeline:
        """Return a pipeline; raise `NotFound` with the nearest names."""
        return _found(self.pipelines, id, "pipeline_not_found")

    def config(self, id: str) -> Config:
        """Return a config; raise `NotFound` with the nearest names."""
        return _found(self.configs, id, "config_not_found")

    def kind(self, config: Config) -> Kind:
        """Return what a config is for, from `meta.stage`, its folder and its pipeline.

        One that calls itself an output and names no chunk that makes one is `other`.
        """
        kind = kind_of(config, self.pipeline(config.pipeline))
        return "other" if kind == "output" and self._output(config) is None else kind

    def resolution(self, config: Config) -> Resolution:
        """Return the chunk ids of a config in order, with the parameters that named them."""
        known = self._resolved.get(config.id)
        if known is None or known[0] is not config:
            known = self._resolved[config.id] = config, resolve(config, self.pipeline(config.pipeline), self.chunks)
        return known[1]

    @cached_property
    def _resolved(self) -> dict[str, tuple[Config, Resolution]]:
        """Remember resolutions: nearly every question about a config asks for one."""
        return {}

    def steps(self, config: Config) -> tuple[Chunk, ...]:
        """Return the chunks of a config's pipeline in order, those behind a proxy in its place."""
        found = self.resolution(config)
        chunks = [self.chunk(str(step.id)) for step in found.steps]
        behind = [self.output_chunk(config) if chunk.type == "proxy_chunk" else chunk for chunk in chunks]
        return tuple(behind)

    def output_chunk(self, config: Config) -> Chunk:
        """Return the chunk that makes a config's output, behind any proxy; raise `NotFound` where it makes none."""
        chunk = self._output(config)
        if chunk is None:
            outputs = [id for id, other in self.configs.items() if self.kind(other) == "output"]
            raise NotFound("no_output_chunk", id=config.id, nearest=nearest(config.id, outputs))
        return chunk

    def media_type(self, config: Config) -> MediaType | None:
        """Return the media type of a config: its output chunk's, else the preferred one; None where neither says."""
        return config_media(config, self._output(config))

    def optimization_instruction(self, config: Config) -> Localised | None:
        """Return how a text is rewritten for a config's model: from the config, else from its output chunk.

        None where there is none, and where the config turns it off with an empty text.
        """
        output = self._output(config)
        for meta in (config.meta, output.meta if output else {}):
            if meta.get(OPTIMIZATION) is not None:
                return localised(meta[OPTIMIZATION]) or None
        return None

    def price(self, config: Config) -> Price | None:
        """Return what a call of a config's output costs, where config or chunk declare that (`meta.price`)."""
        output = self._output(config)
        return price_of(config.meta, output.meta if output else {})

    @cached_property
    def instructions(self) -> Mapping[str, Localised]:
        """Return the optimization instructions of all configs that have one, by config id."""
        found = {id: self.optimization_instruction(config) for id, config in self.configs.items()}
        return MappingProxyType({id: instruction for id, instruction in found.items() if instruction})

    def family_variant(self, chunk: Chunk, model: str) -> Chunk:
        """Return the chunk `<id>_<family>` whose family is part of the model's name, the longest; else the chunk.

        The provider before the first slash is no part of the name: `ollama` is no llama.
        """
        prefix, name = f"{chunk.id}_", model.partition("/")[2].lower() or model.lower()
        families = [id.removeprefix(prefix) for id in self.chunks if id.startswith(prefix)]
        fitting = [f for f in families if f.lower() in name and self.chunks[prefix + f].type == chunk.type]
        return self.chunks[prefix + max(fitting, key=len)] if fitting and not chunk.is_output else chunk

    def missing_backend(self, config: Config) -> str | None:
        """Return the backend that a config needs and that does not exist here, or None where all exist."""
        used = (str(step.id) for step in self.resolution(config).all)
        return next((self.unavailable[id] for id in used if id in self.unavailable), None)

    def snapshot(self, config_ids: Iterable[str]) -> dict[str, Any]:
        """Return the JSON of the configs and of just the pipelines and chunks that they use."""
        configs = [self.config(id) for id in dict.fromkeys(config_ids)]
        pipelines = [self.pipeline(config.pipeline) for config in configs]
        used = {str(step.id) for config in configs for step in self.resolution(config).all}
        chunks = [self.chunks[id] for id in sorted(used | self._related(used))]
        return {
            "format": 1,
            "chunks": {chunk.id: chunk.json_data() for chunk in chunks},
            "pipelines": {pipeline.id: pipeline.json_data() for pipeline in pipelines},
            "configs": {c.id: {"folder": c.folder, "declaration": c.json_data()} for c in configs},
            "unavailable": {id: self.unavailable[id] for id in sorted(used & self.unavailable.keys())},
        }

    @classmethod
    def from_snapshot(cls, snapshot: Mapping[str, Any]) -> Library:
        """Return the library of a snapshot; its reports are not kept."""
        chunks = {id: Chunk.declared(data, id) for id, data in snapshot["chunks"].items()}
        pipelines = {id: Pipeline.declared(data, id) for id, data in snapshot["pipelines"].items()}
        configs = {id: Config.declared(c["declaration"], id, c["folder"]) for id, c in snapshot["configs"].items()}
        return cls(
            MappingProxyType(chunks),
            MappingProxyType(pipelines),
            MappingProxyType(configs),
            unavailable=MappingProxyType(dict(snapshot["unavailable"])),
        )

    def overlaid(self, other: Library) -> Library:
        """Return the declarations of this and another library; of an id that both have, that of the other."""
        return Library(
            MappingProxyType({**self.chunks, **other.chunks}),
            MappingProxyType({**self.pipelines, **other.pipelines}),
            MappingProxyType({**self.configs, **other.configs}),
            unavailable=MappingProxyType({**self.unavailable, **other.unavailable}),
        )

    def _output(self, config: Config) -> Chunk | None:
        output = self.resolution(config).output
        return self.chunks.get(str(output.id)) if output else None

    def _related(self, used: Collection[str]) -> set[str]:
        """Return the chunks a call may turn to: those of a model's family, and the one to fall back on."""
        families = {id for id in self.chunks for one in used if id.startswith(f"{one}_")}
        fallbacks = {str(self.chunks[id].meta.get("fallback_chunk")) for id in used}
        return families | (fallbacks & self.chunks.keys())


def _found(known: Mapping[str, D], id: str, message: str) -> D:
    try:
        return known[id]
    except KeyError:
        raise NotFound(message, id=id, nearest=nearest(id, known)) from None


def load(
    layers: Iterable[Layer | Path | str],
    *,
    aliases: Collection[str],
    backends: Collection[str],
    files: Files | None = None,
) -> Library:
    """Load the layers, later ones over earlier ones, and cross-check everything.

    `aliases` are the names of the model settings, `backends` those that exist. Faults become reports, never exceptions.
    `files` remembers what was read, so that loading again reads only what changed.
    """
    assembly = Assembly(aliases, backends)
    known = files or Files()
    with known.reading:
        assembly.read(map(Layer.of, layers), known)
    assembly.check()
    return Library(
        MappingProxyType(assembly.chunks),
        MappingProxyType(assembly.pipelines),
        MappingProxyType(assembly.configs),
        tuple(assembly.reports()),
        MappingProxyType(assembly.unavailable),
        assembly.files(),
    )
