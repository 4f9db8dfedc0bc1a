import { expect, it } from 'vitest'
import { can, costSource, type Job, madeAt, nameOf, secondsLeft } from './job'

const cost = (more: Partial<Job['cost']>) =>
  ({ usd: 1, complete: true, unknown: 0, sources: [], ...more }) as Job['cost']

it.each([
  [cost({ usd: 0 }), null],
  [cost({ sources: ['listed'] }), 'listed'],
  [cost({ sources: ['estimated', 'listed'] }), 'mixed'],
  [cost({ complete: false, unknown: 1, sources: ['listed', 'unknown'] }), 'partly'],
  [cost({ usd: null, complete: false, unknown: 1, sources: ['unknown'] }), 'unknown'],
])('%j comes from %s', (of, source) => {
  expect(costSource(of)).toBe(source)
})

it.each([
  ['cancel', 'running', true],
  ['cancel', 'open', true],
  ['cancel', 'completed', false],
  ['delete', 'running', false],
  ['delete', 'refused', true],
  ['retry', 'failed', true],
  ['download', 'pending', false],
] as const)('%s of a job that is %s: %s', (deed, status, yes) => {
  expect(can(deed, status)).toBe(yes)
})

it('a name is on one line, and the title goes before the text', () => {
  expect([nameOf({ title: null, text: ' a\n b ' }), nameOf({ title: 'T', text: 'a' })]).toEqual(['a b', 'T'])
})

it('an id tells when its job was made', () => {
  expect(madeAt('run_01ARZ3NDEKTSV4RRFFQ69G5FAV')).toBe(1_469_922_850_259)
})

it.each([
  ['running', '2026-01-01T00:01:00Z', 60],
  ['pending', '2026-01-01T00:01:00Z', 60],
  ['running', '2025-12-31T23:59:00Z', null],
  ['waiting', '2026-01-01T00:01:00Z', null],
  ['running', null, null],
] as const)('a job that is %s and done at %s takes %s more seconds', (status, at, left) => {
  const estimated_completion = at ? { at, seconds: 1 } : null
  expect(secondsLeft({ status, estimated_completion }, Date.parse('2026-01-01T00:00:00Z'))).toBe(left)
})
