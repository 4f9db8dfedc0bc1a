// Several notes at once from one kind of voice.
function chorusOf(voice, options, volume, output) {
  const synth = keep(new Tone.PolySynth(voice, options)).connect(output);
  synth.maxPolyphony = 24;
  synth.volume.value = volume;
  return synth;
}

// A pad that rises slowly: fat saws behind a filter that opens and closes.
function makePad(output) {
  const filter = keep(new Tone.AutoFilter({ frequency: 0.08, baseFrequency: 300, octaves: 2.6 })).connect(output).start();
  const envelope = { attack: 1.6, decay: 0.6, sustain: 0.8, release: 3 };
  return { hold: 1, synth: chorusOf(Tone.Synth, { oscillator: { type: "fatsawtooth", count: 3, spread: 24 }, envelope }, -21, filter) };
}

// Strings: a slower attack, a slight tremble.
function makeStrings(output) {
  const chorus = keep(new Tone.Chorus({ frequency: 0.6, delayTime: 4, depth: 0.6, wet: 0.5 })).connect(output).start();
  const filter = keep(new Tone.Filter(1900, "lowpass")).connect(chorus);
  const envelope = { attack: 0.35, decay: 0.4, sustain: 0.75, release: 1.4 };
  return { hold: 0.98, synth: chorusOf(Tone.Synth, { oscillator: { type: "fatsawtooth", count: 3, spread: 18 }, envelope }, -20, filter) };
}

// A drone: soft triangles that hardly move.
function makeDrone(output) {
  const tremolo = keep(new Tone.Tremolo({ frequency: 0.25, depth: 0.5 })).connect(output).start();
  const envelope = { attack: 1.2, decay: 0.5, sustain: 0.9, release: 2.5 };
  return { hold: 1, synth: chorusOf(Tone.AMSynth, { harmonicity: 0.5, envelope }, -17, tremolo) };
}

// Bells: two sines in a ratio that no string has.
function makeBell(output) {
  const envelope = { attack: 0.002, decay: 1.8, sustain: 0, release: 1.8 };
  return { hold: 1, synth: chorusOf(Tone.FMSynth, { harmonicity: 3.01, modulationIndex: 7, envelope, modulationEnvelope: envelope }, -17, output) };
}

// Glass: pure high tones that ring.
function makeGlass(output) {
  const echo = keep(new Tone.FeedbackDelay({ delayTime: "8n.", feedback: 0.35, wet: 0.3 })).connect(output);
  const envelope = { attack: 0.01, decay: 1.2, sustain: 0.05, release: 2 };
  return { hold: 0.9, synth: chorusOf(Tone.AMSynth, { harmonicity: 4, oscillator: { type: "sine" }, envelope }, -15, echo) };
}

// A music box: short and bright.
function makeMusicBox(output) {
  const envelope = { attack: 0.001, decay: 0.9, sustain: 0, release: 0.9 };
  return { hold: 0.8, synth: chorusOf(Tone.FMSynth, { harmonicity: 5, modulationIndex: 3, envelope, modulationEnvelope: { ...envelope, decay: 0.2 } }, -14, output) };
}

// Something like a felt piano.
function makePiano(output) {
  const filter = keep(new Tone.Filter(2600, "lowpass")).connect(output);
  const envelope = { attack: 0.004, decay: 1.4, sustain: 0.08, release: 0.9 };
  return { hold: 0.9, synth: chorusOf(Tone.FMSynth, { harmonicity: 1, modulationIndex: 2.2, envelope, modulationEnvelope: { ...envelope, decay: 0.3 } }, -17, filter) };
}

// An electric piano with a tremolo.
function makeElectric(output) {
  const tremolo = keep(new Tone.Tremolo({ frequency: 4.2, depth: 0.35 })).connect(output).start();
  const envelope = { attack: 0.006, decay: 1.1, sustain: 0.15, release: 1.1 };
  return { hold: 0.9, synth: chorusOf(Tone.FMSynth, { harmonicity: 2, modulationIndex: 2.8, envelope, modulationEnvelope: { ...envelope, decay: 0.25 } }, -17, tremolo) };
}

