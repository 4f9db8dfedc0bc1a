import { expect, it } from 'vitest'
import { drawn, spanOf } from './span'

it.each([
  ['at the top', 100_000, 300, { first: 0, end: 17 }],
  ['in the middle', 100_000, -3_500_000, { first: 49_992, end: 50_021 }],
  ['at the end', 100_000, -6_999_300, { first: 99_982, end: 100_000 }],
  ['beyond the end', 10, -9_000, { first: 10, end: 10 }],
  ['of none', 0, 300, { first: 0, end: 0 }],
])('rows near the window %s', (_name, count, top, span) => {
  expect(spanOf(count, 70, top, 900)).toEqual(span)
})

it('a list that was not measured draws a few', () => {
  expect(spanOf(100, 0, 0, 0)).toEqual({ first: 0, end: 8 })
})

it.each([
  [undefined, [4, 5]],
  [5, [4, 5]],
  [1, [1, 4, 5]],
  [9, [4, 5, 9]],
  [99, [4, 5]],
])('with the focus at %s the places %j are drawn', (focused, places) => {
  expect(drawn({ first: 4, end: 6 }, focused, 20)).toEqual(places)
})

it('a list that became shorter draws what it has', () => {
  expect([drawn({ first: 0, end: 9 }, undefined, 2), drawn({ first: 5, end: 9 }, 7, 2)]).toEqual([[0, 1], []])
})
