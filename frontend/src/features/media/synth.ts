import type { Note } from './midi'

const DRUMS = 9

/** How an instrument begins and how long it rings, by its family in General MIDI (program / 8). */
interface Voice {
  wave: OscillatorType
  attack: number
  /** Part of the first loudness that stays while the key is held; below 0.2 it dies away by itself. */
  sustain: number
  release: number
  gain: number
}

const STRUCK: Voice = { wave: 'triangle', attack: 0.005, sustain: 0.15, release: 0.25, gain: 0.5 }
const BLOWN: Voice = { wave: 'square', attack: 0.04, sustain: 0.8, release: 0.12, gain: 0.12 }
const BOWED: Voice = { wave: 'sawtooth', attack: 0.12, sustain: 0.8, release: 0.3, gain: 0.14 }
const BASS: Voice = { wave: 'triangle', attack: 0.01, sustain: 0.5, release: 0.08, gain: 0.6 }
const ORGAN: Voice = { wave: 'sine', attack: 0.02, sustain: 0.9, release: 0.08, gain: 0.4 }
const FAMILIES = [
  ...[STRUCK, STRUCK, ORGAN, STRUCK, BASS, BOWED, BOWED, BLOWN],
  ...[BLOWN, BLOWN, BOWED, BOWED, BOWED, STRUCK, STRUCK, STRUCK],
]

/** The frequency of a pitch in Hz, where A4 (69) is 440. */
export function frequency(pitch: number): number {
  return 440 * 2 ** ((pitch - 69) / 12)
}

function noise(context: BaseAudioContext): AudioBuffer {
  const buffer = context.createBuffer(1, context.sampleRate / 2, context.sampleRate)
  const samples = buffer.getChannelData(0)
  for (let at = 0; at < samples.length; at++) samples[at] = Math.random() * 2 - 1
  return buffer
}

/** Plays single notes into an output; it knows no piece and no time but that of its context. */
export class Synth {
  private readonly noise: AudioBuffer
  private readonly sounding = new Set<AudioScheduledSourceNode>()

  constructor(
    private readonly context: BaseAudioContext,
    private readonly output: AudioNode,
  ) {
    this.noise = noise(context)
  }

  /** Play a note from a time of the context on, for some seconds. */
  play(note: Note, from: number, seconds: number): void {
    if (note.channel === DRUMS) this.drum(note, from)
    else this.tone(note, from, seconds)
  }

  /** Silence everything, also what would have begun later. */
  silence(): void {
    for (const source of this.sounding) source.stop()
    this.sounding.clear()
  }

  private tone({ program, pitch, velocity }: Note, from: number, seconds: number): void {
    const voice = FAMILIES[program >> 3] ?? STRUCK
    const loud = voice.gain * (velocity / 127) ** 1.5
    const until = from + Math.max(seconds, 0.05)
    const source = new OscillatorNode(this.context, { type: voice.wave, frequency: frequency(pitch) })
    const filter = new BiquadFilterNode(this.context, {
      type: 'lowpass',
      frequency: Math.min(9000, 1200 + frequency(pitch) * 4),
    })
    const gain = new GainNode(this.context, { gain: 0 })
    gain.gain.setValueAtTime(0, from)
    gain.gain.linearRampToValueAtTime(loud, from + voice.attack)
    gain.gain.setTargetAtTime(loud * voice.sustain, from + voice.attack, voice.sustain < 0.2 ? 0.5 : 0.1)
    gain.gain.setTargetAtTime(0, until, voice.release / 3)
    this.begin(source, [filter, gain], from, until + voice.release * 2)
  }

  private drum({ pitch, velocity }: Note, from: number): void {
    const loud = 0.5 * (velocity / 127)
    const deep = pitch < 37
    const length = deep ? 0.25 : pitch >= 49 ? 0.4 : pitch >= 42 ? 0.07 : 0.16
    const source = deep
      ? new OscillatorNode(this.context, { frequency: 130 })
      : new AudioBufferSourceNode(this.context, { buffer: this.noise })
    if (source instanceof OscillatorNode) source.frequency.exponentialRampToValueAtTime(45, from + 0.12)
    const filter = new BiquadFilterNode(
      this.context,
      deep ? { type: 'lowpass' } : { type: 'highpass', frequency: pitch >= 42 ? 6000 : 1500 },
    )
    if (deep) filter.frequency.value = 2000
    const gain = new GainNode(this.context, { gain: 0 })
    gain.gain.setValueAtTime(loud, from)
    gain.gain.exponentialRampToValueAtTime(0.001, from + length)
    this.begin(source, [filter, gain], from, from + length)
  }

  private begin(source: AudioScheduledSourceNode, chain: AudioNode[], from: number, until: number): void {
    chain.reduce<AudioNode>((before, next) => before.connect(next), source).connect(this.output)
    this.sounding.add(source)
    source.onended = () => {
      this.sounding.delete(source)
      chain.at(-1)?.disconnect()
    }
    source.start(from)
    source.stop(until)
  }
}
