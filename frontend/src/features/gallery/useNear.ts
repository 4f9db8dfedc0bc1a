import { onMounted, onUnmounted, type Ref, watch } from 'vue'

/** Call `near` when an element comes near the window, and again while it stays there and `again` changes. */
export function useNear(element: Ref<HTMLElement | null>, near: () => void, again: () => unknown) {
  let watching: IntersectionObserver | undefined
  let isNear = false
  onMounted(() => {
    watching = new IntersectionObserver(
      ([entry]) => {
        isNear = entry?.isIntersecting ?? false
        if (isNear) near()
      },
      { rootMargin: '900px' },
    )
    if (element.value) watching.observe(element.value)
  })
  watch(again, () => isNear && near(), { flush: 'post' })
  onUnmounted(() => watching?.disconnect())
}
