// Remember what was made, so that all of it can be freed.
function keep(node) {
  made.push(node);
  return node;
}

// The transport, in Tone.js 14 and 15.
function clockwork() {
  return Tone.getTransport ? Tone.getTransport() : Tone.Transport;
}

// A room for all voices: a reverb behind them, then a gain, a compressor and a limiter before the loudspeaker.
function makeRoom({ decay, wet, gain }) {
  const limiter = keep(new Tone.Limiter(-2)).toDestination();
  const desk = keep(new Tone.Compressor(-20, 3)).connect(limiter);
  const input = keep(new Tone.Gain(gain)).connect(desk);
  const meter = keep(new Tone.Analyser("waveform", 256));
  limiter.connect(meter);
  const reverb = keep(new Tone.Reverb({ decay, wet, preDelay: 0.02 })).connect(input);
  return { input, meter, reverb };
}

// Read a bar such as "D4*2 F4+A4*6 -*8": notes with their length in sixteenths; "-" is a rest.
function readBar(bar, number) {
  let step = 0;
  return bar.split(" ").map((word) => {
    const [names, length] = word.split("*");
    const note = { time: `${number}:0:${step}`, names: names.split("+"), steps: Number(length) };
    step += note.steps;
    return note;
  }).filter((note) => note.names[0] !== "-");
}

// Let an instrument play all bars of a voice, over and over.
function playVoice(bars, instrument, loudness) {
  const sixteenth = 60 / SCORE.bpm / 4;
  const part = keep(new Tone.Part((time, note) => {
    const long = note.steps * sixteenth * instrument.hold;
    for (const name of note.names) instrument.synth.triggerAttackRelease(name, long, time, loudness * (0.85 + 0.15 * Math.random()));
  }, bars.flatMap(readBar)));
  part.loop = true;
  part.loopEnd = `${bars.length}:0:0`;
  part.start(0);
}

// Let a drum play its steps ("x" hit, "o" soft, "." rest) in the sections where drums play.
function playDrum(steps, hit) {
  const bars = SCORE.drumSections.flatMap((plays, section) => [0, 1, 2, 3].map((bar) => (plays ? section * 4 + bar : -1))).filter((bar) => bar >= 0);
  const hits = bars.flatMap((bar) => [...steps].flatMap((mark, step) => (mark === "." ? [] : [{ time: `${bar}:0:${step}`, loud: mark === "x" ? 0.9 : 0.45 }])));
  const part = keep(new Tone.Part((time, one) => hit(time, one.loud), hits));
  part.loop = true;
  part.loopEnd = `${SCORE.bars}:0:0`;
  part.start(0);
}

// The page: one button, and a line that shows the sound.
function buildPage() {
  document.body.style.cssText = `margin:0;min-height:100vh;display:grid;place-items:center;background:linear-gradient(${LOOK.top},${LOOK.bottom});`;
  const canvas = document.createElement("canvas");
  canvas.style.cssText = "position:fixed;inset:0;width:100%;height:100%;pointer-events:none;";
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = LOOK.play;
  button.style.cssText = `position:relative;font:600 1.2rem system-ui,sans-serif;padding:0.9em 2em;border:0;border-radius:3em;cursor:pointer;background:${LOOK.accent};color:${LOOK.ink};`;
  button.addEventListener("click", () => toggle(button));
  document.body.append(canvas, button);
  drawSound(canvas);
}

// Start or stop; while the sound is being prepared, the button waits.
async function toggle(button) {
  button.disabled = true;
  try {
    if (room) stopPiece();
    else await startPiece();
  } finally {
    button.disabled = false;
    button.textContent = room ? LOOK.stop : LOOK.play;
  }
}

// Begin: browsers allow sound only after a press.
async function startPiece() {
  await Tone.start();
  const transport = clockwork();
  transport.bpm.value = SCORE.bpm;
  transport.timeSignature = SCORE.beats;
  room = makeRoom(SCORE.room);
  await room.reverb.ready;
  buildBand(room);
  transport.start("+0.1", "0:0:0");
}

// End: stop the clock, free every voice.
function stopPiece() {
  const transport = clockwork();
  transport.stop();
  transport.cancel(0);
  made.reverse().forEach((node) => node.dispose());
  made.length = 0;
  room = null;
}

// A calm line of the sound across the page.
function drawSound(canvas) {
  const [wide, high, pencil] = [(canvas.width = canvas.clientWidth), (canvas.height = canvas.clientHeight), canvas.getContext("2d")];
  const wave = room ? room.meter.getValue() : new Float32Array(256);
  pencil.clearRect(0, 0, wide, high);
  pencil.strokeStyle = LOOK.accent;
  pencil.lineWidth = 2;
  pencil.beginPath();
  wave.forEach((value, index) => pencil.lineTo((index / (wave.length - 1)) * wide, high * (0.5 + value * 0.45)));
  pencil.stroke();
  requestAnimationFrame(() => drawSound(canvas));
}
