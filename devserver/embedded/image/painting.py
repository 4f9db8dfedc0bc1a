"""A picture from a prompt, as a PNG. The same prompt, negative prompt, size and seed give the same bytes."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, PngImagePlugin

from devserver.embedded.image.compose import parts
from devserver.embedded.image.planning import plan
from devserver.embedded.image.sheet import Layer, View
from devserver.embedded.image.styles import finish, ground, press
from devserver.embedded.progress import Step, silent

if TYPE_CHECKING:
    from typing_extensions import Buffer

SMALLEST, LARGEST = 64, 2048
SOFTWARE = "DevServer embedded generator, no AI model"
PREVIEW = 256


def paint(
    prompt: str,
    *,
    negative_prompt: str = "",
    width: int = 1024,
    height: int = 1024,
    seed: int,
    step: Step = silent,
) -> bytes:
    """Paint a picture that follows the words of a prompt; return a PNG.

    `width` and `height` are pixels, 64 to 2048 each (ValueError otherwise). What `negative_prompt` names is not drawn.
    The PNG names its software and the seed, not the prompt. What `step` raises ends the work.
    """
    if not (SMALLEST <= width <= LARGEST and SMALLEST <= height <= LARGEST):
        raise ValueError(f"a picture has {SMALLEST} to {LARGEST} pixels a side, not {width} x {height}")
    step(0.0)
    scene = plan(prompt, negative_prompt, seed, View(width, height))
    canvas = Image.new("RGB", (width, height), ground(scene))
    pressed, todo = press(scene), parts(scene)
    for i, part in enumerate(todo):
        for count, layer in enumerate(part(), 1):
            lay(canvas, pressed(layer), scene.view)
            share = 0.05 + 0.85 * (i + 1 - 0.8**count) / len(todo)
            step(share, preview(canvas) if count % 6 == 1 else None)
    canvas = finish(scene, canvas.size)(canvas)
    step(0.93, preview(canvas))
    return _png(canvas, seed, step)


def lay(canvas: Image.Image, layer: Layer, view: View, shift: tuple[float, float] = (0.0, 0.0), cell: int = 0) -> None:
    """Lay one cell of a layer on the canvas."""
    image = layer.cells[cell % len(layer.cells)]
    x, y = round((layer.x + shift[0]) * view.height), round((layer.y + shift[1]) * view.height)
    canvas.paste(image, (x, y), image)


def preview(canvas: Image.Image) -> bytes:
    """Give a small JPEG of the canvas, at most 256 pixels a side."""
    factor = max(1, -(-max(canvas.size) // PREVIEW))
    stream = BytesIO()
    canvas.reduce(factor).save(stream, "JPEG", quality=70)
    return stream.getvalue()


class _Watched(BytesIO):
    """Bytes that call a step at each block that is written to them: packing a large PNG takes half a second."""

    def __init__(self, step: Step) -> None:
        super().__init__()
        self.step, self.share = step, 0.94

    def write(self, block: Buffer, /) -> int:
        """Take a block and tell that work goes on."""
        self.share += (1 - self.share) * 0.05
        self.step(self.share)
        return super().write(block)


def _png(canvas: Image.Image, seed: int, step: Step) -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Software", SOFTWARE)
    text.add_text("Seed", str(seed))
    stream = _Watched(step)
    canvas.save(stream, "PNG", pnginfo=text, compress_level=3)
    return stream.getvalue()
