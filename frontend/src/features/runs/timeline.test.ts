import { describe, expect, it } from 'vitest'
import type { RunEvent } from '@/live/events'
import { reduce } from './reduce'
import { Replay } from './replay'
import { emptyRun } from './state'
import { countAt, realAt, step, timeline } from './timeline'

const files = import.meta.glob<{ default: RunEvent[] }>('./recorded/*.json', { eager: true })
const recorded = Object.entries(files).map(
  ([path, file]) => [path.replace(/^.*\/|\.json$/g, ''), file.default] as const,
)
const stored = (events: readonly RunEvent[]) => events.filter((event) => typeof event.seq === 'number')

function made(seconds: number, type: RunEvent['type'], data: object): RunEvent {
  const at = new Date(Date.UTC(2026, 10, 20, 10) + seconds * 1000).toISOString()
  return { run_id: 'run_1', at, type, data, seq: 1 } as unknown as RunEvent
}

const stage = (seconds: number, name: string, status = 'completed') =>
  made(seconds, 'pipeline_stage_update', { stage: name, status, attempt: 1 })
const sitting = [
  made(0, 'run_state_change', { state: 'running', attempt: 1 }),
  stage(1, 'input_check'),
  stage(4, 'interception'),
  made(4, 'run_state_change', { state: 'open', attempt: 1 }),
  made(304, 'run_state_change', { state: 'running', attempt: 2 }),
  stage(307, 'optimization'),
]

describe('a replay', () => {
  it('names what each piece of the track was used for', () => {
    expect(timeline(sitting).segments.map((one) => one.key)).toEqual([
      'input_check',
      'interception',
      'yours',
      'optimization',
    ])
  })

  it('shortens pauses, and tells the time as it was', () => {
    const line = timeline(sitting)
    expect(line.length).toBe(1 + 3 + 2 + 3)
    expect(line.seconds).toBe(307)
    expect(realAt(line, 5)).toBeCloseTo(154)
    expect(realAt(line, line.length)).toBe(307)
  })

  it('shows stages that took no time long enough to be reached', () => {
    const line = timeline([stage(0, 'input_check'), stage(0, 'interception'), stage(0, 'optimization')])
    expect(line.segments.map((one) => one.to - one.from)).toEqual([
      0.6,
      expect.closeTo(0.6),
      expect.closeTo(0.6),
    ])
  })

  it('counts the events at a position, and steps from one to the next', () => {
    const line = timeline(sitting)
    expect([countAt(line, 0), countAt(line, 0.99), countAt(line, 1), countAt(line, 9)]).toEqual([1, 1, 2, 6])
    expect([step(line, 0, 1), step(line, 1, -1), step(line, 1, 1, true), step(line, 9, 1)]).toEqual([
      1, 0, 4, 9,
    ])
  })

  it('of nothing is nothing', () => {
    expect(timeline([])).toMatchObject({ length: 0, seconds: 0, segments: [] })
  })

  it.each(recorded)('%s: pieces follow each other without a gap, to its end', (_name, events) => {
    const line = timeline(stored(events))
    const ends = [0, ...line.segments.map((one) => one.to)]
    expect(line.segments.map((one) => one.from)).toEqual(ends.slice(0, -1))
    expect(line.segments.at(-1)?.to).toBeCloseTo(line.length)
    expect(countAt(line, line.length)).toBe(stored(events).length)
  })
})

describe('the state at a place', () => {
  it.each(recorded)('%s: is that of its events up to there', (_name, events) => {
    const id = events[0]?.run_id ?? ''
    const all = stored(events)
    const replay = new Replay(id, all)
    for (const count of [all.length, 3, 0, 7]) {
      expect(replay.at(count)).toEqual(all.slice(0, count).reduce(reduce, emptyRun(id)))
    }
  })

  it('is found in a run of many events', () => {
    const events = Array.from({ length: 2500 }, (_, index) => ({
      ...made(index, 'progress_update', { stage: 'media', attempt: 1, fraction: index / 2500 }),
      seq: index + 1,
    })) as RunEvent[]
    const replay = new Replay('run_1', events)
    for (const count of [2500, 400, 401, 1999]) expect(replay.at(count).seq).toBe(count)
  })
})
