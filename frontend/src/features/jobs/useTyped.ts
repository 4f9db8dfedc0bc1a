import { onScopeDispose, ref, watch } from 'vue'

const PAUSE = 300

/** A text that is typed here and takes effect after a pause; it follows when it is changed elsewhere. */
export function useTyped(now: () => string, told: (value: string) => void) {
  const text = ref(now())
  let timer: ReturnType<typeof setTimeout> | undefined
  let sent = text.value
  watch(text, (value) => {
    clearTimeout(timer)
    if (value === now()) return
    timer = setTimeout(() => {
      sent = value
      told(value)
    }, PAUSE)
  })
  watch(now, (value) => {
    if (value !== sent) text.value = value
    sent = value
  })
  onScopeDispose(() => clearTimeout(timer))
  return text
}