// A flute: a sine with breath and vibrato.
function makeFlute(output) {
  const vibrato = keep(new Tone.Vibrato({ frequency: 5, depth: 0.08 })).connect(output);
  const envelope = { attack: 0.07, decay: 0.2, sustain: 0.75, release: 0.35 };
  return { hold: 0.92, synth: chorusOf(Tone.Synth, { oscillator: { type: "triangle" }, envelope }, -13, vibrato) };
}

// A horn: a saw that opens as it is blown.
function makeHorn(output) {
  const filter = keep(new Tone.Filter(1300, "lowpass")).connect(output);
  const envelope = { attack: 0.09, decay: 0.3, sustain: 0.8, release: 0.5 };
  return { hold: 0.95, synth: chorusOf(Tone.Synth, { oscillator: { type: "fatsawtooth", count: 3, spread: 10 }, envelope }, -14, filter) };
}

// A theremin: one voice that glides.
function makeTheremin(output) {
  const vibrato = keep(new Tone.Vibrato({ frequency: 6, depth: 0.15 })).connect(output);
  const synth = keep(new Tone.Synth({ oscillator: { type: "sine" }, portamento: 0.14, envelope: { attack: 0.2, decay: 0.2, sustain: 0.8, release: 0.9 } })).connect(vibrato);
  synth.volume.value = -14;
  return { hold: 1, synth };
}

// A plucked string: a short bright wave whose filter closes at once.
function makePluck(output) {
  const filterEnvelope = { attack: 0.001, decay: 0.25, sustain: 0, release: 0.3, baseFrequency: 350, octaves: 3.6 };
  const envelope = { attack: 0.002, decay: 0.7, sustain: 0, release: 0.5 };
  return { hold: 0.8, synth: chorusOf(Tone.MonoSynth, { oscillator: { type: "sawtooth" }, envelope, filterEnvelope }, -15, output) };
}

// A saw with an echo in time.
function makeSaw(output) {
  const echo = keep(new Tone.FeedbackDelay({ delayTime: "8n.", feedback: 0.3, wet: 0.22 })).connect(output);
  const filter = keep(new Tone.Filter(2400, "lowpass")).connect(echo);
  const envelope = { attack: 0.01, decay: 0.22, sustain: 0.3, release: 0.25 };
  return { hold: 0.75, synth: chorusOf(Tone.Synth, { oscillator: { type: "fatsawtooth", count: 3, spread: 30 }, envelope }, -19, filter) };
}

// A square wave from an old game.
function makeSquare(output) {
  const envelope = { attack: 0.003, decay: 0.12, sustain: 0.35, release: 0.08 };
  return { hold: 0.6, synth: chorusOf(Tone.Synth, { oscillator: { type: "pulse", width: 0.3 }, envelope }, -21, output) };
}

// Struck metal with a pitch.
function makeMetal(output) {
  const envelope = { attack: 0.001, decay: 0.5, sustain: 0, release: 0.4 };
  return { hold: 0.7, synth: chorusOf(Tone.FMSynth, { harmonicity: 1.41, modulationIndex: 14, envelope, modulationEnvelope: envelope }, -19, output) };
}

// A round bass.
function makeSoft(output) {
  const synth = keep(new Tone.MonoSynth({ oscillator: { type: "triangle" }, envelope: { attack: 0.01, decay: 0.4, sustain: 0.5, release: 0.3 }, filterEnvelope: { attack: 0.01, decay: 0.2, sustain: 0.5, release: 0.4, baseFrequency: 180, octaves: 2.4 } })).connect(output);
  synth.volume.value = -8;
  return { hold: 0.9, synth };
}

// A bass as deep as it goes.
function makeDeep(output) {
  const synth = keep(new Tone.Synth({ oscillator: { type: "sine" }, envelope: { attack: 0.06, decay: 0.5, sustain: 0.7, release: 1.2 } })).connect(output);
  synth.volume.value = -9;
  return { hold: 0.96, synth };
}

// A bass that growls.
function makeGrowl(output) {
  const synth = keep(new Tone.MonoSynth({ oscillator: { type: "sawtooth" }, filter: { Q: 3, type: "lowpass" }, envelope: { attack: 0.005, decay: 0.25, sustain: 0.4, release: 0.15 }, filterEnvelope: { attack: 0.005, decay: 0.18, sustain: 0.2, release: 0.2, baseFrequency: 110, octaves: 3.2 } })).connect(output);
  synth.volume.value = -12;
  return { hold: 0.7, synth };
}
