import { onUnmounted, ref, watch } from 'vue'
import { step } from './walk'

/** Go from slide to slide by itself, every so many seconds, until it is paused; at the end it begins again. */
export function useSlides(count: () => number, ended: () => void) {
  const place = ref(0)
  const seconds = ref(8)
  const paused = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  function go(by: 1 | -1) {
    place.value = step(place.value, by, count(), true)
    if (place.value >= count() - 3) ended()
    wait()
  }
  function wait() {
    clearTimeout(timer)
    if (!paused.value) timer = setTimeout(() => go(1), seconds.value * 1000)
  }
  watch([seconds, paused], wait, { immediate: true })
  onUnmounted(() => clearTimeout(timer))
  return { place, seconds, paused, go }
}
