import { reactive } from 'vue'

const SHOWN_FOR = 6000

export interface Toast {
  id: number
  text: string
  tone: 'plain' | 'fail'
}

let last = 0
/** What the page has just said; `Toasts.vue` in the shell shows it and has it read out. */
export const toasts = reactive<Toast[]>([])
/** Words for the screen reader only, such as how far a run is. */
export const announced = reactive({ text: '' })

export function dismiss(id: number): void {
  const index = toasts.findIndex((toast) => toast.id === id)
  if (index >= 0) toasts.splice(index, 1)
}

/** Say one sentence; it goes by itself, a failure stays until it is put away. */
export function say(text: string, tone: Toast['tone'] = 'plain'): void {
  const id = ++last
  toasts.push({ id, text, tone })
  if (tone === 'plain') setTimeout(() => dismiss(id), SHOWN_FOR)
}

/** Have a sentence read out without showing it. */
export function announce(text: string): void {
  announced.text = text
}
