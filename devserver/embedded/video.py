# ruff: noqa: PLR0917 (drawing takes coordinates, sizes and colours in the order every drawing library has)
"""A film from a prompt: the picture's layers, drawn once and moved by camera, wind and water. No AI model.

It is animated on twos, as drawn films are: about twelve drawings a second, each shown as long as the frame rate asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from math import pi, sin
from typing import cast

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from devserver.embedded.image.compose import parts
from devserver.embedded.image.painting import SOFTWARE, lay, preview
from devserver.embedded.image.planning import plan
from devserver.embedded.image.scene import Scene
from devserver.embedded.image.sheet import STILL, Layer, View
from devserver.embedded.image.styles import finish, ground, press
from devserver.embedded.progress import Step, silent

SMALLEST, LARGEST = 64, 1280
LONGEST, FASTEST = 20.0, 60
DRAWINGS = 12
MARGIN = 0.08


@dataclass(frozen=True)
class Format:
    """How a container is written: its codec and the options of codec and container, all for one thread."""

    codec: str
    options: dict[str, str]
    container: dict[str, str]


FORMATS: dict[str, Format] = {
    "webm": Format(
        "libvpx-vp9",
        {"deadline": "realtime", "cpu-used": "8", "row-mt": "0", "lag-in-frames": "0", "crf": "32", "b": "3M"},
        {},
    ),
    "mp4": Format("libx264", {"preset": "superfast", "crf": "24", "bf": "0"}, {}),
}


def film(
    prompt: str,
    *,
    negative_prompt: str = "",
    width: int = 768,
    height: int = 432,
    seconds: float = 4.0,
    fps: int = 24,
    seed: int,
    container: str = "webm",
    step: Step = silent,
) -> bytes:
    """Make a film that follows the words of a prompt; return WebM (VP9) or MP4 (H.264, index at the start).

    `width` and `height` are even pixels, 64 to 1280; `seconds` up to 20, `fps` 1 to 60 (ValueError otherwise). The
    number of frames is `seconds` times `fps`, rounded, at least one. What `step` raises ends the work.
    """
    _check(width, height, seconds, fps, container)
    step(0.0)
    scene = plan(prompt, negative_prompt, seed, View(width, height, MARGIN, moving=True))
    layers = _drawn(scene, step)
    total = max(1, round(seconds * fps))
    return _encode(
        _frames(scene, layers, total, fps, step), (width, height), fps, total, seed, FORMATS[container], container
    )


def _check(width: int, height: int, seconds: float, fps: int, container: str) -> None:
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST and width % 2 == height % 2 == 0):
        raise ValueError(f"a film has {SMALLEST} to {LARGEST} pixels a side, an even number, not {width} x {height}")
    if not 0 < seconds <= LONGEST:
        raise ValueError(f"a film lasts more than 0 and at most {LONGEST:g} seconds, not {seconds}")
    if not 1 <= fps <= FASTEST:
        raise ValueError(f"a film has 1 to {FASTEST} frames per second, not {fps}")
    if container not in FORMATS:
        raise ValueError(f"a film is one of {', '.join(FORMATS)}, not {container}")


def _drawn(scene: Scene, step: Step) -> list[Layer]:
    """Draw all layers; those that lie together and move alike become one."""
    layers: list[Layer] = []
    pressed, todo = press(scene), parts(scene)
    for i, part in enumerate(todo):
        for count, layer in enumerate(part(), 1):
            _stack(layers, _trimmed(pressed(layer), scene.view), scene.view)
            step(0.3 * (i + 1 - 0.8**count) / len(todo))
    return layers


def _trimmed(layer: Layer, view: View) -> Layer:
    """Cut off what is empty in every cell."""
    boxes = [box for cell in layer.cells if (box := cell.getchannel("A").getbbox())]
    if not boxes:
        return replace(layer, cells=(layer.cells[0].crop((0, 0, 1, 1)),))
    box = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    cells = tuple(cell.crop(box) for cell in layer.cells)
    return replace(layer, cells=cells, x=layer.x + box[0] / view.height, y=layer.y + box[1] / view.height)


def _stack(layers: list[Layer], layer: Layer, view: View) -> None:
    """Add a layer; a still one melts into a still one below that is about as far away."""
    below = layers[-1] if layers else None
    if not (below and below.motion == layer.motion == STILL and abs(below.depth - layer.depth) < 0.09):
        layers.append(layer)
        return
    dx, dy = round((layer.x - below.x) * view.height), round((layer.y - below.y) * view.height)
    upper, lower = layer.cells[0], below.cells[0]
    left, top = min(0, dx), min(0, dy)
    size = (max(lower.width, dx + upper.width) - left, max(lower.height, dy + upper.height) - top)
    image = Image.new("RGBA", size)
    image.paste(lower, (-left, -top))
    image.alpha_composite(upper, (dx - left, dy - top))
    layers[-1] = Layer((image,), below.x + left / view.height, below.y + top / view.height, below.depth)


def _frames(scene: Scene, layers: list[Layer], total: int, fps: int, step: Step) -> Iterator[Image.Image]:
    """Give every frame; drawings that are held are the same object."""
    printed, hold = finish(scene, (scene.view.width, scene.view.height)), max(1, round(fps / DRAWINGS))
    pan = 1 if scene.sun[0] > scene.focus else -1
    shown = Image.new("RGB", (scene.view.width, scene.view.height))
    for index in range(total):
        if index % hold == 0:
            share = index / max(1, total - 1)
            camera = pan * MARGIN * 0.95 * sin((share - 0.5) * pi)
            shown = printed(_frame(scene, layers, index / fps, camera))
            drawn = index // hold
            step(0.3 + 0.69 * index / total, preview(shown) if drawn % DRAWINGS == 0 else None)
        yield shown


def _frame(scene: Scene, layers: list[Layer], time: float, camera: float) -> Image.Image:
    canvas = Image.new("RGB", (scene.view.width, scene.view.height), ground(scene))
    for layer in layers:
        dx, dy = layer.motion.at(time)
        cell = int(time * layer.motion.rate)
        shift = (dx - camera * layer.depth, dy)
        if layer.motion.wrap:
            tall = 1 + 2 * scene.view.margin
            shift = (shift[0], shift[1] % tall)
            lay(canvas, layer, scene.view, (shift[0], shift[1] - tall), cell)
        lay(canvas, layer, scene.view, shift, cell)
    return canvas


def _encode(
    frames: Iterator[Image.Image], size: tuple[int, int], fps: int, total: int, seed: int, form: Format, container: str
) -> bytes:
    stream = BytesIO()
    # Bit-exact muxing leaves out random ids and dates, so that the same film gives the same bytes.
    options = {"fflags": "+bitexact"}
    if container == "mp4":
        options["moov_size"] = str(4096 + 64 * total)
    with av.open(stream, "w", format=container, container_options=options) as out:
        out.metadata.update({"comment": f"{SOFTWARE}; seed {seed}"})
        track = cast(av.VideoStream, out.add_stream(form.codec, rate=fps, options=form.options))
        track.width, track.height, track.pix_fmt = *size, "yuv420p"
        track.codec_context.thread_count = 1
        last, picture = Image.new("RGB", (1, 1)), av.VideoFrame(*size, "yuv420p")
        for index, image in enumerate(frames):
            if image is not last:
                last, picture = image, _picture(image)
            picture.pts = index
            out.mux(track.encode(picture))
        out.mux(track.encode())
    return stream.getvalue()


def _picture(image: Image.Image) -> av.VideoFrame:
    pixels: NDArray[np.uint8] = np.asarray(image)
    return av.VideoFrame.from_ndarray(pixels, format="rgb24").reformat(format="yuv420p")
