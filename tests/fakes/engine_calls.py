"""The calls that the shipped declarations make, recorded on an engine whose every backend is scripted."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from devserver.engine.engine import open_engine
from devserver.models.outcomes import FREE, MediaFile, MediaOutput, Ok
from devserver.models.runs import InputRef
from devserver.settings import Settings
from tests.fakes.engine_site import CHECKED, Site, prepare, write_layer
from tests.fakes.scripted import PNG, Call, Part, ScriptedBackend, Step

INPUT = 'Ein Boot {{CONTEXT}} auf dem See\n\nContext:\n{"a": 1} 🛶'
SEED = 7
LANGUAGES = ("en", "de")
PLAYED = ("scripted", "embedded", "openai", "openrouter", "swarmui", "comfyui")
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAAD0lEQVR4AQEEAPv/ABQoPADMAHm4lJeXAAAAAElFTkSuQmCC"
)
"""A whole picture of one pixel."""
BYTES = {
    "image": PNG,
    "audio": b"fLaC" + bytes(9),
    "music": b"fLaC" + bytes(9),
    "midi": b"MThd" + bytes(9),
    "video": b"\0\0\0\x18ftypisom" + bytes(9),
}
HEADS = {"webm": b"\x1aE\xdf\xa3" + bytes(9), "mp3": b"ID3" + bytes(9)}


def constant(call: Call) -> list[Step]:
    """Answer every text with the same words, so that a call depends on its own declarations only."""
    if call.type == "media":
        data = HEADS.get(call.formats[0]) or BYTES.get(call.media_type) or b"program"
        return [Ok(media=(MediaOutput(files=(MediaFile(data=data, format=call.formats[0]),)),), usage=FREE)]
    text = '{"safe": true, "reason": ""}' if call.response_schema else INPUT
    return [0.001, Ok(text=text, usage=FREE)]


@asynccontextmanager
async def open_shipped(folder: Path, **settings: Any) -> AsyncIterator[Site]:
    """Open an engine with the shipped declarations, and scripted backends in the places of the real ones."""
    part = Part(script=constant)
    backends = [ScriptedBackend(part, name=name, concurrency=1000) for name in PLAYED]
    data = prepare(folder / "data")
    given = {"data": data, "schemas": (write_layer(folder / "layer"),), "stop_grace_seconds": 0.0, **settings}
    async with open_engine(Settings(**given), lambda _pool: backends) as engine:
        yield Site(engine, part, data, given)


def requests(site: Site, run_id: str) -> dict[str, dict[str, Any]]:
    """Return the recorded requests of a run by their stage."""
    found = site.rows(f"SELECT stage, request FROM calls WHERE run_id = '{run_id}'")
    return {stage: json.loads(request) for stage, request in found}


async def record_calls(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what each shipped config calls, by the golden file's name and language."""
    found: dict[str, dict[str, Any]] = {}
    async with open_shipped(folder, **CHECKED) as site:
        library = site.engine.declared.library
        ours = {id: library.kind(config) for id, config in library.configs.items() if not _is_of_the_tests(id)}

        inputs = await needed_inputs(site)

        async def keep(name: str, language: str, stages: tuple[str, ...], action: str, **given: Any) -> None:
            record = await site.do(action, seed=SEED, language=language, **given)
            assert record.row.state in {"open", "completed"}, (name, record.row.problem)
            made = {call.stage: steady(call.request) for call in record.calls.values()}
            found.setdefault(name, {})[language] = [made[stage] for stage in stages if stage in made]

        def all_of(language: str) -> Iterator[Coroutine[Any, Any, None]]:
            text = {"input_text": INPUT}
            for id, kind in ours.items():
                if kind == "interception":
                    yield keep(f"interception/{id}", language, ("interception",), "interception", config=id, **text)
                elif kind == "output":
                    stages, about = ("optimization", "media"), {"config": "user_defined", "output_config": id}
                    yield keep(f"output/{id}", language, stages, "run", inputs=inputs(id), **about, **text)
            for level in ("kids", "youth"):
                about = {"config": "user_defined", "output_config": "english_painting", "safety_level": level}
                stages = ("input_check", "output_translation", "output_check")
                yield keep(f"checks/{level}", language, stages, "run", **about, **text)

        for language in LANGUAGES:
            await asyncio.gather(*all_of(language))
    return found


async def needed_inputs(site: Site) -> Callable[[str], dict[str, InputRef]]:
    """Upload a picture; return what gives it to an output config as every input that it needs."""
    upload = await site.engine.uploads.keep(PIXEL, "local")
    library = site.engine.declared.library

    def inputs(id: str) -> dict[str, InputRef]:
        mappings = library.output_chunk(library.config(id)).mappings
        needed = [k for k, targets in mappings.items() if k != "prompt" and any(t.required for t in targets)]
        return {key: InputRef(upload_id=upload.upload_id) for key in needed}

    return inputs


def steady(request: dict[str, Any]) -> dict[str, Any]:
    """Return a request with the paths of its pictures cut to what is the same in each run."""
    images = [{**image, "path": Path(image["path"]).name} for image in request.get("images", ())]
    return {**request, "images": images} if "images" in request else request


def _is_of_the_tests(id: str) -> bool:
    from tests.fakes.engine_site import CONFIGS

    return id in {name.partition("/")[2] for name in CONFIGS}


def recorded(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the same, for a test that is not asynchronous."""
    return asyncio.run(record_calls(folder))
