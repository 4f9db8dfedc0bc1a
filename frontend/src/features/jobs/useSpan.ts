import { computed, onMounted, onUnmounted, type Ref, ref } from 'vue'
import { type Span, spanOf } from './span'

/** Which rows of a list on a page that scrolls are near the window. `row` is the height of each, in rem. */
export function useSpan(list: Ref<HTMLElement | null>, count: () => number, row: () => number) {
  const rem = ref(16)
  const top = ref(0)
  const height = ref(0)
  const span = ref<Span>({ first: 0, end: 0 })
  const pixels = computed(() => row() * rem.value)

  function measure() {
    if (!list.value) return
    rem.value = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16
    top.value = list.value.getBoundingClientRect().top
    height.value = window.innerHeight
    const now = spanOf(count(), pixels.value, top.value, height.value)
    if (now.first !== span.value.first || now.end !== span.value.end) span.value = now
  }

  onMounted(() => {
    measure()
    window.addEventListener('scroll', measure, { passive: true })
    window.addEventListener('resize', measure)
  })
  onUnmounted(() => {
    window.removeEventListener('scroll', measure)
    window.removeEventListener('resize', measure)
  })
  return { span, pixels, measure, isAtTop: () => top.value > 0 }
}
