"""p5.js sketches that follow a prompt, for p5.js 1.x and 2.x (LGPL; it is not part of this package)."""

from __future__ import annotations

from devserver.embedded.code import library
from devserver.embedded.code.p5_plan import layers
from devserver.embedded.code.p5_setting import Layer, Plan
from devserver.embedded.code.palette import Palette, choose_palette
from devserver.embedded.code.writing import chance, details, heading, javascript
from devserver.embedded.lexicon import Reading, painted, read

PARTS = "p5_parts"

FRAME = """
let scene = [];
let buffers = [];
let moment = 0;
let pressed = 0;
const pointer = { x: 0.5, y: 0.5 };

function setup() {
  const canvas = createCanvas(windowWidth, windowHeight);
  canvas.style("display", "block");
  canvas.style("touch-action", "none");
  document.body.style.margin = "0";
  buildScene();
}

function windowResized() {
  resizeCanvas(windowWidth, windowHeight);
  buildScene();
}

function draw() {
  moment += (min(deltaTime, 60) / 1000) * TEMPO;
  followPointer();
  for (const layer of scene) layer(moment);
}

// Mouse and touch alike: the picture leans to where the pointer is, and feels a press.
function followPointer() {
  const moved = mouseX !== 0 || mouseY !== 0;
  const goal = moved ? [mouseX / width, mouseY / height] : [0.5 + 0.1 * sin(moment * 0.3), 0.5];
  pointer.x += (constrain(goal[0], 0, 1) - pointer.x) * 0.06;
  pointer.y += (constrain(goal[1], 0, 1) - pointer.y) * 0.06;
  pressed += ((mouseIsPressed ? 1 : 0) - pressed) * 0.1;
}
"""


def p5_sketch(prompt: str, *, seed: int) -> str:
    """Write a p5.js sketch whose scene, colours and pace follow a prompt; the same arguments give the same text."""
    reading, colours = read(prompt), painted(prompt)
    rng = chance("p5", prompt, seed)
    plan = Plan(reading, colours, rng)
    scene = layers(plan)
    body = _settings(reading, choose_palette(reading, colours, plan.hour, rng), prompt, seed) + FRAME + _builder(scene)
    parts = "\n\n".join(library.needed(PARTS, body))
    return f"{heading('//', 'A sketch for p5.js 1.x or 2.x.', prompt, seed, reading.things)}\n{body}\n{parts}\n"


def _settings(reading: Reading, palette: Palette, prompt: str, seed: int) -> str:
    mood = {"energy": reading.energy, "joy": reading.joy}
    colours = ",\n".join(f"  {name}: {javascript(value)}" for name, value in palette.values.items())
    return (
        f"const SEED = {seed};\n"
        f"const WORDS = {details(prompt)}; // stands for the words of the prompt: they decide the details\n"
        f'const CALM = window.matchMedia("(prefers-reduced-motion: reduce)").matches;\n'
        f"const TEMPO = {javascript(0.45 + reading.energy)} * (CALM ? 0.2 : 1);\n"
        f"const MOOD = {javascript(mood)};\n"
        f"const PALETTE = {{\n{colours},\n}};\n"
    )


def _builder(scene: list[Layer]) -> str:
    calls = "\n".join(f"    {name}({javascript(options)})," for name, options in scene)
    return f"""
// The picture from the back to the front. Each layer is a function of time.
function buildScene() {{
  buffers.forEach((buffer) => buffer.remove());
  buffers = [];
  randomSeed((SEED + WORDS) % 2 ** 32);
  noiseSeed((SEED + WORDS) % 2 ** 32);
  scene = [
{calls}
  ];
}}
"""
