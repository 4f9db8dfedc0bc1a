import { mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { expect, it } from 'vitest'
import { h } from 'vue'
import IconButton from './IconButton.vue'

it('an icon hears what its button is told', async () => {
  let clicks = 0
  const button = () => h(IconButton, { label: 'Pin', class: 'mine', onClick: () => (clicks += 1) })
  const mounted = mount(() => h(TooltipProvider, button))
  await mounted.get('button.mine').trigger('click')
  expect(clicks).toBe(1)
})
