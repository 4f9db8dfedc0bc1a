import type { RunEvent } from '@/live/events'
import { MEDIA } from './reduce'

/** Seconds that a replay waits at most where a person thought, and where a machine worked without telling anything. */
const PAUSE = 2
const SILENCE = 5
/** Seconds that a stage lasts at least, so that one can see and reach it. */
const SHORTEST = 0.6

/** A piece of the track: what happened there, from where to where in seconds of the replay. `key` is a stage, or `yours`. */
export interface Segment {
  readonly key: string
  readonly from: number
  readonly to: number
}

/** When the events of a run are played: `at` in seconds of the replay, `real` in seconds since the run began. */
export interface Timeline {
  readonly at: readonly number[]
  readonly real: readonly number[]
  readonly segments: readonly Segment[]
  /** How long the replay is, and how long the run was. */
  readonly length: number
  readonly seconds: number
}

interface Gap {
  key: string
  seconds: number
}

/** Lay out a replay: pauses are shortened, and no stage is too short to be seen. */
export function timeline(events: readonly RunEvent[]): Timeline {
  const start = Date.parse(events[0]?.at ?? '')
  const real = events.map((event) => Math.max(0, (Date.parse(event.at) - start) / 1000))
  const gaps = gapsOf(events, real)
  const lengths = new Map<number, number>()
  const piece: number[] = []
  let index = -1
  gaps.forEach((gap, place) => {
    if (place === 0 || gap.key !== gaps[place - 1]?.key) index += 1
    piece.push(index)
    lengths.set(index, (lengths.get(index) ?? 0) + gap.seconds)
  })
  const members = new Map<number, number>()
  for (const one of piece) members.set(one, (members.get(one) ?? 0) + 1)
  const at: number[] = []
  const segments: Segment[] = []
  let now = 0
  gaps.forEach((gap, place) => {
    const own = piece[place] ?? 0
    const length = lengths.get(own) ?? 0
    const stretch =
      length > 0 ? Math.max(1, SHORTEST / length) * gap.seconds : SHORTEST / (members.get(own) ?? 1)
    const from = now
    now += stretch
    at.push(now)
    const last = segments.at(-1)
    if (place > 0 && piece[place - 1] === own && last) segments[segments.length - 1] = { ...last, to: now }
    else segments.push({ key: gap.key, from, to: now })
  })
  return { at, real, segments, length: now, seconds: real.at(-1) ?? 0 }
}

/** What the time before each event was used for. */
function gapsOf(events: readonly RunEvent[], real: readonly number[]): Gap[] {
  let key = ''
  let yours = false
  const gaps = events.map((event, place) => {
    const seconds = Math.max(0, (real[place] ?? 0) - (real[place - 1] ?? 0))
    const here = yours ? 'yours' : (stageOf(event) ?? key)
    if (here !== 'yours') key = here
    if (event.type === 'run_state_change')
      yours = event.data.state === 'open' || event.data.state === 'waiting'
    return { key: here, seconds: Math.min(seconds, here === 'yours' ? PAUSE : SILENCE) }
  })
  const first = gaps.find((gap) => gap.key)?.key ?? MEDIA
  return gaps.map((gap) => (gap.key ? gap : { ...gap, key: first }))
}

function stageOf(event: RunEvent): string | null {
  if (event.type === 'generation_start' || event.type === 'generation_complete') return MEDIA
  if (event.type === 'run_state_change') return null
  const data = event.data as { stage?: string | null }
  return data.stage ?? null
}

/** How many events have happened at a position. */
export function countAt(line: Timeline, position: number): number {
  let low = 0
  let high = line.at.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((line.at[middle] ?? 0) <= position + 1e-9) low = middle + 1
    else high = middle
  }
  return low
}

/** The second of the run that is played at a position. */
export function realAt(line: Timeline, position: number): number {
  const count = countAt(line, position)
  const [from, to] = [line.at[count - 1] ?? 0, line.at[count]]
  const before = line.real[count - 1] ?? 0
  if (to === undefined || to <= from) return before
  return before + ((position - from) / (to - from)) * ((line.real[count] ?? before) - before)
}

/** Where the next or the previous event is; of stages with `whole`. */
export function step(line: Timeline, position: number, direction: 1 | -1, whole = false): number {
  const stops = whole ? [0, ...line.segments.map((one) => one.to)] : [0, ...line.at]
  const near = 1e-6
  if (direction > 0) return stops.find((stop) => stop > position + near) ?? line.length
  return stops.findLast((stop) => stop < position - near) ?? 0
}
