import { expect, it } from 'vitest'
import { secondsLeft } from './left'

it.each([
  ['goes on as fast as before: as long as was seen', { at: 10_000, fraction: 0.6 }, 8],
  ['has hardly begun: nobody can tell', { at: 3500, fraction: 0.4 }, null],
  ['has hardly moved: nobody can tell', { at: 9000, fraction: 0.22 }, null],
  ['is as good as done: nothing is said', { at: 10_000, fraction: 0.99 }, null],
])('what %s', (_name, now, wanted) => {
  expect(secondsLeft({ at: 2000, fraction: 0.2 }, now)).toBe(wanted)
})
