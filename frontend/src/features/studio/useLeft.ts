import { type Ref, ref, watch } from 'vue'
import { type Seen, secondsLeft } from './left'

/** The seconds that something still takes, from how fast it went while it was looked at. */
export function useLeft(fraction: () => number | null): Ref<number | null> {
  const left = ref<number | null>(null)
  let first: Seen | null = null
  watch(
    fraction,
    (part) => {
      const now = part === null ? null : { at: performance.now(), fraction: part }
      // What goes back begins anew: a model does several things one after the other.
      if (!now || !first || now.fraction < first.fraction) first = now
      left.value = now && first ? secondsLeft(first, now) : null
    },
    { immediate: true },
  )
  return left
}
