import { onScopeDispose, ref, watch } from 'vue'
import type { Piece } from './midi'
import { quiet, sound } from './sounding'
import { Synth } from './synth'
import { useFrames } from './useFrames'

/** Notes are handed to the sound card so far ahead, because a tab in the background is woken once a second only. */
const AHEAD = 1.5
const EVERY = 200
/** Until the first note sounds: without it the first would be cut. */
const BEFORE = 0.06

/** A piece of notes, played by a synthesizer of the browser from any place on. */
export function usePiece(piece: () => Piece | undefined) {
  const playing = ref(false)
  const at = ref(0)
  const volume = ref(1)
  let context: AudioContext | undefined
  let master: GainNode | undefined
  let synth: Synth | undefined
  let waking: ReturnType<typeof setInterval> | undefined
  /** The time of the context at which the piece would have begun, and the first note that was not handed over. */
  let zero = 0
  let next = 0

  const length = () => piece()?.seconds ?? 0
  const now = () => (context ? context.currentTime - zero : 0)
  const frames = useFrames(() => {
    at.value = Math.min(length(), Math.max(0, now()))
    if (now() >= length() + 0.3) {
      stop()
      at.value = 0
    }
  })

  function hand() {
    const notes = piece()?.notes ?? []
    for (; next < notes.length; next++) {
      const note = notes[next]
      if (!note || note.start > now() + AHEAD) break
      const late = Math.max(0, now() - note.start)
      synth?.play(note, zero + note.start + late, note.end - note.start - late)
    }
  }
  function open(): AudioContext {
    if (!context) {
      context = new AudioContext()
      master = new GainNode(context, { gain: volume.value * 0.6 })
      master.connect(new DynamicsCompressorNode(context)).connect(context.destination)
      synth = new Synth(context, master)
    }
    return context
  }
  async function play() {
    const notes = piece()?.notes
    if (!notes || playing.value) return
    sound(stop)
    playing.value = true
    const ready = open()
    await ready.resume()
    if (!playing.value) return
    if (at.value >= length()) at.value = 0
    zero = ready.currentTime + BEFORE - at.value
    next = notes.findIndex((note) => note.end > at.value)
    if (next < 0) next = notes.length
    hand()
    waking = setInterval(hand, EVERY)
    frames.start()
  }
  function stop() {
    clearInterval(waking)
    frames.stop()
    synth?.silence()
    playing.value = false
    quiet(stop)
  }
  function toggle() {
    if (playing.value) stop()
    else void play()
  }
  function seek(to: number) {
    const on = playing.value
    if (on) stop()
    at.value = to
    if (on) void play()
  }

  watch(volume, (loud) => {
    if (master) master.gain.value = loud * 0.6
  })
  onScopeDispose(() => {
    stop()
    void context?.close()
  })
  return { playing, at, volume, toggle, seek, stop }
}
