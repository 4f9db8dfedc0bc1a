/**
 * Reads Standard MIDI Files (MIDI 1.0, RP-001): the notes with their times, which is all that a piano roll needs.
 */

export interface Note {
  /** Seconds from the beginning. */
  start: number
  end: number
  /** 0 to 127; 60 is the middle C. */
  pitch: number
  /** 1 to 127: how hard the key is struck. */
  velocity: number
  /** 0 to 15; 9 is the drums. */
  channel: number
  /** 0 to 127: the instrument of General MIDI. */
  program: number
}

export interface Piece {
  notes: Note[]
  seconds: number
}

type Raw = { tick: number } & (
  | { type: 'on' | 'off'; channel: number; pitch: number; velocity: number }
  | { type: 'program'; channel: number; program: number }
  | { type: 'tempo'; microseconds: number }
  | { type: 'end' }
)

const MOST_NOTES = 50_000

class Reader {
  constructor(
    readonly view: DataView,
    public at: number,
    readonly end: number,
  ) {}
  byte(): number {
    if (this.at >= this.end) throw new Error('the file ends too early')
    return this.view.getUint8(this.at++)
  }
  /** A number in pieces of seven bits, at most four. */
  variable(): number {
    let value = 0
    for (let count = 0; count < 4; count++) {
      const byte = this.byte()
      value = (value << 7) | (byte & 0x7f)
      if (byte < 0x80) return value
    }
    throw new Error('a number is too long')
  }
  skip(length: number) {
    this.at = Math.min(this.end, this.at + length)
  }
}

function meta(reader: Reader, tick: number): Raw | null {
  const kind = reader.byte()
  const length = reader.variable()
  const from = reader.at
  const tempo = kind === 0x51 && length === 3
  const microseconds = tempo ? (reader.byte() << 16) | (reader.byte() << 8) | reader.byte() : 0
  reader.at = from
  reader.skip(length)
  if (tempo && microseconds > 0) return { tick, type: 'tempo', microseconds }
  return kind === 0x2f ? { tick, type: 'end' } : null
}

function voice(reader: Reader, tick: number, status: number, first: number): Raw | null {
  const [kind, channel] = [status >> 4, status & 15]
  const second = kind === 12 || kind === 13 ? 0 : reader.byte()
  if (kind === 9 && second > 0) return { tick, type: 'on', channel, pitch: first, velocity: second }
  if (kind === 8 || kind === 9) return { tick, type: 'off', channel, pitch: first, velocity: 0 }
  return kind === 12 ? { tick, type: 'program', channel, program: first } : null
}

function trackEvents(reader: Reader): Raw[] {
  const found: Raw[] = []
  let tick = 0
  let running = 0
  while (reader.at < reader.end) {
    tick += reader.variable()
    const byte = reader.byte()
    let event: Raw | null = null
    if (byte === 0xff) event = meta(reader, tick)
    else if (byte === 0xf0 || byte === 0xf7) reader.skip(reader.variable())
    else {
      const isStatus = byte >= 0x80
      if (isStatus) running = byte
      if (running < 0x80 || running > 0xef) throw new Error('an event has no kind')
      event = voice(reader, tick, running, isStatus ? reader.byte() : byte)
    }
    if (event) found.push(event)
    if (event?.type === 'end' || found.length > 4 * MOST_NOTES) break
  }
  return found
}

/** Gives the seconds of a tick, asked for in order. */
function clockOf(division: number): {
  at: (tick: number) => number
  tempo: (tick: number, us: number) => void
} {
  const smpte = division & 0x8000 ? 1 / ((256 - (division >> 8)) * (division & 0xff)) : 0
  let [tick, seconds, each] = [0, 0, smpte || 0.5 / division]
  const at = (to: number) => seconds + (to - tick) * each
  return {
    at,
    tempo(to, microseconds) {
      if (smpte) return
      seconds = at(to)
      tick = to
      each = microseconds / 1e6 / division
    },
  }
}

function notesOf(events: Raw[], division: number): Piece {
  const clock = clockOf(division)
  const notes: Note[] = []
  const programs = new Array<number>(16).fill(0)
  const held = new Map<number, Note[]>()
  let last = 0
  for (const event of events) {
    const now = clock.at(event.tick)
    last = Math.max(last, now)
    if (event.type === 'tempo') clock.tempo(event.tick, event.microseconds)
    else if (event.type === 'program') programs[event.channel] = event.program
    else if (event.type !== 'end') {
      const key = event.channel * 128 + event.pitch
      const open = held.get(key) ?? []
      held.set(key, open)
      if (event.type === 'off') {
        const note = open.shift()
        if (note) note.end = now
      } else if (notes.length < MOST_NOTES) {
        const { pitch, velocity, channel } = event
        const note = {
          start: now,
          end: Number.NaN,
          pitch,
          velocity,
          channel,
          program: programs[channel] ?? 0,
        }
        notes.push(note)
        open.push(note)
      }
    }
  }
  for (const note of notes) if (Number.isNaN(note.end)) note.end = last
  return { notes, seconds: Math.max(last, ...notes.slice(-200).map((note) => note.end)) }
}

/** Read the notes of a file, in the order of their beginnings; raises Error where it is no readable MIDI file. */
export function readMidi(bytes: ArrayBuffer): Piece {
  const view = new DataView(bytes)
  const name = (at: number) => String.fromCharCode(...new Uint8Array(bytes, at, 4))
  if (bytes.byteLength < 14 || name(0) !== 'MThd') throw new Error('this is no MIDI file')
  const division = view.getUint16(12)
  if ((division & 0x8000 ? division & 0xff : division) === 0)
    throw new Error('the file has no measure of time')
  const events: Raw[] = []
  for (let at = 8 + view.getUint32(4); at + 8 <= bytes.byteLength; ) {
    const end = Math.min(bytes.byteLength, at + 8 + view.getUint32(at + 4))
    if (name(at) === 'MTrk')
      for (const event of trackEvents(new Reader(view, at + 8, end))) events.push(event)
    at = end
  }
  return notesOf(events.sort(inOrder), division)
}

/** What happens at once: tempo and instruments first, then what ends, then what begins. */
const ORDER = { tempo: 0, program: 1, off: 2, on: 3, end: 4 } as const
const inOrder = (one: Raw, other: Raw) => one.tick - other.tick || ORDER[one.type] - ORDER[other.type]
