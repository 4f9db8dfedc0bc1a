"""Outputs that no embedded backend makes, written by the engine's own recorder: objects, cards, and what is broken."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import struct
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import mido
from PIL import Image, PngImagePlugin

from devserver.engine.additions import Change, NewEntity
from devserver.events import GenerationComplete
from devserver.media_types import MEDIA_TYPES
from tests.fakes.holding import hold
from tests.fakes.site import Site, running

CORNERS = ((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
FACES = ((0, 2, 1), (0, 1, 3), (0, 3, 2), (1, 2, 3))
CARD = {
    "spec": "chara_card_v2",
    "data": {
        "name": "Ada of the <b>Lake</b>",
        "description": "Keeps the ferry. Speaks little.",
        "first_mes": "Get in. Mind the rope.",
        "tags": ["water", "quiet"],
        "odd_field": "كلمة",
    },
}
ESCAPE = """
const attempt = (name, action) => {
  try { console.log(name, 'worked', String(action())) } catch (error) { console.log(name, 'refused') }
}
const ask = (name, begin) =>
  new Promise(begin).then(() => console.log(name, 'worked'), () => console.log(name, 'refused'))
const loads = (tag) => (onload, onerror) =>
  document.body.append(Object.assign(document.createElement(tag), {onload, onerror, src: '/api/settings'}))
