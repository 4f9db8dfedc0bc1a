// Runs Tone.js pieces without Tone.js and without a browser: presses the button twice and prints what happened.
// Only the classes named here exist. All that is made must be freed by the second press.
const fs = require("fs");
const vm = require("vm");

const VOICES = "PolySynth Synth FMSynth AMSynth MonoSynth MembraneSynth MetalSynth NoiseSynth".split(" ");
const NODES = "Limiter Compressor Gain Analyser Reverb Filter AutoFilter Chorus Tremolo Vibrato AutoPanner Panner FeedbackDelay Noise".split(" ");
const EVENTS = "Part Loop".split(" ");

function fakeTone(seen) {
  const transport = { bpm: {}, timeSignature: 4, state: "stopped", start() { this.state = "started"; }, stop() { this.state = "stopped"; }, cancel() {} };
  class Node {
    constructor(...args) { this.volume = {}; this.args = args; this.ready = Promise.resolve(); seen.alive.add(this); }
    connect(other) { if (!(other instanceof Node)) throw new Error(`${this.constructor.name} is connected to nothing`); return this; }
    toDestination() { seen.heard = true; return this; }
    start() { return this; }
    getValue() { return new Float32Array(256); }
    dispose() { if (!seen.alive.delete(this)) throw new Error("freed twice"); }
  }
  class Voice extends Node {
    triggerAttackRelease(...args) {
      if (args.some((value) => value === undefined || Number.isNaN(value))) throw new Error(`${this.constructor.name}: ${args}`);
      seen.notes += 1;
    }
  }
  class Part extends Node {
    constructor(act, events) { super(); events.forEach((event) => act(0, event)); seen.events += events.length; }
  }
  class Loop extends Node {
    constructor(act) { super(); for (let turn = 0; turn < 40; turn += 1) act(turn); }
  }
  const tone = { start: async () => {}, getTransport: () => transport, transport, Part, Loop };
  for (const name of NODES) tone[name] = { [name]: class extends Node {} }[name];
  for (const name of VOICES) tone[name] = { [name]: class extends Voice {} }[name];
  for (const name of EVENTS) if (!tone[name]) throw new Error(name);
  return tone;
}

function fakePage(seen) {
  const pencil = { clearRect() {}, beginPath() {}, lineTo() {}, stroke() {} };
  const make = (tag) => ({ tag, style: {}, clientWidth: 300, clientHeight: 200, getContext: () => pencil, addEventListener: (type, act) => { seen.press = act; } });
  return { body: { style: {}, append: (...parts) => seen.parts.push(...parts) }, createElement: make };
}

async function run(file) {
  const seen = { alive: new Set(), notes: 0, events: 0, heard: false, parts: [], press: null };
  const Tone = fakeTone(seen);
  const world = vm.createContext({ Tone, document: fakePage(seen), requestAnimationFrame() {}, Math, Float32Array, console });
  vm.runInContext(fs.readFileSync(file, "utf-8"), world, { filename: file });
  const button = seen.parts.find((part) => part.tag === "button");
  const quiet = seen.notes === 0 && seen.alive.size === 0;
  const labels = [button.textContent];
  await seen.press();
  labels.push(button.textContent);
  const playing = { state: Tone.transport.state, made: seen.alive.size };
  await seen.press();
  console.log(JSON.stringify({ file, quiet, labels, playing, notes: seen.notes, events: seen.events, heard: seen.heard, left: seen.alive.size, after: Tone.transport.state }));
}

(async () => {
  for (const file of process.argv.slice(2)) await run(file);
})();
