// Runs p5.js sketches without p5.js: only the functions named here exist, and a number that is none ends the run.
// Arguments: sketch files. Each is set up, drawn, resized, pressed and drawn again; prints how much each frame draws.
const fs = require("fs");
const vm = require("vm");

const SHAPES = "rect circle ellipse triangle line arc bezier vertex".split(" ");
const STATE = "fill noFill stroke noStroke strokeWeight strokeCap push pop translate rotate scale beginShape endShape".split(" ");
const CONTEXT = "fillRect save restore beginPath moveTo lineTo closePath fill arc clip drawImage".split(" ");

function checked(name, args) {
  for (const value of args) {
    if (value === undefined || (typeof value === "number" && !Number.isFinite(value))) throw new Error(`${name}(${args.join(", ")})`);
  }
}

function fakeContext(count) {
  const gradient = () => ({ addColorStop: (at, css) => {
    if (!(at >= 0 && at <= 1) || !/^#[0-9a-f]{6}([0-9a-f]{2})?$/.test(css)) throw new Error(`colour stop ${at} ${css}`);
  } });
  const context = { fillStyle: "#000000", globalAlpha: 1, globalCompositeOperation: "source-over", canvas: {} };
  for (const name of CONTEXT) context[name] = (...args) => { checked(name, args); count(); };
  for (const name of ["createLinearGradient", "createRadialGradient"]) context[name] = (...args) => { checked(name, args); return gradient(); };
  return context;
}

function fakeSurface(count) {
  const surface = { drawingContext: fakeContext(count), remove() { this.removed = true; } };
  for (const name of SHAPES) surface[name] = (...args) => { checked(name, args); count(); };
  for (const name of STATE) surface[name] = (...args) => checked(name, args);
  return surface;
}

function fakeP5() {
  let [drawn, state] = [0, 1];
  const count = () => { drawn += 1; };
  const next = () => (state = (state * 16807) % 2147483647) / 2147483647;
  const random = (low, high) => {
    if (Array.isArray(low)) return low[Math.floor(next() * low.length)];
    return low === undefined ? next() : high === undefined ? next() * low : low + next() * (high - low);
  };
  const spread = (pick) => (...args) => pick(...args.flat());
  const world = {
    ...fakeSurface(count), random, Math, Map, Array, Number, width: 960, height: 640, windowWidth: 960, windowHeight: 640, deltaTime: 16,
    mouseX: 0, mouseY: 0, mouseIsPressed: false, PI: Math.PI, TAU: Math.PI * 2, HALF_PI: Math.PI / 2, CLOSE: "close", SQUARE: "square", ROUND: "round",
    buffers: [], document: { body: { style: {} } }, matchMedia: () => ({ matches: false }), console,
    round: Math.round, floor: Math.floor, abs: Math.abs, sqrt: Math.sqrt, pow: Math.pow, sin: Math.sin, cos: Math.cos,
    min: spread(Math.min), max: spread(Math.max), dist: (a, b, c, d) => Math.hypot(a - c, b - d),
    constrain: (value, low, high) => Math.min(Math.max(value, low), high),
    noise: (...args) => { checked("noise", args); return 0.5 + 0.45 * Math.sin(args.reduce((sum, value) => sum * 3.7 + value * 1.3, 0)); },
    randomSeed: (seed) => { checked("randomSeed", [seed]); state = (seed % 2147483646) + 1; }, noiseSeed: (seed) => checked("noiseSeed", [seed]),
    color: (hex) => { if (!/^#[0-9a-f]{6}$/.test(hex)) throw new Error(`colour ${hex}`); return { setAlpha: (alpha) => checked("setAlpha", [alpha]) }; },
    createCanvas: () => ({ style: () => {} }), resizeCanvas: (wide, high) => Object.assign(world, { width: wide, height: high }),
    createGraphics: () => fakeSurface(count), image: (...args) => { checked("image", args); count(); }, pixelDensity: () => 1,
    drawnSoFar: () => drawn,
  };
  world.window = world;
  return world;
}

for (const file of process.argv.slice(2)) {
  const world = vm.createContext(fakeP5());
  vm.runInContext(fs.readFileSync(file, "utf-8"), world, { filename: file });
  world.setup();
  for (let frame = 0; frame < 3; frame += 1) world.draw();
  Object.assign(world, { windowWidth: 390, windowHeight: 844, mouseX: 200, mouseY: 300, mouseIsPressed: true, deltaTime: 9000 });
  world.windowResized();
  for (let frame = 0; frame < 6; frame += 1) world.draw();
  console.log(JSON.stringify({ file, drawn: Math.round(world.drawnSoFar() / 9) }));
}