const socket = new WebSocket(`ws://${location.host}/api/events`)
attempt('cookie', () => document.cookie)
attempt('storage', () => localStorage.getItem('devserver.studio'))
attempt('database', () => indexedDB.open('devserver'))
attempt('page', () => parent.document.title)
attempt('frame', () => frameElement.tagName)
attempt('top', () => { top.location.href = '/settings' })
attempt('popup', () => open('/settings').name)
ask('fetch', (done, failed) => fetch('/api/settings', {credentials: 'include'}).then(done, failed))
ask('socket', (onopen, onerror) => Object.assign(socket, {onopen, onerror}))
ask('picture', loads('img'))
ask('script', loads('script'))
ask('module', (done, failed) => import('/api/settings').then(done, failed))
parent.postMessage({type: 'error', text: '<img src=x onerror=alert(1)>', line: 'x'}, '*')
parent.postMessage({type: 'navigate', text: '/settings'}, '*')
"""
ESCAPES = ("cookie", "storage", "database", "page", "frame", "top", "popup")
ESCAPES += ("fetch", "socket", "picture", "script", "module")
"""What the program tries: each is to be refused."""
LEAVE = "function setup() { createCanvas(40, 30) }\nlocation.href = '/settings'\n"
FAULTY = "function setup() {\n  createCanvas(40, 30)\n  undefinedThing()\n}\nfunction draw() {}\n"


def tetrahedron_glb() -> bytes:
    """Make an object of four corners in a binary glTF 2.0 file."""
    points = b"".join(struct.pack("<3f", *corner) for corner in CORNERS)
    indices = b"".join(struct.pack("<3H", *face) for face in FACES)
    described = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1, "material": 0}]}],
        "materials": [{"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}],
        "textures": [{"source": 0}],
        "images": [{"bufferView": 2, "mimeType": "image/png"}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 4, "type": "VEC3", "min": [0, 0, 0], "max": [1, 1, 1]},
            {"bufferView": 1, "componentType": 5123, "count": 12, "type": "SCALAR"},
        ],
    }
    texture = picture("orange", 4)
    texture += b"\0" * (-len(texture) % 4)
    views = (points, indices, texture)
    starts = (0, len(points), len(points) + len(indices))
    described["bufferViews"] = [
        {"buffer": 0, "byteOffset": start, "byteLength": len(view)} for start, view in zip(starts, views, strict=True)
    ]
    described["buffers"] = [{"byteLength": sum(map(len, views))}]
    text = json.dumps(described).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<I4s", len(text), b"JSON") + text
    chunks += struct.pack("<I4s", sum(map(len, views)), b"BIN\0") + b"".join(views)
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks


def tetrahedron_obj() -> bytes:
    """Make the same object as text."""
    lines = [f"v {x} {y} {z}" for x, y, z in CORNERS]
    lines += ["f " + " ".join(str(corner + 1) for corner in face) for face in FACES]
    return "\n".join(lines).encode()


def tetrahedron_stl() -> bytes:
    """Make the same object as binary STL."""
    faces = [
        struct.pack("<3f", 0, 0, 0) + b"".join(struct.pack("<3f", *CORNERS[at]) for at in face) + bytes(2)
        for face in FACES
    ]
    return bytes(80) + struct.pack("<I", len(faces)) + b"".join(faces)


def tetrahedron_ply() -> bytes:
    """Make the same object as PLY text."""
    head = "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float z\n"
    head += "element face 4\nproperty list uchar int vertex_indices\nend_header\n"
    rows = [f"{x} {y} {z}" for x, y, z in CORNERS] + ["3 " + " ".join(map(str, face)) for face in FACES]
    return (head + "\n".join(rows) + "\n").encode()


def picture(colour: str, size: int = 64, text: str | None = None) -> bytes:
    """Make a picture of one colour; `text` becomes the card that it carries."""
    told = PngImagePlugin.PngInfo()
    if text is not None:
        told.add_text("chara", base64.b64encode(text.encode()).decode())
    held = io.BytesIO()
    Image.new("RGB", (size, size), colour).save(held, "PNG", pnginfo=told)
    return held.getvalue()


def scale() -> bytes:
    """Make a MIDI file of eight notes, a quarter of a second each."""
    track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=500_000)])
    for pitch in (60, 62, 64, 65, 67, 69, 71, 72):
        track.append(mido.Message("note_on", note=pitch, velocity=90, time=0))
        track.append(mido.Message("note_off", note=pitch, time=240))
    held = io.BytesIO()
    mido.MidiFile(tracks=[track], ticks_per_beat=480).save(file=held)
    return held.getvalue()


def output(media_type: str, extension: str, data: bytes, index: int = 0) -> NewEntity:
    """Make an output of a run."""
    mime = MEDIA_TYPES[media_type].formats[extension]
    names = {"extension": extension, "format": extension, "media_type": media_type, "index": index}
    return NewEntity(f"output_{media_type}", "media", data, mime=mime, seed=7, **names)  # type: ignore[arg-type]


SHELF = {
    "glb": [output("3d", "glb", tetrahedron_glb())],
    "obj": [output("3d", "obj", tetrahedron_obj())],
    "stl": [output("3d", "stl", tetrahedron_stl())],
    "ply": [output("3d", "ply", tetrahedron_ply())],
    "card": [output("card", "png", picture("teal", 128, json.dumps(CARD)))],
    "card_json": [output("card", "json", json.dumps(CARD).encode())],
    "scale": [output("midi", "mid", scale())],
    "escape": [output("p5", "js", ESCAPE.encode())],
    "leave": [output("p5", "js", LEAVE.encode())],
    "faulty": [output("p5", "js", FAULTY.encode())],
    "tune": [output("tonejs", "js", b"Tone.start().then(() => console.log('sounds'))")],
    "encodings": [output("image", "png", picture("navy", 3000)), output("image", "webp", b"RIFF\0\0\0\0WEBP")],
    "broken_image": [output("image", "png", b"\x89PNG\r\n\x1a\n and then nothing")],
    "broken_midi": [output("midi", "mid", b"MThd\0\0\0\x06\0\x01\0\x01\0\x60MTrk\0\0\0\x02\0\x90")],
    "broken_glb": [output("3d", "glb", b"glTF and then nothing")],
    "hostile_text": [output("text", "txt", ("<script>alert(1)</script>\n" + "a" * 5000 + "\nשלום").encode())],
    "gone": [output("text", "txt", b"its file is taken away")],
}


async def _run(site: Site, entities: list[NewEntity]) -> str:
    record = await site.run()
    shown = entities[0]
    made = GenerationComplete(
        attempt=1,
        media_type=shown.media_type or "",
        index=0,
        formats=tuple(entity.format or "" for entity in entities),
        url=f"/api/media/{shown.media_type}/{record.run_id}/0",
        seconds=1.0,
    )
    await hold(site.engine, record)
    await site.engine.recorder.commit(record, Change(entities=entities, events=[made]))
    return record.run_id


async def _fill(data: Path) -> dict[str, str]:
    async with running(data) as site:
        runs = {name: await _run(site, entities) for name, entities in SHELF.items()}
        record = await site.engine.recorder.load(runs["gone"])
        site.engine.recorder.path(runs["gone"], record.media()[0]).unlink()
        return runs


def fill(data: Path) -> dict[str, str]:
    """Put the outputs into a data folder, and return the ids of their runs by name."""
    with ThreadPoolExecutor(1) as own:  # playwright holds a loop on the thread of the tests
        return own.submit(lambda: asyncio.run(_fill(data))).result()
