import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import { ready, type Words } from '@/app/sentences'
import type { Availability } from './catalogue'
import words from './locales/en.json'
import WhyNot from './WhyNot.vue'

function page(availability: Partial<Availability>, backend = 'openai') {
  const messages = { en: ready({ models: words, ui: {} } as unknown as Words) } as unknown as Record<
    string,
    never
  >
  const i18n = createI18n({ legacy: false, locale: 'en', messages, missingWarn: false, fallbackWarn: false })
  const all = { state: 'unavailable', reason: '', missing: [], cause: '', files: [], ...availability }
  return mount(WhyNot, {
    props: { availability: all as Availability, backend, link: false },
    global: { plugins: [i18n] },
  })
}

const KEY = 'there is no key for openai: set OPENAI_API_KEY, or write the key into /srv/data/keys/openai.key'

it('says in plain words why, and folds names of settings and files away', async () => {
  const shown = page({ cause: 'no_key', reason: KEY, missing: ['OPENAI_API_KEY'] })
  expect(shown.text()).toContain('No key for OpenAI')
  expect(shown.text()).not.toContain('OPENAI_API_KEY')
  await shown.get('button').trigger('click')
  expect(shown.text()).toContain(KEY)
})

it('names what is missing, which is what has to be looked for', () => {
  const shown = page(
    { cause: 'missing_node', missing: ['ImageScaleBy'], reason: 'attic has no node' },
    'comfyui',
  )
  expect(shown.text()).toContain('ImageScaleBy')
})

it('says the reason itself where there is no plainer word for it', () => {
  const shown = page({ cause: '', reason: 'no generator makes 3d' })
  expect(shown.text()).toContain('no generator makes 3d')
  expect(shown.find('button').exists()).toBe(false)
})
