import { expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import { ready } from './sentences'

const words = {
  plain: 'A sentence.',
  deep: { one: '{who} waits, {n} times: {who}' },
  two: '{n} frog | {n} frogs',
  three: 'none | one | {n} of {of}',
}
const { t, te } = createI18n<false>({
  legacy: false,
  locale: 'en',
  messages: { en: ready(words) as Record<string, never> },
}).global

it.each<[string, () => string, string]>([
  ['a sentence stays', () => t('plain'), 'A sentence.'],
  [
    'values stand at their places',
    () => t('deep.one', { who: 'Ann {n}', n: 2 }),
    'Ann {n} waits, 2 times: Ann {n}',
  ],
  ['a value that is missing is nothing', () => t('deep.one', { n: 2 }), ' waits, 2 times: '],
  ['one', () => t('two', 1), '1 frog'],
  ['several', () => t('two', 3), '3 frogs'],
  ['a number as it is written', () => t('two', { n: '3,000' }, 3000), '3,000 frogs'],
  ['none of three forms', () => t('three', 0), 'none'],
  ['the last of three forms', () => t('three', { of: 7 }, 2), '2 of 7'],
])('%s', (_what, said, text) => {
  expect(said()).toBe(text)
})

it('sentences are known by their keys', () => {
  expect([te('two'), te('deep.one'), te('deep.two')]).toEqual([true, true, false])
})
