// A kick drum: a tone that falls.
function makeKick(output) {
  const drum = keep(new Tone.MembraneSynth({ pitchDecay: 0.04, octaves: 6, envelope: { attack: 0.001, decay: 0.35, sustain: 0, release: 0.2 } })).connect(output);
  drum.volume.value = -6;
  return (time, loud) => drum.triggerAttackRelease("C1", 0.2, time, loud);
}

// A tom or a frame drum.
function makeTom(output) {
  const drum = keep(new Tone.MembraneSynth({ pitchDecay: 0.06, octaves: 2.5, envelope: { attack: 0.002, decay: 0.6, sustain: 0, release: 0.4 } })).connect(output);
  drum.volume.value = -8;
  return (time, loud) => drum.triggerAttackRelease(loud > 0.6 ? "F1" : "A1", 0.3, time, loud);
}

// A snare: a burst of noise in the middle of the ear.
function makeSnare(output) {
  const filter = keep(new Tone.Filter(1800, "bandpass")).connect(output);
  const drum = keep(new Tone.NoiseSynth({ noise: { type: "white" }, envelope: { attack: 0.001, decay: 0.17, sustain: 0, release: 0.05 } })).connect(filter);
  drum.volume.value = -7;
  return (time, loud) => drum.triggerAttackRelease(0.12, time, loud);
}

// A clap: noise that is a little late twice.
function makeClap(output) {
  const echo = keep(new Tone.FeedbackDelay({ delayTime: 0.017, feedback: 0.35, wet: 0.5 })).connect(output);
  const filter = keep(new Tone.Filter(1300, "bandpass")).connect(echo);
  const drum = keep(new Tone.NoiseSynth({ noise: { type: "pink" }, envelope: { attack: 0.002, decay: 0.12, sustain: 0, release: 0.05 } })).connect(filter);
  drum.volume.value = -4;
  return (time, loud) => drum.triggerAttackRelease(0.1, time, loud);
}

// A hat: short high noise.
function makeHat(output) {
  const filter = keep(new Tone.Filter(7500, "highpass")).connect(output);
  const drum = keep(new Tone.NoiseSynth({ noise: { type: "white" }, envelope: { attack: 0.001, decay: 0.05, sustain: 0, release: 0.02 } })).connect(filter);
  drum.volume.value = -17;
  return (time, loud) => drum.triggerAttackRelease(0.04, time, loud);
}

// An anvil somewhere in the hall.
function makeAnvil(output) {
  const drum = keep(new Tone.MetalSynth({ harmonicity: 5.1, modulationIndex: 24, resonance: 3200, octaves: 1.2, envelope: { attack: 0.001, decay: 0.25, release: 0.1 } })).connect(output);
  drum.volume.value = -26;
  return (time, loud) => drum.triggerAttackRelease(loud > 0.6 ? 220 : 310, 0.12, time, loud);
}
