import { expect, it } from 'vitest'
import { ApiError, problemOf } from '@/api/problem'
import { doWithEach } from './actions'

it('goes on after one that did not work, and tells why', async () => {
  const told: number[] = []
  const deed = async (id: string) => {
    if (id === 'b') throw new ApiError(problemOf({ detail: 'It has ended.' }, 409))
  }
  const done = await doWithEach(deed, ['a', 'b', 'c'], (through) => told.push(through))
  expect([done, told]).toEqual([
    { worked: ['a', 'c'], failed: [{ id: 'b', text: 'It has ended.' }] },
    [0, 1, 2],
  ])
})

it('stops where nobody answers', async () => {
  const asked: string[] = []
  const deed = async (id: string) => {
    asked.push(id)
    throw new ApiError(null)
  }
  await doWithEach(deed, ['a', 'b'], () => {})
  expect(asked).toEqual(['a'])
})
