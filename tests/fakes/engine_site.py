"""An open engine over a folder of its own, with the scripted backend and declarations that ask for it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from devserver.backends import Backend
from devserver.backends.opening import Opening
from devserver.engine.accepting import Accepted, Asked
from devserver.engine.again import Again, accept
from devserver.engine.database import create_engine, default_url
from devserver.engine.engine import Engine, open_engine
from devserver.engine.migrate import upgrade
from devserver.engine.processes import Kind
from devserver.engine.record import Record
from devserver.engine.varying import Changes
from devserver.events import Event
from devserver.models.runs import Entity, FromStage, Request
from devserver.settings import Settings
from tests.fakes.scripted import Part, ScriptedBackend

TEMPLATE = "Task:\n{{TASK_INSTRUCTION}}\n\nContext:\n{{CONTEXT}}\n\nInput:\n{{INPUT_TEXT}}"
MODELS = {"stage2_interception_model": "scripted/writer", "stage2_optimization_model": "scripted/refiner"}
CHECKED = {
    **MODELS,
    "stage1_text_model": "scripted/judge",
    "stage3_model": "scripted/judge",
    "translation_model": "scripted/translator",
}


def _writer(template: str, **more: Any) -> dict[str, Any]:
    return {"type": "processing_chunk", "model": "STAGE2_INTERCEPTION_MODEL", "template": template, **more}


def _output(**more: Any) -> dict[str, Any]:
    prompt = {"field": "prompt", "source": "{{PREVIOUS_OUTPUT}}", "required": True}
    seed = {"field": "seed", "default": "random"}
    given = {"output_mapping": {"output_type": "image", "format": "png"}, "media_type": "image", **more}
    mappings = {"prompt": prompt, "seed": seed, **given.pop("mappings", {})}
    return {"type": "output_chunk", "backend_type": "scripted", "input_mappings": mappings, **given}


CHUNKS = {
    "picture": _output(
        mappings={
            "negative_prompt": {"field": "negative_prompt", "default": "", "schema": {"type": "string"}},
            "width": {"field": "width", "default": 64, "schema": {"type": "integer", "minimum": 8, "maximum": 512}},
            "scale": {"field": "scale", "default": 1.5, "schema": {"type": "number"}},
            "notes": {"field": "notes", "default": None},
            "input_image": {"field": "image", "default": None},
        },
        meta={"optimization_instruction": {"en": "Write for the painter.", "de": "Schreibe für den Maler."}},
    ),
    "sketch": _output(),
    "clip": _output(media_type="video", output_mapping={"output_type": "video", "format": "webm"}),
    "program": {
        **_output(media_type="p5", output_mapping={"output_type": "p5", "format": "js"}),
        "backend_type": "embedded",
        "template": TEMPLATE,
        "model": "STAGE2_OPTIMIZATION_MODEL",
    },
    "first_step": _writer("First: {{INPUT_TEXT}} / {{CONTEXT}}"),
    "second_step": _writer("Second: {{PREVIOUS_OUTPUT}} / {{CONTEXT}} / {{SUBJECT}} / {{INPUT_TEXT}}"),
}
PIPELINES: dict[str, dict[str, Any]] = {
    "two_steps": {"chunks": ["first_step", "second_step"]},
    "passing_by": {"chunks": ["manipulate"], "skip_stage2": True},
}
STAGED = {"meta": {"stage": "interception"}}
CONFIGS: dict[str, dict[str, Any]] = {
    "interception/attitude": {
        "pipeline": "text_transformation",
        "context": {"en": "See it like a bird.", "de": "Sieh es wie ein Vogel."},
        **STAGED,
    },
    "interception/nothing": {"pipeline": "text_transformation", "context": " ", **STAGED},
    "interception/in_two": {
        "pipeline": "two_steps",
        "context": "Two steps.",
        "parameters": {"SUBJECT": "nobody"},
        **STAGED,
    },
    "interception/past": {"pipeline": "passing_by", "context": "Never asked.", **STAGED},
    "interception/from_german": {
        "pipeline": "text_transformation",
        "context": "English in.",
        "meta": {"stage": "interception", "input_language": "en"},
    },
    "output/painting": {"pipeline": "single_text_media_generation", "parameters": {"OUTPUT_CHUNK": "picture"}},
    "output/painting_plain": {
        "pipeline": "single_text_media_generation",
        "parameters": {"OUTPUT_CHUNK": "picture", "WIDTH": 128, "SEED": 11},
        "meta": {"optimization_instruction": ""},
    },
    "output/sketching": {"pipeline": "single_text_media_generation", "parameters": {"OUTPUT_CHUNK": "sketch"}},
    "output/english_painting": {
        "pipeline": "single_text_media_generation",
        "parameters": {"OUTPUT_CHUNK": "sketch"},
        "meta": {"prompt_language": "en"},
    },
    "output/filming": {"pipeline": "single_text_media_generation", "parameters": {"OUTPUT_CHUNK": "clip"}},
    "output/programming": {"pipeline": "single_text_media_generation", "parameters": {"OUTPUT_CHUNK": "program"}},
}


def write_layer(folder: Path, configs: dict[str, dict[str, Any]] | None = None) -> Path:
    """Write the declarations of the tests into a folder."""
    parts = {"chunks": CHUNKS, "pipelines": PIPELINES, "configs": {**CONFIGS, **(configs or {})}}
    for kind, declarations in parts.items():
        for name, declaration in declarations.items():
            path = folder / kind / f"{name}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(declaration), encoding="utf-8")
    return folder


@cache
def _empty_database() -> bytes:
    with TemporaryDirectory() as folder:
        engine = create_engine(default_url(Path(folder)), writer=True)
        upgrade(engine)
        engine.dispose()
        return (Path(folder) / "devserver.db").read_bytes()


_elsewhere: list[Callable[[], str]] = []
"""What makes databases that lie outside the data folders, innermost last."""


@contextmanager
def kept_elsewhere(new: Callable[[], str]) -> Iterator[None]:
    """Let each new data folder have a database of its own elsewhere: `new` makes it and returns its URL."""
    _elsewhere.append(new)
    try:
        yield
    finally:
        _elsewhere.pop()


def url_of(data: Path) -> str:
    """Return the URL of the database that goes with a data folder."""
    noted = data / "database.url"
    return noted.read_text() if noted.exists() else default_url(data)


def prepare(data: Path) -> Path:
    """Make the database of a data folder from one that is ready: to make its tables takes longer than most tests."""
    data.mkdir(parents=True, exist_ok=True)
    if (data / "database.url").exists():
        return data
    if _elsewhere and not (data / "devserver.db").exists():
        (data / "database.url").write_text(_elsewhere[-1]())
    elif not (data / "devserver.db").exists():
        (data / "devserver.db").write_bytes(_empty_database())
    return data


@dataclass
class Site:
    """An engine, what its backend is to do, and shortcuts for what tests do with it."""

    engine: Engine
    part: Part
    data: Path
    settings: dict[str, Any] = field(default_factory=dict)

    async def start(self, action: Any, *, run_id: str | None = None, key: str | None = None, **given: Any) -> Accepted:
        """Accept an action and let it go on."""
        names = ("owner", "language", "safety_level", "body_sha256", "parent_run_id")
        about = {name: given.pop(name) for name in names if name in given}
        return await self.engine.runs.start(Asked(Request(action=action, **given), run_id=run_id, key=key, **about))

    async def do(self, action: Any, **given: Any) -> Record:
        """Do an action to its end."""
        return await self.engine.runs.ended(await self.start(action, **given))

    async def again(self, run_id: str, from_stage: FromStage | None = None, **given: Any) -> Record:
        """Repeat a run, with changes, to its end."""
        about = {name: given.pop(name) for name in ("owner", "key", "body_sha256") if name in given}
        wanted = Again(run_id, from_stage, Changes(**given), **about)
        accepted = await self.engine.runs.begin(partial(accept, self.engine.runs.reception, wanted))
        return await self.engine.runs.ended(accepted)

    async def load(self, run_id: str) -> Record:
        return await self.engine.recorder.load(run_id)

    async def text(self, record: Record, kind: str) -> str:
        entity = record.entity(kind)
        assert entity is not None, kind
        return await self.engine.recorder.text(record, entity)

    async def events(self, run_id: str) -> list[Event]:
        return await self.engine.log.stored(run_id, 0, 10_000)

    def bytes_of(self, record: Record, entity: Entity) -> bytes:
        return self.engine.recorder.path(record.run_id, entity).read_bytes()

    def folder(self, record: Record) -> Path:
        return self.engine.recorder.path(record.run_id, record.entities[0]).parent

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what a query finds, read past the engine."""
        return rows(self.data, query)


