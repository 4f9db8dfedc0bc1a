import { expect, it } from 'vitest'
import { isSlide, pick, step } from './walk'

it.each([
  [0, 1, 3, false, 1],
  [2, 1, 3, false, 2],
  [0, -1, 3, false, 0],
  [2, 1, 3, true, 0],
  [0, -1, 3, true, 2],
  [0, 1, 0, true, 0],
] as const)('from %i by %i of %i, round %s: %i', (place, by, count, round, next) => {
  expect(step(place, by, count, round)).toBe(next)
})

it('a third pick takes the place of the first, the same again goes', () => {
  expect(['a', 'b', 'c', 'b', 'a'].reduce<string[]>(pick, [])).toEqual(['c', 'a'])
})

it('a slide is something to be seen', () => {
  expect(['image', 'video', 'audio', 'text', null].filter(isSlide)).toEqual(['image', 'video'])
})
