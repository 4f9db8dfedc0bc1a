import { expect, it } from 'vitest'
import type { RunEvent } from '@/live/events'
import { fromDetail, heard, IDLE } from './doing'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString()
const event = (type: string, second: number, data: object) =>
  ({
    run_id: 'run_1',
    at: at(second),
    type,
    data: { attempt: 1, stage: 'media', ...data },
  }) as unknown as RunEvent

it('a job that waits says how many are before it', () => {
  const doing = heard(IDLE, event('queued', 1, { position: 2, estimated_seconds: 40 }))
  expect([doing.before, doing.wait, doing.fraction]).toEqual([2, 40, null])
})

it('the time left follows from how fast it went', () => {
  const begun = heard(IDLE, event('generation_start', 10, {}))
  const early = heard(begun, event('progress_update', 11, { fraction: 0.01 }))
  const later = heard(early, event('progress_update', 20, { fraction: 0.25 }))
  expect([early.left, later.left, later.fraction]).toEqual([null, 30, 0.25])
})

it.each([
  ['generation_complete', {}],
  ['run_state_change', { state: 'completed' }],
  ['pipeline_stage_update', { status: 'completed' }],
])('%s ends it', (type, data) => {
  expect(heard({ ...IDLE, fraction: 0.5, left: 3 }, event(type, 5, data))).toEqual(IDLE)
})

it('what says nothing about the work changes nothing', () => {
  const doing = { ...IDLE, fraction: 0.5 }
  expect(heard(doing, event('cost_update', 5, {}))).toBe(doing)
})

const stage = { stage: 'media', attempt: 1, status: 'started', started_at: at(0), seconds: null } as const
it.each([
  ['a queue', { queue: { backend: 'b', position: 1, estimated_seconds: null, reason: '' } }, { before: 1 }],
  ['progress', { progress: { stage: 'media', fraction: 0.5, note: '' } }, { fraction: 0.5, left: 8 }],
  ['neither', {}, { fraction: null, since: Date.parse(at(0)) }],
])('the details of a job with %s', (_name, more, told) => {
  const detail = { progress: null, queue: null, stages: [stage], updated_at: at(8), ...more }
  expect(fromDetail(detail)).toMatchObject(told)
})
