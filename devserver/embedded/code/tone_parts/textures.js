// Waves on a shore: brown noise that swells and ebbs.
function addSurf(output) {
  const filter = keep(new Tone.AutoFilter({ frequency: 0.09, baseFrequency: 180, octaves: 3.4 })).connect(output).start();
  const swell = keep(new Tone.Tremolo({ frequency: 0.11, depth: 0.7, spread: 90 })).connect(filter).start();
  keep(new Tone.Noise({ type: "brown", volume: -18, fadeIn: 3 })).connect(swell).start();
}

// Wind: pink noise through a narrow filter that wanders.
function addWind(output) {
  const filter = keep(new Tone.AutoFilter({ frequency: 0.13, baseFrequency: 320, octaves: 2, filter: { type: "bandpass", Q: 2.4 } })).connect(output).start();
  keep(new Tone.Noise({ type: "pink", volume: -22, fadeIn: 3 })).connect(filter).start();
}

// Rain: a veil of noise, and drops that fall when they like.
function addRain(output) {
  const veil = keep(new Tone.Filter(5200, "highpass")).connect(output);
  keep(new Tone.Noise({ type: "pink", volume: -32, fadeIn: 2 })).connect(veil).start();
  const drop = keep(new Tone.Synth({ oscillator: { type: "sine" }, envelope: { attack: 0.001, decay: 0.05, sustain: 0, release: 0.05 } })).connect(output);
  drop.volume.value = -26;
  everyNowAndThen("16n", 0.35, (time) => drop.triggerAttackRelease(1400 + Math.random() * 2200, 0.04, time));
}

// Fire: crackles over a low rush.
function addCrackle(output) {
  const low = keep(new Tone.Filter(240, "lowpass")).connect(output);
  keep(new Tone.Noise({ type: "brown", volume: -20, fadeIn: 2 })).connect(low).start();
  const high = keep(new Tone.Filter(2600, "highpass")).connect(output);
  const crackle = keep(new Tone.NoiseSynth({ noise: { type: "white" }, envelope: { attack: 0.001, decay: 0.015, sustain: 0 } })).connect(high);
  crackle.volume.value = -20;
  everyNowAndThen("32n", 0.16, (time) => crackle.triggerAttackRelease(0.01, time, 0.2 + Math.random() * 0.8));
}

// Birds: short calls that slide.
function addBirds(output) {
  const place = keep(new Tone.AutoPanner({ frequency: 0.07, depth: 0.8 })).connect(output).start();
  const bird = keep(new Tone.Synth({ oscillator: { type: "sine" }, portamento: 0.05, envelope: { attack: 0.01, decay: 0.08, sustain: 0.2, release: 0.06 } })).connect(place);
  bird.volume.value = -27;
  everyNowAndThen("2n", 0.4, (time) => [0, 1, 2].forEach((call) => bird.triggerAttackRelease(2100 + Math.random() * 1500, 0.06, time + call * 0.13)));
}

// Thunder, far away, now and then.
function addThunder(output) {
  const low = keep(new Tone.Filter(140, "lowpass")).connect(output);
  const thunder = keep(new Tone.NoiseSynth({ noise: { type: "brown" }, envelope: { attack: 0.08, decay: 2.6, sustain: 0, release: 0.4 } })).connect(low);
  thunder.volume.value = -2;
  everyNowAndThen("1m", 0.22, (time) => thunder.triggerAttackRelease(2.6, time, 0.5 + Math.random() * 0.5));
}

// A clock that ticks on every beat.
function addTicking(output) {
  const filter = keep(new Tone.Filter(3800, "bandpass")).connect(output);
  const tick = keep(new Tone.NoiseSynth({ noise: { type: "white" }, envelope: { attack: 0.001, decay: 0.02, sustain: 0 } })).connect(filter);
  tick.volume.value = -16;
  let even = false;
  everyNowAndThen("4n", 1, (time) => {
    even = !even;
    tick.triggerAttackRelease(0.01, time, even ? 0.9 : 0.5);
  });
}

// Crickets of a warm night.
function addCrickets(output) {
  const place = keep(new Tone.Panner(0.4)).connect(output);
  const cricket = keep(new Tone.Synth({ oscillator: { type: "sine" }, envelope: { attack: 0.005, decay: 0.02, sustain: 0, release: 0.01 } })).connect(place);
  cricket.volume.value = -31;
  everyNowAndThen("4n", 0.7, (time) => [0, 1, 2, 3].forEach((chirp) => cricket.triggerAttackRelease(4300, 0.02, time + chirp * 0.045)));
}

// Do something at each step of the clock, with a chance from 0 to 1.
function everyNowAndThen(interval, chance, act) {
  keep(new Tone.Loop((time) => {
    if (Math.random() < chance) act(time);
  }, interval)).start(0);
}
