import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import ui from '@/app/locales/en.json'
import { ready, type Words } from '@/app/sentences'
import JobCost from './JobCost.vue'
import words from './locales/en.json'

const UNKNOWN = { usd: null, complete: false, sources: [], calls: 1 } as never

function shown(state: { atWork: boolean; asked: boolean }) {
  const said = ready({ jobs: words, ...ui } as unknown as Words)
  const messages = { en: said } as unknown as Record<string, never>
  const i18n = createI18n({ legacy: false, locale: 'en', messages })
  return mount(JobCost, { props: { cost: UNKNOWN, ...state }, global: { plugins: [i18n] } }).text()
}

it.each([
  ['at work', { atWork: true, asked: false }, 'not known yet'],
  ['just ended, and asked for anew', { atWork: false, asked: true }, ''],
  ['ended', { atWork: false, asked: false }, '$? unknown'],
])('a cost that nobody knows of a job that is %s reads %j', (_name, state, text) => {
  expect(shown(state)).toBe(text)
})
