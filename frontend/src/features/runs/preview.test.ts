import { mount } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import { nextTick, ref } from 'vue'
import { doingText } from './doing'
import { pictureOf } from './preview'
import type { Attempt } from './state'
import { usePicture } from './usePicture'

type Preview = Attempt['preview']

it.each([
  ['a picture', { mime: 'image/webp', base64: 'AA' }, 'data:image/webp;base64,AA'],
  ['a film', { mime: 'video/mp4', base64: 'AA' }, ''],
  ['a sound', { mime: 'audio/mpeg', base64: 'AA' }, ''],
  ['nothing', null, ''],
])('%s as a preview is shown at %s', (_name, preview, address) => {
  expect(pictureOf(preview)).toBe(address)
})

/** An Image that cannot draw what is called `broken`. */
class Drawing {
  src = ''
  decode(): Promise<void> {
    return this.src.endsWith('broken') ? Promise.reject(new Error('no picture')) : Promise.resolve()
  }
}
afterEach(() => vi.unstubAllGlobals())

it('shows only previews that can be drawn, and the one before until then', async () => {
  vi.stubGlobal('Image', Drawing)
  const preview = ref<Preview>(null)
  const seen: string[] = []
  const Page = {
    setup() {
      const shown = usePicture(() => preview.value)
      return { shown }
    },
    template: '<p>{{ shown }}</p>',
  }
  const page = mount(Page)
  for (const [mime, base64] of [
    ['image/png', 'one'],
    ['image/png', 'broken'],
    ['image/png', 'two'],
    ['video/mp4', 'film'],
  ] as const) {
    preview.value = { mime, base64 }
    for (let turn = 0; turn < 4; turn += 1) await nextTick()
    seen.push(page.text().replace('data:image/png;base64,', ''))
  }
  expect(seen).toEqual(['one', 'one', 'two', ''])
})

const t = (key: string, values?: Record<string, number>) => [key, ...Object.values(values ?? {})].join(' ')

it.each([
  [{ part: 'making', step: 5, steps: 20 }, 'studio.work.parts.making, studio.work.step 5 20'],
  [{ part: 'loading', step: null, steps: null }, 'studio.work.parts.loading'],
  [{ part: '', step: null, steps: null }, ''],
] as const)('%j is said in plain words, without the name of a node', (told, words) => {
  expect(doingText({ fraction: 0.5, note: 'KSampler', ...told }, t)).toBe(words)
})
