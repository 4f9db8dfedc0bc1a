import { expect, it } from 'vitest'
import { moneyText } from './money'
import { clock, durationParts } from './time'

it.each([
  [null, 'en', '$?'],
  [0, 'en', '$0'],
  [0.0003, 'en', '$0.0003'],
  [0.00123, 'en', '$0.0012'],
  [0.04, 'en', '$0.04'],
  [1.5, 'en', '$1.50'],
  [1234.5, 'de', '1.234,50\u00a0$'],
])('%s dollars in %s are %s', (usd, locale, text) => {
  expect(moneyText(usd, locale)).toBe(text)
})

it.each([
  [0.0867, { key: 'seconds', values: { n: '0.09' } }],
  [3.14, { key: 'seconds', values: { n: '3.1' } }],
  [42.4, { key: 'seconds', values: { n: 42 } }],
  [59.7, { key: 'minutes', values: { m: 1, s: 0 } }],
  [3725, { key: 'hours', values: { h: 1, m: 2 } }],
])('%s seconds', (seconds, parts) => {
  expect(durationParts(seconds, 'en')).toEqual(parts)
})

it('the clock counts minutes beyond an hour', () => {
  expect([clock(0), clock(84.9), clock(3725)]).toEqual(['0:00', '1:24', '62:05'])
})
