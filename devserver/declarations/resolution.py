"""Which chunks a config uses: its pipeline's, with their placeholders filled, and the output chunk behind a proxy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from devserver.declarations.templates import fill, placeholders
from devserver.models.chunk import Chunk
from devserver.models.config import Config
from devserver.models.declaration import Json, JsonObject
from devserver.models.pipeline import Pipeline

OUTPUT_CHUNK = "OUTPUT_CHUNK"


@dataclass(frozen=True)
class Step:
    """One chunk of a config: its id, and the name in the pipeline or proxy that gave it, often `{{OUTPUT_CHUNK}}`."""

    id: Json
    written: str


@dataclass(frozen=True)
class Resolution:
    """The chunks of a config: the pipeline's steps in order, and what makes its output."""

    values: JsonObject
    steps: tuple[Step, ...]
    output: Step | None

    @property
    def all(self) -> tuple[Step, ...]:
        """Return the steps and the output, each once."""
        extra = () if self.output is None or self.output in self.steps else (self.output,)
        return (*self.steps, *extra)

    @property
    def names(self) -> frozenset[str]:
        """Return the parameters that choose chunks."""
        return placeholders([step.written for step in self.all])


def resolve(config: Config, pipeline: Pipeline, chunks: Mapping[str, Chunk]) -> Resolution:
    """Fill a pipeline's chunk names from its own and the config's parameters, and follow proxies."""
    values = pipeline.defaults.parameters | config.parameters
    steps = tuple(Step(fill(name, values), name) for name in pipeline.chunks)
    found = list(_outputs(steps, values, chunks))
    if not found and OUTPUT_CHUNK in values:
        found = [Step(values[OUTPUT_CHUNK], "{{OUTPUT_CHUNK}}")]
    return Resolution(values, steps, found[-1] if found else None)


def _outputs(steps: tuple[Step, ...], values: JsonObject, chunks: Mapping[str, Chunk]) -> Iterator[Step]:
    for step in steps:
        chunk = chunks.get(step.id) if isinstance(step.id, str) else None
        if step.written == "{{OUTPUT_CHUNK}}" or (chunk and chunk.is_output):
            yield step
        elif chunk and chunk.type == "proxy_chunk":
            written = chunk.parameters.get("output_chunk")
            if isinstance(written, str):
                yield Step(fill(written, values), written)