def rows(data: Path, query: str) -> list[tuple[Any, ...]]:
    """Return what a query finds in the database of a data folder."""
    engine = create_engine(url_of(data), writer=False)
    try:
        with engine.connect() as connection:
            plain = connection.execution_options(no_parameters=True)
            return [tuple(row) for row in plain.exec_driver_sql(query)]
    finally:
        engine.dispose()


@asynccontextmanager
async def open_site(
    data: Path,
    *,
    layer: Path | None = None,
    backend: Callable[[Part], ScriptedBackend] = ScriptedBackend,
    part: Part | None = None,
    kind: Kind = "serve",
    **settings: Any,
) -> AsyncIterator[Site]:
    """Open an engine over a data folder with the scripted backend beside the embedded one."""
    from devserver.backends.embedded import EmbeddedBackend

    prepare(data)
    played = part or Part()
    layers = (layer or write_layer(data.parent / "layer"),)
    kept = {"database_url": url_of(data)} if (data / "database.url").exists() else {}
    given = {"data": data, **kept, "schemas": layers, "stop_grace_seconds": 0.0, **MODELS, **settings}

    def backends(opening: Opening) -> list[Backend]:
        return [backend(played), EmbeddedBackend(pool=opening.renderers)]

    async with open_engine(Settings(**given), backends, kind=kind) as engine:
        yield Site(engine, played, data, given)
