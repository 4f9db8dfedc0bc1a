import { expect, it } from 'vitest'
import { ApiError, problemOf } from '@/api/problem'
import { finish, lineage } from './finish'
import type { RunAnswer } from './trouble'

const call = (stage: string, cost_source: string, cost_usd: number | null) => ({
  stage,
  cost_source,
  cost_usd,
  seconds: 2,
})
function run(
  run_id: string,
  created: string,
  ended: string | null,
  calls: object[],
  parent: string | null = null,
) {
  const [created_at, ended_at] = [`2026-11-${created}`, ended && `2026-11-${ended}`]
  return { run_id, created_at, ended_at, calls, parent_run_id: parent } as unknown as RunAnswer
}

const written = [call('interception', 'estimated', 0.01), call('optimization', 'estimated', 0.01)]
const texts = run('a', '20T10:00:00Z', '20T10:00:30Z', [...written, call('media', 'listed', 0.04)])
const output = run('b', '20T10:01:00Z', '20T10:01:24Z', [call('media', 'listed', 0.04)], 'a')

it('adds up an output and the texts that it came of, and no other output of these', () => {
  const sum = finish([output, texts])
  expect(sum).toMatchObject({ whole: 84, machines: 6, calls: 3, partly: false, source: 'several' })
  expect(sum.usd).toBeCloseTo(0.06)
})

it('counts every attempt of a run that holds both', () => {
  const both = run('a', '20T10:00:00Z', '20T10:00:30Z', [...written, ...written])
  expect(finish([both])).toMatchObject({ whole: 30, machines: 8, calls: 4, source: 'estimated' })
})

it('says that a cost is not known rather than that it is nothing', () => {
  const unknown = run('c', '20T10:00:00Z', '20T10:00:02Z', [call('media', 'unknown', null)])
  expect(finish([unknown])).toMatchObject({ usd: null, partly: true, source: null, whole: 2 })
})

it('does not count a pause of days as work on an output', () => {
  expect(finish([run('b', '22T10:00:00Z', '22T10:00:02Z', []), texts]).whole).toBeNull()
})

it.each([
  ['of its parents up to the one that rewrote the text', 'b', 'a', ['b', 'a']],
  ['of the run of the texts, where it has no parent', 'd', 'a', ['d', 'a']],
  ['without what is gone', 'e', null, ['e']],
  ['alone, where it rewrote the text itself', 'a', 'a', ['a']],
])('an output came %s', async (_what, work, from, expected) => {
  const orphan = run('d', '20T10:02:00Z', null, [])
  const left = run('e', '20T10:02:00Z', null, [], 'gone')
  const all = new Map([texts, output, orphan, left].map((one) => [one.run_id, one]))
  const read = (id: string) => {
    const one = all.get(id)
    return one ? Promise.resolve(one) : Promise.reject(new ApiError(problemOf(null, 404)))
  }
  expect((await lineage(work, from, read)).map((one) => one.run_id)).toEqual(expected)
})
