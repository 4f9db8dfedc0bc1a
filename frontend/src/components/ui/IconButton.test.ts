import { mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { expect, it, vi } from 'vitest'
import { h } from 'vue'
import IconButton from './IconButton.vue'

it('an icon hears what its button is told', async () => {
  let clicks = 0
  const button = () => h(IconButton, { label: 'Pin', class: 'mine', onClick: () => (clicks += 1) })
  const mounted = mount(() => h(TooltipProvider, button))
  await mounted.get('button.mine').trigger('click')
  expect(clicks).toBe(1)
})

it('its words are shown when it has the focus, and are its name only', async () => {
  const mounted = mount(() => h(TooltipProvider, () => h(IconButton, { label: 'Pin' })), {
    attachTo: document.body,
  })
  await mounted.get('button').trigger('focus')
  const shown = () => document.querySelector('[aria-hidden=true]')?.textContent
  await vi.waitFor(() => expect(shown()).toContain('Pin'), 10_000)
  expect(mounted.get('button').attributes()).toMatchObject({
    'aria-label': 'Pin',
    'data-state': 'instant-open',
  })
  expect(mounted.get('button').attributes('aria-describedby')).toBeUndefined()
  mounted.unmount()
})
