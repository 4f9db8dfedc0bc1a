import { ref, watchEffect } from 'vue'

export const THEMES = ['system', 'paper', 'night'] as const
export type Theme = (typeof THEMES)[number]
const KEPT = 'devserver.theme'

function kept(): Theme {
  const value = localStorage.getItem(KEPT) as Theme | null
  return value && THEMES.includes(value) ? value : 'system'
}

/** The theme of the page; `system` follows the system's. */
export const theme = ref<Theme>(kept())

watchEffect(() => {
  localStorage.setItem(KEPT, theme.value)
  if (theme.value === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme.value
})
