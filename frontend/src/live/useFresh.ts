import { onMounted, onUnmounted } from 'vue'
import { live } from './index'

const AT_MOST_EVERY = 1000

/** Ask again when a person comes back to the page, and when the connection does: a file may have changed. */
export function useFresh(again: () => void): void {
  let last = Date.now()
  let end: (() => void) | undefined
  function look() {
    if (document.visibilityState !== 'visible' || Date.now() - last < AT_MOST_EVERY) return
    last = Date.now()
    again()
  }
  onMounted(() => {
    window.addEventListener('focus', look)
    document.addEventListener('visibilitychange', look)
    end = live.whenOpen(look)
  })
  onUnmounted(() => {
    window.removeEventListener('focus', look)
    document.removeEventListener('visibilitychange', look)
    end?.()
  })
}
