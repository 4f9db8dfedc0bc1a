import { onUnmounted, type Ref, ref } from 'vue'

/** Whether the window is as narrow as a phone. */
export function useNarrow(): Ref<boolean> {
  const query = window.matchMedia('(max-width: 640px)')
  const narrow = ref(query.matches)
  const changed = () => {
    narrow.value = query.matches
  }
  query.addEventListener('change', changed)
  onUnmounted(() => query.removeEventListener('change', changed))
  return narrow
}
