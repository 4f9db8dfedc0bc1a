import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import { ready } from '@/app/sentences'
import en from './locales/en.json'
import MediaFacts from './MediaFacts.vue'
import ProgramFaults from './ProgramFaults.vue'
import SeekArea from './SeekArea.vue'

const words = ready({ media: en, ui: { seconds: '{n} s' } }) as Record<string, never>
const i18n = createI18n<false>({ legacy: false, locale: 'en', messages: { en: words } })
const global = { plugins: [i18n] }

it('says what is known of an output and leaves out what is not', () => {
  const made = { model: '', seconds: 4.04, seed: 7, byRules: true }
  const facts = mount(MediaFacts, {
    global,
    props: { made, measured: { width: 1024, height: 512 }, bytes: 2_169_056, format: 'png' },
  })
  expect(facts.findAll('li').map((fact) => fact.text())).toEqual([
    'Made by rules, without an AI model',
    '1024 × 512',
    'PNG, 2.2 MB',
    'seed 7',
    'made in 4 s',
  ])
})

it.each([
  ['ArrowRight', 4],
  ['ArrowLeft', 2],
  ['PageUp', 8],
  ['Home', 0],
  ['End', 8],
])('goes by %s to its place', async (key, place) => {
  const area = mount(SeekArea, { global, props: { label: 'Place', at: 3, seconds: 8 } })
  await area.find('input').trigger('keydown', { key })
  expect(area.emitted('seek')).toEqual([[place]])
})

it('leads from a fault to its line', async () => {
  const faults = [{ text: '<b>a</b> is not defined', line: 3, times: 2 }]
  const panel = mount(ProgramFaults, { global, props: { faults, byPerson: false } })
  await panel.find('button').trigger('click')
  expect(panel.emitted('line')).toEqual([[3]])
  expect(panel.text()).toContain('<b>a</b> is not defined')
  expect(panel.text()).toContain('2 times')
})
