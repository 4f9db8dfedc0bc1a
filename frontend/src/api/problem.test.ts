import { expect, it } from 'vitest'
import { faultAt, problemOf } from './problem'

it('takes a problem as it is', () => {
  const told = { type: '/problems/invalid-input', title: 't', status: 422, detail: 'd', params: {} }
  expect(problemOf(told, 422)).toBe(told)
})

it.each([[undefined], [null], ['<html>'], [{ message: 'x' }]])('makes one of another answer: %j', (body) => {
  expect(problemOf(body, 502)).toMatchObject({ status: 502, detail: 'HTTP 502' })
})

it('finds the fault of a field', () => {
  const fault = { pointer: '/seed', detail: 'too large', params: {} }
  const problem = { ...problemOf(null, 422), faults: [fault] }
  expect([faultAt(problem, '/seed'), faultAt(problem, '/config'), faultAt(null, '/seed')]).toEqual([
    fault,
    undefined,
    undefined,
  ])
})
