import { expect, it } from 'vitest'
import { moneyText } from './money'
import { takes } from './takes'
import { clock, durationParts, momentText, regional } from './time'

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
  [0.0004, { key: 'seconds', values: { n: '<0.01' } }],
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

it.each([
  ['en', ['en-GB', 'en'], 'en-GB'],
  ['en', ['de-AT', 'en-NZ', 'en-US'], 'en-NZ'],
  ['de', ['en-GB'], 'de'],
  ['de', ['DE-ch'], 'DE-ch'],
  ['en', [], 'en'],
])('%s for someone who reads %s is written as in %s', (language, wished, place) => {
  expect(regional(language, wished)).toBe(place)
})

it.each([
  ['en', ['en-GB'], '20/11/2026, 19:32'],
  ['en', ['en-US'], '11/20/26, 7:32 PM'],
  ['de', ['en-GB'], '20.11.26, 19:32'],
])('a moment in %s for someone who reads %s is %s', (language, wished, text) => {
  expect(momentText(new Date(2026, 10, 20, 19, 32), 'short', language, wished).replace(/\s/g, ' ')).toBe(text)
})

it.each([
  [
    { whole: true, min: 1, max: 1_000_000 },
    'en',
    { key: 'wholeBetween', values: { min: '1', max: '1,000,000' } },
  ],
  [{ whole: false, min: 0.5 }, 'de', { key: 'numberFrom', values: { min: '0,5' } }],
  [{ whole: true, max: 9 }, 'en', { key: 'wholeTo', values: { max: '9' } }],
  [{ whole: false }, 'en', { key: 'numberAny', values: {} }],
])('a field of %j in %s takes %j', (limits, locale, said) => {
  expect(takes(limits, locale)).toEqual(said)
})
