import { expect, it } from 'vitest'
import { allWords, i18n, useLanguage } from './i18n'

it('has all words of a language that was chosen while those of another were coming', async () => {
  await useLanguage('en', false)
  expect(i18n.global.te('jobs.title', 'en')).toBe(false)
  await Promise.all([useLanguage('de', false), allWords()])
  expect(i18n.global.te('jobs.title', 'de')).toBe(true)
})
